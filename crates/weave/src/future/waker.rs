//! What a waker of `block_on` does.

use std::sync::Arc;
use std::task::Wake;

use crate::raw::Owed;
use crate::raw::{Op, Order, Place, Rmw, Shape, Width};

/// A token that lets one thread go on: 1 when it is there. Waking exchanges it for 1, waiting takes it;
/// both acquire and release, so that what was done before waking happens before the next poll.
pub(super) struct Notify {
    token: Place,
    _owed: Owed,
}

impl Notify {
    #[track_caller]
    pub(super) fn new() -> Self {
        Self { token: Place::new(0, Shape::Chain), _owed: Owed::new("Waker") }
    }

    #[track_caller]
    pub(super) fn wait(&self) {
        let take = Op::AwaitCas { expected: 1, new: 0 };
        self.token.perform(take, Order::ACQ_REL, Order::RELAXED);
    }
}

impl Wake for Notify {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let give = Op::Rmw(Rmw::Swap, 1, Width::WORD);
        self.token.perform(give, Order::ACQ_REL, Order::RELAXED);
    }
}
