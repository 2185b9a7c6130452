//! Printing that does not panic when nobody reads.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use crate::error::Error;

/// Prints `text`; where colour is not wanted, it is taken out.
///
/// `| head` closes the pipe once it has seen enough. The rest is then dropped without a word, and
/// the exit code stays that of the verdicts.
pub(crate) fn print(text: impl Display) -> Result<(), Error> {
    let mut output = anstream::stdout().lock();
    let written = write!(output, "{text}").and_then(|()| output.flush());
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Error::Output),
    }
}

/// Prints a line to standard error.
pub(crate) fn complain(text: impl Display) {
    // Where standard error cannot be written, there is nobody to tell.
    let _ = writeln!(anstream::stderr(), "{text}");
}
