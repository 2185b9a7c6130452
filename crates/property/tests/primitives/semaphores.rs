use std::num::NonZeroU32;

use linear::specs::{Semaphore, SemaphoreOperation};
use plainweave_property::proptest::strategy::BoxedStrategy;
use plainweave_property::{Property, Subject};
use runtime::{Atomic, AtomicInt, Ordering, Runtime};

use crate::{broken, holds, one_of, soon};

fn operations() -> BoxedStrategy<SemaphoreOperation> {
    use SemaphoreOperation::{Acquire, AcquireTimeout, Release, TryAcquire};
    one_of([Release(1), TryAcquire, AcquireTimeout, Acquire, Release(2)])
}

macro_rules! semaphores {
    ($subject:ident, $kind:ident, $name:literal, $permits:expr, $most:expr) => {
        #[derive(Clone, Debug)]
        struct $subject;

        impl Subject for $subject {
            const NAME: &'static str = $name;
            type Object<R: Runtime> = sync::$kind<R>;
            type Spec = Semaphore;

            fn operations(&self, _: usize) -> BoxedStrategy<SemaphoreOperation> {
                operations()
            }

            fn spec(&self) -> Semaphore {
                Semaphore { permits: $permits, most: $most }
            }

            fn object<R: Runtime>(&self) -> sync::$kind<R> {
                sync::$kind::new_in($permits)
            }

            fn apply<R: Runtime>(
                semaphore: &sync::$kind<R>,
                operation: &SemaphoreOperation,
            ) -> bool {
                match *operation {
                    SemaphoreOperation::Acquire => {
                        semaphore.acquire().forget();
                        true
                    }
                    SemaphoreOperation::TryAcquire => {
                        semaphore.try_acquire().map(|permit| permit.forget()).is_ok()
                    }
                    SemaphoreOperation::AcquireTimeout => {
                        semaphore.acquire_until(soon::<R>()).map(|permit| permit.forget()).is_ok()
                    }
                    SemaphoreOperation::Release(permits) => {
                        let permits = NonZeroU32::new(permits).expect("one or two");
                        semaphore.release_many(permits).is_ok()
                    }
                }
            }
        }
    };
}

semaphores! { Semaphores, Semaphore, "semaphore", 1, None }
semaphores! { BoundedSemaphores, BoundedSemaphore, "bounded semaphore", 2, Some(2) }

holds! { semaphore: Semaphores, crate::FINE }
holds! { bounded_semaphore: BoundedSemaphores, crate::FINE }

/// The mistake: it looks whether there is room for a permit, and then gives it back.
#[derive(Clone, Debug)]
struct LooksThenPosts;

impl Subject for LooksThenPosts {
    const NAME: &'static str = "bounded semaphore that looks, then posts";
    type Object<R: Runtime> = R::AtomicU32;
    type Spec = Semaphore;

    fn operations(&self, _: usize) -> BoxedStrategy<SemaphoreOperation> {
        one_of([SemaphoreOperation::Release(1), SemaphoreOperation::TryAcquire])
    }

    fn spec(&self) -> Semaphore {
        Semaphore { permits: 2, most: Some(2) }
    }

    fn object<R: Runtime>(&self) -> R::AtomicU32 {
        R::AtomicU32::new(2)
    }

    fn apply<R: Runtime>(permits: &R::AtomicU32, operation: &SemaphoreOperation) -> bool {
        let mut seen = permits.load(Ordering::Acquire);
        if let SemaphoreOperation::Release(count) = *operation {
            let has_room = seen + count <= 2;
            if has_room {
                permits.fetch_add(count, Ordering::AcqRel);
            }
            return has_room;
        }
        while seen > 0 {
            match permits.compare_exchange(seen, seen - 1, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return true,
                Err(now) => seen = now,
            }
        }
        false
    }
}

#[test]
fn a_bound_that_is_passed_is_found() {
    let found = broken(&Property::new(LooksThenPosts, check::Engine::Weave));
    assert_eq!(found.program.calls(), 3, "one is taken, and two come back");
}
