use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use record::Recording;

use crate::tally::Tally;
use crate::{Bounds, Engine, Explored, Shard};

/// What counts as one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Every operation on an atomic: to check primitives.
    Fine,
    /// Every operation on a primitive: to check what is built on them. Such an operation orders memory
    /// even where the primitive promises nothing, as a failed `try_lock` does not.
    #[default]
    Coarse,
}

/// How a scenario is checked.
///
/// ```
/// use plainweave_check::{Check, Engine, Level};
/// use std::time::Duration;
///
/// let check = Check::new(Engine::Native).runs(20).budget(Duration::from_secs(5));
/// let report = check.run::<scenarios::double_acquire::WithRLock>();
/// assert!(report.is_as_expected());
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "a check does nothing until it is run"]
pub struct Check {
    /// On which engine.
    pub engine: Engine,
    /// What counts as one step. Models only.
    pub level: Level,
    /// Within which bounds.
    pub bounds: Bounds,
    /// How long it may take.
    pub budget: Duration,
    /// Whether the search first goes through small parts of everything: loom through small preemption
    /// bounds, Weave some way in several orders.
    pub climbs: bool,
    /// How many workers search, each on a thread of the machine. Weave only: what is found does not
    /// depend on it.
    pub workers: usize,
    /// For how long nothing may happen before a native run counts as stuck.
    pub patience: Duration,
    /// Whoever makes this `true`, such as the handler of a signal, ends the search after the execution
    /// that it is in.
    pub stop: Option<&'static AtomicBool>,
    /// Where the search tells how far it is. Weave only.
    pub explored: Option<&'static Explored>,
}

impl Check {
    /// A check with the bounds that suit the engine.
    pub fn new(engine: Engine) -> Self {
        let runs = match engine {
            Engine::Native => Some(100),
            Engine::ShuttleRandom | Engine::ShuttlePct => Some(5_000),
            Engine::Loom | Engine::ShuttleDfs | Engine::Weave | Engine::WeaveSc => None,
        };
        let seed = matches!(engine, Engine::ShuttleRandom | Engine::ShuttlePct).then_some(0);
        let early_expiries = engine.is_model().then_some(2);
        let steps = engine.is_model().then_some(10_000);
        Self {
            engine,
            level: Level::default(),
            bounds: Bounds { runs, preemptions: None, steps, early_expiries, seed, shard: None },
            budget: Duration::from_secs(60),
            climbs: true,
            workers: 1,
            patience: Duration::from_millis(500),
            stop: None,
            explored: None,
        }
    }

    /// Sets what counts as one step.
    pub const fn level(self, level: Level) -> Self {
        Self { level, ..self }
    }

    /// Sets how many executions there may be, at most.
    pub const fn runs(self, runs: u64) -> Self {
        Self { bounds: Bounds { runs: Some(runs), ..self.bounds }, ..self }
    }

    /// Sets how many preemptions an execution may have, at most.
    pub const fn preemptions(self, preemptions: u8) -> Self {
        Self { bounds: Bounds { preemptions: Some(preemptions), ..self.bounds }, ..self }
    }

    /// Explores everything at once, without going through small parts before. loom and Weave only.
    pub const fn straight(self) -> Self {
        Self { climbs: false, ..self }
    }

    /// Sets how many deadlines each thread may let pass early; `None` for any number.
    pub const fn early_expiries(self, early_expiries: Option<u32>) -> Self {
        Self { bounds: Bounds { early_expiries, ..self.bounds }, ..self }
    }

    /// Searches one of several parts. Weave only.
    pub const fn shard(self, shard: Shard) -> Self {
        Self { bounds: Bounds { shard: Some(shard), ..self.bounds }, ..self }
    }

    /// Sets how many workers search. Weave only.
    pub const fn workers(self, workers: usize) -> Self {
        Self { workers, ..self }
    }

    /// Sets where the random numbers start.
    pub const fn seed(self, seed: u64) -> Self {
        Self { bounds: Bounds { seed: Some(seed), ..self.bounds }, ..self }
    }

    /// Sets how long it may take.
    pub const fn budget(self, budget: Duration) -> Self {
        Self { budget, ..self }
    }

    /// Ends the search after the execution that it is in, once `stop` is `true`.
    ///
    /// ```
    /// use plainweave_check::{Check, Engine, Verdict, Why};
    /// use std::sync::atomic::AtomicBool;
    ///
    /// static STOP: AtomicBool = AtomicBool::new(true);
    /// for engine in [Engine::Native, Engine::Weave] {
    ///     let report = Check::new(engine).stop(&STOP).run::<scenarios::counter::Locked>();
    ///     assert!(matches!(report.verdict, Verdict::Undecided { why: Why::Interrupted }));
    ///     assert_eq!(report.executions, 0);
    /// }
    /// ```
    pub const fn stop(self, stop: &'static AtomicBool) -> Self {
        Self { stop: Some(stop), ..self }
    }

    /// Tells how far the search is. Weave only.
    pub const fn explored(self, explored: &'static Explored) -> Self {
        Self { explored: Some(explored), ..self }
    }

    /// Whether somebody has asked to stop.
    pub(crate) fn is_stopped(self) -> bool {
        // Relaxed: nothing else is told by it.
        self.stop.is_some_and(|stop| stop.load(Relaxed))
    }

    pub(crate) fn tally(self, recording: &Recording) -> Tally {
        Tally::new(recording, self)
    }
}
