//! Every distinct result, in how many executions it came out, and a run that gives it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;
use trace::account::{Account, Row, ThreadId, Witness};
use unicode_width::UnicodeWidthStr;

use super::markdown::words;
use crate::reading::reader::Reader;
use crate::reading::text::{clip, line, plural, show, thousands};

/// How many columns a terminal has.
const WIDTH: usize = 80;
/// Where results begin, behind executions and share.
const INDENT: usize = 24;
/// The most lines that one result or witness takes.
const MOST_LINES: usize = 6;
/// Keeps two words in one line.
const GLUE: &str = "\u{a0}";
/// More columns than these make no table: the values stand in one.
const MOST_VALUES: usize = 8;

/// Renders the outcomes of a check as text, in at most 80 columns: each distinct result, in how many executions
/// it came out, its exact share, and whose turn it was in a run that gives it.
///
/// Programs that hold have outcomes, too: that is how one sees what can come out, and how often. If a check declares no
/// results, executions are told apart by how they end. Takes time linear in the account.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let json = std::fs::read_to_string("tests/page/traces/lost-update.trace.json")?;
/// let account: trace::account::Account = serde_json::from_str(&json)?;
/// let table = plainweave_report::outcomes(&account);
/// assert!(table.contains("4    33.3 %  BREAKS: assertion; left = 2, sold = 2"));
/// # Ok(())
/// # }
/// ```
pub fn outcomes(account: &Account) -> String {
    let reader = Reader::new(account);
    let table = Table::new(&reader);
    let mut out = String::new();
    let heading = format!("Outcomes of {} on {}", reader.check(), account.search.engine);
    wrap(&mut out, 0, &heading);
    wrap(&mut out, 0, &table.about());
    out.push('\n');
    if !table.rows.is_empty() {
        let _ = writeln!(out, "{:>12}  {:>8}  result", "executions", "share");
    }
    for row in &table.rows {
        let (executions, share) = (thousands(row.executions), table.share(row));
        let _ = write!(out, "{executions:>12}  {share:>8}  ");
        let values = row
            .values
            .iter()
            .map(|(name, value)| format!("{}{GLUE}={GLUE}{}", reader.object(name), show(value)));
        let values = values.collect::<Vec<_>>().join(", ");
        let gap = if values.is_empty() { "" } else { "; " };
        wrap_from(&mut out, INDENT, INDENT, &format!("{}{gap}{values}", end(row)));
        if let Some(witness) = &row.witness {
            let (measure, turns) = told(&reader, witness);
            wrap(&mut out, INDENT + 2, &format!("witness ({measure}): {turns}"));
        }
    }
    if let Some(note) = note(&reader) {
        out.push('\n');
        wrap(&mut out, 0, &note);
    }
    out
}

/// Renders the outcomes of a check as a table in Markdown, with the same content as [`outcomes`].
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let json = std::fs::read_to_string("tests/page/traces/lost-update.trace.json")?;
/// let account: trace::account::Account = serde_json::from_str(&json)?;
/// let table = plainweave_report::outcomes_markdown(&account);
/// assert!(table.contains("| BREAKS: assertion | 2 | 2 | 4 | 33.3 % |"));
/// # Ok(())
/// # }
/// ```
pub fn outcomes_markdown(account: &Account) -> String {
    let reader = Reader::new(account);
    let table = Table::new(&reader);
    let mut out = format!("{}\n", words(&table.about()));
    let names: BTreeSet<&str> =
        table.rows.iter().flat_map(|row| row.values.keys().map(String::as_str)).collect();
    let is_wide = names.len() > MOST_VALUES;
    let mut columns = vec!["End".to_owned()];
    if is_wide {
        columns.push("Values".to_owned());
    } else {
        columns.extend(names.iter().map(|name| words(&reader.object(name))));
    }
    if !table.rows.is_empty() {
        let all = columns.iter().map(String::as_str).chain(["Executions", "Share", "Witness"]);
        let _ = writeln!(out, "\n| {} |", all.collect::<Vec<_>>().join(" | "));
        let _ = writeln!(out, "|{}--:|--:|---|", "---|".repeat(columns.len()));
    }
    for row in &table.rows {
        let mut cells = vec![words(&end(row))];
        if is_wide {
            let values = row.values.iter();
            let values =
                values.map(|(name, value)| format!("{} = {}", reader.object(name), show(value)));
            cells.push(words(&values.collect::<Vec<_>>().join(", ")));
        } else {
            let cell =
                |name: &&str| row.values.get(*name).map_or("–".to_owned(), |it| words(&show(it)));
            cells.extend(names.iter().map(cell));
        }
        let witness = row.witness.as_ref().map_or_else(String::new, |it| {
            let (measure, turns) = told(&reader, it);
            format!("{measure}: {turns}")
        });
        cells.extend([
            thousands(row.executions),
            table.share(row),
            words(&clip(&witness, 400).replace(GLUE, " ")),
        ]);
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    if let Some(note) = note(&reader) {
        let _ = writeln!(out, "\n{}", words(&note));
    }
    out
}

struct Table<'r, 'a> {
    reader: &'r Reader<'a>,
    rows: Vec<Row>,
    total: u64,
}

impl<'r, 'a> Table<'r, 'a> {
    fn new(reader: &'r Reader<'a>) -> Self {
        let mut rows = match &reader.account.outcomes {
            Some(outcomes) => outcomes.rows.clone(),
            None => by_end(reader),
        };
        // What is wrong first, then what comes out most often.
        rows.sort_by_key(|row| (row.end == "ok", std::cmp::Reverse(row.executions)));
        let total = rows.iter().fold(0, |sum: u64, row| sum.saturating_add(row.executions));
        Self { reader, rows, total }
    }

    /// How many results there are, and whether there may be more.
    fn about(&self) -> String {
        let search = &self.reader.account.search;
        let declared =
            if self.reader.account.outcomes.is_some() { "" } else { ", told apart by their ends" };
        let count = format!(
            "{} in {}{declared}",
            plural(self.rows.len() as u64, "result"),
            plural(self.total, "execution"),
        );
        let complete = match (search.finished, search.scope.as_str()) {
            (false, _) => "The search was cut short: there may be more.".to_owned(),
            (true, "exhaustive") => "There are no others: the search was exhaustive.".to_owned(),
            (true, "bounded") => "There are no others within the bounds of the search.".to_owned(),
            (true, other) => format!("The search was {other}: there may be more."),
        };
        format!("{count}. {complete}")
    }

    /// The share of the executions, never rounded to none or to all of them.
    fn share(&self, row: &Row) -> String {
        if self.total == 0 {
            return "–".to_owned();
        }
        let tenths = u128::from(row.executions) * 1_000 / u128::from(self.total);
        match (tenths, row.executions) {
            (_, executions) if executions == self.total => "100 %".to_owned(),
            (0, executions) if executions > 0 => "< 0.1 %".to_owned(),
            (tenths, _) => {
                let rest = u128::from(row.executions) * 1_000 % u128::from(self.total);
                let rounded = tenths + u128::from(2 * rest >= u128::from(self.total));
                let rounded = rounded.min(999);
                format!("{}.{} %", rounded / 10, rounded % 10)
            }
        }
    }
}

/// The results of a check that declares none: how executions end.
fn by_end(reader: &Reader<'_>) -> Vec<Row> {
    let failing = reader.account.search.executions.failing.min(reader.executions());
    let row =
        |end: String, executions| Row { values: BTreeMap::new(), end, executions, witness: None };
    let mut rows = vec![row("ok".to_owned(), reader.executions() - failing)];
    if failing > 0 {
        let mut broken = row(reader.finding(), failing);
        let schedule: Vec<ThreadId> =
            reader.account.events.iter().map(|event| event.thread).collect();
        let preemptions =
            reader.account.events.iter().filter(|event| event.preempts.is_some()).count();
        broken.witness = Some(Witness {
            schedule,
            steps: vec![],
            preemptions: preemptions.try_into().unwrap_or(u32::MAX),
        });
        rows.push(broken);
    }
    rows.retain(|row| row.executions > 0);
    rows
}

fn end(row: &Row) -> String {
    if row.end == "ok" { "holds".to_owned() } else { format!("BREAKS: {}", row.end) }
}

/// A witness in words: `12 steps, 1 preemption`, and `main 1–2, ann 3–7`.
fn told(reader: &Reader<'_>, witness: &Witness) -> (String, String) {
    let mut turns: Vec<(ThreadId, usize, usize)> = vec![];
    for (index, thread) in witness.schedule.iter().enumerate() {
        match turns.last_mut() {
            Some((last, _, to)) if last == thread => *to = index + 1,
            _ => turns.push((*thread, index + 1, index + 1)),
        }
    }
    let turns = turns.iter().map(|(thread, from, to)| {
        let to = if from == to { String::new() } else { format!("–{to}") };
        format!("{}{GLUE}{from}{to}", reader.thread(*thread))
    });
    let measure = format!(
        "{}, {}",
        plural(witness.schedule.len() as u64, "step"),
        plural(u64::from(witness.preemptions), "preemption"),
    );
    (measure, turns.collect::<Vec<_>>().join(", "))
}

fn note(reader: &Reader<'_>) -> Option<String> {
    let note = reader.account.outcomes.as_ref()?.note.as_ref()?;
    let text = match note {
        Value::Object(languages) => languages.get("en").or_else(|| languages.values().next())?,
        other => other,
    };
    Some(reader.caption(text))
}

/// Writes a text as lines that begin after so many spaces.
fn wrap(out: &mut String, indent: usize, text: &str) {
    let _ = write!(out, "{:indent$}", "");
    wrap_from(out, indent, indent, text);
}

/// The same, where the first line already has some columns. A word that takes more than a line is cut.
fn wrap_from(out: &mut String, taken: usize, indent: usize, text: &str) {
    let mut column = taken;
    let mut lines = 1;
    let text = line(text);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let word = cut(word, WIDTH - indent - 2);
        let width = word.width();
        if column > indent && column + 1 + width > WIDTH - 2 {
            if lines == MOST_LINES {
                out.push_str(" …");
                break;
            }
            let _ = write!(out, "\n{:indent$}", "");
            column = indent;
            lines += 1;
        } else if column > indent {
            out.push(' ');
            column += 1;
        }
        out.push_str(&word.replace(GLUE, " "));
        column += width;
    }
    out.push('\n');
}

/// At most so many columns of a word.
fn cut(word: &str, columns: usize) -> String {
    if word.width() <= columns {
        return word.to_owned();
    }
    let mut kept = String::new();
    for char in word.chars() {
        kept.push(char);
        if kept.width() >= columns {
            kept.pop();
            break;
        }
    }
    kept + "…"
}
