//! Values that each thread of a model has of its own.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::marker::PhantomData;

use crate::run::{self, Found};

/// Mirrors [`std::thread::LocalKey`]; made by [`thread_local!`](crate::thread_local).
///
/// A value is made when its thread first asks for it, and destroyed on that thread before the thread counts
/// as ended, the one made last first: the operations of its destructor are part of the execution.
pub struct LocalKey<T> {
    // Public for the macro: a function pointer cannot be taken by a `const fn` there.
    #[doc(hidden)]
    pub init: fn() -> T,
    #[doc(hidden)]
    pub _p: PhantomData<fn(T)>,
}

/// The value has been destroyed; see [`LocalKey::try_with`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("already destroyed")]
#[non_exhaustive]
pub struct AccessError;

impl<T: 'static> LocalKey<T> {
    /// Gives `f` the value of the thread that runs.
    ///
    /// # Panics
    ///
    /// When the value has been destroyed, and outside a model.
    #[track_caller]
    pub fn with<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&T) -> R,
    {
        match self.try_with(f) {
            Ok(result) => result,
            Err(AccessError) => {
                panic!("cannot access a (mock) TLS value during or after it is destroyed")
            }
        }
    }

    /// Gives `f` the value of the thread that runs.
    ///
    /// # Errors
    ///
    /// When the value has been destroyed: in the destructors of other thread-locals.
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    #[expect(unsafe_code, reason = "a value that the engine keeps for its thread")]
    pub fn try_with<F, R>(&'static self, f: F) -> Result<R, AccessError>
    where
        F: FnOnce(&T) -> R,
    {
        let value = self.value()?;
        // SAFETY: the engine keeps the value in a box of its own until the thread's end, where it is
        // destroyed by the thread itself or, when that is taken apart, after its stack is unwound; so
        // not while `f`, which is on that stack, runs. Nobody has it mutably.
        Ok(f(unsafe { &*value }))
    }

    /// The value of the thread that runs, made if it never was.
    #[track_caller]
    fn value(&'static self) -> Result<*const T, AccessError> {
        match self.find() {
            Found::Alive(value) => return Ok(value),
            Found::Destroyed => return Err(AccessError),
            Found::Missing => {}
        }
        let made = (self.init)();
        if self.find() == Found::Missing {
            let key = self.key();
            run::with(|engine| engine.insert_local(key, Box::new(made)));
        }
        // Otherwise its own making has made it meanwhile, and that one is in use.
        match self.find() {
            Found::Alive(value) => Ok(value),
            _ => Err(AccessError),
        }
    }

    #[track_caller]
    fn find(&'static self) -> Found<*const T> {
        let key = self.key();
        run::with(|engine| engine.local(key))
    }

    /// Statics are told apart by where they are.
    fn key(&'static self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

impl<T: 'static> LocalKey<Cell<T>> {
    /// Replaces the value.
    #[track_caller]
    pub fn set(&'static self, value: T) {
        self.with(|cell| cell.set(value));
    }

    /// A copy of the value.
    #[track_caller]
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// Takes the value and leaves the default.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// Replaces the value and returns the old one.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> LocalKey<RefCell<T>> {
    /// Gives `f` a reference to the value.
    ///
    /// # Panics
    ///
    /// If it is mutably borrowed.
    #[track_caller]
    pub fn with_borrow<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&T) -> R,
    {
        self.with(|cell| f(&cell.borrow()))
    }

    /// Gives `f` a mutable reference to the value.
    ///
    /// # Panics
    ///
    /// If it is borrowed.
    #[track_caller]
    pub fn with_borrow_mut<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&mut T) -> R,
    {
        self.with(|cell| f(&mut cell.borrow_mut()))
    }

    /// Replaces the value.
    ///
    /// # Panics
    ///
    /// If it is borrowed.
    #[track_caller]
    pub fn set(&'static self, value: T) {
        drop(self.replace(value));
    }

    /// Takes the value and leaves the default.
    ///
    /// # Panics
    ///
    /// If it is borrowed.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    /// Replaces the value and returns the old one.
    ///
    /// # Panics
    ///
    /// If it is borrowed.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}
