//! One measurement, in a process of its own: a checker may end it at a bug, and memory is counted for
//! the whole of it.

use std::process::{Command, Stdio};

use bench::{Engine, Measurement, Program};

use crate::arguments::BenchEngines;
use crate::error::Error;
use crate::exit::Outcome;
use crate::output;

/// The child's side: measures one program, and prints the numbers as one line of JSON.
pub(super) fn measure(engine: Engine, arguments: &BenchEngines) -> Result<Outcome, Error> {
    let name = arguments.programs.first().map_or("", String::as_str);
    bench::measure(engine, Program::find(name)?, arguments.cap, |measured| {
        if let Ok(line) = serde_json::to_string(measured) {
            // Nobody to tell if it cannot be printed.
            let _ = output::print(line + "\n");
        }
    });
    Ok(Outcome::AsExpected)
}

/// The parent's side. `None` if the child died without a word.
pub(super) fn run(
    engine: Engine,
    program: &Program,
    arguments: &BenchEngines,
) -> Result<Option<Measurement>, Error> {
    let this = std::env::current_exe().map_err(Error::Child)?;
    let output = Command::new(this)
        .args(["bench", "engines", "--measure", engine.name(), "--cap"])
        .arg(format!("{}ms", arguments.cap.as_millis()))
        .arg(program.name)
        .stderr(Stdio::null())
        .output()
        .map_err(Error::Child)?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().rev().find_map(|line| serde_json::from_str(line).ok()))
}
