//! The same programs on every checker, side by side.

use std::fmt::Write as _;

use bench::{Engine, How, Measurement, Program, programs};
use comfy_table::{CellAlignment, Table};

use super::child;
use crate::arguments::{BenchEngines, Format};
use crate::error::Error;
use crate::exit::Outcome;
use crate::{output, table};

/// What one engine did with a program.
enum Attempt {
    Measured(Measurement),
    Refused(&'static str),
    Died,
}

pub(super) fn engines(arguments: &BenchEngines) -> Result<Outcome, Error> {
    let mut shown = "";
    for program in chosen(arguments)? {
        let mut results = Vec::new();
        for engine in arguments.chosen_engines() {
            let result = match engine.refuses(program) {
                Some(why) => Attempt::Refused(why),
                None => match child::run(engine, program, arguments)? {
                    Some(measurement) => Attempt::Measured(measurement),
                    None => Attempt::Died,
                },
            };
            results.push((engine, result));
        }
        match arguments.format {
            Format::Json => output::print(json(program, &results))?,
            Format::Human => {
                if program.source() != shown {
                    shown = program.source();
                    output::print(format_args!("\n{shown}\n"))?;
                }
                output::print(human(program, &results))?;
            }
        }
    }
    Ok(Outcome::AsExpected)
}

fn chosen(arguments: &BenchEngines) -> Result<Vec<&'static Program>, Error> {
    if arguments.programs.is_empty() {
        return Ok(programs().iter().collect());
    }
    let named = arguments.programs.iter().map(|name| Ok(Program::find(name)?));
    named.collect()
}

fn human(program: &Program, results: &[(Engine, Attempt)]) -> String {
    let ours = results.iter().find_map(|(engine, result)| match result {
        Attempt::Measured(measured) if *engine == Engine::Weave => Some(measured),
        _ => None,
    });
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_header([
        program.name,
        "executions",
        "ratio",
        "processor time",
        "ratio",
        "a second",
        "peak memory",
        "",
    ]);
    for (engine, result) in results {
        table.add_row(row(*engine, program, result, ours));
    }
    for column in table.column_iter_mut().skip(1).take(6) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let mut text = String::new();
    for line in table.lines() {
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn row(
    engine: Engine,
    program: &Program,
    result: &Attempt,
    ours: Option<&Measurement>,
) -> Vec<String> {
    let name = format!("  {engine}");
    let nothing = || vec![String::new(); 6];
    let measured = match result {
        Attempt::Measured(measured) => measured,
        Attempt::Refused(why) => return [vec![name], nothing(), vec![(*why).to_owned()]].concat(),
        Attempt::Died => {
            return [vec![name], nothing(), vec!["the process died".to_owned()]].concat();
        }
    };
    let more = if measured.how == How::Cut { ">" } else { "" };
    let ratio = |of: fn(&Measurement) -> f64| match ours {
        Some(ours) if engine != Engine::Weave && of(ours) > 0.0 => {
            format!("{more}{}", times(of(measured) / of(ours)))
        }
        _ => String::new(),
    };
    let a_second = float(measured.executions) / measured.seconds;
    vec![
        name,
        format!("{more}{}", table::thousands(measured.executions)),
        ratio(|measured| float(measured.executions)),
        format!("{more}{}", seconds(measured.seconds)),
        ratio(|measured| measured.seconds),
        table::thousands(whole(a_second)),
        measured.peak.map_or_else(String::new, |bytes| format!("{:.1} MB", float(bytes) / 1e6)),
        said(engine, program, measured),
    ]
}

/// Nobody looks at the digits that are lost.
#[expect(clippy::cast_precision_loss, reason = "for ratios and sizes")]
fn float(number: u64) -> f64 {
    number as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive, and rounded"
)]
fn whole(number: f64) -> u64 {
    number.round() as u64
}

fn said(engine: Engine, program: &Program, measured: &Measurement) -> String {
    let graphs = measured.executions - measured.blocked.min(measured.executions);
    let is_rc11 = matches!(engine, Engine::Weave | Engine::Weave2);
    match (measured.how, program.executions()) {
        (How::Exhausted, Some(right)) if is_rc11 && graphs != right => {
            format!("WRONG: there are {right}")
        }
        (How::Exhausted, _) if measured.blocked > 0 => format!("all, {} wasted", measured.blocked),
        (How::Exhausted, _) => "all".to_owned(),
        (How::Found, _) => "found".to_owned(),
        (How::NotFound, _) => "MISSED: says there is no bug".to_owned(),
        (How::Cut, _) => "cut".to_owned(),
    }
}

fn times(ratio: f64) -> String {
    match ratio {
        ratio if ratio >= 10.0 => format!("{} x", table::thousands(whole(ratio))),
        ratio => format!("{ratio:.2} x"),
    }
}

fn seconds(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 1e-3 => format!("{:.1} µs", seconds * 1e6),
        seconds if seconds < 1.0 => format!("{:.2} ms", seconds * 1e3),
        seconds => format!("{seconds:.2} s"),
    }
}

fn json(program: &Program, results: &[(Engine, Attempt)]) -> String {
    let mut text = String::new();
    for (engine, result) in results {
        let value = match result {
            Attempt::Measured(measured) => serde_json::json!({
                "program": program.name, "engine": engine.name(), "measured": measured,
            }),
            Attempt::Refused(why) => serde_json::json!({
                "program": program.name, "engine": engine.name(), "refused": why,
            }),
            Attempt::Died => serde_json::json!({
                "program": program.name, "engine": engine.name(), "refused": "the process died",
            }),
        };
        let _ = writeln!(text, "{value}");
    }
    text
}
