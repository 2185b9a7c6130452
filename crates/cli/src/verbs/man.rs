//! `plainweave man`

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::arguments::{self, Arguments};
use crate::error::Error;
use crate::exit::Outcome;
use crate::output;

pub(crate) fn man(arguments: &arguments::Man) -> Result<Outcome, Error> {
    let mut page = Vec::new();
    let command = command(arguments.command.as_deref())?;
    let source = concat!("plainweave ", env!("CARGO_PKG_VERSION"));
    Man::new(command).source(source).render(&mut page).map_err(Error::Output)?;
    output::print(String::from_utf8_lossy(&page))?;
    Ok(Outcome::AsExpected)
}

/// The program, or one of its commands under the name by which manuals know it: `plainweave-check`.
fn command(name: Option<&str>) -> Result<Command, Error> {
    let mut program = Arguments::command();
    // Commands then know the program that they belong to.
    program.build();
    let Some(name) = name else { return Ok(program) };
    let found = program.get_subcommands().find(|command| command.get_name() == name);
    found.cloned().ok_or_else(|| Error::UnknownCommand(name.to_owned()))
}
