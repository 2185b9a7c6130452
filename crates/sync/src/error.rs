//! The errors of the crate. Nothing has happened when one is returned, unless it says so.

use std::error::Error;
use std::io;

use thiserror::Error;

use crate::Panic;

/// The lock is not held, so it cannot be released, waited on or notified.
///
/// Python: `RuntimeError: release unlocked lock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the lock is not held")]
pub struct NotHeld;

/// The calling thread does not own the lock, so it cannot release it.
///
/// Python: `RuntimeError: cannot release un-acquired lock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the calling thread does not own the lock")]
pub struct NotOwner;

/// So many permits cannot be given back: there would be more than there may be.
///
/// Python: `ValueError: Semaphore released too many times`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("there would be more than {max} permits")]
pub struct OverRelease {
    /// How many permits there may be.
    pub max: u32,
}

/// No permit was free, and the caller did not want to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no permit is free")]
pub struct WouldBlock;

/// The deadline passed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("timed out")]
pub struct TimedOut;

/// A barrier has to be for somebody.
///
/// Python: `ValueError: parties must be >= 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a barrier needs at least one party")]
pub struct NoParties;

/// Why a [`Barrier`](crate::Barrier) did not let a thread through together with the others.
#[derive(Debug, Error)]
pub enum BarrierError {
    /// The barrier is broken, or broke while the thread was inside: somebody gave up, aborted or
    /// reset it, or its action failed. Python: `BrokenBarrierError`.
    #[error("the barrier is broken")]
    Broken,
    /// The deadline passed before the previous cycle had drained. The barrier is not broken.
    #[error("timed out before the previous cycle had left the barrier")]
    TimedOut,
    /// The action failed in this thread; the others are told [`Broken`](BarrierError::Broken).
    #[error("the barrier's action failed")]
    Action(#[source] Box<dyn Error + Send + Sync>),
}

/// The operating system has no thread to give; nothing has started, and the body is dropped.
///
/// Python: `RuntimeError: can't start new thread`.
#[derive(Debug, Error)]
#[error("the operating system has no thread to give; end some threads, or raise its limits")]
pub struct SpawnError(#[source] pub io::Error);

/// A thread that waited for its own end would wait for ever.
///
/// Python: `RuntimeError: cannot join current thread`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a thread cannot wait for its own end; let another one join it")]
pub struct JoinItself;

/// Why a thread's result cannot be had.
#[derive(Debug, Error)]
pub enum JoinError {
    /// The calling thread is the one to be waited for.
    #[error(transparent)]
    Itself(#[from] JoinItself),
    /// The body of the thread panicked.
    #[error(transparent)]
    Panicked(Panic),
}
