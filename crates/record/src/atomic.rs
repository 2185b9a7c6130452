use std::borrow::Cow;
use std::marker::PhantomData;
use std::panic::Location;
use std::time::Duration;

use runtime::{Atomic, AtomicInt, Deadline, Futex, Kind, Note, Ordering, Runtime, Wait, Word};
use trace::Act;

use crate::notes::Tag;
use crate::session::{has_to_look, leave_if_over, note, with};
use crate::thread::give_up_if_stuck;
use crate::turn::Turn;

/// An atomic whose every step is written down.
#[derive(Debug)]
pub struct RecordedAtomic<R, A> {
    pub(crate) inner: A,
    pub(crate) life: Life,
    runtime: PhantomData<R>,
}

/// A futex whose every step is written down.
pub type RecordedFutex<R> = RecordedAtomic<R, <R as Runtime>::Futex>;

/// An object of a run, from its creation to its drop.
#[derive(Debug)]
pub(crate) struct Life(pub(crate) Tag);

impl Life {
    #[track_caller]
    pub(crate) fn new(kind: Kind, part_of: Option<Tag>, initial: u64) -> Self {
        let created = Location::caller().into();
        Self(with(|notes| notes.new_object(kind, created, part_of, initial)))
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        with(|notes| notes.drop_object(self.0));
    }
}

/// The bits of an integer of the type `T` that `bits` overflows.
fn wrapped<T>(bits: u64) -> u64 {
    bits & (u64::MAX >> (u64::BITS as usize - 8 * size_of::<T>()))
}

impl<R: Runtime, A> RecordedAtomic<R, A> {
    #[track_caller]
    fn updated<T: Word>(&self, turn: Turn, before: T, after: u64, order: Ordering) -> T {
        turn.end::<R>(self.life.0, Act::Update { before: before.bits(), after }, order);
        before
    }

    #[track_caller]
    fn exchanged<T: Word>(
        &self,
        turn: Turn,
        new: T,
        result: Result<T, T>,
        orders: (Ordering, Ordering),
    ) -> Result<T, T> {
        let (act, order) = match result {
            Ok(before) => (Act::Exchanged { before: before.bits(), after: new.bits() }, orders.0),
            Err(found) => (Act::Refused { found: found.bits() }, orders.1),
        };
        turn.end::<R>(self.life.0, act, order);
        result
    }
}

/// How long a daemon on a real thread sleeps before it looks whether its run is over.
const NAP: Duration = Duration::from_millis(1);

impl<R: Runtime, F: Futex> RecordedAtomic<R, F> {
    /// Waits as long as the run lasts, and unwinds then.
    ///
    /// Between two naps the thread stands where it stood before the first one, so it loses no wake-up
    /// that a thread could not lose which comes late.
    #[track_caller]
    fn wait_for_the_run(&self, expected: u32, deadline: Deadline) -> Wait {
        loop {
            let nap = R::deadline(NAP);
            let ends_first = match (deadline.moment(), nap.moment()) {
                (Some(end), Some(nap)) => end <= nap,
                _ => false,
            };
            let wait = self.inner.wait(expected, if ends_first { deadline } else { nap });
            if ends_first || wait == Wait::Woken {
                return wait;
            }
            leave_if_over();
        }
    }
}

impl<R: Runtime, T: Word, A: Atomic<T>> Atomic<T> for RecordedAtomic<R, A> {
    #[track_caller]
    fn new(value: T) -> Self {
        let life = Life::new(Kind::Atomic, None, value.bits());
        Self { inner: A::new(value), life, runtime: PhantomData }
    }

    fn named(self, name: Cow<'static, str>) -> Self {
        with(|notes| notes.describe(self.life.0, |object| object.name = Some(name.clone())));
        Self { inner: self.inner.named(name), ..self }
    }

    #[track_caller]
    fn load(&self, order: Ordering) -> T {
        let turn = Turn::begin::<R>();
        let value = self.inner.load(order);
        turn.end::<R>(self.life.0, Act::Load(value.bits()), order);
        value
    }

    #[track_caller]
    fn store(&self, value: T, order: Ordering) {
        let turn = Turn::begin::<R>();
        self.inner.store(value, order);
        turn.end::<R>(self.life.0, Act::Store(value.bits()), order);
    }

    #[track_caller]
    fn swap(&self, value: T, order: Ordering) -> T {
        let turn = Turn::begin::<R>();
        self.updated(turn, self.inner.swap(value, order), value.bits(), order)
    }

    #[track_caller]
    fn compare_exchange(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<T, T> {
        let turn = Turn::begin::<R>();
        let result = self.inner.compare_exchange(current, new, success, failure);
        self.exchanged(turn, new, result, (success, failure))
    }

    #[track_caller]
    fn compare_exchange_weak(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<T, T> {
        let turn = Turn::begin::<R>();
        let result = self.inner.compare_exchange_weak(current, new, success, failure);
        self.exchanged(turn, new, result, (success, failure))
    }
}

impl<R: Runtime, T: Word, A: AtomicInt<T>> AtomicInt<T> for RecordedAtomic<R, A> {
    #[track_caller]
    fn fetch_add(&self, value: T, order: Ordering) -> T {
        let turn = Turn::begin::<R>();
        let before = self.inner.fetch_add(value, order);
        let after = wrapped::<T>(before.bits().wrapping_add(value.bits()));
        self.updated(turn, before, after, order)
    }

    #[track_caller]
    fn fetch_sub(&self, value: T, order: Ordering) -> T {
        let turn = Turn::begin::<R>();
        let before = self.inner.fetch_sub(value, order);
        let after = wrapped::<T>(before.bits().wrapping_sub(value.bits()));
        self.updated(turn, before, after, order)
    }

    #[track_caller]
    fn fetch_and(&self, value: T, order: Ordering) -> T {
        let turn = Turn::begin::<R>();
        let before = self.inner.fetch_and(value, order);
        self.updated(turn, before, before.bits() & value.bits(), order)
    }

    #[track_caller]
    fn fetch_or(&self, value: T, order: Ordering) -> T {
        let turn = Turn::begin::<R>();
        let before = self.inner.fetch_or(value, order);
        self.updated(turn, before, before.bits() | value.bits(), order)
    }

    #[track_caller]
    fn fetch_xor(&self, value: T, order: Ordering) -> T {
        let turn = Turn::begin::<R>();
        let before = self.inner.fetch_xor(value, order);
        self.updated(turn, before, before.bits() ^ value.bits(), order)
    }

    #[track_caller]
    fn fetch_max(&self, value: T, order: Ordering) -> T {
        let turn = Turn::begin::<R>();
        let before = self.inner.fetch_max(value, order);
        self.updated(turn, before, before.bits().max(value.bits()), order)
    }

    #[track_caller]
    fn fetch_min(&self, value: T, order: Ordering) -> T {
        let turn = Turn::begin::<R>();
        let before = self.inner.fetch_min(value, order);
        self.updated(turn, before, before.bits().min(value.bits()), order)
    }
}

impl<R: Runtime, F: Futex> Futex for RecordedAtomic<R, F> {
    #[track_caller]
    fn wait(&self, expected: u32, deadline: Deadline) -> Wait {
        let timed = deadline.is_timed();
        note::<R>(Some(self.life.0), Act::Sleep { expected: expected.into(), timed }, None);
        if !timed {
            give_up_if_stuck::<R>();
        }
        let wait = if has_to_look() {
            self.wait_for_the_run(expected, deadline)
        } else {
            self.inner.wait(expected, deadline)
        };
        let act = if wait == Wait::TimedOut { Act::TimedOut } else { Act::Woke };
        note::<R>(Some(self.life.0), act, None);
        wait
    }

    #[track_caller]
    fn wake(&self, most: u32) {
        // Before the step: then, on real threads too, those it wakes have not said so yet.
        let sleepers = with(|notes| notes.sleepers(self.life.0));
        self.inner.wake(most);
        note::<R>(Some(self.life.0), Act::Wake { sleepers }, None);
    }

    #[track_caller]
    fn part(&self, value: u32) -> Self {
        let life = Life::new(Kind::Atomic, Some(self.life.0), value.into());
        Self { inner: self.inner.part(value), life, runtime: PhantomData }
    }

    fn of_kind(self, kind: Kind) -> Self {
        with(|notes| notes.describe(self.life.0, |object| object.kind = kind.name().into()));
        Self { inner: self.inner.of_kind(kind), ..self }
    }

    #[track_caller]
    fn note(&self, kind: Note) {
        let act = match kind {
            Note::Locked => Act::Locked,
            Note::Unlocked => Act::Unlocked,
            Note::Acquired(units) => Act::Acquired(units),
            Note::Released(units) => Act::Released(units),
            Note::Notified(waiters) => Act::Notified(waiters),
            Note::Put => Act::Put,
            Note::Got => Act::Got,
        };
        note::<R>(Some(self.life.0), act, None);
        self.inner.note(kind);
    }
}
