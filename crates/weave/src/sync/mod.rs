//! What `std::sync` has, as operations of a model.

pub mod atomic;
