use std::fmt;
use std::str::FromStr;

use scenarios::Expect;

/// Something that runs a program in many ways and looks for a run that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Engine {
    /// Real threads, as often as it is told: finds nothing for certain.
    Native,
    /// Every interleaving, weak memory included.
    Loom,
    /// Interleavings drawn at random.
    ShuttleRandom,
    /// Interleavings drawn by priorities that change a few times (Burckhardt et al., 2010).
    ShuttlePct,
    /// Every interleaving, depth first, without weak memory.
    ShuttleDfs,
    /// Every execution graph once, weak memory included.
    Weave,
    /// Every execution graph once, without weak memory.
    WeaveSc,
}

/// How memory behaves on an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Memory {
    /// Every read sees the newest write.
    SequentiallyConsistent,
    /// As C11's orderings allow; see `runtime-loom` for where loom differs.
    C11,
    /// As Rust's orderings are defined: RC11.
    Rc11,
    /// As the processor has it.
    Hardware,
}

impl Memory {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SequentiallyConsistent => "sc",
            Self::C11 => "c11",
            Self::Rc11 => "rc11",
            Self::Hardware => "hardware",
        }
    }
}

/// There is no such engine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown engine `{name}`{}; the engines are {}", suggest(suggestion.as_deref()), Engine::names())]
pub struct UnknownEngine {
    /// What was asked for.
    pub name: String,
    /// The closest name there is.
    pub suggestion: Option<String>,
}

fn suggest(suggestion: Option<&str>) -> String {
    suggestion.map_or(String::new(), |name| format!(" (did you mean `{name}`?)"))
}

impl Engine {
    /// All of them, the real machine first.
    pub const ALL: [Self; 7] = [
        Self::Native,
        Self::Loom,
        Self::ShuttleRandom,
        Self::ShuttlePct,
        Self::ShuttleDfs,
        Self::Weave,
        Self::WeaveSc,
    ];

    /// Its name in reports and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Loom => "loom",
            Self::ShuttleRandom => "shuttle-random",
            Self::ShuttlePct => "shuttle-pct",
            Self::ShuttleDfs => "shuttle-dfs",
            Self::Weave => "weave",
            Self::WeaveSc => "weave-sc",
        }
    }

    fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// How memory behaves on it.
    pub const fn memory(self) -> Memory {
        match self {
            Self::Native => Memory::Hardware,
            Self::Loom => Memory::C11,
            Self::Weave => Memory::Rc11,
            Self::ShuttleRandom | Self::ShuttlePct | Self::ShuttleDfs | Self::WeaveSc => {
                Memory::SequentiallyConsistent
            }
        }
    }

    /// Whether it is Weave, under whichever memory.
    pub const fn is_weave(self) -> bool {
        matches!(self, Self::Weave | Self::WeaveSc)
    }

    /// Whether it looks at every run there is, unless it is stopped.
    pub const fn is_exhaustive(self) -> bool {
        matches!(self, Self::Loom | Self::ShuttleDfs | Self::Weave | Self::WeaveSc)
    }

    /// Whether it runs a model, not the real machine.
    pub const fn is_model(self) -> bool {
        !matches!(self, Self::Native)
    }

    /// Whether this build has it.
    pub const fn is_built_in(self) -> bool {
        match self {
            Self::Native | Self::Weave | Self::WeaveSc => true,
            Self::Loom => cfg!(feature = "loom"),
            Self::ShuttleRandom | Self::ShuttlePct | Self::ShuttleDfs => cfg!(feature = "shuttle"),
        }
    }

    /// Whether a search of everything on it finds what is expected of a scenario.
    ///
    /// An engine that only samples may miss it, but what it says is then no surprise either.
    pub fn can_find(self, expect: Expect) -> bool {
        match expect {
            Expect::Holds => true,
            Expect::Breaks(_) => self.is_model(),
            Expect::BreaksWeakly(_) => matches!(self.memory(), Memory::C11 | Memory::Rc11),
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Engine {
    type Err = UnknownEngine;

    fn from_str(name: &str) -> Result<Self, UnknownEngine> {
        Self::ALL.into_iter().find(|engine| engine.name() == name).ok_or_else(|| {
            let distance = |engine: &Self| strsim::damerau_levenshtein(engine.name(), name);
            let closest = Self::ALL.into_iter().min_by_key(distance);
            let suggestion = closest.filter(|engine| distance(engine) <= 3);
            let suggestion = suggestion
                .or_else(|| Self::ALL.into_iter().find(|engine| engine.name().starts_with(name)))
                .map(|engine| engine.name().to_owned());
            UnknownEngine { name: name.to_owned(), suggestion }
        })
    }
}

#[cfg(test)]
mod tests {
    use trace::FaultKind;

    use super::*;

    #[test]
    fn whoever_has_weak_memory_finds_what_only_that_breaks() {
        let weak = Expect::BreaksWeakly(FaultKind::Assertion);
        let find: Vec<Engine> = Engine::ALL.into_iter().filter(|e| e.can_find(weak)).collect();
        assert_eq!(find, [Engine::Loom, Engine::Weave]);
        let strong = Expect::Breaks(FaultKind::Assertion);
        let cannot: Vec<Engine> = Engine::ALL.into_iter().filter(|e| !e.can_find(strong)).collect();
        assert_eq!(cannot, [Engine::Native]);
    }

    #[test]
    fn a_shard_is_one_of_so_many() {
        let shard = |text: &str| text.parse::<crate::Shard>().map(|s| (s.index, s.count)).ok();
        assert_eq!(shard("1/4"), Some((1, 4)));
        for wrong in ["0/4", "5/4", "1", "1/0", "a/b", "1/1000000", ""] {
            assert_eq!(shard(wrong), None, "{wrong}");
        }
    }
}
