use std::collections::BTreeMap;

use crate::Scope;

/// The bounds within which a search stays. `None` is no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Executions, at most.
    pub runs: Option<u64>,
    /// Preemptions in one execution, at most. loom only, which knows no more than 255.
    pub preemptions: Option<u8>,
    /// Steps in one execution, at most, on Weave those of one thread; one more ends the search without
    /// a verdict.
    pub steps: Option<usize>,
    /// Deadlines that each thread may let pass while others can move, at most. Models only.
    pub early_expiries: Option<u32>,
    /// Where the random numbers start. Engines that draw only.
    pub seed: Option<u64>,
}

impl Bounds {
    /// What can be said after all executions within these bounds.
    ///
    /// `refused` is whether a deadline could not pass because of `early_expiries`: a bound that was
    /// never reached has not kept anything out.
    pub(crate) fn scope(self, refused: bool) -> Scope {
        if self.preemptions.is_some() || refused { Scope::Bounded } else { Scope::Exhaustive }
    }

    /// The bounds in force, by name.
    pub fn named(self) -> BTreeMap<&'static str, u64> {
        let wide = |number: Option<usize>| number.map(|number| number as u64);
        let all = [
            ("runs", self.runs),
            ("preemptions", self.preemptions.map(u64::from)),
            ("steps", wide(self.steps)),
            ("early-expiries", self.early_expiries.map(u64::from)),
        ];
        all.into_iter().filter_map(|(name, bound)| Some((name, bound?))).collect()
    }
}
