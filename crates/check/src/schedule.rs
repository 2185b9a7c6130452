//! An engine's own schedule, as it is kept in an account.

use runtime_model::Lines;
use trace::Schedule;

use crate::{Bounds, Check, Level};

impl Level {
    /// Its name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Coarse => "coarse",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Fine, Self::Coarse].into_iter().find(|level| level.name() == name)
    }
}

/// The schedule of a run of this check; `lines` are those of its search.
pub(crate) fn schedule(check: Check, lines: &Lines, data: &str) -> Schedule {
    Schedule {
        level: check.level.name().to_owned(),
        early_expiries: check.bounds.early_expiries,
        steps: check.bounds.steps.map(|steps| steps as u64),
        tried: lines.tried(),
        data: format!("{:08x} {data}", crc32fast::hash(data.as_bytes())),
    }
}

/// The engine's own words, unless something has happened to them.
pub(crate) fn data(schedule: &Schedule) -> Result<&str, String> {
    let (checksum, data) = schedule.data.split_once(' ').ok_or("it has no checksum")?;
    let is_whole = u32::from_str_radix(checksum, 16) == Ok(crc32fast::hash(data.as_bytes()));
    if is_whole { Ok(data) } else { Err("its checksum is another".to_owned()) }
}

/// The check under which the schedule means what it meant, and knows what the search knew.
pub(crate) fn check_of(schedule: &Schedule, check: Check) -> Option<Check> {
    let level = Level::named(&schedule.level)?;
    let bounds = Bounds {
        early_expiries: schedule.early_expiries,
        // More than there is memory for is no bound.
        steps: schedule.steps.map(|steps| usize::try_from(steps).unwrap_or(usize::MAX)),
        runs: None,
        preemptions: None,
        shard: None,
        ..check.bounds
    };
    Some(Check { level, bounds, ..check })
}
