//! What the tests on the engines share.

use std::time::Duration;

use check::{Check, Engine, Level, Report, Verdict};
use plainweave_models::visit_all;
use scenarios::{Scenario, Visitor};

/// Far more than any of these checks takes: only bounds decide where one ends.
const BUDGET: Duration = Duration::from_secs(600);

/// A check at every atomic step inside the primitives.
pub(crate) fn check(engine: Engine) -> Check {
    Check::new(engine).level(Level::Fine).budget(BUDGET)
}

/// Prints what came out, for the headers of the models.
pub(crate) fn print(report: &Report) {
    let detail = match &report.verdict {
        Verdict::Holds { scope } => scope.name().to_owned(),
        Verdict::Breaks { fault, .. } => fault.to_string(),
        Verdict::Undecided { why } => why.to_string(),
    };
    let Report { scenario, engine, executions, wall, .. } = report;
    println!("{scenario:34} {engine:14} {executions:>7} {wall:8.2?} {detail}");
}

/// The names of all models, in their order.
pub(crate) fn names() -> Vec<&'static str> {
    struct Names(Vec<&'static str>);
    impl Visitor for Names {
        fn visit<S: Scenario>(&mut self) {
            self.0.push(S::NAME);
        }
    }
    let mut names = Names(Vec::new());
    visit_all(&mut names);
    names.0
}

/// A test for each of these models, named as the model, and one that none is missing.
macro_rules! models {
    ($($test:ident: $model:ty, $how:expr;)+) => {
        $(
            #[test]
            fn $test() {
                run::<$model>($how);
            }
        )+

        #[test]
        fn every_model_has_its_test() {
            let names = [$(<$model as scenarios::Scenario>::NAME),+];
            assert_eq!(support::names(), names);
        }
    };
}
