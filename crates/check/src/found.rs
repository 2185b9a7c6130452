//! What a report has to say in an account, but for the run.

use std::collections::BTreeMap;

use trace::Minimal;
use trace::account::{
    Executions, Found, Minimal as ToldMinimal, Reproduce, Scenario, Search, Verdict as Told,
};

use crate::{Report, Scope, Verdict};

impl Report {
    /// Everything that an account needs and a [`document`](Report::document) does not hold: also of a
    /// check without a counterexample. `python` is the scenario's twin.
    pub fn found(&self, python: &str) -> Found {
        let fault = self.fault_kind();
        let (mut finished, mut why) = (false, None);
        // Where a fault was found the search went no further.
        let mut scope = match self.bounds.scope(false) {
            _ if !self.engine.is_exhaustive() => Scope::Sampled,
            scope => scope,
        };
        match &self.verdict {
            Verdict::Holds { scope: seen } => (finished, scope) = (true, *seen),
            Verdict::Breaks { .. } => {}
            Verdict::Undecided { why: reason } => why = Some(reason.to_string()),
        }
        let blocked = self.blocked;
        let bounds = self.bounds.named();
        // Those of the schema are told even if there is no bound.
        let names =
            ["preemptions", "steps", "timeouts", "runs"].map(|name| (name.to_owned(), None));
        let told = bounds.into_iter().map(|(name, bound)| {
            let name = if name == "early-expiries" { "timeouts" } else { name };
            (name.to_owned(), Some(bound))
        });
        let found_at = fault.filter(|_| scope == Scope::Sampled && self.executions > 0);
        Found {
            scenario: Scenario {
                name: self.scenario.to_owned(),
                story: self.story.to_owned(),
                expect: match self.expected.fault() {
                    Some(fault) => format!("breaks({fault})"),
                    None => "holds".to_owned(),
                },
                params: self.params.clone(),
            },
            verdict: Told {
                result: self.verdict.name().to_owned(),
                fault,
                as_expected: self.is_as_expected(),
                vacuous: self.is_vacuous,
            },
            search: Search {
                engine: self.engine.name().to_owned(),
                memory: self.engine.memory().name().to_owned(),
                scope: scope.name().to_owned(),
                finished,
                why,
                bounds: names.into_iter().chain(told).collect(),
                executions: Executions {
                    complete: self.executions.saturating_sub(blocked),
                    blocked,
                    failing: u64::from(fault.is_some()),
                },
                seed: self.bounds.seed,
                found_at: found_at.map(|_| self.executions),
                wall_ms: u64::try_from(self.wall.as_millis()).unwrap_or(u64::MAX),
            },
            outcomes: self.outcomes.clone(),
            minimal: self.minimal.map(how_small),
            python: python.to_owned(),
            reproduce: Reproduce { check: Some(self.command()), ..Reproduce::default() },
        }
    }

    /// The command that checks this again.
    fn command(&self) -> String {
        let mut command = format!("plainweave check {} --engine {}", self.scenario, self.engine);
        let mut add = |flag: &str, value: String| command = format!("{command} {flag} {value}");
        if let Some(preemptions) = self.bounds.preemptions {
            add("--preemptions", preemptions.to_string());
        }
        if let Some(seed) = self.bounds.seed.filter(|seed| *seed != 0) {
            add("--seed", seed.to_string());
        }
        for (name, value) in &self.params {
            add("--param", format!("{name}={value}"));
        }
        command
    }
}

/// How small a run is, for an account, which counts in the steps that it tells.
fn how_small(minimal: Minimal) -> ToldMinimal {
    let statement = BTreeMap::from([("en".to_owned(), minimal.statement())]);
    ToldMinimal {
        preemptions: minimal.preemptions.unwrap_or(minimal.none_below),
        steps: u32::try_from(minimal.steps).unwrap_or(u32::MAX),
        proved: minimal.proved,
        statement,
        shrunk: Vec::new(),
    }
}
