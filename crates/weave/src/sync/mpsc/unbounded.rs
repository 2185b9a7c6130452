//! The channel without a bound.
//!
//! One word: how many messages were sent, and a bit for each side that has gone. To send is one
//! addition, which says where the message goes; to receive is to wait until the count has reached
//! the message, and comes after exactly that send, whatever was sent since. So a program has one
//! execution for each order in which its messages arrive, as far as the channel goes.

use std::cell::Cell;
use std::collections::HashMap;
use std::panic::Location;
use std::sync::mpsc::{SendError, TryRecvError};
use std::sync::{Arc as Std, Mutex, PoisonError};

use crate::raw::{Op, Order, Place, Rmw, Shape, Test, Width};
use crate::sync::Arc;

/// The last sender has gone: nothing is sent after that.
const NO_SENDERS: u64 = 1 << 61;
/// The receiver has gone: nobody waits after that.
const NO_RECEIVER: u64 = 1 << 62;

struct Channel<T> {
    word: Place,
    /// The messages on their way, by position. Touched between two operations only.
    messages: Mutex<HashMap<u64, T>>,
}

impl<T> Channel<T> {
    fn messages(&self) -> std::sync::MutexGuard<'_, HashMap<u64, T>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the senders share. Who drops it last says so to the receiver.
struct Senders<T> {
    channel: Std<Channel<T>>,
    site: &'static Location<'static>,
}

impl<T> Drop for Senders<T> {
    fn drop(&mut self) {
        let op = Op::Rmw(Rmw::Or, NO_SENDERS, Width::WORD);
        self.channel.word.perform_late(op, Order::RELEASE, self.site);
    }
}

pub(super) struct Sender<T> {
    senders: Arc<Senders<T>>,
}

pub(super) struct Receiver<T> {
    channel: Std<Channel<T>>,
    /// How many messages were received.
    received: Cell<u64>,
    site: &'static Location<'static>,
}

#[track_caller]
pub(super) fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let site = Location::caller();
    let word = Place::new(0, Shape::Chain);
    let channel = Std::new(Channel { word, messages: Mutex::default() });
    let senders = Arc::new(Senders { channel: Std::clone(&channel), site });
    (Sender { senders }, Receiver { channel, received: Cell::new(0), site })
}

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        Self { senders: Arc::clone(&self.senders) }
    }
}

impl<T> Sender<T> {
    #[track_caller]
    pub(super) fn send(&self, message: T) -> Result<(), SendError<T>> {
        let channel = &self.senders.channel;
        let op = Op::AddIf(Test::Below, NO_RECEIVER, 1);
        let found = channel.word.perform(op, Order::RELEASE, Order::RELAXED);
        if !found.wrote {
            return Err(SendError(message));
        }
        channel.messages().insert(sent(found.value), message);
        Ok(())
    }
}

impl<T> Receiver<T> {
    /// Waits for a message; `None` if there is none, and will be none. `timed`: a time limit would end
    /// the wait.
    pub(super) fn recv(&self, timed: bool, site: &'static Location<'static>) -> Option<T> {
        let op = Op::Reached(self.received.get() + 1, timed);
        self.channel.word.perform_at(op, Order::ACQUIRE, Order::RELAXED, site);
        self.take()
    }

    #[track_caller]
    pub(super) fn try_recv(&self) -> Result<T, TryRecvError> {
        let found = self.channel.word.perform(Op::Load, Order::RELAXED, Order::RELAXED).value;
        if found <= self.received.get() {
            return Err(TryRecvError::Empty);
        }
        self.recv(false, Location::caller()).ok_or(TryRecvError::Disconnected)
    }

    /// The next message, which was sent.
    fn take(&self) -> Option<T> {
        let position = self.received.get();
        let message = self.channel.messages().remove(&position)?;
        self.received.set(position + 1);
        Some(message)
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let op = Op::Rmw(Rmw::Or, NO_RECEIVER, Width::WORD);
        self.channel.word.perform_late(op, Order::ACQUIRE, self.site);
        // In the order in which they were sent; what was sent later came back.
        while let Some(message) = self.take() {
            drop(message);
        }
    }
}

/// How many messages were sent.
fn sent(word: u64) -> u64 {
    word & (NO_SENDERS - 1)
}
