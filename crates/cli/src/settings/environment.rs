//! What the environment says.

use std::ffi::OsString;

use super::key::PREFIX;
use super::{KEYS, Key, Source};
use crate::error::Error;

/// The value of the key's own variable, or else of another tool's. An empty variable says nothing.
pub(super) fn read(
    key: &Key,
    variable: &impl Fn(&str) -> Option<OsString>,
) -> Result<Option<(String, Source)>, Error> {
    let own = (key.variable(), "");
    let foreign = key.foreign.iter().map(|foreign| (foreign.name.to_owned(), foreign.unit));
    let mut heeded = None;
    for (name, unit) in std::iter::once(own).chain(foreign) {
        let Some(value) = variable(&name).filter(|value| !value.is_empty()) else { continue };
        let wrong = |problem| Error::Variable { name: name.clone(), problem };
        let value = value.into_string().map_err(|_| wrong("expected text".to_owned()))?;
        let value = value.trim();
        if !unit.is_empty() && !value.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong(format!(
                "expected a whole number, which counts {unit}, not `{value}`"
            )));
        }
        let text = value.to_owned() + unit;
        (key.check)(&text).map_err(wrong)?;
        // The first one counts; the others still have to make sense.
        heeded = heeded.or(Some((text, Source::Variable(name))));
    }
    Ok(heeded)
}

/// How many letters may be wrong in a name that was meant to be another one.
const SLIPS: usize = 2;

/// Variables that are heeded by nobody but look as if they should be: each with the one that is meant.
pub(crate) fn misspelt(names: impl Iterator<Item = OsString>) -> Vec<(String, String)> {
    let known: Vec<String> = KEYS.iter().map(Key::variable).collect();
    names
        .filter_map(|name| name.into_string().ok())
        .filter(|name| name.starts_with(PREFIX) && !known.contains(name))
        .filter_map(|name| {
            let slips = |known: &&String| strsim::damerau_levenshtein(known, &name);
            let meant = known.iter().min_by_key(slips).filter(|known| slips(known) <= SLIPS)?;
            Some((name, meant.clone()))
        })
        .collect()
}
