use std::collections::BTreeMap;

use crate::Scope;

/// The bounds within which a search stays. `None` is no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Executions, at most.
    pub runs: Option<u64>,
    /// Preemptions in one execution, at most. loom, which knows no more than 255, and Weave.
    pub preemptions: Option<u8>,
    /// Steps in one execution, at most, on Weave those of one thread; one more ends the search without
    /// a verdict.
    pub steps: Option<usize>,
    /// Deadlines that each thread may let pass while others can move, at most. Models only.
    pub early_expiries: Option<u32>,
    /// Where the random numbers start. Engines that draw only.
    pub seed: Option<u64>,
    /// One of several parts of everything. Weave only.
    pub shard: Option<Shard>,
}

/// One of `count` disjoint parts that together are the whole search: counts and digests of the parts
/// add up to those of the whole, wherever each is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which one, from 1.
    pub index: usize,
    /// How many there are.
    pub count: usize,
}

impl Shard {
    /// The most parts: each of them makes the same plan of the whole first.
    pub const MOST: usize = 10_000;
}

/// Not `I/N` with `I` from 1 to `N`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected I/N with I from 1 to N, and N at most {most}, such as 1/4, not `{text}`",
    most = Shard::MOST
)]
pub struct NotAShard {
    text: String,
}

impl std::str::FromStr for Shard {
    type Err = NotAShard;

    fn from_str(text: &str) -> Result<Self, NotAShard> {
        let numbers = text.split_once('/').and_then(|(index, count)| {
            Some(Self { index: index.parse().ok()?, count: count.parse().ok()? })
        });
        let makes_sense =
            |shard: &Self| (1..=shard.count).contains(&shard.index) && shard.count <= Self::MOST;
        let shard = numbers.filter(makes_sense);
        shard.ok_or_else(|| NotAShard { text: text.to_owned() })
    }
}

impl Bounds {
    /// What can be said after all executions within these bounds.
    ///
    /// `refused` is whether a deadline could not pass because of `early_expiries`: a bound that was
    /// never reached has not kept anything out.
    pub(crate) fn scope(self, refused: bool) -> Scope {
        let in_part = self.preemptions.is_some() || self.shard.is_some() || refused;
        if in_part { Scope::Bounded } else { Scope::Exhaustive }
    }

    /// The bounds in force, by name.
    pub fn named(self) -> BTreeMap<&'static str, u64> {
        let wide = |number: Option<usize>| number.map(|number| number as u64);
        let all = [
            ("runs", self.runs),
            ("preemptions", self.preemptions.map(u64::from)),
            ("steps", wide(self.steps)),
            ("early-expiries", self.early_expiries.map(u64::from)),
            ("shard", wide(self.shard.map(|shard| shard.index))),
            ("shards", wide(self.shard.map(|shard| shard.count))),
        ];
        all.into_iter().filter_map(|(name, bound)| Some((name, bound?))).collect()
    }
}
