//! A queue without a limit: a chain of blocks of slots, and a lock on each side of it.
//!
//! ```text
//!   getters                                     putters
//!      ▼                                           ▼
//!   ┌─────────────┐      ┌─────────────┐      ┌─────────────┐
//!   │ ░ ░ ■ ■ ■ ■ ├─────►│ ■ ■ ■ ■ ■ ■ ├─────►│ ■ ■ ■ · · · │
//!   └─────────────┘ next └─────────────┘ next └─────────────┘
//! ```
//!
//! # Invariants
//!
//! 1. One thread at a time stands at a side's end, by the side's lock. So items are put in one order,
//!    and got in the same.
//! 2. A slot is full if it was filled in the present *life* of its block. That is set with Release and
//!    looked at with Acquire: what was done before the item was put happens before what is done after
//!    it was got.
//! 3. A block belongs to those who stand in it. The getters go on when the first item is in the next
//!    one; then the putters have left. They keep a block that they have left for the putters, so that
//!    a queue whose length hardly changes allocates nothing. In its next life nothing in its slots
//!    needs to be changed.
//! 4. Nothing of the user's runs while a lock is held: an item is only moved.
//! 5. `closed` is set under the putters' lock. So an item is either put before, and can be got, or
//!    it is refused.
//! 6. Where several locks are held, they were taken in the order putters, getters, spare.
//!
//! Why no wake-up is lost: see [`sleepers`](super::sleepers).
//!
//! Uncontended, an operation is one read-modify-write, that of its side's lock, and one more for
//! every 128th.

use std::fmt;
use std::sync::Arc;

use crossbeam_utils::CachePadded;
use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Native, NativeCell, NativeFutex, Note, Runtime};

use super::closed::{close, is_closed};
use super::side::{Side, Stand};
use super::slot::Slot;
use super::{GetError, PutError};
use crate::guarded::Guarded;

/// Slots of a block. In a model, so few that its ends are reached.
const SLOTS: usize = 128;
const SLOTS_IN_MODELS: usize = 2;

pub(super) struct Chain<T: Send, R: Runtime> {
    /// Nobody waits to put, so this side only serves for its end.
    putters: CachePadded<Stand<End<T, R>, R>>,
    getters: Side<End<T, R>, R>,
    first: CachePadded<Link<T, R>>,
    spare: CachePadded<Spare<T, R>>,
}

/// A block for its next life.
type Spare<T, R> = Guarded<Option<Arc<Block<T, R>>>, R>;

/// Where a side stands.
struct End<T: Send, R: Runtime> {
    /// `None` before the first item.
    block: Option<Arc<Block<T, R>>>,
    index: usize,
    /// The block's life.
    life: u32,
    /// How many operations the side has done. There is no limit to how far the sides are apart, so this
    /// is more than the 2³² that are told to others.
    position: u64,
    /// Whether the side does no more. Only the putters' ever closes.
    closed: bool,
}

struct Block<T: Send, R: Runtime, S: ?Sized = [Slot<T, R>]> {
    life: u32,
    next: Link<T, R>,
    slots: S,
}

/// Where the next block is found, once there is one.
struct Link<T: Send, R: Runtime> {
    is_there: R::Futex,
    block: R::Cell<Option<Arc<Block<T, R>>>>,
}

impl<T: Send> Chain<T, Native> {
    pub(super) const fn new() -> Self {
        let first = Link { is_there: NativeFutex::new(0), block: NativeCell::new(None) };
        Self {
            putters: CachePadded::new(Stand::new(End::START)),
            getters: Side::new(End::START),
            first: CachePadded::new(first),
            spare: CachePadded::new(Guarded::new(None)),
        }
    }
}

impl<T: Send, R: Runtime> End<T, R> {
    const START: Self = Self { block: None, index: 0, life: 0, position: 0, closed: false };

    /// The slot here, unless the block is at its end, or there is none.
    #[inline]
    fn slot(&self) -> Option<&Slot<T, R>> {
        self.block.as_ref()?.slots.get(self.index)
    }

    #[inline]
    fn step(&mut self) {
        self.position += 1;
        self.index += 1;
    }

    /// Goes on to another block; returns the one before.
    fn enter(&mut self, block: Arc<Block<T, R>>) -> Option<Arc<Block<T, R>>> {
        (self.index, self.life) = (0, block.life);
        self.block.replace(block)
    }
}

/// A position, as what is told of it to others.
fn modulo(position: u64) -> u32 {
    (position & 0xffff_ffff) as u32
}

impl<T: Send, R: Runtime> Block<T, R> {
    #[track_caller]
    fn part_of(word: &R::Futex) -> Arc<Self> {
        fn with<T: Send, R: Runtime, const N: usize>(
            word: &R::Futex,
        ) -> Block<T, R, [Slot<T, R>; N]> {
            let slots = std::array::from_fn(|_| Slot::part_of(word));
            Block { life: 1, next: Link::part_of(word), slots }
        }
        if R::IS_MODEL {
            Arc::new(with::<T, R, SLOTS_IN_MODELS>(word))
        } else {
            Arc::new(with::<T, R, SLOTS>(word))
        }
    }
}

impl<T: Send, R: Runtime> Link<T, R> {
    #[track_caller]
    fn part_of(word: &R::Futex) -> Self {
        Self { is_there: word.part(0), block: R::cell(None) }
    }

    /// # Safety
    ///
    /// One thread at a time links a block, and only while none is linked here.
    #[allow(unsafe_code)]
    unsafe fn set(&self, block: Arc<Block<T, R>>) {
        // SAFETY: while nothing is linked, only the caller uses the cell, one thread at a time; what
        // it did last happened before, by the lock that keeps the others away.
        *unsafe { R::open(&self.block) } = Some(block);
        // Release: the block is there before the flag is.
        self.is_there.store(1, Release);
    }

    /// Takes the block, once there is an item in it.
    ///
    /// # Safety
    ///
    /// One thread at a time takes the block.
    #[allow(unsafe_code)]
    unsafe fn take_if_used(&self) -> Option<Arc<Block<T, R>>> {
        // Acquire: pairs with the Release in `set`.
        if self.is_there.load(Acquire) == 0 {
            return None;
        }
        // SAFETY: something is linked, so only the caller uses the cell, one thread at a time; the
        // Acquire has made the linking happen before.
        let mut block = unsafe { R::open(&self.block) };
        block.take_if(|block| block.slots[0].is_full(block.life))
    }
}

impl<T: Send, R: Runtime> Chain<T, R> {
    #[track_caller]
    pub(super) fn part_of(word: &R::Futex) -> Self {
        Self {
            putters: CachePadded::new(Stand::part_of(word, End::START)),
            getters: Side::part_of(word, End::START),
            first: CachePadded::new(Link::part_of(word)),
            spare: CachePadded::new(Guarded::part_of(word, None)),
        }
    }

    #[inline]
    pub(super) fn put(&self, word: &R::Futex, item: T) -> Result<(), PutError<T>> {
        self.putters.with(|end| {
            if end.closed {
                return Err(PutError::ShutDown(item));
            }
            if end.slot().is_none() {
                self.grow(word, end);
            }
            let Some(slot) = end.slot() else { unreachable!("a new block begins with a slot") };
            // Relaxed: published with the item, so that who has got the item finds it counted.
            self.putters.count.store(modulo(end.position + 1), Relaxed);
            word.note(Note::Put);
            // SAFETY: this thread is the only one at the putters' end, the slot there has not been
            // filled in this life of its block, and the getters do not look into an empty one.
            #[allow(unsafe_code)]
            unsafe {
                slot.put(item, end.life);
            }
            end.step();
            Ok(())
        })?;
        self.getters.sleepers.notify();
        Ok(())
    }

    /// Adds a block to the chain, and goes to its beginning.
    #[cold]
    #[inline(never)]
    fn grow(&self, word: &R::Futex, end: &mut End<T, R>) {
        let spare = self.spare.with(Option::take);
        let block = spare.unwrap_or_else(|| Block::part_of(word));
        let before = end.enter(Arc::clone(&block));
        let link = before.as_ref().map_or(&*self.first, |before| &before.next);
        // SAFETY: this thread is the only one at the putters' end, and the link there is where no
        // block has been linked yet.
        #[allow(unsafe_code)]
        unsafe {
            link.set(block);
        }
    }

    #[inline]
    pub(super) fn try_get(&self, word: &R::Futex) -> Result<T, GetError> {
        match self.get_at_end(word) {
            Some(item) => Ok(item),
            None => self.get_or_closed(word).unwrap_or(Err(GetError::Empty)),
        }
    }

    #[inline]
    pub(super) fn get_until(&self, word: &R::Futex, deadline: Deadline) -> Result<T, GetError> {
        match self.get_at_end(word) {
            Some(item) => Ok(item),
            None => self.get_slow(word, deadline),
        }
    }

    #[inline]
    fn get_at_end(&self, word: &R::Futex) -> Option<T> {
        let item = self.getters.end.with(|end| self.take(end))?;
        word.note(Note::Got);
        Some(item)
    }

    /// Takes the item at the getters' end, which the caller has locked.
    #[inline]
    fn take(&self, end: &mut End<T, R>) -> Option<T> {
        if !self.is_at_item(end) {
            return None;
        }
        // SAFETY: the slot is full, as `is_at_item` told; this thread is the only one at the getters'
        // end, and the putters have left the slot.
        #[allow(unsafe_code)]
        let item = unsafe { end.slot()?.take() };
        end.step();
        Some(item)
    }

    /// Whether there is an item at the getters' end; goes on to the next block if it is there.
    #[inline]
    fn is_at_item(&self, end: &mut End<T, R>) -> bool {
        if end.slot().is_none() && !self.turn_over(end) {
            return false;
        }
        end.slot().is_some_and(|slot| slot.is_full(end.life))
    }

    /// Goes on to the next block; false if there is none with an item in it.
    #[cold]
    #[inline(never)]
    fn turn_over(&self, end: &mut End<T, R>) -> bool {
        let link = end.block.as_ref().map_or(&*self.first, |block| &block.next);
        // SAFETY: this thread is the only one at the getters' end.
        #[allow(unsafe_code)]
        let Some(next) = (unsafe { link.take_if_used() }) else { return false };
        if let Some(used) = end.enter(next) {
            self.keep(used);
        }
        true
    }

    /// Keeps a block that the getters have left for its next life.
    fn keep(&self, mut block: Arc<Block<T, R>>) {
        // The putters let go of it before they put the first item into the next one.
        let Some(sole) = Arc::get_mut(&mut block) else { return };
        let Some(life) = sole.life.checked_add(1) else { return };
        sole.life = life;
        // Relaxed: published with the block, by the spare's lock.
        sole.next.is_there.store(0, Relaxed);
        let surplus = self.spare.with(|spare| spare.replace(block));
        drop(surplus);
    }

    /// Gets an item, or learns that there will be none; the first attempt found none.
    #[cold]
    fn get_or_closed(&self, word: &R::Futex) -> Option<Result<T, GetError>> {
        if !is_closed::<R>(word) {
            return None;
        }
        // What was put before the queue was closed is visible now.
        Some(self.get_at_end(word).ok_or(GetError::ShutDown))
    }

    #[cold]
    #[inline(never)]
    fn get_slow(&self, word: &R::Futex, deadline: Deadline) -> Result<T, GetError> {
        /// In runs of how many items a stream comes.
        const BATCH: u32 = 64;
        let got = self.getters.wait(
            deadline,
            BATCH,
            || self.getters.end.with(|end| modulo(end.position)),
            || is_closed::<R>(word) || self.getters.end.with(|end| self.is_at_item(end)),
            || self.get_at_end(word).map(Ok).or_else(|| self.get_or_closed(word)),
        );
        got.unwrap_or(Err(GetError::TimedOut))
    }

    /// How many items there are: exactly so at some moment during the call.
    pub(super) fn len(&self) -> usize {
        let count = self.putters.with(|putters| {
            let got = self.getters.end.with(|getters| getters.position);
            putters.position - got
        });
        usize::try_from(count).unwrap_or(usize::MAX)
    }

    /// How many items were put, at least; all those that anybody has got.
    pub(super) fn puts(&self) -> u32 {
        self.putters.count.load(Relaxed)
    }

    /// How many items were put, modulo 2³²: exactly so at a moment during the call.
    pub(super) fn puts_now(&self) -> u32 {
        self.putters.with(|end| modulo(end.position))
    }

    /// Takes no more items, and gives those back that are there if they are to be dropped.
    pub(super) fn shut_down(&self, word: &R::Futex, takes_all: bool) -> Vec<T> {
        let left = self.putters.with(|end| {
            end.closed = true;
            close::<R>(word);
            if takes_all { self.take_all() } else { Vec::new() }
        });
        self.getters.sleepers.notify_all();
        left
    }

    fn take_all(&self) -> Vec<T> {
        self.getters.end.with(|end| std::iter::from_fn(|| self.take(end)).collect())
    }
}

/// Block by block: a chain that dropped itself would recurse.
impl<T: Send, R: Runtime> Drop for Chain<T, R> {
    fn drop(&mut self) {
        if !R::is_abandoned() {
            while self.getters.end.with(|end| self.take(end)).is_some() {}
        }
    }
}

impl<T: Send, R: Runtime> fmt::Debug for Chain<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chain").finish_non_exhaustive()
    }
}
