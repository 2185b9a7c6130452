//! A lock, as small as it can be, and what every test of a recording needs.
#![allow(dead_code, reason = "each test file needs some of it")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use plainweave_record::{Recorded, Recording, run};
use runtime::Ordering::{Acquire, Release};
use runtime::{Atomic, Deadline, Futex, Kind, Native, Note, Operation, Runtime};

/// Real threads, written down.
pub(crate) type R = Recorded<Native>;

/// A lock that wakes a sleeper on every release.
#[derive(Debug)]
pub(crate) struct Lock {
    word: <R as Runtime>::Futex,
}

/// Releases the lock when dropped.
#[derive(Debug)]
pub(crate) struct Guard<'a>(&'a Lock);

impl Lock {
    #[track_caller]
    pub(crate) fn new(name: &'static str) -> Self {
        Self { word: <R as Runtime>::Futex::new(0).of_kind(Kind::Lock).named(name.into()) }
    }

    #[track_caller]
    pub(crate) fn acquire(&self) {
        R::call(&self.word, Operation::waiting("acquire"), || {
            while self.word.swap(1, Acquire) == 1 {
                let _ = self.word.wait(1, Deadline::NEVER);
            }
            self.word.note(Note::Locked);
        });
    }

    /// Any thread may call this.
    #[track_caller]
    pub(crate) fn release(&self) {
        R::call(&self.word, "release", || self.open());
    }

    #[track_caller]
    pub(crate) fn lock(&self) -> Guard<'_> {
        self.acquire();
        Guard(self)
    }

    fn open(&self) {
        self.word.note(Note::Unlocked);
        self.word.store(0, Release);
        self.word.wake_one();
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        R::call(&self.0.word, Operation::dropping("release"), || self.0.open());
    }
}

/// Records a run. A run that is given up unwinds, which says nothing more than its failure does.
#[track_caller]
pub(crate) fn record(body: impl FnOnce()) -> Recording {
    let recording = Recording::new();
    record_again(&recording, body);
    recording
}

#[track_caller]
pub(crate) fn record_again(recording: &Recording, body: impl FnOnce()) {
    let result = catch_unwind(AssertUnwindSafe(|| run::<Native>(recording, body)));
    if let Err(payload) = result {
        assert!(payload.is::<runtime::Abandoned>(), "only a run that is given up unwinds");
        assert!(recording.failure().is_some());
    }
}
