//! A barrier with all its rules in one place, so that one of them can be wrong.
//!
//! ```text
//! wait:   until the rules admit me: sleep
//!         if it is broken: fail
//!         one more is inside;  if these are all: drain, wake all
//!         while it fills: sleep;  if the deadline passes: the rules for that, wake all
//!         one less is inside;  if nobody is: fill again, unless it is broken, wake all
//!         fail unless it was draining
//! reset:  the rules for that;  wake all
//! abort:  the rules for that;  wake all
//! ```

use std::marker::PhantomData;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, AtomicInt, Deadline, Futex, Kind, Runtime, Wait};
use sync::Lock;

use crate::holds::barrier_two_cycles::{Broken, Meeting};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Filling,
    Draining,
    Resetting,
    Broken,
}

pub(super) struct State {
    pub(super) phase: Phase,
    pub(super) inside: u32,
}

/// What is right, unless it is overridden.
pub(super) trait Rules: Send + Sync + 'static {
    /// Whether a thread has to wait for the previous cycle.
    fn must_wait(phase: Phase) -> bool {
        matches!(phase, Phase::Draining | Phase::Resetting)
    }

    /// The deadline of a thread inside has passed.
    fn time_out(state: &mut State) {
        if state.phase == Phase::Filling {
            state.phase = Phase::Broken;
        }
    }

    fn reset(state: &mut State) {
        if state.phase != Phase::Draining {
            state.phase = if state.inside == 0 { Phase::Filling } else { Phase::Resetting };
        }
    }

    fn abort(state: &mut State) {
        if state.phase == Phase::Filling {
            state.phase = Phase::Broken;
        }
    }
}

pub(super) struct PlainBarrier<R: Runtime, Q> {
    parties: u32,
    state: Lock<State, R>,
    /// Counts the changes of phase. Relaxed: the lock orders everything.
    changes: R::Futex,
    rules: PhantomData<fn() -> Q>,
}

impl<R: Runtime, Q: Rules> PlainBarrier<R, Q> {
    /// Sleeps as long as `is_so`, or until the deadline passes while it is.
    fn sleep_while(&self, deadline: Deadline, mut is_so: impl FnMut(&mut State) -> bool) -> Wait {
        let mut wait = Wait::Woken;
        loop {
            let mut state = self.state.lock();
            if !is_so(&mut state) {
                return Wait::Woken;
            }
            if wait == Wait::TimedOut {
                return Wait::TimedOut;
            }
            let seen = self.changes.load(Relaxed);
            drop(state);
            wait = self.changes.wait(seen, deadline);
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock());
        self.changes.fetch_add(1, Relaxed);
        self.changes.wake_all();
    }

    fn arrive(&self) -> Result<bool, Broken> {
        let mut arrival = Err(Broken);
        let _ = self.sleep_while(Deadline::NEVER, |state| {
            let must_wait = Q::must_wait(state.phase);
            if !must_wait && state.phase != Phase::Broken {
                state.inside += 1;
                arrival = Ok(state.inside == self.parties);
            }
            must_wait
        });
        arrival
    }

    fn meet(&self, deadline: Deadline) -> Result<(), Broken> {
        if self.arrive()? {
            self.change(|state| state.phase = Phase::Draining);
        }
        let is_filling = |state: &mut State| state.phase == Phase::Filling;
        if self.sleep_while(deadline, is_filling) == Wait::TimedOut {
            self.change(Q::time_out);
        }
        self.leave()
    }

    fn leave(&self) -> Result<(), Broken> {
        let mut result = Err(Broken);
        self.change(|state| {
            if state.phase == Phase::Draining {
                result = Ok(());
            }
            state.inside -= 1;
            if state.inside == 0 && state.phase != Phase::Broken {
                state.phase = Phase::Filling;
            }
        });
        result
    }
}

impl<R: Runtime, Q: Rules> Meeting<R> for PlainBarrier<R, Q> {
    fn new(parties: u32) -> Self {
        let state = State { phase: Phase::Filling, inside: 0 };
        let changes = R::Futex::new(0).of_kind(Kind::Barrier).named("barrier".into());
        Self { parties, state: Lock::new_in(state).named("state"), changes, rules: PhantomData }
    }

    fn wait(&self, deadline: Deadline) -> Result<(), Broken> {
        R::call(&self.changes, "wait", || self.meet(deadline))
    }

    fn reset(&self) {
        R::call(&self.changes, "reset", || self.change(Q::reset));
    }

    fn abort(&self) {
        R::call(&self.changes, "abort", || self.change(Q::abort));
    }
}
