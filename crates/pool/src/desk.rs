//! Where an idle worker waits for a job to be put.
//!
//! # States
//!
//! ```text
//!            put                     take
//!  ┌───────┐────►┌────────────────┐──────►┌───────┐
//!  │ EMPTY │     │ FULL: a job, or│       │ EMPTY │
//!  └───────┘     │ word to leave  │       └───────┘
//!      │ sleep   └────────────────┘
//!      ▼            ▲ put, wake
//!  ┌────────┐───────┘
//!  │ ASLEEP │
//!  └────────┘
//! ```
//!
//! # Invariants
//!
//! 1. A desk is on the pool's list of idle ones, or was taken off it by one thread, which then puts
//!    something there exactly once; or its worker is at work. The worker puts it on the list. So
//!    never do two threads put.
//! 2. The worker falls asleep only in `ASLEEP`, which it reaches only from `EMPTY`, and whoever puts
//!    finds that. So a wake-up costs a system call exactly if somebody sleeps, and none is lost.
//!
//! # Memory
//!
//! Putting is a Release, and the look of the worker an Acquire: the job, and all that was done before
//! it was submitted, is there when the worker takes it. The rest is Relaxed: the way back to `EMPTY`
//! is the worker's own, and goes to the next one who puts through the pool's lock.

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Look, Runtime, spin};

use crate::job::Job;

const EMPTY: u32 = 0;
const FULL: u32 = 1;
const ASLEEP: u32 = 2;

pub(crate) struct Desk<R: Runtime> {
    state: R::Futex,
    job: R::Cell<Option<Job<R>>>,
}

impl<R: Runtime> Desk<R> {
    /// An empty one, as a part of the pool that `pool` stands for.
    #[track_caller]
    pub(crate) fn part_of(pool: &R::Futex) -> Self {
        Self { state: pool.part(EMPTY), job: R::cell(None) }
    }

    /// Puts a job there, or word to leave. The caller has taken the desk off the list.
    pub(crate) fn put(&self, job: Option<Job<R>>) {
        {
            // SAFETY: the caller is the only one who puts, and the worker looks only after the step
            // below. Its last use happened before it put the desk on the list, under the pool's lock.
            #[allow(unsafe_code)]
            let mut place = unsafe { R::open(&self.job) };
            *place = job;
        }
        // Release: pairs with the Acquire in `is_full`.
        if self.state.swap(FULL, Release) == ASLEEP {
            self.state.wake_one();
        }
    }

    /// Waits for what is put there, and takes it. For the worker alone.
    pub(crate) fn take(&self) -> Option<Job<R>> {
        if !spin::<R>(|| if self.is_full() { Look::Done } else { Look::Again }) {
            // Relaxed: says nothing but that we sleep.
            let _ = self.state.compare_exchange(EMPTY, ASLEEP, Relaxed, Relaxed);
            while !self.is_full() {
                let _ = self.state.wait(ASLEEP, Deadline::NEVER);
            }
        }
        // Relaxed: see the module.
        self.state.swap(EMPTY, Relaxed);
        // SAFETY: something was put there, and nobody else puts before the desk is on the list again.
        // The Acquire in `is_full` pairs with the Release in `put`.
        #[allow(unsafe_code)]
        let mut place = unsafe { R::open(&self.job) };
        place.take()
    }

    fn is_full(&self) -> bool {
        // Acquire: pairs with the Release in `put`.
        self.state.load(Acquire) == FULL
    }
}
