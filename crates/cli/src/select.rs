//! Which scenarios the filters choose.

use check::{Entry, catalogue};
use scenarios::Expect;

use crate::arguments::{Expected, Filters};
use crate::error::Error;

/// The scenarios that match: all, or those that match at least one name.
pub(crate) fn select(filters: &Filters) -> Result<Vec<Entry>, Error> {
    let all = catalogue();
    for name in &filters.names {
        if !all.iter().any(|entry| entry.name.contains(name.as_str())) {
            let suggestion = closest(name, &all);
            return Err(Error::UnknownScenario { name: name.clone(), suggestion });
        }
    }
    let named = |entry: &Entry| {
        filters.names.is_empty() || filters.names.iter().any(|name| entry.name.contains(name))
    };
    let wanted = |entry: &Entry| match filters.expect {
        None => true,
        Some(Expected::Holds) => entry.expect == Expect::Holds,
        Some(Expected::Breaks) => entry.expect != Expect::Holds,
    };
    let chosen: Vec<Entry> =
        all.into_iter().filter(|entry| named(entry) && wanted(entry)).collect();
    if chosen.is_empty() { Err(Error::NothingMatched) } else { Ok(chosen) }
}

/// The scenario whose name, or a part of it, is most like `name`.
fn closest(name: &str, all: &[Entry]) -> Option<&'static str> {
    let likeness = |entry: &Entry| {
        let parts = entry.name.split('/').chain([entry.name]);
        parts.map(|part| strsim::jaro_winkler(part, name)).fold(0.0, f64::max)
    };
    all.iter()
        .map(|entry| (likeness(entry), entry.name))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
