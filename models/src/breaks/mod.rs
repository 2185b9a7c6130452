//! What breaks in some interleaving: each is a mistake that was made before.

mod lock_test_then_set;

pub use lock_test_then_set::LockTestThenSet;
