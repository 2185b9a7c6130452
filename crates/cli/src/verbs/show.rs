//! `plainweave show`

use report::{Style, lanes};
use terminal_size::Width;
use trace::Document;

use crate::arguments::{NARROWEST, Show};
use crate::error::Error;
use crate::exit::Outcome;
use crate::output;
use crate::verbs::explain;

pub(crate) fn show(arguments: &Show) -> Result<Outcome, Error> {
    let document = Document::load(&arguments.trace)?;
    let mut style = terminal_style();
    if let Some(width) = arguments.width {
        style.width = width.into();
    }
    style.unicode = !arguments.ascii;
    let picture = lanes(&document, &style);
    let explain = explain::command([document.fault.kind()]).unwrap_or_default();
    output::print(format_args!("{picture}\n explain     {explain}\n"))?;
    Ok(Outcome::AsExpected)
}

/// Colour, which [`output::print`] takes out again where it is not wanted, and as many columns as
/// the terminal has, or else 80.
pub(crate) fn terminal_style() -> Style {
    let style = Style { colour: true, ..Style::default() };
    match terminal_size::terminal_size_of(std::io::stdout()) {
        Some((Width(width), _)) => Style { width: width.max(NARROWEST).into(), ..style },
        None => style,
    }
}
