//! Schedulers: one that tries everything, one that draws, one that repeats, and decorators: one that writes
//! down what is decided, and one that gives up when told to.

mod again;
mod dice;
mod everything;
mod log;
mod noted;
mod stoppable;

use std::cell::Cell;

use shuttle::rand::{RngCore, thread_rng};

pub use again::Again;
pub use dice::Dice;
pub use everything::Everything;
pub use log::{Decisions, Log, NotADecision};
pub use noted::Noted;
pub use stoppable::Stoppable;

thread_local! {
    /// How many values the choice has that is being made; `next_u64` is not told.
    static VALUES: Cell<u64> = const { Cell::new(1) };
}

/// How many values the choice has for which a scheduler is asked for a number.
pub fn values() -> u64 {
    VALUES.get()
}

/// One of `0..n`, as the scheduler decides. Not a step.
pub(crate) fn choose(n: u32) -> u32 {
    VALUES.set(n.into());
    let value = thread_rng().next_u64() % u64::from(n);
    u32::try_from(value).expect("a remainder is smaller than its divisor")
}
