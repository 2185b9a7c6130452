//! The command line of Plainweave: one verb a file, and [`exit::Outcome`] says what the exit code is.

mod arguments;
mod error;
mod exit;
mod interrupt;
mod json;
mod output;
mod progress;
mod reports;
mod reproduce;
mod run;
mod select;
mod settings;
mod table;
mod verbs;

use std::error::Error as _;
use std::iter::successors;
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Verb};
use error::Error;
use exit::Outcome;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.verb {
        None => verbs::tour::tour(),
        Some(Verb::List(arguments)) => verbs::list::list(&arguments),
        Some(Verb::Check(arguments)) => verbs::check::check(&arguments),
        Some(Verb::Explain(arguments)) => verbs::explain::explain(&arguments),
        Some(Verb::Config) => verbs::config::config(),
        Some(Verb::Show(arguments)) => verbs::show::show(&arguments),
        Some(Verb::Replay(arguments)) => verbs::replay::replay(&arguments),
        Some(Verb::Litmus(arguments)) => verbs::litmus::litmus(&arguments),
        Some(Verb::Bench(arguments)) => verbs::bench::bench(&arguments),
        Some(Verb::Completions(arguments)) => verbs::completions::completions(&arguments),
        Some(Verb::Man(arguments)) => verbs::man::man(&arguments),
    };
    outcome.unwrap_or_else(|error| report(&error)).into()
}

/// Says what is wrong, why, and what helps.
fn report(error: &Error) -> Outcome {
    let bold = anstyle::Style::new().bold();
    let red = anstyle::AnsiColor::Red.on_default().bold();
    output::complain(format_args!("{red}error:{red:#} {error}"));
    for cause in successors(error.source(), |&cause| cause.source()) {
        output::complain(format_args!("{bold}cause:{bold:#} {cause}"));
    }
    if let Some(hint) = error.hint() {
        output::complain(format_args!("{bold}hint:{bold:#} {hint}"));
    }
    error.outcome()
}
