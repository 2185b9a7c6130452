//! What an adapter is given, and what it brings.

use std::marker::PhantomData;
use std::sync::Arc;

use runtime::Runtime;
use scenarios::{Cx, Scenario};
use trace::{Minimal, Schedule, Trace};

#[cfg(not(all(feature = "loom", feature = "shuttle")))]
use crate::Why;
use crate::tally::Counts;
use crate::{Bounds, Check, Model, Verdict};

/// A program on one runtime. An engine's search is compiled once for all of them: there are many
/// scenarios, and each one is compiled for every runtime as it is.
pub(crate) type Body = Arc<dyn Fn() + Send + Sync>;

/// A scenario with its sizes, or a model: what an engine runs.
pub(crate) trait Runs: Clone + Send + Sync + 'static {
    /// Runs it once.
    fn once<R: Runtime>(&self);

    /// It, on the runtime `R`.
    fn on<R: Runtime>(&self) -> Body {
        let this = self.clone();
        Arc::new(move || this.once::<R>())
    }
}

#[derive(Debug)]
pub(crate) struct Program<S: Scenario> {
    scenario: PhantomData<fn() -> S>,
    params: S::Params,
}

impl<S: Scenario> Program<S> {
    pub(crate) fn new(params: S::Params) -> Self {
        Self { scenario: PhantomData, params }
    }
}

impl<S: Scenario> Clone for Program<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Scenario> Copy for Program<S> {}

impl<S: Scenario> Runs for Program<S> {
    fn once<R: Runtime>(&self) {
        S::run::<R>(&Cx::new(self.params));
    }
}

/// A model, as what an engine runs.
#[derive(Clone, Debug)]
pub(crate) struct OfModel<M>(pub(crate) M);

impl<M: Model> Runs for OfModel<M> {
    fn once<R: Runtime>(&self) {
        self.0.run::<R>();
    }
}

/// What an engine is asked to do.
#[derive(Clone, Copy)]
pub(crate) enum Task<'a> {
    /// Look for a run that fails.
    Search,
    /// Do one run again.
    Replay(&'a Schedule),
}

/// What a search brought, or a replay.
pub(crate) struct Searched {
    pub(crate) verdict: Verdict,
    pub(crate) counts: Counts,
    pub(crate) bounds: Bounds,
    /// How the engine comes to the run that fails again, if there is one and it can.
    pub(crate) schedule: Option<Schedule>,
    pub(crate) minimal: Option<Minimal>,
    /// Of a replay that did not fail: what happened instead, as far as it went.
    pub(crate) instead: Option<Trace>,
    /// Of a replay that could not be begun: what is wrong with its schedule.
    pub(crate) damage: Option<String>,
}

impl Searched {
    pub(crate) fn new(verdict: Verdict, counts: Counts, bounds: Bounds) -> Self {
        let (schedule, minimal, instead, damage) = Default::default();
        Self { verdict, counts, bounds, schedule, minimal, instead, damage }
    }

    /// A replay that could not be begun.
    pub(crate) fn damaged(check: Check, damage: impl Into<String>) -> Self {
        let damage = damage.into();
        Self { damage: Some(damage.clone()), ..Self::nothing(check, &damage) }
    }

    /// A search that did not take place.
    pub(crate) fn nothing(check: Check, why: &str) -> Self {
        Self::new(Verdict::unsupported(why), Counts::default(), check.bounds)
    }

    /// The engine is not part of this build.
    #[cfg(not(all(feature = "loom", feature = "shuttle")))]
    pub(crate) fn not_built(check: Check) -> Self {
        let verdict = Verdict::Undecided { why: Why::NotBuilt };
        Self::new(verdict, Counts::default(), check.bounds)
    }
}
