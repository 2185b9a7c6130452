//! A place for one item, and whose turn it is to use it.

use std::mem::MaybeUninit;

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Futex, Runtime};

#[derive(Debug)]
pub(super) struct Slot<T: Send, R: Runtime> {
    /// Counts on with each use. What a turn means is the queue's affair.
    turn: R::Futex,
    item: R::Cell<MaybeUninit<T>>,
}

impl<T: Send, R: Runtime> Slot<T, R> {
    /// An empty slot whose turn is 0, as a part of the queue that `word` stands for.
    #[track_caller]
    pub(super) fn part_of(word: &R::Futex) -> Self {
        Self { turn: word.part(0), item: R::cell(MaybeUninit::uninit()) }
    }

    /// Whether it is this turn.
    #[inline]
    pub(super) fn is_at(&self, turn: u32) -> bool {
        // Acquire: pairs with the Release in `put` and `take`, so that their use of the item is over.
        self.turn.load(Acquire) == turn
    }

    /// Whether this turn has come, or has been; a guess, on which nothing but a further look depends.
    #[inline]
    pub(super) fn has_come_to(&self, turn: u32) -> bool {
        // Relaxed: see above.
        self.turn.load(Relaxed).wrapping_sub(turn) < 1 << 31
    }

    /// Puts an item in, and makes it the turn `next`.
    ///
    /// # Safety
    ///
    /// It is the caller's turn, as [`is_at`](Slot::is_at) told it: nobody else uses the slot until
    /// the turn changes; and the slot is empty.
    #[allow(unsafe_code)]
    #[inline]
    pub(super) unsafe fn put(&self, item: T, next: u32) {
        // SAFETY: nobody else uses the slot, and `is_at` has made the last use happen before.
        unsafe { R::open(&self.item) }.write(item);
        // Release: the item is there before the turn is.
        self.turn.store(next, Release);
    }

    /// Takes the item out, and makes it the turn `next`.
    ///
    /// # Safety
    ///
    /// As of [`put`](Slot::put), but the slot is full.
    #[allow(unsafe_code)]
    #[inline]
    pub(super) unsafe fn take(&self, next: u32) -> T {
        // SAFETY: as in `put`.
        let item = unsafe { R::open(&self.item) };
        // SAFETY: the slot is full, and after this it counts as empty.
        let taken = unsafe { item.assume_init_read() };
        drop(item);
        // Release: the item is out before the next one may come in.
        self.turn.store(next, Release);
        taken
    }
}
