//! A queue with a limit: a ring of slots, and a lock on each side of it.
//!
//! ```text
//!        getters                putters
//!           ▼                      ▼
//!   ┌───┬───┬───┬───┬───┬───┬───┬───┬───┐
//!   │ 2 │ 2 │ 2 │ 2 │ 2 │ 2 │ 2 │ 1 │ 1 │   the lap in which each slot was filled last
//!   └───┴───┴───┴───┴───┴───┴───┴───┴───┘
//!    taken       full            free
//! ```
//!
//! A getter learns from the slot alone whether it is full: it was filled in the getters' lap, or not
//! yet. A putter learns from how many items were got whether the slot is free; it looks that up only
//! when the number that it saw last does not suffice, in a stream once a lap. So in a stream each side
//! works in its own cache lines, and those of the items move once.
//!
//! # Invariants
//!
//! 1. One thread at a time stands at a side's end, by the side's lock. So items are put in one order,
//!    and got in the same.
//! 2. `got <= put <= got + capacity` for the items counted at the two ends. A slot is filled in the
//!    lap after the one in which it was emptied.
//! 3. A slot is filled with Release and found full with Acquire: what was done before the item was
//!    put happens before what is done after it was got. `got` is counted with Release, after the item
//!    was taken, and read with Acquire: the same for the place that became free.
//! 4. Nothing of the user's runs while a lock is held: an item is only moved.
//! 5. `closed` is set under the putters' lock. So an item is either put before, and can be got, or
//!    it is refused.
//! 6. Where both locks are held, the putters' was taken first.
//!
//! Positions and laps wrap, which changes nothing: positions are at most 2³¹ apart, and a lap is only
//! compared with the one before.
//!
//! Why no wake-up is lost: see [`sleepers`](super::sleepers).
//!
//! Uncontended, an operation is one read-modify-write, that of its side's lock.

use std::cell::Cell;

use crossbeam_utils::CachePadded;
use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Note, Runtime};

use super::closed::{close, is_closed};
use super::side::Side;
use super::slot::Slot;
use super::{CapacityError, GetError, PutError, capacity};

#[derive(Debug)]
pub(super) struct Ring<T: Send, R: Runtime> {
    slots: Box<[Slot<T, R>]>,
    putters: Side<End, R>,
    getters: Side<End, R>,
    /// How many items were got. Written by the getters, at their end.
    got: CachePadded<R::Futex>,
    capacity: u32,
    /// In runs of how many items a stream comes.
    batch: u32,
}

/// Where a side stands.
#[derive(Clone, Copy, Debug)]
struct End {
    index: usize,
    /// Which time around this is, counted from 1.
    lap: u32,
    /// How many operations the side has done.
    position: u32,
    /// How many the other side had done when this one looked. Only the putters look.
    seen: u32,
    /// Whether the side does no more. Only the putters' ever closes.
    closed: bool,
}

impl End {
    const START: Self = Self { index: 0, lap: 1, position: 0, seen: 0, closed: false };

    fn step(&mut self, slots: usize) {
        self.position = self.position.wrapping_add(1);
        self.index += 1;
        if self.index == slots {
            self.index = 0;
            self.lap = self.lap.wrapping_add(1);
        }
    }
}

impl<T: Send, R: Runtime> Ring<T, R> {
    #[track_caller]
    pub(super) fn part_of(word: &R::Futex, capacity: usize) -> Result<Self, CapacityError> {
        let (places, mut slots) = capacity::reserve(capacity)?;
        slots.extend((0..capacity).map(|_| Slot::part_of(word)));
        Ok(Self {
            slots: slots.into(),
            putters: Side::part_of(word, End::START),
            getters: Side::part_of(word, End::START),
            got: CachePadded::new(word.part(0)),
            capacity: places,
            batch: (places / 2).clamp(1, 64),
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
            if !self.has_room(end) {
                return Err((PutError::Full(item), *end));
            }
            // Relaxed: published with the item, so that who has got the item finds it counted.
            self.putters.end.count.store(end.position.wrapping_add(1), Relaxed);
            word.note(Note::Put);
            // SAFETY: this thread is the only one at the putters' end. There is room, so the getters
            // have taken what the last lap put here, and `has_room` has made that happen before; they
            // do not take again before the slot is full.
            #[allow(unsafe_code)]
            unsafe {
                self.slots[end.index].put(item, end.lap);
            }
            end.step(self.slots.len());
            Ok(())
        })?;
        self.getters.sleepers.notify();
        Ok(())
    }

    /// Whether the slot at the putters' end, which the caller has locked, is free.
    #[inline]
    fn has_room(&self, end: &mut End) -> bool {
        if end.position.wrapping_sub(end.seen) == self.capacity {
            // Acquire: pairs with the Release in `take`; see the module, 3.
            end.seen = self.got.load(Acquire);
        }
        end.position.wrapping_sub(end.seen) != self.capacity
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
            || self.may_have_room(at.get()) || is_closed::<R>(word),
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
        if !slot.is_full(end.lap) {
            return None;
        }
        // SAFETY: the slot is full, and this thread is the only one at the getters' end, which then
        // goes on.
        #[allow(unsafe_code)]
        let item = unsafe { slot.take() };
        end.step(self.slots.len());
        // Release: the item is out before the place counts as free.
        self.got.store(end.position, Release);
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
            || self.slots[at.get().index].has_come_to(at.get().lap) || is_closed::<R>(word),
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

    /// Whether there has been room since a putter found none at `end`.
    fn may_have_room(&self, end: End) -> bool {
        // Relaxed: no place is used on the strength of it. Where a wake-up depends on it, a fence has gone
        // before: see `sleepers`, 3.
        end.position.wrapping_sub(self.got.load(Relaxed)) != self.capacity
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
        self.putters.end.count.load(Relaxed)
    }

    /// How many items were put, modulo 2³²: exactly so at a moment during the call.
    pub(super) fn puts_now(&self) -> u32 {
        self.putters.end.with(|end| end.position)
    }

    /// Takes no more items, and gives those back that are there if they are to be dropped.
    pub(super) fn shut_down(&self, word: &R::Futex, takes_all: bool) -> Vec<T> {
        let left = self.putters.end.with(|end| {
            end.closed = true;
            close::<R>(word);
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

impl<T: Send, R: Runtime> Drop for Ring<T, R> {
    fn drop(&mut self) {
        if std::mem::needs_drop::<T>() && !R::is_abandoned() {
            while self.getters.end.with(|end| self.take(end)).is_some() {}
        }
    }
}
