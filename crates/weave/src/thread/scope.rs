//! Threads that borrow from the one that waits for them.
//!
//! # Invariants
//!
//! - **S1** [`scope`] does not return, nor unwind, before every thread started in it has ended.
//! - **S2** Nor when the run is taken apart: then it ends them itself, before its own frame goes.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::join::{Packet, resume_if_abandoned};
use super::{Builder, Thread};
use crate::raw::{self, ThreadIndex};
use crate::run;

/// Mirrors [`std::thread::Scope`].
pub struct Scope<'scope, 'env: 'scope> {
    state: ScopeState,
    lifetimes: PhantomData<(&'scope mut &'scope (), &'env mut &'env ())>,
}

/// Touched only by threads of one model, of which one runs at a time.
#[derive(Default)]
struct ScopeState {
    /// Started and not joined. Ordered: a thread has a higher number than the one that started it, so
    /// who joins the lowest first meets them in the same order in every run.
    threads: RefCell<BTreeSet<ThreadIndex>>,
    /// Ended by a panic that nobody was told of.
    panicked: RefCell<BTreeSet<ThreadIndex>>,
}

// SAFETY: the threads of a model run on one thread of the machine, so there is no access from another.
// Threads of the model switch only inside operations, and no borrow of the cells is held across one.
#[expect(unsafe_code, reason = "shared with the scope's threads, on one thread of the machine")]
unsafe impl Sync for ScopeState {}

/// Mirrors [`std::thread::ScopedJoinHandle`].
pub struct ScopedJoinHandle<'scope, T> {
    packet: Packet<T>,
    thread: Thread,
    state: &'scope ScopeState,
}

/// Starts threads that may borrow what lives longer than the call, and waits for all of them, as
/// [`std::thread::scope`].
///
/// # Panics
///
/// If a thread panicked that was not joined, and
/// [`Config::survive_panics`](crate::Config::survive_panics) is set; without that its panic is a failure of
/// the execution already.
#[track_caller]
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let scope = Scope { state: ScopeState::default(), lifetimes: PhantomData };
    // Whatever leaves this frame, by returning or unwinding, ends the threads first (S1, S2).
    let end = EndThreads(&scope.state);
    let result = catch_unwind(AssertUnwindSafe(|| f(&scope))).map_err(resume_if_abandoned);
    scope.state.join_all();
    drop(end);
    match result {
        Err(payload) => resume_unwind(payload),
        Ok(_) if !scope.state.panicked.borrow().is_empty() => panic!("a scoped thread panicked"),
        Ok(value) => value,
    }
}

impl ScopeState {
    #[track_caller]
    fn join_all(&self) {
        while let Some(thread) = self.first() {
            raw::join(thread);
            self.threads.borrow_mut().remove(&thread);
        }
    }

    // What the sets need for themselves depends on what other threads have put in: it comes from memory
    // outside the model, whose addresses do not count.

    fn remember(&self, thread: ThreadIndex) {
        arena::outside(|| self.threads.borrow_mut().insert(thread));
    }

    fn forget(&self, thread: ThreadIndex) {
        arena::outside(|| {
            self.threads.borrow_mut().remove(&thread);
            self.panicked.borrow_mut().remove(&thread);
        });
    }

    fn first(&self) -> Option<ThreadIndex> {
        self.threads.borrow().first().copied()
    }
}

/// Ends the threads of a scope that is left because the run is taken apart.
struct EndThreads<'a>(&'a ScopeState);

impl Drop for EndThreads<'_> {
    fn drop(&mut self) {
        // In a run that goes on none is left.
        while let Some(thread) = self.0.threads.borrow_mut().pop_last() {
            run::end_thread(thread);
        }
    }
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread of this scope.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.start(Builder::new(), f)
    }

    #[track_caller]
    pub(super) fn start<F, T>(&'scope self, builder: Builder, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let packet = Packet::new();
        let state = &self.state;
        let body: Box<dyn FnOnce() + 'scope> = Box::new({
            let packet = packet.clone();
            move || {
                packet.fill(f);
                if packet.holds_panic() {
                    arena::outside(|| state.panicked.borrow_mut().insert(raw::current()));
                }
            }
        });
        // SAFETY: what the body borrows lives for 'scope, which ends no earlier than the call of
        // `scope` that made `self`. By S1 and S2 the thread has ended by then, and its body, run or
        // not, has been dropped: only the lifetime changes here, which a coroutine cannot express.
        #[expect(unsafe_code, reason = "a lifetime that the scope keeps by waiting")]
        let body: Box<dyn FnOnce()> = unsafe { std::mem::transmute(body) };
        let thread = builder.launch(body);
        if !run::with(|engine| engine.is_teardown()) {
            state.remember(thread.index());
        }
        ScopedJoinHandle { packet, thread, state }
    }
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits until the thread has ended, and gives its result.
    ///
    /// # Errors
    ///
    /// As [`JoinHandle::join`](super::JoinHandle::join).
    #[track_caller]
    pub fn join(self) -> super::Result<T> {
        let index = self.thread.index();
        raw::join(index);
        self.state.forget(index);
        self.packet.take()
    }

    /// The thread's handle.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedJoinHandle").field("thread", &self.thread).finish_non_exhaustive()
    }
}
