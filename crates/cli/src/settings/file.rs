//! `plainweave.toml`: the same keys, below `[check]`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::{KEYS, Key, Source};
use crate::error::Error;

/// What the file is called.
pub(crate) const NAME: &str = "plainweave.toml";
/// The only table in it.
const TABLE: &str = "check";
/// Below this, two words have little in common.
const ALIKE: f64 = 0.7;

/// A file that was read: each key that it sets, its value, and the line.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    entries: Vec<(&'static str, String, usize)>,
}

impl File {
    /// Reads the file in this folder, or else in the nearest one above that has one.
    pub(crate) fn find() -> Result<Option<Self>, Error> {
        // Without a current folder there is none above it.
        let depth = std::env::current_dir().map_or(0, |folder| folder.ancestors().count());
        for above in 0..depth {
            let path = Path::new(&"../".repeat(above)).join(NAME);
            match fs::read_to_string(&path) {
                Ok(text) => return Self::parse(path, &text).map(Some),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(source) => return Err(Error::ReadConfig { path, source }),
            }
        }
        Ok(None)
    }

    /// Takes the file apart.
    pub(super) fn parse(path: PathBuf, text: &str) -> Result<Self, Error> {
        let entries = entries(text).map_err(|Wrong { at, problem, suggestion }| {
            let line = at.map_or(1, |at| line(text, at));
            Error::Config { path: path.clone(), line, problem, suggestion }
        })?;
        let entries =
            entries.into_iter().map(|(key, value, at)| (key, value, line(text, at))).collect();
        Ok(Self { path, entries })
    }

    /// What the file says of a key.
    pub(super) fn read(&self, key: &Key) -> Option<(String, Source)> {
        let (_, text, line) = self.entries.iter().find(|(name, ..)| *name == key.name)?;
        Some((text.clone(), Source::File { path: self.path.clone(), line: *line }))
    }
}

/// What is wrong, where in the text, and what may have been meant.
struct Wrong {
    at: Option<usize>,
    problem: String,
    suggestion: Option<String>,
}

/// The keys, their values, and where in the text they stand.
fn entries(text: &str) -> Result<Vec<(&'static str, String, usize)>, Wrong> {
    let root = DeTable::parse(text).map_err(|error| Wrong {
        at: error.span().map(|span| span.start),
        problem: error.message().replace('\n', " "),
        suggestion: None,
    })?;
    let mut entries = Vec::new();
    for (name, value) in root.get_ref() {
        let DeValue::Table(table) = value.get_ref() else {
            let (problem, suggestion) = if KEYS.iter().any(|key| key.name == name.get_ref()) {
                ("belongs below the line `[check]`", None)
            } else {
                ("is unknown", closest(name.get_ref()))
            };
            let problem = format!("`{}` {problem}", name.get_ref());
            return Err(Wrong { at: Some(name.span().start), problem, suggestion });
        };
        if name.get_ref() != TABLE {
            let problem = format!("the table `[{}]` is unknown", name.get_ref());
            let suggestion = Some(format!("[{TABLE}]"));
            return Err(Wrong { at: Some(name.span().start), problem, suggestion });
        }
        for (name, value) in table {
            let at = name.span().start;
            let Some(key) = KEYS.iter().find(|key| key.name == name.get_ref()) else {
                let problem = format!("the key `{}` is unknown", name.get_ref());
                return Err(Wrong { at: Some(at), problem, suggestion: closest(name.get_ref()) });
            };
            let text = as_text(value.get_ref(), key.is_list);
            let text = text.and_then(|text| (key.check)(&text).map(|()| text));
            let text = text.map_err(|problem| Wrong {
                at: Some(value.span().start),
                problem: format!("`{}`: {problem}", key.name),
                suggestion: None,
            })?;
            entries.push((key.name, text, at));
        }
    }
    Ok(entries)
}

/// The value as it would be written on the command line.
fn as_text(value: &DeValue<'_>, is_list: bool) -> Result<String, String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) => Ok(number.to_string()),
        DeValue::Boolean(yes) => Ok(yes.to_string()),
        DeValue::Array(items) if is_list => {
            let items = items.iter().map(|item| as_text(item.get_ref(), false));
            Ok(items.collect::<Result<Vec<_>, _>>()?.join(","))
        }
        _ => Err(format!(
            "expected a text, a whole number or a truth value, not a {}",
            value.type_str()
        )),
    }
}

/// The key that is most like `name`.
fn closest(name: &str) -> Option<String> {
    KEYS.iter()
        .map(|key| (strsim::jaro_winkler(key.name, name), key.name))
        .filter(|(likeness, _)| *likeness > ALIKE)
        .reduce(|best, other| if other.0 > best.0 { other } else { best })
        .map(|(_, known)| known.to_owned())
}

/// The line in which a place of the text is, from 1.
fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
