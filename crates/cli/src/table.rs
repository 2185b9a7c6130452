//! The verdicts as a table.

use anstyle::{AnsiColor, Style};
use check::{Report, Scope, Verdict};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table};

/// The most columns that the table takes.
const WIDEST: u16 = 100;
/// The only column of the table that may be wrapped.
const VERDICT: usize = 3;

/// The table of `reports`, without colour: its words say everything.
pub(crate) fn table(reports: &[Report]) -> String {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(WIDEST);
    table.set_header(["", "scenario", "engine", "verdict", "runs", "time"]);
    for report in reports {
        table.add_row([
            mark(report).to_owned(),
            report.scenario.to_owned(),
            report.engine.name().to_owned(),
            verdict(report),
            thousands(report.executions),
            format!("{:.2} s", report.wall.as_secs_f64()),
        ]);
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        if index != VERDICT {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
        if index > VERDICT {
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

/// The verdict, of what it is said, and where it differs from what is right.
fn verdict(report: &Report) -> String {
    let found = match &report.verdict {
        Verdict::Holds { .. } if report.is_vacuous => "holds: one thread only".to_owned(),
        Verdict::Holds { scope } => format!("holds: {}", how_far(report, *scope)),
        Verdict::Breaks { fault, .. } => format!("breaks: {}", fault.kind()),
        Verdict::Undecided { why } => return format!("undecided: {why}"),
    };
    match report.expected.fault() {
        Some(missed) if report.fault_kind().is_none() && report.is_as_expected() => {
            format!("{found} ({missed} not seen)")
        }
        Some(right) if !report.is_as_expected() => format!("{found}, but should break: {right}"),
        None if !report.is_as_expected() => format!("{found}, but should hold"),
        _ => found,
    }
}

fn how_far(report: &Report, scope: Scope) -> String {
    match report.bounds.preemptions {
        Some(most) => format!("{}, {}", scope.name(), count(most.into(), "preemption")),
        None => scope.name().to_owned(),
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

/// A number of things, such as `1 execution` or `2,000 executions`.
pub(crate) fn count(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", thousands(number))
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use check::{Check, Engine, Why, catalogue};

    use super::*;

    fn report(name: &str) -> Report {
        let entry = catalogue().into_iter().find(|entry| entry.name == name).unwrap();
        entry.check(&Check::new(Engine::ShuttleRandom).runs(1), &[]).unwrap()
    }

    #[test]
    fn no_verdict_makes_the_table_too_wide() {
        let holds = report("plate-and-chopsticks/one-rlock-two-names");
        let slow = Report { executions: 123_456_789, wall: Duration::from_secs(3600), ..holds };
        let why = Why::Unsupported("somewhere/in/the/engine.rs:17: it gave up".to_owned());
        let undecided = Report { verdict: Verdict::Undecided { why }, ..slow.clone() };
        let wrong = Report { expected: report("hand-over/notify-before-wait").expected, ..slow };
        let table = table(&[undecided, wrong]);
        assert!(table.lines().all(|line| line.chars().count() <= WIDEST.into()), "{table}");
        // Wrapped, but all there.
        for word in ["undecided:", "gave", "holds:", "lost-wakeup", "123,456,789", "3600.00 s"] {
            assert!(table.contains(word), "{word} in\n{table}");
        }
    }

    #[test]
    fn numbers_have_commas_and_things_a_plural() {
        assert_eq!(count(1, "run"), "1 run");
        assert_eq!(count(0, "run"), "0 runs");
        assert_eq!(count(999, "run"), "999 runs");
        assert_eq!(count(1_000, "run"), "1,000 runs");
        assert_eq!(count(1_234_567, "run"), "1,234,567 runs");
    }
}
