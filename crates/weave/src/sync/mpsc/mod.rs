//! Mirror of [`std::sync::mpsc`]: channels with many senders and one receiver.
//!
//! [`channel`] costs one operation for each message sent and one for each received;
//! [`sync_channel`] is made of a mutex and condition variables, and costs more. The errors are
//! `std`'s.

mod bounded;
mod iterators;
mod unbounded;

use std::fmt;
use std::panic::Location;
use std::time::Duration;

pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

pub use iterators::{IntoIter, Iter, TryIter};

use crate::raw;

/// Makes a channel without a bound.
///
/// ```
/// use plainweave_weave as weave;
/// use weave::sync::mpsc::channel;
///
/// let found = weave::explore_all(&weave::Config::default(), || {
///     let (sender, receiver) = channel();
///     let other = sender.clone();
///     weave::raw::spawn(Box::new(move || sender.send(1).unwrap()));
///     weave::raw::spawn(Box::new(move || other.send(2).unwrap()));
///     let mut all: Vec<i32> = receiver.iter().collect();
///     all.sort();
///     assert_eq!(all, [1, 2]);
/// });
/// assert!(found.failure.is_none());
/// ```
///
/// # Panics
///
/// Outside a model.
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let (sender, receiver) = unbounded::channel();
    (Sender { inner: sender }, Receiver { inner: Flavour::Unbounded(receiver) })
}

/// Makes a channel for `bound` messages at a time. With the bound 0 a sender waits until the receiver
/// has taken its message.
///
/// ```
/// use plainweave_weave as weave;
/// use weave::sync::mpsc::sync_channel;
///
/// let found = weave::explore_all(&weave::Config::default(), || {
///     let (sender, receiver) = sync_channel(0);
///     weave::raw::spawn(Box::new(move || sender.send(1).unwrap()));
///     assert_eq!(receiver.recv(), Ok(1));
/// });
/// assert!(found.failure.is_none());
/// ```
///
/// # Panics
///
/// Outside a model.
#[track_caller]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let (sender, receiver) = bounded::channel(bound);
    (SyncSender { inner: sender }, Receiver { inner: Flavour::Bounded(receiver) })
}

/// Mirror of [`std::sync::mpsc::Sender`].
pub struct Sender<T> {
    inner: unbounded::Sender<T>,
}

/// Mirror of [`std::sync::mpsc::SyncSender`].
pub struct SyncSender<T> {
    inner: bounded::Sender<T>,
}

/// Mirror of [`std::sync::mpsc::Receiver`].
pub struct Receiver<T> {
    inner: Flavour<T>,
}

enum Flavour<T> {
    Unbounded(unbounded::Receiver<T>),
    Bounded(bounded::Receiver<T>),
}

impl<T> Sender<T> {
    /// Sends a message; never waits.
    ///
    /// # Errors
    ///
    /// Gives the message back if the receiver has gone.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.inner.send(message)
    }
}

impl<T> SyncSender<T> {
    /// Sends a message; waits until there is room for it, or with the bound 0 until it is received.
    ///
    /// # Errors
    ///
    /// Gives the message back if the receiver has gone.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.inner.send(message)
    }

    /// Sends a message if there is room for it, or with the bound 0 if the receiver waits for one.
    ///
    /// # Errors
    ///
    /// Gives the message back if there is not, or if the receiver has gone.
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.inner.try_send(message)
    }
}

impl<T> Receiver<T> {
    /// Waits for a message.
    ///
    /// # Errors
    ///
    /// If there is none and all senders have gone.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.recv_at(Location::caller()).ok_or(RecvError)
    }

    fn recv_at(&self, site: &'static Location<'static>) -> Option<T> {
        match &self.inner {
            Flavour::Unbounded(receiver) => receiver.recv(false, site),
            Flavour::Bounded(receiver) => receiver.recv(site),
        }
    }

    /// A message, if there is one.
    ///
    /// # Errors
    ///
    /// If there is none: yet, or as all senders have gone.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        match &self.inner {
            Flavour::Unbounded(receiver) => receiver.try_recv(),
            Flavour::Bounded(receiver) => receiver.try_recv(),
        }
    }

    /// Waits for a message, or until the time is up: when that may be,
    /// [`Config::time_outs`](crate::Config::time_outs) says. How long it is does not matter.
    ///
    /// # Errors
    ///
    /// If the time was up, or if there is no message and all senders have gone.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        let receiver = match &self.inner {
            Flavour::Unbounded(receiver) => receiver,
            Flavour::Bounded(receiver) => return receiver.recv_timeout(timeout),
        };
        if !raw::time_may_run_out() {
            return receiver.recv(true, Location::caller()).ok_or(RecvTimeoutError::Disconnected);
        }
        // Whenever the thread looks and there is nothing, that was when its time was up.
        receiver.try_recv().map_err(|error| match error {
            TryRecvError::Empty => {
                raw::count_expiry();
                RecvTimeoutError::Timeout
            }
            TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
        })
    }

    /// The messages until all senders have gone; waits for each.
    #[track_caller]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self, site: Location::caller() }
    }

    /// The messages that are there.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { receiver: self }
    }
}

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

impl<T> Clone for SyncSender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for SyncSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncSender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}
