//! Failures as annotations: the commands that a GitHub workflow understands.

use std::fmt::Write as _;

use trace::account::Account;

use crate::reading::reader::Reader;
use crate::reading::text::{block, file_and_line, line};

/// GitHub shows so many annotations of a kind and a step, and drops the others without a word.
const MOST: usize = 10;

/// Renders the failures of several checks as workflow commands, one a line: printed in a GitHub workflow,
/// each becomes a mark on the line of the source that it names.
///
/// What nobody expected is an error. A check that is undecided, or that checked nothing concurrent, is a
/// warning. What is as expected has no mark. Of each kind GitHub shows ten: if there are more, the tenth says how
/// many are left out.
///
/// Texts are escaped as commands want it: none can end its command or begin another one. Takes time
/// linear in the accounts.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let json = std::fs::read_to_string("tests/page/traces/deadlock.trace.json")?;
/// let mut account: trace::account::Account = serde_json::from_str(&json)?;
/// // A deadlock is what this scenario is for.
/// assert_eq!(plainweave_report::annotations(&[&account]), "");
/// account.verdict.as_expected = false;
/// let marks = plainweave_report::annotations(&[&account]);
/// assert!(marks.starts_with("::error file=crates/scenarios/src/plate_and_chopsticks.rs,line=19,"));
/// # Ok(())
/// # }
/// ```
pub fn annotations(accounts: &[&Account]) -> String {
    let readers: Vec<Reader<'_>> = accounts.iter().map(|account| Reader::new(account)).collect();
    let errors = readers.iter().filter(|reader| reader.is_failure());
    let warnings = readers.iter().filter(|reader| {
        reader.is_undecided() || reader.account.verdict.vacuous && !reader.is_failure()
    });
    let mut out = String::new();
    put(&mut out, "error", &errors.collect::<Vec<_>>());
    put(&mut out, "warning", &warnings.collect::<Vec<_>>());
    out
}

fn put(out: &mut String, level: &str, readers: &[&Reader<'_>]) {
    let shown = if readers.len() > MOST { MOST - 1 } else { readers.len() };
    for reader in &readers[..shown] {
        out.push_str(&command(level, reader));
    }
    let rest = readers.len() - shown;
    if rest > 0 {
        let _ = writeln!(out, "::{level} title=plainweave::and {rest} more: see the step summary");
    }
}

fn command(level: &str, reader: &Reader<'_>) -> String {
    let mut properties = vec![];
    if let Some((file, number)) = reader.place().map(file_and_line) {
        properties.push(format!("file={}", property(file)));
        properties.extend(number.map(|number| format!("line={number}")));
    }
    let title = format!("{}: {}", reader.check(), reader.verdict());
    properties.push(format!("title={}", property(&title)));
    let search = &reader.account.search;
    let mut message = search.why.clone().filter(|_| reader.is_undecided());
    let message = message.get_or_insert_with(|| reader.cause());
    if let Some(command) = reader.reproduce() {
        let _ = write!(message, "\nReproduce: {command}");
    }
    format!("::{level} {}::{}\n", properties.join(","), data(message))
}

/// A text as it may stand after the second pair of colons.
fn data(text: &str) -> String {
    // What is visible has no carriage returns left.
    block(text).replace('%', "%25").replace('\n', "%0A")
}

/// A text as it may stand among the properties.
fn property(text: &str) -> String {
    line(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}
