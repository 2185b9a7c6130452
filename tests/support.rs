//! What the tests across crates share.

use check::{Check, Report};
use scenarios::{Scenario, Visitor, visit_all};

/// Checks the whole catalogue and returns what was not as expected.
pub fn surprises(check: Check) -> Vec<String> {
    struct Surprises {
        check: Check,
        found: Vec<String>,
    }
    impl Visitor for Surprises {
        fn visit<S: Scenario>(&mut self) {
            let report = self.check.run::<S>();
            let line = line(&report);
            eprintln!("{line}");
            if !report.is_as_expected() {
                self.found.push(line);
            }
        }
    }
    let mut surprises = Surprises { check, found: Vec::new() };
    visit_all(&mut surprises);
    surprises.found
}

/// A report in a line.
pub fn line(report: &Report) -> String {
    let detail = match &report.verdict {
        check::Verdict::Holds { scope } => scope.name().to_owned(),
        check::Verdict::Breaks { fault, .. } => fault.to_string(),
        check::Verdict::Undecided { why } => why.to_string(),
    };
    format!(
        "{:40} {:14} {:9} {:>9} {:8.2?} {detail}",
        report.scenario,
        report.engine,
        report.verdict.name(),
        report.executions,
        report.wall
    )
}
