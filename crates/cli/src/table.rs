//! The verdicts as a table.

use anstyle::{AnsiColor, Style};
use check::{Report, Verdict};
use comfy_table::{CellAlignment, ContentArrangement, Table};
use scenarios::Expect;

/// The table of `reports`, without colour: its words say everything.
pub(crate) fn table(reports: &[Report]) -> String {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["", "scenario", "engine", "verdict", "how far", "executions", "time"]);
    for report in reports {
        table.add_row([
            mark(report).to_owned(),
            report.scenario.to_owned(),
            report.engine.name().to_owned(),
            verdict(report),
            how_far(report),
            thousands(report.executions),
            format!("{:.2} s", report.wall.as_secs_f64()),
        ]);
    }
    for column in [5, 6] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// One character: as expected, not as expected, or no verdict.
fn mark(report: &Report) -> &'static str {
    match (&report.verdict, report.is_as_expected()) {
        (Verdict::Undecided { .. }, _) => "?",
        (_, true) => "✓",
        (_, false) => "✗",
    }
}

fn verdict(report: &Report) -> String {
    match (&report.verdict, report.expected) {
        (Verdict::Holds { .. }, Expect::Breaks(kind) | Expect::BreaksWeakly(kind)) => {
            if report.is_as_expected() {
                format!("holds ({kind} not seen here)")
            } else {
                format!("holds, but should break: {kind}")
            }
        }
        (Verdict::Holds { .. }, Expect::Holds) => "holds".to_owned(),
        (Verdict::Breaks { fault, .. }, _) => format!("breaks: {}", fault.kind()),
        (Verdict::Undecided { .. }, _) => "undecided".to_owned(),
    }
}

fn how_far(report: &Report) -> String {
    match &report.verdict {
        Verdict::Holds { .. } if report.is_vacuous => "vacuous: one thread".to_owned(),
        Verdict::Holds { scope } => match report.bounds.preemptions {
            Some(most) => format!("{}, {most} preemptions", scope.name()),
            None => scope.name().to_owned(),
        },
        Verdict::Breaks { .. } => "a counterexample".to_owned(),
        Verdict::Undecided { why } => why.to_string(),
    }
}

/// The line below the table.
pub(crate) fn summary(reports: &[Report]) -> String {
    let count = |wanted: &dyn Fn(&Report) -> bool| reports.iter().filter(|r| wanted(r)).count();
    let undecided = count(&|report| matches!(report.verdict, Verdict::Undecided { .. }));
    let surprising = count(&|report| !report.is_as_expected());
    let expected = reports.len() - undecided - surprising;
    let style = |bad: bool| if bad { AnsiColor::Red.on_default().bold() } else { Style::new() };
    let (green, red) = (AnsiColor::Green.on_default().bold(), style(surprising > 0));
    format!(
        "{green}{expected} as expected{green:#}, {red}{surprising} not as expected{red:#}, \
         {undecided} undecided"
    )
}

/// A number with commas.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
