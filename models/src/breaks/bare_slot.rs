//! A place for one item, with a turn that says whether it is there.
//!
//! ```text
//! put:      write the item;  the turn = 1
//! try_get:  if the turn is 1: read the item
//! ```

use std::marker::PhantomData;

use runtime::Ordering::{Acquire, Relaxed};
use runtime::{Atomic, Futex, Kind, Runtime, Shared};

use crate::holds::queue_publishes::Word;

/// How a slot is filled.
pub(super) trait Fills: Send + Sync + 'static {
    fn fill<R: Runtime>(turn: &R::Futex, item: &R::Shared<u32>);
}

pub(super) struct BareSlot<R: Runtime, F> {
    turn: R::Futex,
    item: R::Shared<u32>,
    fills: PhantomData<fn() -> F>,
}

impl<R: Runtime, F: Fills> Word<R> for BareSlot<R, F> {
    fn new() -> Self {
        let turn = R::Futex::new(0).of_kind(Kind::Queue).named("queue".into());
        Self { turn, item: R::Shared::new(0).named("item"), fills: PhantomData }
    }

    fn put(&self) {
        R::call(&self.turn, "put", || F::fill::<R>(&self.turn, &self.item));
    }

    fn try_get(&self) -> bool {
        R::call(&self.turn, "try_get", || {
            let is_there = self.turn.load(Acquire) == 1;
            if is_there {
                assert_eq!(self.item.get(), 1);
                // Relaxed: nobody puts once more.
                self.turn.store(2, Relaxed);
            }
            is_there
        })
    }
}
