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

/// What is looked at on an engine, and whether each step of a call is one.
type Sizes = &'static [(Level, Size)];

/// Three threads, and then two calls each.
const COARSE: Sizes = &[
    (Level::Coarse, Size { initial: 1, threads: 3, calls: 1, last: 1 }),
    (Level::Coarse, Size { initial: 1, threads: 2, calls: 2, last: 1 }),
];

/// And two calls at once, step by step: where that is cheap.
const FINE: Sizes =
    &[COARSE[0], COARSE[1], (Level::Fine, Size { initial: 1, threads: 2, calls: 1, last: 1 })];

/// A pool's workers are threads, too.
const POOL: Sizes = &[(Level::Coarse, Size { initial: 0, threads: 2, calls: 1, last: 0 })];

/// loom takes many more executions for the same.
const LOOM: Sizes = &[(Level::Coarse, Size { initial: 1, threads: 2, calls: 1, last: 0 })];

const NATIVE: Sizes = &[(Level::Fine, Size { initial: 1, threads: 3, calls: 3, last: 1 })];

/// Looks at the properties of a subject, and says how much it saw:
/// `cargo test -p plainweave-property -- --nocapture`.
fn verify<S: Subject>(subject: &S, engine: Engine, on_models: Sizes) {
    let (sizes, programs, runs) = match engine {
        Engine::Native => (NATIVE, PROGRAMS, Some(20)),
        Engine::Loom => (LOOM, PROGRAMS / 3, None),
        Engine::ShuttleRandom => (&on_models[..1], PROGRAMS, Some(50)),
        _ => (on_models, PROGRAMS, None),
    };
    for (level, size) in sizes {
        let property = Property::new(subject.clone(), engine).size(*size).programs(programs);
        let property = property.check(|check| {
            let check = check.level(*level);
            runs.map_or(check, |runs| check.runs(runs))
        });
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
    ($name:ident: $subject:expr, $sizes:expr) => {
        holds! { @ $name: $subject, $sizes,
            #[cfg(feature = "loom")]
            #[test]
            fn loom() {
                crate::verify(&$subject, check::Engine::Loom, $sizes);
            }
        }
    };
    ($name:ident: $subject:expr, $sizes:expr, not on loom) => {
        holds! { @ $name: $subject, $sizes, }
    };
    (@ $name:ident: $subject:expr, $sizes:expr, $($on_loom:item)*) => {
        mod $name {
            use super::*;

            #[test]
            fn weave() {
                crate::verify(&$subject, check::Engine::Weave, $sizes);
            }

            #[test]
            fn native() {
                crate::verify(&$subject, check::Engine::Native, $sizes);
            }

            #[cfg(feature = "shuttle")]
            #[test]
            fn shuttle_random() {
                crate::verify(&$subject, check::Engine::ShuttleRandom, $sizes);
            }

            $($on_loom)*
        }
    };
}
pub(crate) use holds;
