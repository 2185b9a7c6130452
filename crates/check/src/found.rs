//! What a report has to say in an account, but for the run.

use std::collections::BTreeMap;

use trace::Minimal;
use trace::account::{
    Executions, Found, Minimal as ToldMinimal, Reproduce, Scenario, Search, Shrunk, Verdict as Told,
};

use crate::{Check, Level, Report, Scope, Shard, Verdict};

impl Report {
    /// Everything that an account needs but for the run: also of a check without a counterexample.
    pub(crate) fn found(&self) -> Found {
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
            minimal: self.minimal.map(|minimal| how_small(minimal, &self.shrunk)),
            python: self.python.to_owned(),
            reproduce: Reproduce { check: Some(self.command()), ..Reproduce::default() },
        }
    }

    /// The command that checks this again, with what was said otherwise than by default.
    ///
    /// ```
    /// use plainweave_check::{Check, Engine, Level};
    ///
    /// let check = Check::new(Engine::Weave).level(Level::Fine).preemptions(2);
    /// let report = check.run::<scenarios::counter::Unlocked>();
    /// assert_eq!(
    ///     report.command(),
    ///     "plainweave check counter/unlocked --engine weave --fine --preemptions 2 --param threads=2"
    /// );
    /// ```
    pub fn command(&self) -> String {
        let mut command = format!("plainweave check {} --engine {}", self.scenario, self.engine);
        let usual = Check::new(self.engine).bounds;
        if self.level != Level::default() {
            command += " --fine";
        }
        let mut add = |flag: &str, value: String| command = format!("{command} --{flag} {value}");
        let is_unusual = |name: &&str, bound: u64| usual.named().get(*name) != Some(&bound);
        let bounds = self.bounds.named();
        for name in ["preemptions", "runs", "steps"] {
            if let Some(bound) = bounds.get(name).filter(|bound| is_unusual(&name, **bound)) {
                add(name, bound.to_string());
            }
        }
        if let Some(Shard { index, count }) = self.bounds.shard {
            add("shard", format!("{index}/{count}"));
        }
        if let Some(seed) = self.bounds.seed.filter(|seed| Some(*seed) != usual.seed) {
            add("seed", seed.to_string());
        }
        for (name, value) in &self.params {
            add("param", format!("{name}={value}"));
        }
        command
    }
}

/// What is known about smaller runs, in the engine's steps.
fn how_small(minimal: Minimal, shrunk: &[Shrunk]) -> ToldMinimal {
    let statement = BTreeMap::from([("en".to_owned(), minimal.statement())]);
    ToldMinimal {
        preemptions: minimal.preemptions.unwrap_or(minimal.none_below),
        steps: u32::try_from(minimal.steps).unwrap_or(u32::MAX),
        proved: minimal.proved,
        statement,
        shrunk: shrunk.to_vec(),
    }
}
