//! The forms that each operation of a queue has: one that waits, one that tries, one with a timeout, and
//! one with a deadline.
//!
//! Four kinds of queue have them, and they are the same but for where an item goes and which one comes
//! out. A kind has the bare operations, by which it waits until a deadline or not at all: `put_by`,
//! `put_now`, `get_by`, `get_now`, `count`, and the `word` that stands for it.

/// The ways to put, into an `impl` block; `$place` says where the item goes: `" at the end"`.
macro_rules! ways_to_put {
    ($place:literal) => {
        #[doc = concat!("Puts an item", $place, ", waiting until there is room. Python: `put(item)`.")]
        ///
        /// # Errors
        ///
        /// [`PutError::ShutDown`].
        #[inline]
        #[track_caller]
        pub fn put(&self, item: T) -> Result<(), PutError<T>> {
            R::call(self.word(), "put", || self.put_by(item, Deadline::NEVER))
        }

        #[doc = concat!("Puts an item", $place, " if there is room. Python: `put_nowait(item)`.")]
        ///
        /// # Errors
        ///
        /// [`PutError::Full`], [`PutError::ShutDown`].
        #[inline]
        #[track_caller]
        pub fn try_put(&self, item: T) -> Result<(), PutError<T>> {
            R::call(self.word(), "try_put", || self.put_now(item))
        }

        #[doc = concat!("Puts an item", $place, " unless there is no room for longer than `timeout`.")]
        /// Python: `put(item, timeout=…)`.
        ///
        /// # Errors
        ///
        /// [`PutError::TimedOut`], [`PutError::ShutDown`].
        #[track_caller]
        pub fn put_timeout(&self, item: T, timeout: Duration) -> Result<(), PutError<T>> {
            self.put_until(item, R::deadline(timeout))
        }

        #[doc = concat!("Puts an item", $place, " unless there is no room before the deadline.")]
        ///
        /// # Errors
        ///
        /// [`PutError::TimedOut`], [`PutError::ShutDown`].
        #[track_caller]
        pub fn put_until(&self, item: T, deadline: Deadline) -> Result<(), PutError<T>> {
            R::call(self.word(), "put_until", || self.put_by(item, deadline))
        }
    };
}

/// The ways to get, into an `impl` block; `$which` says what comes out: `"the first item"`. `$errors`
/// follows those that all kinds have, and `$doc` goes with each.
macro_rules! ways_to_get {
    ($which:literal $(, errors $errors:literal)?; $(#[$doc:meta])*) => {
        #[doc = concat!("Gets ", $which, ", waiting until there is one. Python: `get()`.")]
        ///
        $(#[$doc])*
        /// # Errors
        ///
        #[doc = concat!(
            "[`GetError::ShutDown`] if there is none, and the queue is shut down" $(, $errors)?, "."
        )]
        #[inline]
        #[track_caller]
        pub fn get(&self) -> Result<T, GetError> {
            R::call(self.word(), "get", || self.get_by(Deadline::NEVER))
        }

        #[doc = concat!("Gets ", $which, " if there is one. Python: `get_nowait()`.")]
        ///
        $(#[$doc])*
        /// # Errors
        ///
        #[doc = concat!("[`GetError::Empty`], [`GetError::ShutDown`]" $(, $errors)?, ".")]
        #[inline]
        #[track_caller]
        pub fn try_get(&self) -> Result<T, GetError> {
            R::call(self.word(), "try_get", || self.get_now())
        }

        #[doc = concat!("Gets ", $which, " unless there is none for longer than `timeout`.")]
        /// Python: `get(timeout=…)`.
        ///
        $(#[$doc])*
        /// # Errors
        ///
        #[doc = concat!("[`GetError::TimedOut`], [`GetError::ShutDown`]" $(, $errors)?, ".")]
        #[track_caller]
        pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetError> {
            self.get_until(R::deadline(timeout))
        }

        #[doc = concat!("Gets ", $which, " unless there is none before the deadline.")]
        ///
        $(#[$doc])*
        /// # Errors
        ///
        #[doc = concat!("[`GetError::TimedOut`], [`GetError::ShutDown`]" $(, $errors)?, ".")]
        #[track_caller]
        pub fn get_until(&self, deadline: Deadline) -> Result<T, GetError> {
            R::call(self.word(), "get_until", || self.get_by(deadline))
        }
    };
}

/// How many there are, into an `impl` block.
macro_rules! looks {
    () => {
        /// How many items there are that nobody has got. That was so at some moment during the call, and
        /// may not be any more. Python: `qsize()`.
        #[track_caller]
        pub fn len(&self) -> usize {
            R::call(self.word(), "len", || self.count())
        }

        /// Whether there is no item to get; a snapshot, as [`len`](Self::len). Python: `empty()`.
        #[track_caller]
        pub fn is_empty(&self) -> bool {
            R::call(self.word(), "is_empty", || self.count() == 0)
        }
    };
}

pub(super) use {looks, ways_to_get, ways_to_put};
