//! `plainweave show`

use report::{Style, lanes};
use terminal_size::Width;
use trace::account::Account;

use crate::arguments::{NARROWEST, Show};
use crate::error::Error;
use crate::exit::Outcome;
use crate::verbs::explain;
use crate::{output, reports};

pub(crate) fn show(arguments: &Show) -> Result<Outcome, Error> {
    let account = Account::load(&arguments.trace)?;
    let picture = lanes(&account, &style(arguments));
    let explain = explain::command(account.verdict.fault);
    let explain = explain.map_or(String::new(), |explain| format!("\n explain     {explain}\n"));
    reports::write(&arguments.report, &[&account])?;
    output::print(format_args!("{picture}{explain}"))?;
    Ok(Outcome::AsExpected)
}

/// As wide as was asked for, in the glyphs that were asked for.
pub(crate) fn style(arguments: &Show) -> Style {
    let style = terminal_style();
    Style {
        width: arguments.width.map_or(style.width, usize::from),
        unicode: !arguments.ascii,
        ..style
    }
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
