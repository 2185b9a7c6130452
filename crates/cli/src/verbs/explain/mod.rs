//! `plainweave explain`: what a kind of fault is, how it comes about, and what helps. One text a file.

use std::fmt::Write as _;

use trace::FaultKind;

use crate::arguments::Explain;
use crate::error::Error;
use crate::exit::Outcome;
use crate::output;

/// Below this, two words have little in common.
const ALIKE: f64 = 0.7;

const HEADINGS: [&str; 6] = [
    "How it comes about",
    "Usual causes",
    "How to repair it",
    "In Python",
    "See one",
    "See one, and its repair",
];

pub(crate) fn explain(arguments: &Explain) -> Result<Outcome, Error> {
    if arguments.codes.is_empty() {
        output::print(list())?;
        return Ok(Outcome::AsExpected);
    }
    let kinds: Vec<FaultKind> =
        arguments.codes.iter().map(|code| kind(code)).collect::<Result<_, _>>()?;
    let texts: Vec<String> = kinds.into_iter().map(|kind| in_colour(text(kind))).collect();
    output::print(texts.join("\n\n"))?;
    Ok(Outcome::AsExpected)
}

/// The command that explains these kinds of faults, each once; nothing if there are none.
pub(crate) fn command(kinds: impl IntoIterator<Item = FaultKind>) -> Option<String> {
    let mut codes: Vec<&str> = Vec::new();
    for kind in kinds {
        if !codes.contains(&kind.name()) {
            codes.push(kind.name());
        }
    }
    (!codes.is_empty()).then(|| format!("plainweave explain {}", codes.join(" ")))
}

/// The text on a kind of fault. Its first line is the code and one sentence.
fn text(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::Deadlock => include_str!("deadlock.txt"),
        FaultKind::SelfDeadlock => include_str!("self-deadlock.txt"),
        FaultKind::LostWakeup => include_str!("lost-wakeup.txt"),
        FaultKind::NeverReleased => include_str!("never-released.txt"),
        FaultKind::NeverWoken => include_str!("never-woken.txt"),
        FaultKind::Assertion => include_str!("assertion.txt"),
        FaultKind::Panic => include_str!("panic.txt"),
        FaultKind::DataRace => include_str!("data-race.txt"),
        FaultKind::Livelock => include_str!("livelock.txt"),
        FaultKind::Leak => include_str!("leak.txt"),
    }
}

/// The code and the sentence of a text.
fn headline(kind: FaultKind) -> (&'static str, &'static str) {
    let first = text(kind).lines().next().unwrap_or_default();
    first.split_once(": ").unwrap_or((first, ""))
}

/// All codes, with a sentence each.
fn list() -> String {
    let width = FaultKind::ALL.iter().map(|kind| kind.name().len()).max().unwrap_or(0);
    let mut list = String::new();
    for kind in FaultKind::ALL {
        let (code, sentence) = headline(kind);
        let _ = writeln!(list, "{code:width$}  {sentence}");
    }
    list + "\nplainweave explain CODE tells the causes, the repairs, and which check shows one.\n"
}

/// The kind with this code; capitals and underscores are forgiven.
fn kind(code: &str) -> Result<FaultKind, Error> {
    let name = code.to_lowercase().replace(['_', ' '], "-");
    name.parse().map_err(|_| {
        let known = FaultKind::ALL.map(|kind| (strsim::jaro_winkler(kind.name(), &name), kind));
        let best = known.into_iter().filter(|(likeness, _)| *likeness > ALIKE);
        let best = best.reduce(|best, other| if other.0 > best.0 { other } else { best });
        Error::UnknownCode { code: code.to_owned(), suggestion: best.map(|(_, kind)| kind.name()) }
    })
}

/// Headings are bold, and so is the code.
fn in_colour(text: &str) -> String {
    let bold = anstyle::Style::new().bold();
    let mut coloured = String::new();
    for (number, line) in text.lines().enumerate() {
        let _ = match line.split_once(':') {
            Some((code, sentence)) if number == 0 => {
                writeln!(coloured, "{bold}{code}{bold:#}:{sentence}")
            }
            _ if HEADINGS.contains(&line) => writeln!(coloured, "{bold}{line}{bold:#}"),
            _ => writeln!(coloured, "{line}"),
        };
    }
    coloured
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_all_its_parts_and_fits_in_80_columns() {
        for kind in FaultKind::ALL {
            let text = text(kind);
            assert!(text.starts_with(&format!("{kind}: ")), "{kind}");
            for heading in &HEADINGS[..4] {
                assert!(text.contains(&format!("\n\n{heading}\n    ")), "{kind} lacks: {heading}");
            }
            let (_, see) = text.split_once("\n\nSee one").expect("the last part");
            assert!(see.contains("\n    plainweave check "), "{kind} shows none");
            for line in text.lines() {
                assert!(line.chars().count() <= 80, "{kind}: {line}");
            }
        }
    }

    #[test]
    fn the_command_names_each_kind_once() {
        let kinds = [FaultKind::Deadlock, FaultKind::SelfDeadlock, FaultKind::Deadlock];
        assert_eq!(command(kinds).unwrap(), "plainweave explain deadlock self-deadlock");
        assert_eq!(command([]), None);
    }
}
