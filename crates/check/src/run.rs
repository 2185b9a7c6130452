//! From a check to its report.

use std::thread;
use std::time::Instant;

use scenarios::{Params, Scenario};
use trace::{Schedule, Trace};

use crate::search::{Program, Searched, Task};
use crate::{Check, Report, Verdict, adapters, quiet};

impl Check {
    /// Checks the scenario `S` with the sizes it has for this engine.
    pub fn run<S: Scenario>(&self) -> Report {
        self.run_with::<S>(self.params_for::<S>())
    }

    /// The sizes that the scenario `S` has on this engine.
    pub(crate) fn params_for<S: Scenario>(&self) -> S::Params {
        if self.engine.is_model() { S::Params::for_models() } else { S::Params::for_native() }
    }

    /// Checks the scenario `S` with the sizes `params`.
    ///
    /// # Panics
    ///
    /// If the operating system has no thread to give.
    pub fn run_with<S: Scenario>(&self, params: S::Params) -> Report {
        self.perform::<S>(params, None).report
    }

    /// Does one run of the scenario `S` again.
    pub(crate) fn replay_with<S: Scenario>(&self, params: S::Params, schedule: Schedule) -> Again {
        self.perform::<S>(params, Some(schedule))
    }

    fn perform<S: Scenario>(&self, params: S::Params, again: Option<Schedule>) -> Again {
        quiet::install();
        let start = Instant::now();
        let check = *self;
        let program = Program::<S>::new(params);
        let search = thread::Builder::new().name(S::NAME.to_owned());
        let search = search.spawn(move || {
            let task = again.as_ref().map_or(Task::Search, Task::Replay);
            adapters::run(check, task, program)
        });
        let searched = search
            .expect("the operating system starts the thread")
            .join()
            .unwrap_or_else(|_| Searched::nothing(check, "the search itself panicked"));
        let Searched { verdict, counts, bounds, schedule, minimal, instead, damage } = searched;
        let report = Report {
            scenario: S::NAME,
            story: S::STORY,
            python: S::PYTHON,
            params: params.values(),
            expected: S::EXPECT,
            engine: self.engine,
            level: self.level,
            blocked: u64::from(matches!(&verdict, Verdict::Breaks { extent: Some(_), .. })),
            is_vacuous: matches!(verdict, Verdict::Holds { .. }) && counts.threads < 2,
            verdict,
            executions: counts.executions,
            outcomes: counts.outcomes,
            digest: counts.digest,
            minimal,
            shrunk: Vec::new(),
            schedule,
            regressions: Vec::new(),
            bounds,
            wall: start.elapsed(),
        };
        Again { report, instead, damage }
    }
}

/// What came of a replay.
#[derive(Debug)]
pub(crate) struct Again {
    pub(crate) report: Report,
    /// What happened, if it did not fail.
    pub(crate) instead: Option<Trace>,
    /// What is wrong with the schedule, if it could not be begun.
    pub(crate) damage: Option<String>,
}
