//! The catalogue as values, for those who choose scenarios by name.

use std::collections::BTreeMap;
use std::fmt;

use scenarios::{Expect, Field, ParamError, Params, Scenario, Visitor, visit_all};
use trace::Schedule;
use trace::account::Event;

use crate::run::Again;
#[cfg(feature = "shuttle")]
use crate::{Alternatives, NoAlternatives, Reach};
use crate::{Check, Outcomes, Report};

/// A scenario of the catalogue.
#[derive(Clone, Copy)]
pub struct Entry {
    /// Its name: topic, then variant.
    pub name: &'static str,
    /// What it is about.
    pub story: &'static str,
    /// The same program in Python.
    pub python: &'static str,
    /// The verdict that is right.
    pub expect: Expect,
    /// Its sizes.
    pub fields: &'static [Field],
    run: fn(&Check, Sizes) -> Result<Report, ParamError>,
    replay: fn(&Check, Sizes, Schedule) -> Result<Again, ParamError>,
    outcomes: fn(&Check, Sizes) -> Result<Option<Outcomes>, ParamError>,
    #[cfg(feature = "shuttle")]
    alternatives: Alternative,
    params: fn(&Check, Sizes) -> Result<AllSizes, ParamError>,
    try_sizes: fn(Sizes) -> Result<(), ParamError>,
}

#[cfg(feature = "shuttle")]
type Alternative = fn(
    &Check,
    Sizes,
    Option<&Schedule>,
    &[Event],
    Reach,
) -> Result<Result<Alternatives, NoAlternatives>, ParamError>;

/// Some sizes, by name.
type Sizes<'a> = &'a [(String, u64)];

/// All sizes, by name.
type AllSizes = BTreeMap<String, u64>;

impl Entry {
    /// The entry of the scenario `S`.
    pub const fn of<S: Scenario>() -> Self {
        Self {
            name: S::NAME,
            story: S::STORY,
            python: S::PYTHON,
            expect: S::EXPECT,
            fields: S::Params::FIELDS,
            run: run::<S>,
            replay: replay::<S>,
            outcomes: |check, sizes| Ok(check.outcomes_with::<S>(params::<S>(check, sizes)?)),
            #[cfg(feature = "shuttle")]
            alternatives: |check, sizes, schedule, events, reach| {
                Ok(check.alternatives_with::<S>(
                    params::<S>(check, sizes)?,
                    schedule,
                    events,
                    reach,
                ))
            },
            params: |check, sizes| Ok(params::<S>(check, sizes)?.values()),
            try_sizes: |sizes| set_sizes(&mut S::Params::for_models(), sizes),
        }
    }

    /// Checks the scenario, with some of its sizes set.
    ///
    /// # Errors
    ///
    /// If there is no such size, or it is out of range. Nothing was run then.
    pub fn check(&self, check: &Check, sizes: Sizes) -> Result<Report, ParamError> {
        (self.run)(check, sizes)
    }

    /// Every distinct result of the scenario, as [`Check::outcomes`].
    ///
    /// # Errors
    ///
    /// As [`check`](Entry::check).
    pub fn outcomes(&self, check: &Check, sizes: Sizes) -> Result<Option<Outcomes>, ParamError> {
        (self.outcomes)(check, sizes)
    }

    /// What else could have happened than a run that failed: one with this schedule, and with these steps in its
    /// account.
    ///
    /// The program is run again and again on Shuttle, with operations as steps.
    ///
    /// # Errors
    ///
    /// As [`check`](Entry::check); and [`NoAlternatives`] if the run is not one of these, or weak memory matters.
    #[cfg(feature = "shuttle")]
    pub fn alternatives(
        &self,
        check: &Check,
        sizes: Sizes,
        schedule: Option<&Schedule>,
        events: &[Event],
        reach: Reach,
    ) -> Result<Result<Alternatives, NoAlternatives>, ParamError> {
        (self.alternatives)(check, sizes, schedule, events, reach)
    }

    /// Does one run of the scenario again.
    pub(crate) fn replay(
        &self,
        check: &Check,
        sizes: Sizes,
        schedule: Schedule,
    ) -> Result<Again, ParamError> {
        (self.replay)(check, sizes, schedule)
    }

    /// All sizes that the scenario would be checked with, if these are set.
    pub(crate) fn params(&self, check: &Check, sizes: Sizes) -> Result<AllSizes, ParamError> {
        (self.params)(check, sizes)
    }

    /// Whether [`check`](Entry::check) would accept these sizes.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn check_sizes(&self, sizes: Sizes) -> Result<(), ParamError> {
        (self.try_sizes)(sizes)
    }

    /// The sizes it would be checked with on a model and natively, by name.
    pub fn sizes(&self) -> BTreeMap<&'static str, (u32, u32)> {
        self.fields.iter().map(|field| (field.name, (field.for_models, field.for_native))).collect()
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Entry").field(&self.name).finish()
    }
}

fn run<S: Scenario>(check: &Check, sizes: Sizes) -> Result<Report, ParamError> {
    Ok(check.run_with::<S>(params::<S>(check, sizes)?))
}

fn replay<S: Scenario>(
    check: &Check,
    sizes: Sizes,
    schedule: Schedule,
) -> Result<Again, ParamError> {
    Ok(check.replay_with::<S>(params::<S>(check, sizes)?, schedule))
}

fn params<S: Scenario>(check: &Check, sizes: Sizes) -> Result<S::Params, ParamError> {
    let mut params = check.params_for::<S>();
    set_sizes(&mut params, sizes)?;
    Ok(params)
}

fn set_sizes(params: &mut impl Params, sizes: Sizes) -> Result<(), ParamError> {
    sizes.iter().try_for_each(|(name, value)| params.set(name, *value))
}

/// All scenarios, in the catalogue's order.
pub fn catalogue() -> Vec<Entry> {
    struct Collect(Vec<Entry>);
    impl Visitor for Collect {
        fn visit<S: Scenario>(&mut self) {
            self.0.push(Entry::of::<S>());
        }
    }
    let mut collect = Collect(Vec::new());
    visit_all(&mut collect);
    collect.0
}
