//! A place for one item, and in which life of the place it is full.

use std::mem::MaybeUninit;

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Futex, Runtime};

/// A place for one item, used again and again: each use is a *life*.
///
/// The slot says in which life it was filled last. Those who put know which life is next, and those
/// who get know which one they wait for, so nothing has to be changed when the item is taken out: a
/// getter only reads what a putter has written, and the cache line moves once for each item.
#[derive(Debug)]
pub(super) struct Slot<T: Send, R: Runtime> {
    life: R::Futex,
    item: R::Cell<MaybeUninit<T>>,
}

impl<T: Send, R: Runtime> Slot<T, R> {
    /// A slot that was never filled, as a part of the queue that `word` stands for. Its next life is
    /// any but 0.
    #[track_caller]
    pub(super) fn part_of(word: &R::Futex) -> Self {
        Self { life: word.part(0), item: R::cell(MaybeUninit::uninit()) }
    }

    /// Whether it was filled in this life.
    #[inline]
    pub(super) fn is_full(&self, life: u32) -> bool {
        // Acquire: pairs with the Release in `put`, so that the item is there.
        self.life.load(Acquire) == life
    }

    /// Whether it was filled in this life or a later one: there was an item for whoever found it empty
    /// before. Whoever looks after a fence misses nothing that was put before the other side's; see
    /// [`sleepers`](super::sleepers), 3. (2³¹ lives between the two looks would go unnoticed.)
    #[inline]
    pub(super) fn has_come_to(&self, life: u32) -> bool {
        // Relaxed: what is in there is not touched on the strength of it.
        self.life.load(Relaxed).wrapping_sub(life) < 1 << 31
    }

    /// Puts an item in, in this life.
    ///
    /// # Safety
    ///
    /// The slot was not filled in this life, what was in it is taken, and that happens before this
    /// call. One thread at a time puts, and none takes.
    #[allow(unsafe_code)]
    #[inline]
    pub(super) unsafe fn put(&self, item: T, life: u32) {
        // SAFETY: nobody else uses the item, and its last use happens before.
        unsafe { R::open(&self.item) }.write(item);
        // Release: the item is there before the slot says so.
        self.life.store(life, Release);
    }

    /// Takes the item out. From now on the slot counts as empty, though it does not say so.
    ///
    /// # Safety
    ///
    /// The slot is full, as [`is_full`](Slot::is_full) told the caller, and is taken from once in
    /// this life.
    #[allow(unsafe_code)]
    #[inline]
    pub(super) unsafe fn take(&self) -> T {
        // SAFETY: nobody else takes the item, and nobody puts before it is taken; that it was put
        // happens before, by `is_full`.
        let item = unsafe { R::open(&self.item) };
        // SAFETY: the slot is full, and the item is taken once.
        unsafe { item.assume_init_read() }
    }
}
