//! What [`lazy_static!`](crate::lazy_static!) is made of.
//!
//! # What is guaranteed
//!
//! A lazy static is made once in each execution, by the first thread that asks. Others that ask meanwhile
//! wait, and the making happens before every access, as the real one's `Once` has it. It lives until all
//! threads have ended, as a static does, and is dropped then, so that what it holds is not a leak; those
//! destructors are no part of the execution. (loom drops it when the first thread ends, and panics if
//! another one asks later.)

use std::fmt;
use std::marker::PhantomData;

#[doc(no_inline)]
pub use crate::thread::{AccessError, panicking, yield_now};

use crate::raw::{Op, Order, Place, Shape, Test};
use crate::run::{self, Found};

/// Mirrors `lazy_static::Lazy`: the value behind a [`lazy_static!`](crate::lazy_static!).
pub struct Lazy<T> {
    // Public for the macro: a function pointer cannot be taken by a `const fn` there.
    #[doc(hidden)]
    pub init: fn() -> T,
    #[doc(hidden)]
    pub _p: PhantomData<fn(T)>,
}

// States of the location that stands for it.
const UNMADE: u64 = 0;
const BEING_MADE: u64 = 1;
const MADE: u64 = 2;
/// Its making panicked.
const POISONED: u64 = 3;

impl<T: 'static> Lazy<T> {
    /// The value; made if it never was.
    ///
    /// The reference is good for the execution that runs, whatever its type says.
    ///
    /// # Panics
    ///
    /// Outside a model, and when making it has panicked before.
    #[track_caller]
    #[expect(unsafe_code, reason = "a value that the engine keeps for the execution")]
    pub fn get(&'static self) -> &'static T {
        let claim = Op::Cas { expected: UNMADE, new: BEING_MADE };
        // Acquires what the maker has released with `MADE`.
        let found = self.place().perform(claim, Order::ACQUIRE, Order::ACQUIRE);
        let state = match found.value {
            UNMADE => self.make(),
            BEING_MADE => {
                let wait = Op::AwaitLoad(Test::AtLeast, MADE);
                self.place().perform(wait, Order::ACQUIRE, Order::ACQUIRE).value
            }
            state => state,
        };
        assert!(state != POISONED, "Lazy instance has previously been poisoned");
        let key = self.key();
        match run::with(|engine| engine.lazy_static::<T>(key)) {
            // SAFETY: the engine keeps the value in a box of its own until all threads of the execution
            // have ended and their stacks are gone, and gives it to nobody mutably. That it is called
            // 'static is the interface of what this mirrors, and wrong for who keeps it longer than
            // the execution, in memory that is not the model's.
            Found::Alive(value) => unsafe { &*value },
            Found::Missing | Found::Destroyed => run::strand(),
        }
    }

    /// Makes the value, as the only thread that does, and says so.
    #[track_caller]
    fn make(&'static self) -> u64 {
        let poison = Poison(self.place());
        let value = (self.init)();
        std::mem::forget(poison);
        let key = self.key();
        run::with(|engine| engine.insert_static(key, Box::new(value)));
        // Releases the value.
        self.place().perform(Op::Store(MADE), Order::RELEASE, Order::RELEASE);
        MADE
    }

    #[track_caller]
    fn place(&'static self) -> Place {
        // By its distance from another static: that is the same in all processes of one program,
        // wherever it was loaded to.
        static ANCHOR: u8 = 0;
        let distance = self.key().wrapping_sub(std::ptr::from_ref(&ANCHOR).addr());
        Place::with_key(distance as u64 ^ KEYS, UNMADE, Shape::Free)
    }

    /// Statics are told apart by where they are.
    fn key(&'static self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

/// Keeps these keys apart from those that programs choose.
const KEYS: u64 = 0x6c61_7a79_0000_0000;

/// Lets waiting threads know of a panic.
struct Poison(Place);

impl Drop for Poison {
    fn drop(&mut self) {
        self.0.perform(Op::Store(POISONED), Order::RELEASE, Order::RELEASE);
    }
}

impl<T: 'static> fmt::Debug for Lazy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lazy").finish_non_exhaustive()
    }
}
