//! From a check to its report.

use std::thread;
use std::time::Instant;

use scenarios::{Params, Scenario};
use trace::account::Event;
use trace::{Schedule, Trace};

use crate::search::{Program, Searched, Task};
#[cfg(feature = "shuttle")]
use crate::{Alternatives, NoAlternatives, Reach, alternatives};
use crate::{Check, Outcomes, Report, Verdict, adapters, quiet};

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

    /// Every distinct result of the scenario `S`, those of runs that fail included.
    ///
    /// Within the check's bounds and budget. The search goes on behind runs that fail, so it takes longer than
    /// a check that ends with the first of them. It is exact on Weave, under both memory models, and with
    /// Shuttle's depth-first search; engines that draw say what they drew. `None` on loom, which ends with
    /// the first run that fails, and on real threads: what these have seen is in their report.
    ///
    /// ```
    /// use plainweave_check::{Check, Engine};
    ///
    /// let outcomes = Check::new(Engine::Weave).outcomes::<scenarios::counter::Unlocked>();
    /// let outcomes = outcomes.expect("Weave goes on");
    /// let told: Vec<_> = outcomes.rows.iter().map(|row| (&*row.values["left"], row.fault)).collect();
    /// assert_eq!(told, [("0", None), ("1", Some(trace::FaultKind::Assertion))]);
    /// assert!(outcomes.is_finished());
    /// ```
    ///
    /// # Panics
    ///
    /// If the operating system has no thread to give.
    pub fn outcomes<S: Scenario>(&self) -> Option<Outcomes> {
        self.outcomes_with::<S>(self.params_for::<S>())
    }

    /// The same with the sizes `params`.
    ///
    /// # Panics
    ///
    /// If the operating system has no thread to give.
    pub fn outcomes_with<S: Scenario>(&self, params: S::Params) -> Option<Outcomes> {
        quiet::install();
        let check = *self;
        let program = Program::<S>::new(params);
        let search = thread::Builder::new().name(S::NAME.to_owned());
        let search = search.spawn(move || adapters::outcomes(check, program));
        // A search that panics has no table to show; the check says what is the matter.
        search.expect("the operating system starts the thread").join().unwrap_or_default()
    }

    /// What else could have happened than a run of the scenario `S` with this schedule and these steps.
    #[cfg(feature = "shuttle")]
    pub(crate) fn alternatives_with<S: Scenario>(
        &self,
        params: S::Params,
        schedule: Option<&Schedule>,
        events: &[Event],
        reach: Reach,
    ) -> Result<Alternatives, NoAlternatives> {
        quiet::install();
        let check = *self;
        let program = Program::<S>::new(params);
        thread::scope(|scope| {
            let search = thread::Builder::new().name(S::NAME.to_owned());
            let search = search.spawn_scoped(scope, move || {
                alternatives::alternatives(check, program, schedule, events, reach)
            });
            let search = search.expect("the operating system starts the thread");
            search.join().unwrap_or_else(|_| {
                Err(NoAlternatives::NotFound("the search itself panicked".to_owned()))
            })
        })
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
            blocked: u64::from(verdict.is_standstill()),
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
