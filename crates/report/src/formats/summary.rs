//! What came of several checks, as Markdown: the summary of a step of a GitHub workflow.

use std::borrow::Cow;
use std::fmt::Write as _;

use trace::account::Account;

use super::markdown::{code_block, words};
use super::mermaid::{mermaid, mermaid_graph};
use super::outcomes::outcomes_markdown;
use crate::reading::reader::Reader;
use crate::reading::text::{plural, thousands};
use crate::{Style, lanes};

/// GitHub drops a summary of more than a mebibyte as a whole. Beyond this many bytes, no more details are added.
const LIMIT: usize = 900_000;
/// The lanes of one check take at most so many bytes.
const MOST_LANES: usize = 200_000;
/// The outcomes of one check take at most so many bytes.
const MOST_OUTCOMES: usize = 100_000;
/// Beyond this many checks, the table shows only those that are not as expected.
const MOST_ROWS: usize = 500;

/// Renders what came of several checks as Markdown, such as for `$GITHUB_STEP_SUMMARY`.
///
/// A table of verdicts; then for each check that is not as expected why, where, and how to see it again,
/// with folded details: the lanes, the run and the graph as Mermaid, and the outcomes. What
/// broke as expected has its details at the end. Stays below the size that GitHub accepts, and says what was left out.
///
/// Texts are escaped: none can begin an element, a link or a cell. Takes time linear in the accounts.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use plainweave_report::summary;
///
/// let json = std::fs::read_to_string("tests/page/traces/deadlock.trace.json")?;
/// let account: trace::account::Account = serde_json::from_str(&json)?;
/// assert!(summary(&[&account]).starts_with("## 1 check: all as expected"));
/// # Ok(())
/// # }
/// ```
pub fn summary(checks: &[&Account]) -> String {
    let readers: Vec<Reader<'_>> = checks.iter().map(|account| Reader::new(account)).collect();
    let mut out = head(&readers);
    table(&mut out, &readers);
    let broken = |reader: &Reader<'_>| !reader.account.events.is_empty();
    let unexpected = readers.iter().filter(|it| it.is_failure() || it.is_undecided());
    let expected = readers.iter().filter(|it| !it.is_failure() && !it.is_undecided() && broken(it));
    let mut left_out = 0;
    for reader in unexpected.chain(expected) {
        if left_out > 0 {
            left_out += 1;
            continue;
        }
        let section = section(reader);
        if out.len() + section.len() > LIMIT {
            left_out = 1;
        } else {
            out.push_str(&section);
        }
    }
    if left_out > 0 {
        let _ =
            writeln!(out, "\nThe details of {} would be too long.", plural(left_out, "more check"));
    }
    out
}

fn head(readers: &[Reader<'_>]) -> String {
    let failures = readers.iter().filter(|reader| reader.is_failure()).count();
    let undecided = readers.iter().filter(|reader| reader.is_undecided()).count();
    let checks = plural(readers.len() as u64, "check");
    let heading = match (failures, undecided) {
        (0, 0) => format!("{checks}: all as expected"),
        (0, undecided) => format!("{checks}: {undecided} undecided"),
        (failures, 0) => format!("{checks}: {failures} not as expected"),
        (failures, undecided) => {
            format!("{checks}: {failures} not as expected, {undecided} undecided")
        }
    };
    format!("## {heading}\n\n")
}

fn table(out: &mut String, readers: &[Reader<'_>]) {
    let is_quiet = |reader: &Reader<'_>| !reader.is_failure() && !reader.is_undecided();
    let is_long = readers.len() > MOST_ROWS;
    out.push_str("| | Check | Engine | Verdict | Searched | Cause |\n|---|---|---|---|---|---|\n");
    let rows = readers.iter().filter(|reader| !is_long || !is_quiet(reader));
    let mut rows_left_out = 0;
    for reader in rows {
        let row = row(reader);
        if out.len() + row.len() > LIMIT / 2 {
            rows_left_out += 1;
        } else {
            out.push_str(&row);
        }
    }
    if is_long {
        let quiet = readers.iter().filter(|reader| is_quiet(reader)).count();
        let _ = writeln!(out, "\n{} as expected.", thousands(quiet as u64));
    }
    if rows_left_out > 0 {
        let _ = writeln!(out, "\nThe table would be too long: {rows_left_out} rows are left out.");
    }
}

fn row(reader: &Reader<'_>) -> String {
    let mark = match (reader.is_failure(), reader.is_undecided()) {
        (true, _) => "❌",
        (false, true) => "❔",
        (false, false) if reader.account.verdict.vacuous => "⚠️",
        (false, false) => "✅",
    };
    let why = reader.account.search.why.clone().filter(|_| reader.is_undecided());
    format!(
        "| {mark} | {} | {} | {} | {} | {} |\n",
        words(&reader.check()),
        words(&reader.account.search.engine),
        words(&reader.verdict()),
        words(&reader.searched()),
        words(&why.unwrap_or_else(|| reader.cause())),
    )
}

fn section(reader: &Reader<'_>) -> String {
    let account = reader.account;
    let mut out = format!("\n### {}: {}\n\n", words(&reader.check()), words(&reader.verdict()));
    let _ = writeln!(out, "{}\n", words(&reader.cause()));
    if let Some(why) = &account.search.why {
        let _ = writeln!(out, "{}\n", words(why));
    }
    if let Some(event) = reader.decisive() {
        let _ = writeln!(out, "Look first at step {}, {}.\n", event.step, words(&event.at.user));
    }
    if let Some(statement) = reader.minimal() {
        let _ = writeln!(out, "{}\n", words(statement));
    }
    if let Some(command) = reader.reproduce() {
        let _ = writeln!(out, "Reproduce it with:\n\n{}", code_block("sh", command));
    }
    let mut fold = |title: &str, text: &str| {
        let _ = writeln!(out, "<details><summary>{title}</summary>\n\n{text}\n</details>\n");
    };
    if !account.events.is_empty() {
        let lanes = lanes(account, &Style::default());
        fold("Lanes", &code_block("text", &beginning(&lanes)));
        fold("The run as a sequence diagram", &code_block("mermaid", &mermaid(account)));
        if !reader.graph().edges.is_empty() {
            let title = match account.relation {
                Some(_) => "What is ordered before what",
                None => "Who waits for whom",
            };
            fold(title, &code_block("mermaid", &mermaid_graph(account)));
        }
    }
    if account.outcomes.is_some() {
        let table = outcomes_markdown(account);
        let is_long = table.len() > MOST_OUTCOMES;
        fold("Outcomes", if is_long { "There are too many to be shown here." } else { &table });
    }
    out
}

/// What is shown of lanes: whole characters, and no more than fit.
fn beginning(lanes: &str) -> Cow<'_, str> {
    if lanes.len() <= MOST_LANES {
        return Cow::Borrowed(lanes);
    }
    let ends = |place: &usize| lanes.is_char_boundary(*place);
    let kept = (0..=MOST_LANES).rev().find(ends).unwrap_or(0);
    Cow::Owned(format!("{}\n… and more", &lanes[..kept]))
}
