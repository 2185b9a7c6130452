//! The channel with a bound, and the rendezvous, which is the one with the bound 0: a mutex and two
//! condition variables, as one would write it. Every order in which its mutex is taken is an
//! execution.

use std::collections::VecDeque;
use std::panic::Location;
use std::sync::mpsc::{RecvTimeoutError, SendError, TryRecvError, TrySendError};
use std::sync::{Arc as Std, PoisonError};
use std::time::Duration;

use crate::raw;
use crate::sync::poison::Taken;
use crate::sync::{Condvar, Mutex, MutexGuard};

struct Channel<T> {
    state: Mutex<State<T>>,
    bound: usize,
    /// There is room, or (rendezvous) a message was taken, or the receiver has gone.
    moved_on: Condvar,
    /// There is a message, or all senders have gone.
    arrived: Condvar,
}

struct State<T> {
    /// With the how-manyth each of them is, from 1.
    messages: VecDeque<(u64, T)>,
    sent: u64,
    taken: u64,
    senders: usize,
    has_receiver: bool,
    is_receiving: bool,
}

impl<T> Channel<T> {
    #[track_caller]
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Sender<T> {
    channel: Std<Channel<T>>,
}

pub(super) struct Receiver<T> {
    channel: Std<Channel<T>>,
}

#[track_caller]
pub(super) fn channel<T>(bound: usize) -> (Sender<T>, Receiver<T>) {
    let state = State {
        messages: VecDeque::new(),
        sent: 0,
        taken: 0,
        senders: 1,
        has_receiver: true,
        is_receiving: false,
    };
    let channel = Std::new(Channel {
        state: Mutex::new(state),
        bound,
        moved_on: Condvar::new(),
        arrived: Condvar::new(),
    });
    (Sender { channel: Std::clone(&channel) }, Receiver { channel })
}

impl<T> State<T> {
    fn put(&mut self, message: T) {
        self.sent += 1;
        self.messages.push_back((self.sent, message));
    }
}

impl<T> Sender<T> {
    #[track_caller]
    pub(super) fn send(&self, message: T) -> Result<(), SendError<T>> {
        let channel = &*self.channel;
        let mut state = channel.lock();
        while state.has_receiver && channel.is_full(&state) && !raw::is_torn_down() {
            state = channel.moved_on.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if !state.has_receiver {
            return Err(SendError(message));
        }
        state.put(message);
        channel.arrived.notify_one();
        if channel.bound == 0 { channel.meet(state) } else { Ok(()) }
    }

    #[track_caller]
    pub(super) fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        let channel = &*self.channel;
        let mut state = channel.lock();
        if !state.has_receiver {
            return Err(TrySendError::Disconnected(message));
        }
        // Without a buffer a message needs somebody who takes it at once.
        let is_waited_for = state.is_receiving && state.messages.is_empty();
        let is_refused = if channel.bound == 0 { !is_waited_for } else { channel.is_full(&state) };
        if is_refused {
            return Err(TrySendError::Full(message));
        }
        state.put(message);
        channel.arrived.notify_one();
        Ok(())
    }
}

impl<T> Channel<T> {
    /// Whether a message has to wait outside. Without a buffer it waits inside.
    fn is_full(&self, state: &State<T>) -> bool {
        self.bound > 0 && state.messages.len() >= self.bound
    }

    /// Waits until the message put in last is taken out.
    #[track_caller]
    fn meet(&self, mut state: MutexGuard<'_, State<T>>) -> Result<(), SendError<T>> {
        let own = state.sent;
        while state.has_receiver && state.taken < own && !raw::is_torn_down() {
            state = self.moved_on.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        // The receiver left messages that senders wait with to their senders.
        let position = state.messages.iter().position(|&(number, _)| number == own);
        match position.and_then(|position| state.messages.remove(position)) {
            Some((_, message)) => Err(SendError(message)),
            None => Ok(()),
        }
    }
}

impl<T> Receiver<T> {
    pub(super) fn recv(&self, site: &'static Location<'static>) -> Option<T> {
        let channel = &*self.channel;
        let taken = channel.state.lock_again(site, Taken::now());
        let mut state = taken.unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(message) = self.take(&mut state) {
                return Some(message);
            }
            if state.senders == 0 || raw::is_torn_down() {
                return None;
            }
            state.is_receiving = true;
            state = channel.arrived.wait_at(state, site).unwrap_or_else(PoisonError::into_inner);
            state.is_receiving = false;
        }
    }

    #[track_caller]
    pub(super) fn try_recv(&self) -> Result<T, TryRecvError> {
        let mut state = self.channel.lock();
        match self.take(&mut state) {
            Some(message) => Ok(message),
            None if state.senders == 0 => Err(TryRecvError::Disconnected),
            None => Err(TryRecvError::Empty),
        }
    }

    #[track_caller]
    pub(super) fn recv_timeout(&self, duration: Duration) -> Result<T, RecvTimeoutError> {
        let channel = &*self.channel;
        let mut state = channel.lock();
        let mut is_up = false;
        loop {
            if let Some(message) = self.take(&mut state) {
                return Ok(message);
            }
            if state.senders == 0 {
                return Err(RecvTimeoutError::Disconnected);
            }
            if is_up || raw::is_torn_down() {
                return Err(RecvTimeoutError::Timeout);
            }
            state.is_receiving = true;
            let (guard, result) = channel
                .arrived
                .wait_timeout(state, duration)
                .unwrap_or_else(PoisonError::into_inner);
            state = guard;
            state.is_receiving = false;
            is_up = result.timed_out();
        }
    }

    #[track_caller]
    fn take(&self, state: &mut State<T>) -> Option<T> {
        let (number, message) = state.messages.pop_front()?;
        state.taken = number;
        if self.channel.bound == 0 {
            // The sender of just this one is meant.
            self.channel.moved_on.notify_all();
        } else {
            self.channel.moved_on.notify_one();
        }
        Some(message)
    }
}

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        self.channel.lock().senders += 1;
        Self { channel: Std::clone(&self.channel) }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        if !raw::is_going_on() {
            return;
        }
        let mut state = self.channel.lock();
        state.senders -= 1;
        if state.senders == 0 {
            self.channel.arrived.notify_one();
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if !raw::is_going_on() {
            return;
        }
        let mut state = self.channel.lock();
        state.has_receiver = false;
        // Without a buffer all messages are with senders that wait, except those that were promised
        // to a receiver that waited: and that is no more.
        let left = if self.channel.bound == 0 {
            VecDeque::new()
        } else {
            std::mem::take(&mut state.messages)
        };
        self.channel.moved_on.notify_all();
        drop(state);
        drop(left);
    }
}
