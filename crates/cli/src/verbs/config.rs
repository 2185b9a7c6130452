//! `plainweave config`

use std::fmt::Write as _;

use crate::error::Error;
use crate::exit::Outcome;
use crate::output;
use crate::settings::{Choice, File, NAME, choose};

pub(crate) fn config() -> Result<Outcome, Error> {
    let file = File::find()?;
    let choices = choose(|_| None, |name| std::env::var_os(name), file.as_ref())?;
    let mut text = rows(&choices);
    let _ = match file {
        Some(File { path, .. }) => writeln!(text, "\nfile: {}", path.display()),
        None => writeln!(text, "\nno {NAME} here or above; `plainweave help config` shows one"),
    };
    output::print(text)?;
    Ok(Outcome::AsExpected)
}

/// A row for each key: its name, its value and where that comes from.
fn rows(choices: &[Choice]) -> String {
    let value = |choice: &Choice| choice.text.clone().unwrap_or_else(|| "-".to_owned());
    let width = |of: &dyn Fn(&Choice) -> usize| choices.iter().map(of).max().unwrap_or(0);
    let keys = width(&|choice| choice.key.name.len());
    let values = width(&|choice| value(choice).chars().count());
    let mut rows = String::new();
    for choice in choices {
        let _ =
            write!(rows, "{:keys$}  {:values$}  {}", choice.key.name, value(choice), choice.source);
        let _ = match choice.text {
            Some(_) => writeln!(rows),
            None => writeln!(rows, ": {}", choice.key.otherwise),
        };
    }
    rows
}
