//! Python's synchronisation primitives in Rust, and a checker for what you build on them.
//!
//! # Use the primitives
//!
//! [`sync`] has `Lock`, `RLock`, `Semaphore`, `Event`, `Condition` and `Barrier`, and [`pool`] has
//! `Future` and `ThreadPool`. They need none of the rest: depend on `plainweave-sync` or
//! `plainweave-pool` alone if that is all you want.
//!
//! # Check your own type
//!
//! Write it generic over a [`Runtime`], say in a [`Scenario`] how threads use it, and let an engine
//! run that in every interleaving:
//!
//! ```
//! use plainweave::prelude::*;
//!
//! struct Counter<R: Runtime>(R::AtomicU32);
//!
//! impl<R: Runtime> Counter<R> {
//!     fn increment(&self) {
//!         let count = self.0.load(Ordering::SeqCst); // The mistake: two steps.
//!         self.0.store(count + 1, Ordering::SeqCst);
//!     }
//! }
//!
//! struct TwoIncrements;
//!
//! impl Scenario for TwoIncrements {
//!     const NAME: &'static str = "counter/two-increments";
//!     const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
//!     type Params = NoParams;
//!
//!     fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
//!         let counter = Arc::new(Counter::<R>(R::AtomicU32::new(0)));
//!         let other = Arc::clone(&counter);
//!         let thread = cx.spawn("other", move || other.increment());
//!         counter.increment();
//!         thread.join();
//!         assert_eq!(counter.0.load(Ordering::SeqCst), 2);
//!     }
//! }
//!
//! plainweave::verify::<TwoIncrements>(Engine::Weave);
//! ```
//!
//! Without the line `EXPECT` the call panics, and the panic shows the run that breaks it, a column
//! per thread. [`tests!`] makes an ordinary test of it for each engine.
//!
//! # Have programs drawn
//!
//! With the feature `property` the threads need not be thought of: a `property::Subject` says what the
//! operations of a type are and what they do one after the other, and `property::Property` draws programs of
//! them, shrinks one that fails, and shows it. `docs/example-stack` is a lock-free stack that is checked so.

mod each_engine;
mod verify;

pub use check;
#[cfg(feature = "property")]
pub use linear;
pub use pool;
#[cfg(feature = "property")]
pub use property;
pub use report;
pub use runtime;
pub use scenarios;
pub use sync;
pub use trace;

pub use check::{Check, Engine, Report, Verdict};
pub use runtime::{Native, Runtime};
pub use scenarios::{Cx, Expect, Scenario};
pub use verify::{verify, verify_after, verify_with};

/// The README's example is a test.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// What a file that declares and checks scenarios needs.
pub mod prelude {
    pub use std::sync::Arc;

    pub use check::{Check, Engine, Level};
    pub use pool::{Promise, ThreadPool};
    pub use runtime::{
        Atomic, AtomicInt, Deadline, Futex, Native, Ordering, Runtime, Shared, Thread, Wait,
    };
    pub use scenarios::{Cx, Expect, NoParams, Params, Scenario};
    pub use sync::{
        Barrier, BoundedSemaphore, Condition, Event, Lock, LockGuard, RLock, RLockGuard, Semaphore,
    };
    pub use trace::FaultKind;
}
