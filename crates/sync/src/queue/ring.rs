//! A queue with a limit: a ring of slots, and a lock on each side of it.
//!
//! # Turns
//!
//! Each slot counts its turns, and each side knows at which slot it stands, and which turn of it is
//! its own.
//!
//! ```text
//!   turn of a slot     0          1          2          3
//!                   to put in  to get out  to put in  to get out   …
//!                   └────── lap 0 ──────┘  └────── lap 1 ──────┘
//! ```
//!
//! So a side learns from the slot alone whether the other side is done with it, and neither ever looks
//! at where the other one stands. (A turn wraps after 2³¹ laps; it is only compared by the thread
//! that stands there, with the very turn that comes next.)
//!
//! # Invariants
//!
//! 1. One thread at a time stands at a side's end, by the side's lock. So items are put in one order,
//!    and got in the same.
//! 2. A slot is used by the side whose turn it is. The turn is passed on with Release and taken with
//!    Acquire: what was done before the item was put happens before what is done after it was got,
//!    and the other way around for the slot that becomes free.
//! 3. Nothing of the user's runs while a lock is held: an item is only moved.
//! 4. `closed` is set under the putters' lock. So an item is either put before, and can be got, or
//!    it is refused.
//! 5. Where both locks are held, the putters' was taken first.
//!
//! Why no wake-up is lost: see [`sleepers`](super::sleepers).
//!
//! Uncontended, an operation is one read-modify-write, that of its side's lock.

use std::cell::Cell;

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Note, Runtime};

use super::side::Side;
use super::slot::Slot;
use super::{CapacityError, GetError, PutError};

/// The most slots: positions are compared across the wrap of their 32 bits.
pub(super) const MAX_CAPACITY: usize = 1 << 31;

#[derive(Debug)]
pub(super) struct Ring<T: Send, R: Runtime> {
    slots: Box<[Slot<T, R>]>,
    putters: Side<End, R>,
    getters: Side<End, R>,
    /// How many items were put. Written under the putters' lock.
    puts: R::Futex,
    /// In runs of how many items a stream comes.
    batch: u32,
}

/// Where a side stands.
#[derive(Clone, Copy, Debug)]
struct End {
    index: usize,
    /// The turn of the slot there that is this side's.
    turn: u32,
    /// How many operations the side has done.
    position: u32,
    /// Whether the side does no more. Only the putters' ever closes.
    closed: bool,
}

impl End {
    fn step(&mut self, slots: usize) {
        self.position = self.position.wrapping_add(1);
        self.index += 1;
        if self.index == slots {
            self.index = 0;
            self.turn = self.turn.wrapping_add(2);
        }
    }
}

impl<T: Send, R: Runtime> Ring<T, R> {
    #[track_caller]
    pub(super) fn part_of(word: &R::Futex, capacity: usize) -> Result<Self, CapacityError> {
        if capacity == 0 {
            return Err(CapacityError::Zero);
        }
        if capacity > MAX_CAPACITY {
            return Err(CapacityError::TooLarge { max: MAX_CAPACITY });
        }
        let mut slots = Vec::new();
        slots.try_reserve_exact(capacity).map_err(CapacityError::NoMemory)?;
        slots.extend((0..capacity).map(|_| Slot::part_of(word)));
        let at = |turn| End { index: 0, turn, position: 0, closed: false };
        Ok(Self {
            slots: slots.into(),
            putters: Side::part_of(word, at(0)),
            getters: Side::part_of(word, at(1)),
            puts: word.part(0),
            batch: u32::try_from(capacity / 2).unwrap_or(u32::MAX).clamp(1, 64),
        })
    }

    pub(super) fn capacity(&self) -> usize {
        self.slots.len()
    }

    #[inline]
    pub(super) fn try_put(&self, word: &R::Futex, item: T) -> Result<(), PutError<T>> {
        self.put_at_end(word, item).map_err(|(error, _)| error)
    }

    #[inline]
    pub(super) fn put_until(
        &self,
        word: &R::Futex,
        item: T,
        deadline: Deadline,
    ) -> Result<(), PutError<T>> {
        match self.put_at_end(word, item) {
            Ok(()) => Ok(()),
            Err((PutError::Full(item), end)) => self.put_slow(word, item, end, deadline),
            Err((error, _)) => Err(error),
        }
    }

    #[inline]
    fn put_at_end(&self, word: &R::Futex, item: T) -> Result<(), (PutError<T>, End)> {
        self.putters.end.with(|end| {
            if end.closed {
                return Err((PutError::ShutDown(item), *end));
            }
            let slot = &self.slots[end.index];
            if !slot.is_at(end.turn) {
                return Err((PutError::Full(item), *end));
            }
            // Relaxed: published with the turn, so that who has got the item finds it counted.
            self.puts.store(end.position.wrapping_add(1), Relaxed);
            word.note(Note::Put);
            // SAFETY: it is the putters' turn, and this thread is the only one at their end; the
            // getters have emptied the slot, or nobody has filled it yet.
            #[allow(unsafe_code)]
            unsafe {
                slot.put(item, end.turn.wrapping_add(1));
            }
            end.step(self.slots.len());
            Ok(())
        })?;
        self.getters.sleepers.notify();
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn put_slow(
        &self,
        word: &R::Futex,
        item: T,
        end: End,
        deadline: Deadline,
    ) -> Result<(), PutError<T>> {
        let at = Cell::new(end);
        let in_hand = Cell::new(Some(item));
        let put = self.putters.wait(
            deadline,
            self.batch,
            || at.get().position,
            || self.has_come_to(word, at.get()),
            || {
                let item = in_hand.take()?;
                match self.put_at_end(word, item) {
                    Ok(()) => Some(Ok(())),
                    Err((PutError::Full(item), end)) => {
                        at.set(end);
                        in_hand.set(Some(item));
                        None
                    }
                    Err((error, _)) => Some(Err(error)),
                }
            },
        );
        match (put, in_hand.take()) {
            (Some(result), _) => result,
            (None, Some(item)) => Err(PutError::TimedOut(item)),
            (None, None) => unreachable!("an item that was not put is still in hand"),
        }
    }

    #[inline]
    pub(super) fn try_get(&self, word: &R::Futex) -> Result<T, GetError> {
        match self.get_at_end(word) {
            Ok(item) => Ok(item),
            Err(_) => self.get_or_closed(word).unwrap_or(Err(GetError::Empty)),
        }
    }

    #[inline]
    pub(super) fn get_until(&self, word: &R::Futex, deadline: Deadline) -> Result<T, GetError> {
        match self.get_at_end(word) {
            Ok(item) => Ok(item),
            Err(end) => self.get_slow(word, end, deadline),
        }
    }

    #[inline]
    fn get_at_end(&self, word: &R::Futex) -> Result<T, End> {
        let item = self.getters.end.with(|end| self.take(end).ok_or(*end))?;
        word.note(Note::Got);
        self.putters.sleepers.notify();
        Ok(item)
    }

    /// Takes the item at the getters' end, which the caller has locked.
    #[inline]
    fn take(&self, end: &mut End) -> Option<T> {
        let slot = &self.slots[end.index];
        if !slot.is_at(end.turn) {
            return None;
        }
        // SAFETY: it is the getters' turn, and this thread is the only one at their end; the putters
        // have filled the slot.
        #[allow(unsafe_code)]
        let item = unsafe { slot.take(end.turn.wrapping_add(1)) };
        end.step(self.slots.len());
        Some(item)
    }

    /// Gets an item, or learns that there will be none; the first attempt found none.
    #[cold]
    fn get_or_closed(&self, word: &R::Futex) -> Option<Result<T, GetError>> {
        if !is_closed::<R>(word) {
            return None;
        }
        // What was put before the queue was closed is visible now.
        Some(self.get_at_end(word).map_err(|_| GetError::ShutDown))
    }

    #[cold]
    #[inline(never)]
    fn get_slow(&self, word: &R::Futex, end: End, deadline: Deadline) -> Result<T, GetError> {
        let at = Cell::new(end);
        let got = self.getters.wait(
            deadline,
            self.batch,
            || at.get().position,
            || self.has_come_to(word, at.get()),
            || match self.get_at_end(word) {
                Ok(item) => Some(Ok(item)),
                Err(end) => {
                    at.set(end);
                    self.get_or_closed(word)
                }
            },
        );
        got.unwrap_or(Err(GetError::TimedOut))
    }

    /// Whether a side that found nothing to do at `end` may find something now.
    fn has_come_to(&self, word: &R::Futex, end: End) -> bool {
        self.slots[end.index].has_come_to(end.turn) || is_closed::<R>(word)
    }

    /// How many items there are: exactly so at some moment during the call.
    pub(super) fn len(&self) -> usize {
        let count = self.putters.end.with(|putters| {
            let got = self.getters.end.with(|getters| getters.position);
            putters.position.wrapping_sub(got)
        });
        count as usize
    }

    /// How many items were put, at least; all those that anybody has got.
    pub(super) fn puts(&self) -> u32 {
        self.puts.load(Relaxed)
    }

    /// Takes no more items, and gives those back that are there if they are to be dropped.
    pub(super) fn shut_down(&self, word: &R::Futex, takes_all: bool) -> Vec<T> {
        let left = self.putters.end.with(|end| {
            end.closed = true;
            // Release: who sees it sees all that was put before; see the module, 4.
            word.store(CLOSED, Release);
            if takes_all { self.take_all() } else { Vec::new() }
        });
        self.getters.sleepers.notify_all();
        self.putters.sleepers.notify_all();
        left
    }

    fn take_all(&self) -> Vec<T> {
        self.getters.end.with(|end| std::iter::from_fn(|| self.take(end)).collect())
    }
}

pub(super) const CLOSED: u32 = 1;

/// Whether the queue that `word` stands for takes no more items.
pub(super) fn is_closed<R: Runtime>(word: &R::Futex) -> bool {
    // Acquire: pairs with the Release in `shut_down`.
    word.load(Acquire) == CLOSED
}

impl<T: Send, R: Runtime> Drop for Ring<T, R> {
    fn drop(&mut self) {
        if std::mem::needs_drop::<T>() && !R::is_abandoned() {
            while self.getters.end.with(|end| self.take(end)).is_some() {}
        }
    }
}
