//! Each primitive against its specification, and beside it one that is broken.
//!
//! The specifications are `linear`'s, which share nothing with the primitives. Each property is looked at on
//! Weave, with every atomic operation a step; on real threads; and on the other engines, if they are built in.

mod barrier;
mod condition;
mod event;
mod future;
mod joinable;
mod locks;
mod pool;
mod queues;
mod semaphores;

use std::time::Duration;

use check::{Engine, Level};
use plainweave_property::proptest::strategy::{BoxedStrategy, Strategy};
use plainweave_property::{Counterexample, Looked, Outcome, Property, Size, Subject};
use runtime::{Deadline, Runtime};

/// One of these operations.
fn one_of<O: Clone + std::fmt::Debug + Send + Sync + 'static>(
    operations: impl Into<Vec<O>>,
) -> BoxedStrategy<O> {
    plainweave_property::proptest::sample::select(operations.into()).boxed()
}

/// In a model, any moment; natively a short time.
fn soon<R: Runtime>() -> Deadline {
    R::deadline(Duration::from_micros(50))
}

/// Of the small programs a few of each kind. More of them: `PROPTEST_CASES=1000`.
const PROGRAMS: u32 = 12;

/// Three threads, and two calls each, each call a step; then two calls at once, each of their steps one.
const SIZES: [(Level, Size); 3] = [
    (Level::Coarse, Size { initial: 1, threads: 3, calls: 1, last: 1 }),
    (Level::Coarse, Size { initial: 1, threads: 2, calls: 2, last: 1 }),
    (Level::Fine, Size { initial: 1, threads: 2, calls: 1, last: 1 }),
];

const NATIVE: [(Level, Size); 1] =
    [(Level::Fine, Size { initial: 1, threads: 3, calls: 3, last: 1 })];

const POOL: [(Level, Size); 1] =
    [(Level::Coarse, Size { initial: 0, threads: 2, calls: 1, last: 0 })];

/// The properties of a subject that are looked at on an engine; `fine` is whether it is cheap enough to look at
/// each step of its calls.
fn properties<S: Subject>(subject: &S, engine: Engine, fine: bool) -> Vec<Property<S>> {
    let sizes = match engine {
        Engine::Native => &NATIVE[..],
        // Its workers are threads, too.
        _ if S::NAME == "pool" => &POOL[..],
        // It takes many more executions for the same.
        Engine::Loom => &SIZES[..1],
        _ if fine => &SIZES,
        _ => &SIZES[..2],
    };
    let property = |(level, size): &(Level, Size)| {
        let property = Property::new(subject.clone(), engine).size(*size).programs(PROGRAMS);
        property.check(|check| check.level(*level))
    };
    sizes.iter().map(property).collect()
}

/// Looks at them, and says how much was looked at: `cargo test -p plainweave-property -- --nocapture`.
fn verify<S: Subject>(subject: &S, engine: Engine, fine: bool) {
    for property in properties(subject, engine, fine) {
        let Looked { programs, executions, wall, .. } = property.verify();
        println!("{} on {engine}: {programs} programs, {executions} executions, {wall:?}", S::NAME);
    }
}

/// On Weave, each call a step.
fn coarse<S: Subject>(subject: S) -> Property<S> {
    Property::new(subject, Engine::Weave).check(|check| check.level(Level::Coarse))
}

/// The counterexample to a property that must not hold.
#[track_caller]
fn broken<S: Subject>(property: &Property<S>) -> Box<Counterexample<S>> {
    match property.run() {
        Outcome::Breaks(found) => {
            println!("{found}");
            found
        }
        other => panic!("{} should break: {other:?}", S::NAME),
    }
}

/// Tests of a subject: a module with one for each engine.
macro_rules! holds {
    ($name:ident: $subject:expr) => {
        holds! { @ $name: $subject, false }
    };
    ($name:ident: $subject:expr, fine) => {
        holds! { @ $name: $subject, true }
    };
    (@ $name:ident: $subject:expr, $fine:literal) => {
        mod $name {
            #[allow(unused_imports, reason = "the subject may need nothing")]
            use super::*;

            fn verify(engine: check::Engine) {
                crate::verify(&$subject, engine, $fine);
            }

            #[test]
            fn weave() {
                verify(check::Engine::Weave);
            }

            #[test]
            fn native() {
                verify(check::Engine::Native);
            }

            #[cfg(feature = "loom")]
            #[test]
            fn loom() {
                verify(check::Engine::Loom);
            }

            #[cfg(feature = "shuttle")]
            #[test]
            fn shuttle_random() {
                verify(check::Engine::ShuttleRandom);
            }
        }
    };
}
pub(crate) use holds;
