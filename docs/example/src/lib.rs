//! A type of somebody else's, with its tests: how a project has its own type checked.
//!
//! The type is written as any other, but generic over the runtime, and production code does not see
//! that: `Latch::new()` is the native one.

use plainweave::prelude::*;

/// Opens once, and lets everybody through from then on.
#[derive(Debug)]
pub struct Latch<R: Runtime = Native> {
    is_open: R::Futex,
}

impl Latch {
    /// A closed latch.
    pub fn new() -> Self {
        Self::new_in()
    }
}

impl Default for Latch {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Runtime> Latch<R> {
    /// A closed latch on the runtime `R`.
    #[track_caller]
    pub fn new_in() -> Self {
        Self { is_open: R::Futex::new(0) }
    }

    /// Opens it.
    #[track_caller]
    pub fn open(&self) {
        // Release: what was done before happens before what is done by those who come through.
        self.is_open.store(1, Ordering::Release);
        self.is_open.wake_all();
    }

    /// Waits until it is open.
    #[track_caller]
    pub fn wait(&self) {
        while self.is_open.load(Ordering::Acquire) == 0 {
            // Woken or not: the loop looks again.
            let _ = self.is_open.wait(0, Deadline::NEVER);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A guest waits for a cake.
    struct Cake;

    impl Scenario for Cake {
        const NAME: &'static str = "latch/cake";
        type Params = NoParams;

        fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
            let table = Arc::new((Latch::<R>::new_in(), R::Shared::new(0_u32).named("cake")));
            let guest = cx.spawn("guest", {
                let table = Arc::clone(&table);
                move || {
                    table.0.wait();
                    assert_eq!(table.1.get(), 1);
                }
            });
            table.1.set(1);
            table.0.open();
            guest.join();
        }
    }

    plainweave::tests! {
        cake: Cake;
    }
}
