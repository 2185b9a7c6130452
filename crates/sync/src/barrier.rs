//! A place where a fixed number of threads meet, again and again.
//!
//! # States
//!
//! ```text
//!               last one arrives             action succeeds
//! ┌─────────┐──────────────────►┌──────────┐────────────────►┌──────────┐
//! │ FILLING │                   │ TRIPPING │                 │ DRAINING │
//! └─────────┘◄─┐                └──────────┘                 └──────────┘
//!   │   │      │                     │ action fails               │
//!   │   │      └─────────────────────┼────────────────────────────┤ last one leaves
//!   │   │ deadline passes, or abort  ▼                            │
//!   │   └──────────────────────►┌────────┐◄───────────────────────┘ last one leaves,
//!   │                           │ BROKEN │                          aborted meanwhile
//!   │ reset                     └────────┘
//!   ▼                                │ reset
//! ┌───────────┐◄─────────────────────┘
//! │ RESETTING │ everybody inside fails; FILLING again when the last one has left
//! └───────────┘
//! ```
//!
//! # Invariants
//!
//! 1. `inside` counts the threads that have arrived and not yet left; at most `parties`.
//! 2. Nobody arrives but in `FILLING`. So a fast thread cannot arrive for the next cycle before a
//!    slow one has learnt the result of this one, and take it away.
//! 3. Once the last party has arrived, the action alone decides the result of the cycle: from
//!    `TRIPPING`, `abort` and `reset` concern the next one.
//! 4. Whoever changes the phase counts up `changes` and wakes everybody. A thread reads the count
//!    under the lock and sleeps only while it is still the same. So no wake-up is lost.
//!
//! All operations on `changes` are Relaxed: the lock orders everything.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::mem;
use std::time::Duration;

use runtime::Ordering::Relaxed;
use runtime::{
    Atomic, AtomicInt, Deadline, Futex, Kind, Look, Native, NativeFutex, Runtime, Wait, spin,
};

use crate::guarded::Guarded;
use crate::{BarrierError, NoParties};

/// A place where a fixed number of threads meet, again and again: `threading.Barrier`.
///
/// What the threads of a cycle did before they arrived happens before what they do after they left,
/// and before the action, which in turn happens before they leave.
///
/// A barrier *breaks* when somebody gives up: when a deadline passes, [`abort`](Barrier::abort) is
/// called, or the action fails. Then every wait fails, until a [`reset`](Barrier::reset).
///
/// # Differences from Python
///
/// * The action may use the barrier itself: no internal lock is held meanwhile.
/// * A cycle in which all have arrived cannot be failed by a later `abort`.
/// * A panic of the action breaks the barrier and goes on in its thread.
/// * A deadline also ends the wait for the previous cycle to drain ([`BarrierError::TimedOut`]).
/// * Negative and NaN timeouts cannot be written, a timeout too long for the clock is for ever, and
///   the clock is monotonic.
///
/// # Examples
///
/// ```
/// use plainweave_sync::Barrier;
///
/// let opening = Barrier::new(5).with_action(|| {
///     println!("five are here: let them in");
///     Ok(())
/// });
/// std::thread::scope(|scope| {
///     for _ in 0..10 {
///         scope.spawn(|| opening.wait().expect("nobody gives up"));
///     }
/// });
/// assert_eq!(opening.waiting(), 0);
/// ```
pub struct Barrier<R: Runtime = Native> {
    parties: u32,
    timeout: Option<Duration>,
    state: Guarded<State, R>,
    changes: R::Futex,
}

/// That a thread came through the barrier together with the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Arrival {
    /// As which one the thread arrived, counted from 0: another number for each of a cycle.
    pub index: u32,
    leads: bool,
}

impl Arrival {
    /// Whether the thread arrived last, and so ran the action.
    pub fn is_leader(&self) -> bool {
        self.leads
    }
}

/// What the last one to arrive does; see [`Barrier::with_action`].
type Action = Box<dyn FnMut() -> Result<(), Box<dyn Error + Send + Sync>> + Send>;

struct State {
    phase: Phase,
    inside: u32,
    /// Whether the barrier was aborted while a cycle was tripping, draining or resetting.
    breaks_next: bool,
    /// Away while it runs.
    action: Option<Action>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Filling,
    Tripping,
    Draining,
    Resetting,
    Broken,
}

const EMPTY: State = State { phase: Phase::Filling, inside: 0, breaks_next: false, action: None };

impl Barrier {
    /// Creates a barrier for `parties` threads. Python: `Barrier(parties)`.
    ///
    /// # Panics
    ///
    /// If `parties` is 0; [`try_new`](Barrier::try_new) says so instead.
    pub const fn new(parties: u32) -> Self {
        assert!(parties > 0, "a barrier needs at least one party");
        Self { parties, timeout: None, state: Guarded::new(EMPTY), changes: NativeFutex::new(0) }
    }

    /// Creates a barrier for `parties` threads.
    ///
    /// # Errors
    ///
    /// [`NoParties`] if `parties` is 0. Python: `ValueError`.
    pub const fn try_new(parties: u32) -> Result<Self, NoParties> {
        if parties == 0 { Err(NoParties) } else { Ok(Self::new(parties)) }
    }
}

impl<R: Runtime> Barrier<R> {
    /// Creates a barrier on the runtime `R`; [`new`](Barrier::new) for models.
    ///
    /// # Panics
    ///
    /// If `parties` is 0.
    #[track_caller]
    pub fn new_in(parties: u32) -> Self {
        assert!(parties > 0, "a barrier needs at least one party");
        let state: Guarded<State, R> = Guarded::new_in(Kind::Barrier, EMPTY);
        Self { parties, timeout: None, changes: state.word().part(0), state }
    }

    /// Gives the barrier the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { state: self.state.named(name.into()), ..self }
    }

    /// Gives the barrier something to do in each cycle, once all have arrived and before any
    /// leaves. Python: `Barrier(parties, action)`.
    ///
    /// The last one to arrive does it. If it fails, the barrier breaks: that thread gets the error,
    /// the others [`BarrierError::Broken`].
    #[must_use]
    #[track_caller]
    pub fn with_action(
        self,
        action: impl FnMut() -> Result<(), Box<dyn Error + Send + Sync>> + Send + 'static,
    ) -> Self {
        let set = |state: &mut State| state.action = Some(Box::new(action));
        Self { state: self.state.prepared(set), ..self }
    }

    /// Sets how long [`wait`](Barrier::wait) waits, at most. Python: `Barrier(…, timeout)`.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// Waits until all parties have arrived, or as long as the barrier's own timeout says. Python:
    /// `wait()`.
    ///
    /// # Errors
    ///
    /// As of [`wait_until`](Barrier::wait_until).
    #[track_caller]
    pub fn wait(&self) -> Result<Arrival, BarrierError> {
        self.wait_until(self.timeout.map_or(Deadline::NEVER, R::deadline))
    }

    /// Waits until all parties have arrived, but not longer than `timeout`. Python:
    /// `wait(timeout)`.
    ///
    /// # Errors
    ///
    /// As of [`wait_until`](Barrier::wait_until).
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> Result<Arrival, BarrierError> {
        self.wait_until(R::deadline(timeout))
    }

    /// Waits until all parties have arrived, or breaks the barrier when the deadline passes.
    ///
    /// # Errors
    ///
    /// [`Broken`](BarrierError::Broken) if the barrier is broken, or breaks or is reset meanwhile,
    /// also by this very deadline; [`TimedOut`](BarrierError::TimedOut) if the deadline passes
    /// while the previous cycle still leaves; [`Action`](BarrierError::Action) if this thread ran
    /// the action and that failed.
    #[track_caller]
    pub fn wait_until(&self, deadline: Deadline) -> Result<Arrival, BarrierError> {
        R::call(self.state.word(), "wait", || {
            let index = self.enter(deadline)?;
            let leads = index + 1 == self.parties;
            let result = if leads { self.trip() } else { self.wait_inside(deadline) };
            self.leave();
            result.map(|()| Arrival { index, leads })
        })
    }

    /// Arrives, once the previous cycle has drained.
    fn enter(&self, deadline: Deadline) -> Result<u32, BarrierError> {
        let mut index = None;
        let wait = self.sleep_while(deadline, |state| match state.phase {
            Phase::Tripping | Phase::Draining | Phase::Resetting => true,
            Phase::Broken => false,
            Phase::Filling => {
                index = Some(state.inside);
                state.inside += 1;
                if state.inside == self.parties {
                    state.phase = Phase::Tripping;
                }
                false
            }
        });
        match (index, wait) {
            (Some(index), _) => Ok(index),
            (None, Wait::Woken) => Err(BarrierError::Broken),
            (None, Wait::TimedOut) => Err(BarrierError::TimedOut),
        }
    }

    /// Waits for the others, and breaks the barrier if they do not come in time.
    fn wait_inside(&self, deadline: Deadline) -> Result<(), BarrierError> {
        if self.sleep_while(deadline, |state| state.phase == Phase::Filling) == Wait::TimedOut {
            let broke = self.state.with(|state| {
                // Not if the last one has come since.
                let is_filling = state.phase == Phase::Filling;
                if is_filling {
                    state.phase = Phase::Broken;
                }
                is_filling
            });
            if broke {
                self.announce();
            }
        }
        // From here on the action decides, and takes as long as it takes.
        let mut tripped = false;
        let _ = self.sleep_while(Deadline::NEVER, |state| {
            tripped = state.phase == Phase::Draining;
            state.phase == Phase::Tripping
        });
        if tripped { Ok(()) } else { Err(BarrierError::Broken) }
    }

    /// Runs the action, as the last one to arrive, and lets everybody go.
    fn trip(&self) -> Result<(), BarrierError> {
        let action = self.state.with(|state| state.action.take());
        let mut tripping = Tripping { barrier: self, action, succeeded: None };
        let result = tripping.action.as_mut().map_or(Ok(()), |action| action());
        tripping.succeeded = Some(result.is_ok());
        drop(tripping);
        result.map_err(BarrierError::Action)
    }

    fn leave(&self) {
        let changed = self.state.with(|state| {
            state.inside -= 1;
            let is_over =
                state.inside == 0 && matches!(state.phase, Phase::Draining | Phase::Resetting);
            if is_over {
                let breaks = mem::take(&mut state.breaks_next);
                state.phase = if breaks { Phase::Broken } else { Phase::Filling };
            }
            is_over
        });
        if changed {
            self.announce();
        }
    }

    /// Breaks the barrier: every wait fails. Python: `abort()`.
    ///
    /// The cycle in which all have arrived is let through before.
    #[track_caller]
    pub fn abort(&self) {
        R::call(self.state.word(), "abort", || {
            let changed = self.state.with(|state| match state.phase {
                Phase::Filling => {
                    state.phase = Phase::Broken;
                    true
                }
                Phase::Tripping | Phase::Draining | Phase::Resetting => {
                    state.breaks_next = true;
                    false
                }
                Phase::Broken => false,
            });
            if changed {
                self.announce();
            }
        });
    }

    /// Makes the barrier as new: whoever waits fails, and the next ones fill it again. Python:
    /// `reset()`.
    ///
    /// The cycle in which all have arrived is let through before.
    #[track_caller]
    pub fn reset(&self) {
        R::call(self.state.word(), "reset", || {
            let changed = self.state.with(|state| match (state.phase, state.inside) {
                (Phase::Filling, 0) => false,
                (Phase::Broken, 0) => {
                    state.phase = Phase::Filling;
                    true
                }
                (Phase::Filling | Phase::Broken, _) => {
                    state.phase = Phase::Resetting;
                    true
                }
                (Phase::Tripping | Phase::Draining | Phase::Resetting, _) => {
                    state.breaks_next = false;
                    false
                }
            });
            if changed {
                self.announce();
            }
        });
    }

    /// How many threads it takes. Python: `parties`.
    pub fn parties(&self) -> u32 {
        self.parties
    }

    /// How many threads have arrived and wait for the others right now. Python: `n_waiting`.
    #[track_caller]
    pub fn waiting(&self) -> u32 {
        R::call(self.state.word(), "waiting", || {
            self.state.with(|state| match state.phase {
                // Also seen from the action: all are there.
                Phase::Filling | Phase::Tripping => state.inside,
                Phase::Draining | Phase::Resetting | Phase::Broken => 0,
            })
        })
    }

    /// Whether the barrier is broken right now, or will be as soon as the cycle that is leaving has
    /// left. Python: `broken`.
    #[track_caller]
    pub fn is_broken(&self) -> bool {
        R::call(self.state.word(), "is_broken", || {
            self.state.with(|state| state.phase == Phase::Broken || state.breaks_next)
        })
    }

    /// Sleeps as long as `is_so`, which works on the state under the lock, or until the deadline
    /// passes while it still is so.
    fn sleep_while(&self, deadline: Deadline, mut is_so: impl FnMut(&mut State) -> bool) -> Wait {
        let mut wait = Wait::Woken;
        loop {
            let seen = self.state.with(|state| is_so(state).then(|| self.changes.load(Relaxed)));
            let Some(seen) = seen else { return Wait::Woken };
            if wait == Wait::TimedOut {
                return Wait::TimedOut;
            }
            let has_changed = || self.changes.load(Relaxed) != seen;
            if !spin::<R>(|| if has_changed() { Look::Done } else { Look::Again }) {
                wait = self.changes.wait(seen, deadline);
            }
        }
    }

    /// Wakes everybody after a change of phase.
    fn announce(&self) {
        self.changes.fetch_add(1, Relaxed);
        self.changes.wake_all();
    }
}

/// That the action runs. When this is dropped, the action is over, be it by a panic.
struct Tripping<'a, R: Runtime> {
    barrier: &'a Barrier<R>,
    action: Option<Action>,
    /// Whether the action has succeeded; `None` until it returns, and for good if it panics.
    succeeded: Option<bool>,
}

impl<R: Runtime> Drop for Tripping<'_, R> {
    fn drop(&mut self) {
        if R::is_abandoned() {
            return;
        }
        let Self { barrier, action, succeeded } = self;
        barrier.state.with(|state| {
            state.action = action.take();
            if *succeeded == Some(true) {
                state.phase = Phase::Draining;
            } else {
                state.phase = Phase::Broken;
                // The abort that came meanwhile has what it wanted; a reset undoes both.
                state.breaks_next = false;
            }
        });
        barrier.announce();
        // The thread unwinds out of the action, so it will not come to the `leave` after it.
        if succeeded.is_none() {
            barrier.leave();
        }
    }
}

impl<R: Runtime> fmt::Debug for Barrier<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").field("parties", &self.parties).finish_non_exhaustive()
    }
}
