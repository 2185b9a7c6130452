//! `plainweave completions`

use clap::CommandFactory;

use crate::arguments::{Arguments, Completions};
use crate::error::Error;
use crate::exit::Outcome;
use crate::output;

pub(crate) fn completions(arguments: &Completions) -> Result<Outcome, Error> {
    // The generator panics when it cannot write: so it writes to memory.
    let mut script = Vec::new();
    let mut command = Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "plainweave", &mut script);
    output::print(String::from_utf8_lossy(&script))?;
    Ok(Outcome::AsExpected)
}
