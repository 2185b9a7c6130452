//! What a primitive keeps behind a lock of its own.
//!
//! Unlike [`Lock`](crate::Lock) it takes no part in traces: that a thread is inside a condition's
//! queue for a moment is nobody's business.

use runtime::{Deadline, Kind, Native, NativeCell, Runtime};

use crate::word_lock::WordLock;

/// Nobody asks which thread is inside.
const SOMEBODY: u32 = 1;

/// A value behind a lock that takes no part in traces.
#[derive(Debug)]
pub struct Guarded<T: Send, R: Runtime> {
    lock: WordLock<R>,
    value: R::Cell<T>,
}

/// The lock opens when this is dropped.
struct Inside<'a, R: Runtime>(&'a WordLock<R>);

impl<T: Send> Guarded<T, Native> {
    pub(crate) const fn new(value: T) -> Self {
        Self { lock: WordLock::new(), value: NativeCell::new(value) }
    }
}

impl<T: Send, R: Runtime> Guarded<T, R> {
    /// A value that nobody is inside of.
    #[track_caller]
    pub fn new_in(kind: Kind, value: T) -> Self {
        Self { lock: WordLock::new_in(kind), value: R::cell(value) }
    }

    /// As a part of the object that `word` stands for.
    #[track_caller]
    pub(crate) fn part_of(word: &R::Futex, value: T) -> Self {
        Self { lock: WordLock::part_of(word), value: R::cell(value) }
    }

    /// Gives the object the name it has in traces.
    #[must_use]
    pub fn named(self, name: std::borrow::Cow<'static, str>) -> Self {
        Self { lock: self.lock.named(name), ..self }
    }

    /// The word that stands for the object.
    pub fn word(&self) -> &R::Futex {
        self.lock.word()
    }

    /// Changes the value before anybody shares it.
    #[track_caller]
    pub(crate) fn prepared(self, prepare: impl FnOnce(&mut T)) -> Self {
        let mut value = R::into_inner(self.value);
        prepare(&mut value);
        Self { value: R::cell(value), ..self }
    }

    /// Makes it one that nobody is inside of, with this value. The old value is forgotten: a thread
    /// that is gone may have left it half changed.
    ///
    /// # Safety
    ///
    /// No other thread uses it, now or ever again, that began to before.
    #[allow(unsafe_code)]
    pub(crate) unsafe fn reinit(&self, value: T) {
        self.lock.reinit();
        self.with(|old| std::mem::forget(std::mem::replace(old, value)));
    }

    /// Works on the value. Nothing foreign may happen in `job`: the lock is held.
    #[inline]
    pub fn with<U>(&self, job: impl FnOnce(&mut T) -> U) -> U {
        let _ = self.lock.lock(SOMEBODY, Deadline::NEVER);
        let _inside = Inside(&self.lock);
        // SAFETY: the lock is ours until `_inside` is dropped, which is after `value`: locals drop
        // in reverse order. The Acquire that took the lock pairs with the Release by which the
        // previous user left.
        #[allow(unsafe_code)]
        let mut value = unsafe { R::open(&self.value) };
        job(&mut value)
    }
}

impl<R: Runtime> Drop for Inside<'_, R> {
    fn drop(&mut self) {
        if !R::is_abandoned() {
            self.0.unlock();
        }
    }
}
