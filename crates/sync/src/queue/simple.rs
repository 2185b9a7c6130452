use std::borrow::Cow;
use std::time::Duration;

use runtime::{Atomic, Deadline, Futex, Kind, Native, NativeFutex, Runtime};

use super::GetError;
use super::chain::Chain;
use super::iter::{Iter, TryIter};

/// First in, first out, without a limit and without an end: `queue.SimpleQueue`.
///
/// [`put`](SimpleQueue::put) never waits for those who get, and cannot fail; [`get`](SimpleQueue::get)
/// waits until there is an item, and cannot fail either. Otherwise it is a
/// [`Queue`](crate::Queue) that is never shut down.
///
/// No lock is held while anything foreign runs: a destructor may put, wherever it is called from, also
/// that of an item of this very queue. A handler of the system's signals may not, because it may have
/// interrupted a put.
///
/// # Differences from Python
///
/// `put` has no forms with a timeout, which Python has and ignores. Negative and NaN timeouts cannot
/// be written, a timeout too long for the clock is for ever, and the clock is monotonic.
///
/// # Examples
///
/// ```
/// use plainweave_sync::SimpleQueue;
/// use std::thread;
///
/// static ANSWERS: SimpleQueue<u32> = SimpleQueue::new();
///
/// let asked = thread::spawn(|| ANSWERS.put(42));
/// assert_eq!(ANSWERS.get(), 42);
/// # asked.join().unwrap();
/// ```
#[derive(Debug)]
pub struct SimpleQueue<T: Send, R: Runtime = Native> {
    /// Stands for the whole object. Nobody ever closes it.
    word: R::Futex,
    chain: Chain<T, R>,
}

impl<T: Send> SimpleQueue<T> {
    /// Creates an empty queue. Python: `SimpleQueue()`.
    ///
    /// It allocates when the first item is put.
    pub const fn new() -> Self {
        Self { word: NativeFutex::new(0), chain: Chain::new() }
    }
}

impl<T: Send> Default for SimpleQueue<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Send, R: Runtime> SimpleQueue<T, R> {
    /// Creates an empty queue on the runtime `R`; [`new`](SimpleQueue::new) for models.
    #[track_caller]
    pub fn new_in() -> Self {
        let word = R::Futex::new(0).of_kind(Kind::Queue);
        Self { chain: Chain::part_of(&word), word }
    }

    /// Gives the queue the name it has in traces.
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { word: self.word.named(name.into()), ..self }
    }

    /// Puts an item at the end. Python: `put(item)`, `put_nowait(item)`.
    #[inline]
    #[track_caller]
    pub fn put(&self, item: T) {
        let put = R::call(&self.word, "put", || self.chain.put(&self.word, item));
        if put.is_err() {
            unreachable!("nobody can close a simple queue");
        }
    }

    /// Gets the first item, waiting until there is one. Python: `get()`.
    #[inline]
    #[track_caller]
    pub fn get(&self) -> T {
        let get = || self.chain.get_until(&self.word, Deadline::NEVER);
        match R::call(&self.word, "get", get) {
            Ok(item) => item,
            Err(_) => unreachable!("nobody can close a simple queue, and never does not pass"),
        }
    }

    /// Gets the first item if there is one. Python: `get_nowait()`.
    ///
    /// # Errors
    ///
    /// [`GetError::Empty`].
    #[inline]
    #[track_caller]
    pub fn try_get(&self) -> Result<T, GetError> {
        R::call(&self.word, "try_get", || self.chain.try_get(&self.word))
    }

    /// Gets the first item unless there is none for longer than `timeout`. Python:
    /// `get(timeout=…)`.
    ///
    /// # Errors
    ///
    /// [`GetError::TimedOut`].
    #[track_caller]
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetError> {
        self.get_until(R::deadline(timeout))
    }

    /// Gets the first item unless there is none before the deadline.
    ///
    /// # Errors
    ///
    /// [`GetError::TimedOut`].
    #[track_caller]
    pub fn get_until(&self, deadline: Deadline) -> Result<T, GetError> {
        R::call(&self.word, "get_until", || self.chain.get_until(&self.word, deadline))
    }

    /// The items as they come. There is no end: it waits for the next one, for ever.
    pub fn iter(&self) -> Iter<'_, Self> {
        Iter::new(self)
    }

    /// The items that are there, until there is none.
    pub fn try_iter(&self) -> TryIter<'_, Self> {
        TryIter::new(self)
    }

    /// How many items there are. That was so at some moment during the call, and may not be any
    /// more. Python: `qsize()`.
    #[track_caller]
    pub fn len(&self) -> usize {
        R::call(&self.word, "len", || self.chain.len())
    }

    /// Whether there is no item; a snapshot, as [`len`](SimpleQueue::len). Python: `empty()`.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        R::call(&self.word, "is_empty", || self.chain.len() == 0)
    }
}
