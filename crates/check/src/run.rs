//! From a check to its report.

use std::thread;
use std::time::Instant;

use scenarios::{Params, Scenario};

use crate::search::{Program, Searched};
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
        quiet::install();
        let start = Instant::now();
        let check = *self;
        let program = Program::<S>::new(params);
        let search = thread::Builder::new().name(S::NAME.to_owned());
        let search = search.spawn(move || adapters::search(check, program));
        let Searched { verdict, counts, bounds } = search
            .expect("the operating system starts the thread")
            .join()
            .unwrap_or_else(|_| Searched::nothing(check, "the search itself panicked"));
        Report {
            scenario: S::NAME,
            story: S::STORY,
            params: params.values(),
            expected: S::EXPECT,
            engine: self.engine,
            blocked: u64::from(matches!(&verdict, Verdict::Breaks { extent: Some(_), .. })),
            is_vacuous: matches!(verdict, Verdict::Holds { .. }) && counts.threads < 2,
            verdict,
            executions: counts.executions,
            outcomes: counts.outcomes,
            digest: counts.digest,
            bounds,
            wall: start.elapsed(),
        }
    }
}
