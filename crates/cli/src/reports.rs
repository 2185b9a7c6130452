//! `--report KIND=PATH`: a check as a file for people or programs.

use std::fs;
use std::path::PathBuf;
use std::str::FromStr;

use check::{Report, catalogue};
use report::{Style, account, html, lanes};
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
    /// A page to step through.
    Html,
    /// `plainweave.trace/1`.
    Json,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "expected html=PATH or json=PATH, such as `html=crossed.html`".to_owned();
        let (kind, path) = text.split_once('=').ok_or_else(wrong)?;
        let kind = match kind {
            "html" => Kind::Html,
            "json" => Kind::Json,
            _ => return Err(wrong()),
        };
        if path.is_empty() { Err(wrong()) } else { Ok(Self { kind, path: path.into() }) }
    }
}

/// Writes a report to each target.
pub(crate) fn write(targets: &[Target], report: &Report) -> Result<(), Error> {
    if targets.is_empty() {
        return Ok(());
    }
    let document = report.document();
    let entry = catalogue().into_iter().find(|entry| entry.name == report.scenario);
    let found = report.found(entry.map_or("", |entry| entry.python));
    // Where there is no checkout, a page is without excerpts.
    let account = account(&found, document.as_ref(), |path| fs::read_to_string(path).ok());
    for Target { kind, path } in targets {
        let text = match kind {
            Kind::Json => account.to_json(),
            Kind::Html => {
                let plain = document.as_ref().map(|document| lanes(document, &Style::default()));
                html(&account.to_json(), &title(&account), &plain.unwrap_or_default())
            }
        };
        trace::save(path, text.as_bytes())?;
    }
    Ok(())
}

fn title(account: &Account) -> String {
    let verdict = &account.verdict;
    let verdict = verdict.fault.map_or(&*verdict.result, |fault| fault.name());
    format!("{}: {verdict}", account.scenario.name)
}
