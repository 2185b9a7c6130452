//! What the tests across crates share.

use check::{Report, Verdict};

/// A report in a line.
pub fn line(report: &Report) -> String {
    let detail = match &report.verdict {
        Verdict::Holds { scope } => scope.name().to_owned(),
        Verdict::Breaks { fault, .. } => fault.to_string(),
        Verdict::Undecided { why } => why.to_string(),
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
