use std::borrow::Cow;

use runtime::Ordering::SeqCst;
use runtime::{Atomic, Runtime};

/// A variable as Python's threads share one.
///
/// Reading it is one step and writing it is another, and all threads see these steps in one order:
/// this much the interpreter's own lock gives, and no more. So `a = a - 1` is two steps, and
/// threads may race on the variable without a data race: the result may be wrong, but nothing is
/// undefined.
///
/// Every access is `SeqCst`, which is what the interpreter's lock amounts to.
///
/// # Examples
///
/// ```
/// use plainweave_scenarios::Variable;
/// use runtime::Native;
///
/// let a = Variable::<Native>::new("a", 10);
/// let b = a.get() - 1;
/// // Another thread may come in between here, and its update would be lost.
/// a.set(b);
/// assert_eq!(a.get(), 9);
/// ```
#[derive(Debug)]
pub struct Variable<R: Runtime> {
    /// A word with a name; nobody sleeps on it.
    word: R::Futex,
}

impl<R: Runtime> Variable<R> {
    /// Creates the variable; the name is for traces.
    #[track_caller]
    pub fn new(name: impl Into<Cow<'static, str>>, value: u32) -> Self {
        Self { word: R::Futex::new(value).named(name.into()) }
    }

    /// Reads the variable.
    #[track_caller]
    pub fn get(&self) -> u32 {
        self.word.load(SeqCst)
    }

    /// Writes the variable.
    #[track_caller]
    pub fn set(&self, value: u32) {
        self.word.store(value, SeqCst);
    }
}
