//! Addresses from the operating system, with memory behind them only where it is used.
//!
//! A reservation is never given back.

#[cfg(all(unix, not(miri)))]
mod unix;
#[cfg(all(unix, not(miri)))]
pub(crate) use unix::{STRIDES, commit, decommit, reserve};

#[cfg(any(not(unix), miri, test))]
#[cfg_attr(all(unix, not(miri)), allow(dead_code))]
mod portable;
#[cfg(any(not(unix), miri))]
pub(crate) use portable::{STRIDES, commit, decommit, reserve};
