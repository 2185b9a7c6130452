//! The keys there are.

use check::Engine;

use super::values;

/// Something that can be said of a check: the flag `--name`, the key `name` in the file, and the variable
/// `PLAINWEAVE_NAME`.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    /// Whether it has several values, separated by commas.
    pub(crate) is_list: bool,
    /// Heeded if nobody says anything.
    pub(crate) default: Option<&'static str>,
    /// What happens without a value, if that is possible.
    pub(crate) otherwise: &'static str,
    /// Variables of other tools that mean the same.
    pub(crate) foreign: &'static [Foreign],
    /// Says what is wrong with a value.
    pub(crate) check: fn(&str) -> Result<(), String>,
    /// Which engines heed it.
    pub(crate) concerns: fn(Engine) -> bool,
    /// Their names.
    pub(crate) engines: &'static str,
    /// Whether other engines are a mistake.
    pub(crate) strict: Strict,
}

/// How our own variables begin.
pub(super) const PREFIX: &str = "PLAINWEAVE_";

/// When it is a mistake to say something that does not concern an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strict {
    /// Never.
    No,
    /// When it concerns none of them.
    Some,
    /// When it does not concern all of them.
    All,
}

/// A variable of another tool.
#[derive(Debug)]
pub(crate) struct Foreign {
    pub(crate) name: &'static str,
    /// What has to follow its value, such as `s` if it counts seconds.
    pub(crate) unit: &'static str,
}

const fn foreign(name: &'static str) -> Foreign {
    Foreign { name, unit: "" }
}

const PLAIN: Key = Key {
    name: "",
    is_list: false,
    default: None,
    otherwise: "",
    foreign: &[],
    check: |_| Ok(()),
    concerns: |_| true,
    engines: "all",
    strict: Strict::No,
};

/// All of them, in the order of the help.
pub(crate) static KEYS: [Key; 14] = [
    Key {
        name: "engine",
        default: Some("weave"),
        is_list: true,
        check: |text| values::engines(text).map(drop),
        ..PLAIN
    },
    Key {
        name: "memory",
        otherwise: "the engine's own",
        check: |text| values::memory(text).map(drop),
        concerns: Engine::is_weave,
        engines: "weave",
        strict: Strict::Some,
        ..PLAIN
    },
    Key {
        name: "fine",
        default: Some("false"),
        check: |text| values::yes_or_no(text).map(drop),
        concerns: Engine::is_model,
        ..PLAIN
    },
    Key {
        name: "budget",
        default: Some("20s"),
        foreign: &[Foreign { name: "LOOM_MAX_DURATION", unit: "s" }],
        check: |text| values::duration(text).map(drop),
        ..PLAIN
    },
    Key {
        name: "runs",
        otherwise: "no bound; native 100, shuttle-random and shuttle-pct 5,000",
        foreign: &[foreign("LOOM_MAX_PERMUTATIONS")],
        check: |text| values::runs(text).map(drop),
        ..PLAIN
    },
    Key {
        name: "preemptions",
        otherwise: "no bound",
        foreign: &[foreign("LOOM_MAX_PREEMPTIONS")],
        check: |text| values::preemptions(text).map(drop),
        concerns: |engine| engine == Engine::Loom || engine.is_weave(),
        engines: "weave or loom",
        strict: Strict::Some,
        ..PLAIN
    },
    Key {
        name: "steps",
        default: Some("10000"),
        foreign: &[foreign("LOOM_MAX_BRANCHES")],
        check: |text| values::steps(text).map(drop),
        concerns: Engine::is_model,
        ..PLAIN
    },
    Key {
        name: "seed",
        default: Some("0"),
        foreign: &[foreign("SHUTTLE_RANDOM_SEED")],
        check: |text| values::seed(text).map(drop),
        concerns: |engine| matches!(engine, Engine::ShuttleRandom | Engine::ShuttlePct),
        ..PLAIN
    },
    Key {
        name: "shard",
        otherwise: "the whole",
        check: |text| values::shard(text).map(drop),
        concerns: Engine::is_weave,
        engines: "weave alone",
        strict: Strict::All,
        ..PLAIN
    },
    Key {
        name: "format",
        default: Some("human"),
        check: |text| values::format(text).map(drop),
        ..PLAIN
    },
    Key {
        name: "require-exhaustive",
        default: Some("false"),
        check: |text| values::yes_or_no(text).map(drop),
        ..PLAIN
    },
    Key {
        name: "traces",
        default: Some("target/plainweave"),
        check: |text| values::path(text).map(drop),
        ..PLAIN
    },
    Key {
        name: "regressions",
        default: Some("model-regressions"),
        check: |text| values::path(text).map(drop),
        ..PLAIN
    },
    Key {
        name: "jobs",
        otherwise: "one a core",
        check: |text| values::jobs(text).map(drop),
        ..PLAIN
    },
];

impl Key {
    /// Its own variable.
    pub(crate) fn variable(&self) -> String {
        format!("{PREFIX}{}", self.name.to_uppercase().replace('-', "_"))
    }

    /// All names, for hints.
    pub(crate) fn names() -> String {
        KEYS.each_ref().map(|key| key.name).join(", ")
    }
}
