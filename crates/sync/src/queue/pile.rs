//! Items behind a single lock, for the queues in which they do not leave in the order in which they
//! came.
//!
//! # Invariants
//!
//! 1. Everything is decided under the one lock: that an item is counted, that it no longer is, that
//!    there is no room, that no more items are taken. So each operation happens at one moment, that of
//!    its last use of the lock, and the operations have the order of those moments.
//! 2. `len` is how many items may be got, `puts` how many were put. Both are only written under the
//!    lock. What is in `items` is counted; a [`PriorityQueue`](super::PriorityQueue) has more of what
//!    is counted elsewhere.
//! 3. Nothing of the user's runs while the lock is held: an item is only moved.
//! 4. Once the pile is `closed`, `len` never grows, but for an item that comes back; once it is
//!    `cleared`, `len` stays 0.
//!
//! Why no wake-up is lost: see [`sleepers`](super::sleepers). What was done before an item was put
//! happens before what is done after it was got, by the lock. For the same reason all accesses to
//! words are Relaxed: under the lock they are exact, and outside they are guesses that order nothing.
//!
//! Uncontended, an operation is one read-modify-write, that of the lock.

use std::cell::Cell;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, Deadline, Futex, Native, NativeFutex, Note, Runtime};

use super::closed::CLOSED;
use super::side::Side;
use super::{GetError, PutError};

/// The most items without a limit: as many as can be counted, and one that comes back.
const COUNTABLE: u32 = u32::MAX - 1;

#[derive(Debug)]
pub(super) struct Pile<T: Send, R: Runtime> {
    /// Both sides stand here, by the one lock.
    getters: Side<State<T>, R>,
    /// Nobody stands here: this side only serves for waiting.
    putters: Side<(), R>,
    /// How many items may be got.
    len: R::Futex,
    /// How many items were put, modulo 2³².
    puts: R::Futex,
    /// How many items there is room for.
    limit: u32,
}

#[derive(Debug)]
struct State<T> {
    items: Vec<T>,
    closed: bool,
    /// Whether the items that are still somewhere are those of whoever has shut the queue down.
    cleared: bool,
}

impl<T> State<T> {
    const fn with(items: Vec<T>) -> Self {
        Self { items, closed: false, cleared: false }
    }
}

impl<T: Send> Pile<T, Native> {
    pub(super) const fn new() -> Self {
        Self {
            getters: Side::new(State::with(Vec::new())),
            putters: Side::new(()),
            len: NativeFutex::new(0),
            puts: NativeFutex::new(0),
            limit: COUNTABLE,
        }
    }
}

impl<T: Send, R: Runtime> Pile<T, R> {
    /// Nothing, without a limit, as a part of the queue that `word` stands for.
    #[track_caller]
    pub(super) fn part_of(word: &R::Futex) -> Self {
        Self::with(word, Vec::new(), COUNTABLE)
    }

    /// Nothing, with room for `places` items; `items` has the memory.
    #[track_caller]
    pub(super) fn bounded_part_of(word: &R::Futex, items: Vec<T>, places: u32) -> Self {
        Self::with(word, items, places)
    }

    #[track_caller]
    fn with(word: &R::Futex, items: Vec<T>, limit: u32) -> Self {
        Self {
            getters: Side::part_of(word, State::with(items)),
            putters: Side::part_of(word, ()),
            len: word.part(0),
            puts: word.part(0),
            limit,
        }
    }

    pub(super) fn capacity(&self) -> Option<usize> {
        (self.limit != COUNTABLE).then_some(self.limit as usize)
    }

    #[inline]
    pub(super) fn try_put(&self, word: &R::Futex, item: T) -> Result<(), PutError<T>> {
        self.getters.end.with(|state| {
            if state.closed {
                return Err(PutError::ShutDown(item));
            }
            let len = self.len.load(Relaxed);
            if len >= self.limit {
                return Err(PutError::Full(item));
            }
            state.items.push(item);
            self.len.store(len + 1, Relaxed);
            self.puts.store(self.puts.load(Relaxed).wrapping_add(1), Relaxed);
            word.note(Note::Put);
            Ok(())
        })?;
        self.getters.sleepers.notify();
        Ok(())
    }

    #[inline]
    pub(super) fn put_until(
        &self,
        word: &R::Futex,
        item: T,
        deadline: Deadline,
    ) -> Result<(), PutError<T>> {
        match self.try_put(word, item) {
            Err(PutError::Full(item)) => self.put_slow(word, item, deadline),
            result => result,
        }
    }

    #[cold]
    #[inline(never)]
    fn put_slow(&self, word: &R::Futex, item: T, deadline: Deadline) -> Result<(), PutError<T>> {
        let in_hand = Cell::new(Some(item));
        let put = self.putters.wait(
            deadline,
            self.batch(),
            || self.puts(),
            || self.len.load(Relaxed) < self.limit || may_be_closed::<R>(word),
            || match self.try_put(word, in_hand.take()?) {
                Err(PutError::Full(item)) => {
                    in_hand.set(Some(item));
                    None
                }
                result => Some(result),
            },
        );
        match (put, in_hand.take()) {
            (Some(result), _) => result,
            (None, Some(item)) => Err(PutError::TimedOut(item)),
            (None, None) => unreachable!("an item that was not put is still in hand"),
        }
    }

    /// Counts one item less, if there is one; `take` gets it from those that are here.
    #[inline]
    pub(super) fn try_get<U>(
        &self,
        word: &R::Futex,
        take: impl FnOnce(&mut Vec<T>) -> U,
    ) -> Result<U, GetError> {
        let taken = self.getters.end.with(|state| {
            let Some(rest) = self.len.load(Relaxed).checked_sub(1) else {
                return Err(if state.closed { GetError::ShutDown } else { GetError::Empty });
            };
            self.len.store(rest, Relaxed);
            word.note(Note::Got);
            Ok(take(&mut state.items))
        })?;
        self.putters.sleepers.notify();
        Ok(taken)
    }

    /// Attempts until the result is not that the pile is empty, or the deadline passes.
    #[cold]
    #[inline(never)]
    pub(super) fn wait_to_get<U>(
        &self,
        word: &R::Futex,
        deadline: Deadline,
        mut attempt: impl FnMut() -> Result<U, GetError>,
    ) -> Result<U, GetError> {
        let got = self.getters.wait(
            deadline,
            self.batch(),
            || self.puts().wrapping_sub(self.len.load(Relaxed)),
            || self.len.load(Relaxed) > 0 || may_be_closed::<R>(word),
            || match attempt() {
                Err(GetError::Empty) => None,
                result => Some(result),
            },
        );
        got.unwrap_or(Err(GetError::TimedOut))
    }

    /// Counts one item that is kept elsewhere again. There may be more than room for then.
    ///
    /// Wakes nobody: who sleeps has been told of another item, which was counted all the time.
    pub(super) fn count_again(&self) {
        self.getters.end.with(|state| {
            if !state.cleared {
                self.len.store(self.len.load(Relaxed) + 1, Relaxed);
            }
        });
    }

    /// Takes no more items.
    pub(super) fn close(&self, word: &R::Futex) {
        self.getters.end.with(|state| state.close::<R>(word));
        self.tell_all();
    }

    /// Takes no more items, and gives away those that are here; none is counted any more, wherever it
    /// is.
    pub(super) fn clear(&self, word: &R::Futex) -> Vec<T> {
        let left = self.getters.end.with(|state| {
            state.close::<R>(word);
            state.cleared = true;
            self.len.store(0, Relaxed);
            std::mem::take(&mut state.items)
        });
        self.tell_all();
        left
    }

    /// Takes no more items, and gives away those that are here; those elsewhere stay counted.
    pub(super) fn clear_here(&self, word: &R::Futex) -> Vec<T> {
        let left = self.getters.end.with(|state| {
            state.close::<R>(word);
            let left = std::mem::take(&mut state.items);
            let here = u32::try_from(left.len()).expect("what is here is counted");
            self.len.store(self.len.load(Relaxed) - here, Relaxed);
            left
        });
        self.tell_all();
        left
    }

    fn tell_all(&self) {
        self.getters.sleepers.notify_all();
        self.putters.sleepers.notify_all();
    }

    /// How many items may be got: exactly so at some moment during the call.
    ///
    /// Also if the caller has put into another queue just before. Natively nothing but the lock keeps the
    /// processor from looking here before that is visible; then two threads that each put, and look
    /// whether the other did, could both find nothing.
    pub(super) fn len(&self) -> u32 {
        self.getters.end.with(|_| self.len.load(Relaxed))
    }

    pub(super) fn is_full(&self) -> bool {
        self.capacity().is_some() && self.len() >= self.limit
    }

    pub(super) fn puts(&self) -> u32 {
        self.puts.load(Relaxed)
    }

    /// How many items were put, modulo 2³²: exactly so at a moment during the call.
    pub(super) fn puts_now(&self) -> u32 {
        self.getters.end.with(|_| self.puts.load(Relaxed))
    }

    /// In runs of how many items a stream comes.
    fn batch(&self) -> u32 {
        (self.limit / 2).clamp(1, 64)
    }
}

impl<T> State<T> {
    fn close<R: Runtime>(&mut self, word: &R::Futex) {
        self.closed = true;
        word.store(CLOSED, Relaxed);
    }
}

/// Whether the queue that `word` stands for takes no more items; a guess.
fn may_be_closed<R: Runtime>(word: &R::Futex) -> bool {
    // Relaxed: only a further attempt depends on it, which asks under the lock.
    word.load(Relaxed) == CLOSED
}
