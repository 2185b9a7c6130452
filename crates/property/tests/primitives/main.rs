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

fn small<S: Subject>(subject: S, engine: Engine) -> Property<S> {
    let property = Property::new(subject, engine).programs(16);
    match engine {
        // It takes many more executions for the same.
        Engine::Loom => property
            .size(Size { initial: 1, threads: 2, calls: 1, last: 1 })
            .check(|check| check.level(Level::Coarse)),
        _ => property,
    }
}

/// Says how much was looked at: `cargo test -p plainweave-property -- --nocapture`.
fn tell(name: &str, engine: Engine, looked: Looked) {
    println!(
        "{name} on {engine}: {} programs, {} executions, {:?}",
        looked.programs, looked.executions, looked.wall
    );
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
        holds! { $name: $subject, |property| property }
    };
    ($name:ident: $subject:expr, |$property:ident| $change:expr) => {
        mod $name {
            #[allow(unused_imports, reason = "the subject may need nothing")]
            use super::*;

            fn verify(engine: check::Engine) {
                let $property = crate::small($subject, engine);
                let looked = $change.verify();
                crate::tell(stringify!($name), engine, looked);
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
