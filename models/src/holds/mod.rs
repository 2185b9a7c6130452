//! What holds in every interleaving.

pub(crate) mod lock_mutual_exclusion;

pub use lock_mutual_exclusion::LockMutualExclusion;
