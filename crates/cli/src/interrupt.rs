//! Ctrl-C: the first one asks searches to stop, the second one ends the program.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

use crate::error::Error;
use crate::exit::Outcome;
use crate::output;

static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C raises the flag that is returned. Once it is raised, another one does what it would
/// do without all this.
pub(crate) fn listen() -> Result<&'static AtomicBool, Error> {
    // In this order: the first Ctrl-C finds the flag as it was.
    flag::register_conditional_default(SIGINT, &ASKED).map_err(Error::Signal)?;
    flag::register(SIGINT, &ASKED).map_err(Error::Signal)?;
    Ok(&ASKED)
}

/// Whether somebody has asked.
pub(crate) fn is_asked() -> bool {
    // Relaxed: nothing else is told by it.
    ASKED.load(Relaxed)
}

/// Says that not all checks ran to their end, if that is so.
pub(crate) fn tell(begun: usize, total: usize) {
    if is_asked() {
        output::complain(format_args!(
            "interrupted: {begun} of {total} checks were begun, and what they had not explored by then is \
             undecided"
        ));
    }
}

/// What the outcome is if not all checks ran to their end: undecided, unless it is worse.
pub(crate) fn weigh(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::AsExpected if is_asked() => Outcome::Undecided,
        outcome => outcome,
    }
}
