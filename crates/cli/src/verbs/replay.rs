//! `plainweave replay`

use check::Replay;
use report::lanes;

use crate::arguments::Show;
use crate::error::Error;
use crate::exit::Outcome;
use crate::verbs::show::style;
use crate::{interrupt, output, reports};

/// Does the run of a trace again, and shows it as it is now.
pub(crate) fn replay(arguments: &Show) -> Result<Outcome, Error> {
    let again = Replay::load(&arguments.trace)?.stop(interrupt::listen()?).run()?;
    reports::write(&arguments.report, &[&again.account])?;
    output::print(lanes(&again.account, &style(arguments)))?;
    let Some(drift) = again.drift else { return Ok(Outcome::AsExpected) };
    output::complain(format_args!("it fails again, but the program has changed: {drift}"));
    Ok(Outcome::Drifted)
}
