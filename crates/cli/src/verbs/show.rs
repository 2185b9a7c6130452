//! `plainweave show`

use report::{Style, lanes};
use trace::Document;

use crate::arguments::Show;
use crate::error::Error;
use crate::exit::Outcome;

pub(crate) fn show(arguments: &Show) -> Result<Outcome, Error> {
    let document = Document::load(&arguments.trace)?;
    let mut style = terminal_style();
    if let Some(width) = arguments.width {
        style.width = width.into();
    }
    style.unicode = !arguments.ascii;
    anstream::print!("{}", lanes(&document, &style));
    Ok(Outcome::AsExpected)
}

/// Colour, which `anstream` takes out again where it is not wanted, and 80 columns.
pub(crate) fn terminal_style() -> Style {
    Style { colour: true, ..Style::default() }
}
