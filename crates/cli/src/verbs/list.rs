//! `plainweave list`

use std::fmt::Write as _;

use check::Entry;

use crate::arguments::List;
use crate::error::Error;
use crate::exit::Outcome;
use crate::output;
use crate::select::select;

pub(crate) fn list(arguments: &List) -> Result<Outcome, Error> {
    let chosen = select(&arguments.filters)?;
    let width = chosen.iter().map(|entry| entry.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for entry in &chosen {
        if arguments.long {
            long(&mut text, entry);
        } else {
            let _ = writeln!(text, "{:width$}  {}", entry.name, entry.expect);
        }
    }
    output::print(text)?;
    Ok(Outcome::AsExpected)
}

fn long(text: &mut String, entry: &Entry) {
    let bold = anstyle::Style::new().bold();
    let _ = writeln!(text, "{bold}{}{bold:#}: {}\n  {}", entry.name, entry.expect, entry.story);
    for field in entry.fields {
        let _ = writeln!(
            text,
            "  --param {}=N  {} ({} to {}; {} in models, {} natively)",
            field.name, field.doc, field.min, field.max, field.for_models, field.for_native
        );
    }
    for line in entry.python.trim_matches('\n').lines() {
        let _ = writeln!(text, "    | {line}");
    }
    text.push('\n');
}
