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

mod each_engine;

pub use check;
pub use pool;
pub use report;
pub use runtime;
pub use scenarios;
pub use sync;
pub use trace;

pub use check::{Check, Engine, Report, Verdict};
pub use runtime::{Native, Runtime};
pub use scenarios::{Cx, Expect, Scenario};

use std::{env, thread};

use report::{Style, lanes};

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

/// Checks the scenario `S` on an engine.
///
/// # Panics
///
/// As [`verify_with`].
#[track_caller]
pub fn verify<S: Scenario>(engine: Engine) -> Report {
    verify_with::<S>(&Check::new(engine))
}

/// Checks the scenario `S`, and returns what came out if that is what the scenario expects.
///
/// # Panics
///
/// If the verdict is another one, if there is none (the message says what would help), or if no run
/// had more than one thread. A fault that is expected and that the engine can see has to be found.
/// The message holds the counterexample, if there is one.
#[track_caller]
pub fn verify_with<S: Scenario>(check: &Check) -> Report {
    let report = check.run::<S>();
    if let Some(complaint) = complaint(&report) {
        panic!("{complaint}{}", reproduce());
    }
    report
}

/// How to run the test again that this thread runs, if it is one.
fn reproduce() -> String {
    let thread = thread::current();
    let (Some(test), Ok(package)) = (thread.name(), env::var("CARGO_PKG_NAME")) else {
        return String::new();
    };
    if test == "main" {
        return String::new();
    }
    format!("\n again    cargo test -p {package} {test} -- --exact\n")
}

/// What is wrong with a report, if it is not what the scenario expects.
fn complaint(report: &Report) -> Option<String> {
    let Report { scenario, engine, expected, .. } = report;
    match &report.verdict {
        Verdict::Undecided { why } => Some(format!(
            "{scenario} is undecided on {engine}: {why}; allow more with Check::budget or \
             Check::runs, or less with Check::preemptions"
        )),
        _ if report.is_vacuous => {
            Some(format!("{scenario} has one thread only: nothing was checked"))
        }
        Verdict::Holds { .. } => {
            let misses = expected.fault().is_some() && engine.can_find(*expected);
            misses.then(|| format!("{scenario} holds on {engine}; expected: it {expected}"))
        }
        Verdict::Breaks { .. } if report.is_as_expected() => None,
        Verdict::Breaks { .. } => {
            let lanes = lanes(&report.account(check::read_source), &Style::default());
            Some(format!("{scenario} breaks on {engine}\n\n{lanes}"))
        }
    }
}
