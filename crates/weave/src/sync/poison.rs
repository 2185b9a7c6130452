//! What the locks have in common: the flag that a panicking holder leaves behind.

use std::sync::{LockResult, PoisonError};

use crate::run::is_unwinding;

/// Whether the thread was unwinding already when it took a lock. Then a guard that it drops says
/// nothing about the data.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    unwinding: bool,
}

impl Taken {
    pub(super) fn now() -> Self {
        Self { unwinding: is_unwinding() }
    }

    /// Whether dropping the guard now poisons the lock.
    pub(super) fn poisons(self) -> bool {
        !self.unwinding && is_unwinding()
    }
}

/// A guard, as the methods of a lock return it.
pub(super) fn guarded<G>(poisoned: bool, guard: G) -> LockResult<G> {
    if poisoned { Err(PoisonError::new(guard)) } else { Ok(guard) }
}
