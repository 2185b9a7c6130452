//! `--report KIND=PATH`: checks as a file for people or programs.

use std::path::PathBuf;
use std::str::FromStr;

use check::More;
use report::Format;
use trace::account::Account;

use crate::error::Error;

/// What is written, and where.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    kind: Kind,
    path: PathBuf,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// `plainweave.trace/1` itself.
    Json,
    /// What is rendered from it.
    Rendered(Format),
}

const JSON: &str = "json";

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Json => JSON,
            Self::Rendered(format) => format.name(),
        }
    }

    fn takes_several(self) -> bool {
        matches!(self, Self::Rendered(format) if format.takes_several())
    }
}

/// All kinds with what they are, a line each.
pub(crate) fn kinds() -> String {
    let line = |name: &str, about: &str| format!("{name:<18} {about}");
    let formats = Format::ALL.map(|format| line(format.name(), format.about()));
    let json = line(JSON, "all of it, as plainweave.trace/1");
    [&[json], formats.as_slice()].concat().join("\n")
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = || Format::ALL.map(Format::name).join(", ");
        let wrong = || {
            format!(
                "expected KIND=PATH, such as `html=crossed.html`; kinds are {JSON}, {}",
                names()
            )
        };
        let (kind, path) = text.split_once('=').ok_or_else(wrong)?;
        let kind = match kind {
            JSON => Kind::Json,
            other => Kind::Rendered(other.parse().map_err(|_| wrong())?),
        };
        if path.is_empty() { Err(wrong()) } else { Ok(Self { kind, path: path.into() }) }
    }
}

/// Refuses a target that is for one check if there are several.
pub(crate) fn fit(targets: &[Target], checks: usize) -> Result<(), Error> {
    let for_one = targets.iter().find(|target| !target.kind.takes_several());
    match for_one {
        Some(target) if checks > 1 => {
            Err(Error::SeveralReports { kind: target.kind.name(), checks })
        }
        _ => Ok(()),
    }
}

/// What these reports tell that takes a further search.
pub(crate) fn more(targets: &[Target]) -> More {
    let shows = |kind: Kind| match kind {
        Kind::Json | Kind::Rendered(Format::Html) => More { outcomes: true, graph: true },
        Kind::Rendered(Format::Outcomes | Format::OutcomesMarkdown) => {
            More { outcomes: true, graph: false }
        }
        Kind::Rendered(_) => More::default(),
    };
    targets.iter().fold(More::default(), |all, target| {
        let one = shows(target.kind);
        More { outcomes: all.outcomes || one.outcomes, graph: all.graph || one.graph }
    })
}

/// Writes to each target what came of the checks; to one that is for one check nothing, if that was not
/// done.
pub(crate) fn write(targets: &[Target], accounts: &[&Account]) -> Result<(), Error> {
    for Target { kind, path } in targets {
        let text = match (kind, accounts) {
            (Kind::Rendered(format), _) if format.takes_several() => format.render_all(accounts),
            (Kind::Rendered(format), [one]) => Some(format.render(one)),
            (Kind::Json, [one]) => Some(one.to_json()),
            _ => None,
        };
        if let Some(text) = text {
            trace::save(path, text.as_bytes())?;
        }
    }
    Ok(())
}
