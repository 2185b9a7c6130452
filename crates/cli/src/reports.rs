//! `--report KIND=PATH`: checks as a file for people or programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use check::{Report, catalogue};
use report::{Checked, Format, Style, account, lanes};
use trace::account::Account;

use crate::error::Error;
use crate::reproduce;

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

/// A check with what its renderers need.
struct Told {
    account: Account,
    lanes: Option<String>,
}

/// Writes to each target what came of the checks; to one that is for one check nothing, if that was not
/// done.
pub(crate) fn write(
    targets: &[Target],
    reports: &[Report],
    traces: &[Option<PathBuf>],
) -> Result<(), Error> {
    if targets.is_empty() {
        return Ok(());
    }
    let told = reports.iter().zip(traces).map(|(report, trace)| tell(report, trace.as_deref()));
    let told: Vec<Told> = told.collect();
    let checked: Vec<Checked<'_>> = told
        .iter()
        .map(|told| Checked { account: &told.account, lanes: told.lanes.as_deref() })
        .collect();
    for Target { kind, path } in targets {
        let text = match (kind, checked.as_slice()) {
            (Kind::Rendered(format), several) if format.takes_several() => {
                format.render_all(several)
            }
            (Kind::Rendered(format), [one]) => Some(format.render(one)),
            (Kind::Json, [one]) => Some(one.account.to_json()),
            _ => None,
        };
        if let Some(text) = text {
            trace::save(path, text.as_bytes())?;
        }
    }
    Ok(())
}

fn tell(report: &Report, trace: Option<&Path>) -> Told {
    let document = report.document();
    let entry = catalogue().into_iter().find(|entry| entry.name == report.scenario);
    let mut found = report.found(entry.map_or("", |entry| entry.python));
    if report.schedule.is_some() {
        found.reproduce.replay = trace.map(|trace| reproduce::command(report, trace));
    }
    Told {
        // Where there is no checkout, an account is without excerpts.
        account: account(&found, document.as_ref(), |path| fs::read_to_string(path).ok()),
        lanes: document.as_ref().map(|document| lanes(document, &Style::default())),
    }
}
