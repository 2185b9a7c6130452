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

/// The name, topic or variant that is most like `name`; of several, the first.
fn closest(name: &str, all: &[Entry]) -> Option<&'static str> {
    all.iter()
        .flat_map(|entry| entry.name.split('/').chain([entry.name]))
        .map(|known| (strsim::jaro_winkler(known, name), known))
        .filter(|(likeness, _)| *likeness > 0.7)
        .reduce(|best, other| if other.0 > best.0 { other } else { best })
        .map(|(_, known)| known)
}
