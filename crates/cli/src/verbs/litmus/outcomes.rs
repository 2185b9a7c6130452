//! The outcomes of one program.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table};
use litmus::run::Outcomes;
use litmus::table::Model;
use litmus::{Program, Source};
use serde::Serialize;
use weave::Ended;

use super::witness::witness;
use crate::arguments::{Format, Litmus, Memory};
use crate::error::Error;
use crate::exit::Outcome;
use crate::{output, table};

pub(super) fn outcomes(arguments: &Litmus) -> Result<Outcome, Error> {
    let source =
        Source { program: &arguments.program, size: arguments.size, initial: &arguments.initial };
    let program = Program::compile(&source)?;
    let memory = match arguments.memory {
        Memory::Sc => Model::Sc,
        Memory::Rc11 => Model::Rc11,
    };
    let found = Outcomes::of(&program, memory, &arguments.engine())?;
    match arguments.format {
        Format::Json => output::print(json(&found) + "\n")?,
        Format::Human => output::print(human(&program, &found))?,
    }
    Ok(if !found.complete {
        Outcome::Undecided
    } else if found.race.is_some() {
        Outcome::NotAsExpected
    } else {
        Outcome::AsExpected
    })
}

/// One object, as it is published.
#[derive(Serialize)]
struct Json<'o> {
    memory: String,
    executions: u64,
    deadlocks: u64,
    blocked: u64,
    races: u64,
    complete: bool,
    outcomes: Vec<JsonOutcome<'o>>,
}

#[derive(Serialize)]
struct JsonOutcome<'o> {
    values: &'o std::collections::BTreeMap<String, i64>,
    executions: u64,
}

fn json(found: &Outcomes) -> String {
    let json = Json {
        memory: found.memory.to_string().to_lowercase(),
        executions: found.executions,
        deadlocks: found.deadlocks,
        blocked: found.blocked,
        races: found.races,
        complete: found.complete,
        outcomes: found
            .table
            .iter()
            .map(|row| JsonOutcome { values: &row.values, executions: row.executions })
            .collect(),
    };
    // Strings, numbers and maps with strings as keys: nothing that JSON does not have.
    serde_json::to_string(&json).unwrap_or_default()
}

fn human(program: &Program, found: &Outcomes) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}", rows(program, found));
    let executions = table::count(found.executions, "execution");
    let outcomes = table::count(found.table.len() as u64, "outcome");
    let _ = write!(text, "{}: {outcomes} in {executions}", found.memory);
    if found.deadlocks > 0 {
        let _ = write!(text, "; {}", table::count(found.deadlocks, "deadlock"));
    }
    if found.blocked > 0 {
        let runs = table::count(found.blocked, "run");
        let _ = write!(text, "; {runs} stopped by an assume, which do not count");
    }
    let _ = writeln!(text);
    if let Some(deadlock) = &found.deadlock {
        let _ = writeln!(text, "a deadlock: {}", witness(program, deadlock));
    }
    if let Some(race) = &found.race {
        let races = table::count(found.races, "run");
        let _ = writeln!(text, "RACE ({races}): {race}; the rest means nothing");
    }
    if !found.complete {
        let _ = writeln!(text, "NOT ALL: {}", cut(&found.ended));
    }
    text
}

fn cut(ended: &Ended) -> String {
    match ended {
        Ended::Time => "the time was up".to_owned(),
        Ended::Runs => "the number of runs was spent".to_owned(),
        Ended::Steps { limit, .. } => {
            format!("a thread has more than {limit} events; bound its loop, or use assume")
        }
        _ => "the search was stopped".to_owned(),
    }
}

/// A row for each outcome: how many executions have it, the values, and one of them.
fn rows(program: &Program, found: &Outcomes) -> String {
    let mut names: Vec<&String> = found.table.iter().flat_map(|row| row.values.keys()).collect();
    names.sort();
    names.dedup();
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    let head = ["executions"].into_iter().chain(names.iter().map(|name| name.as_str()));
    table.set_header(head.chain(["one of them"]));
    for row in &found.table {
        let value = |name: &&String| row.values.get(*name).map_or_else(String::new, i64::to_string);
        let mut cells = vec![table::thousands(row.executions)];
        cells.extend(names.iter().map(value));
        cells.push(witness(program, &row.witness));
        table.add_row(cells);
    }
    for column in table.column_iter_mut().take(names.len() + 1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}
