//! Parts of a search that need nothing of the rest: as values, as text, on other machines, tomorrow.
//!
//! A [`Unit`] is the graph of an execution as far as it is decided, and one alternative to go on with.
//! Everything that the program computes comes back when it is run along the graph, so a unit is small:
//! its text has a few hundred characters for a graph of a few dozen events. Units share nothing.
//! Whatever a search is split into, by whom and how often, the counts and digests of the parts add up
//! to those of the whole, and nothing is explored twice:
//!
//! - [`explore_units`] goes on with units, and gives back as units what a budget left over;
//! - [`roots`] splits a search into a number of units, the same ones on every machine;
//! - [`shard`] explores one of `n` disjoint parts;
//! - [`resume`] goes on from a [`Checkpoint`], which is what was found so far and the units left.
//!
//! The whole is [`Unit::whole`]. `explore` may need fewer executions, if the program has
//! [`sync::Arc`](crate::sync::Arc)s: it learns as it goes which of their counts matter, and a search
//! whose parts know nothing of each other takes it that all do.
//!
//! A unit is refused unless the program, the executable and the bounds are those it was made with.
//!
//! The numbers of threads go with a unit, since they may be among its values. A program that compares
//! such numbers of threads that other executions do not start is not one search: who met which thread
//! first differs.
//!
//! Only the number of runs depends on the split, and only if threads go round loops with a hint: which
//! rounds lead nowhere is remembered by each worker, and found out by the next in a run.

mod again;
mod checkpoint;
mod decode;
mod encode;
mod error;
mod identity;
mod plan;
mod record;
mod route;
pub(crate) mod session;
mod text;

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex};

pub use again::replay_unit;
pub use checkpoint::Checkpoint;
pub use error::UnitError;
use identity::Identity;
pub use plan::{roots, roots_with, shard, shard_with};
pub use route::Route;
pub use session::{explore_units, explore_units_with, resume, resume_with};

use crate::config::Config;
use crate::exploration::Failure;
use crate::explore::WorkUnit;
use crate::run::{Counted, Names};
use crate::workers::Part;

/// A part of a search.
///
/// As text ([`Display`](fmt::Display), [`FromStr`]) it begins with `weave-unit-`, the number of the
/// format and a colon, and goes on in base64url, so that it passes through shells, file names and URLs.
#[derive(Clone)]
pub struct Unit {
    identity: Identity,
    part: Part,
}

impl Unit {
    /// The whole search.
    ///
    /// # Errors
    ///
    /// If the executable cannot be read, by which units are told from those of other programs.
    pub fn whole(config: &Config) -> Result<Self, UnitError> {
        Ok(Self { identity: Identity::of(config)?, part: Part::whole(config, Counted::All) })
    }

    /// How many events of its executions are decided.
    pub fn decided(&self) -> usize {
        self.part.unit.graph.len()
    }

    /// The share of the whole search that is estimated to lie in it, from 0 to 1.
    pub fn share(&self) -> f64 {
        use crate::explore::Share;
        self.part.unit.weight().fraction_of(Share::WHOLE)
    }
}

impl Part {
    /// The whole search. One that is split has to know from the start which counts matter
    /// ([`Counted::All`]): parts that are explored elsewhere cannot start the others anew.
    pub(crate) fn whole(config: &Config, counted: Counted) -> Self {
        let names = Arc::new(Mutex::new(Names::counting(counted)));
        Self { unit: WorkUnit::whole(config.memory), names }
    }
}

impl Failure {
    /// The execution that failed, as a unit for [`replay_unit`].
    ///
    /// # Errors
    ///
    /// If the executable cannot be read, by which units are told from those of other programs.
    pub fn unit(&self, config: &Config) -> Result<Unit, UnitError> {
        Ok(Unit { identity: Identity::of(config)?, part: self.part() })
    }

    fn part(&self) -> Part {
        let unit = WorkUnit { graph: self.graph.clone(), alternative: None };
        Part { unit, names: Arc::new(Mutex::new(self.names.clone())) }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::seal(&encode::record(self)))
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Unit {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let record = text::open(text)?;
        let identity = Identity::from_bytes(record.program, record.bounds);
        let (unit, names) = decode::unit(&record)?;
        Ok(Self { identity, part: Part { unit, names: Arc::new(Mutex::new(names)) } })
    }
}

#[cfg(test)]
mod tests;
