//! The command line of Plainweave: one verb a file, and [`exit::Outcome`] says what the exit code is.

mod arguments;
mod error;
mod exit;
mod json;
mod run;
mod select;
mod table;
mod verbs;

use clap::Parser;
use std::process::ExitCode;

use arguments::{Arguments, Verb};
use error::Error;
use exit::Outcome;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.verb {
        None => verbs::tour::tour(),
        Some(Verb::List(arguments)) => verbs::list::list(&arguments),
        Some(Verb::Check(arguments)) => verbs::check::check(&arguments),
        Some(Verb::Show(arguments)) => verbs::show::show(&arguments),
    };
    outcome.unwrap_or_else(|error| report(&error)).into()
}

/// Says what is wrong, and what helps.
fn report(error: &Error) -> Outcome {
    let bold = anstyle::Style::new().bold();
    let red = anstyle::AnsiColor::Red.on_default().bold();
    anstream::eprintln!("{red}error:{red:#} {error}");
    if let Some(hint) = error.hint() {
        anstream::eprintln!("{bold}hint:{bold:#} {hint}");
    }
    error.outcome()
}
