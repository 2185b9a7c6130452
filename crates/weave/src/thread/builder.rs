//! Starting threads.

use std::io;
use std::sync::Arc;

use super::join::Packet;
use super::{JoinHandle, Scope, ScopedJoinHandle, Thread};
use crate::raw;

/// Starts a thread.
///
/// As in loom, and other than in `std`, neither `F` nor `T` need be `Send`: all threads of a model run on
/// one thread of the machine. Who shares an `Rc` by it tests what `std` would not compile.
///
/// # Panics
///
/// Outside a model. More threads than [`Config::threads`](crate::Config::threads) are a failure.
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T,
    F: 'static,
    T: 'static,
{
    Builder::new().start(f)
}

/// Mirrors [`std::thread::Builder`].
#[derive(Debug)]
#[must_use = "must eventually spawn the thread"]
pub struct Builder {
    name: Option<String>,
    stack_size: Option<usize>,
}

/// A stack is asked for in bytes by `std`'s definition and in words by what loom does: both are content
/// with this many bytes for each. Only what is used of it takes memory.
const BYTES_A_UNIT: usize = size_of::<usize>();

impl Builder {
    /// A thread without a name, with the stack that
    /// [`Config::stack_size`](crate::Config::stack_size) gives.
    #[expect(clippy::new_without_default, reason = "what it mirrors has no default")]
    pub fn new() -> Self {
        Self { name: None, stack_size: None }
    }

    /// Names the thread.
    pub fn name(mut self, name: String) -> Self {
        self.name = Some(name);
        self
    }

    /// Gives the thread at least `size` bytes of stack.
    pub fn stack_size(mut self, size: usize) -> Self {
        self.stack_size = Some(size);
        self
    }

    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// None; the signature is that of `std`.
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T,
        F: Send + 'static,
        T: Send + 'static,
    {
        Ok(self.start(f))
    }

    /// Starts a thread of a [`scope`](super::scope).
    ///
    /// # Errors
    ///
    /// None; the signature is that of `std`.
    #[track_caller]
    pub fn spawn_scoped<'scope, 'env, F, T>(
        self,
        scope: &'scope Scope<'scope, 'env>,
        f: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        Ok(scope.start(self, f))
    }

    #[track_caller]
    fn start<F, T>(self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + 'static,
        T: 'static,
    {
        let packet = Packet::new();
        let thread = self.launch(Box::new({
            let packet = packet.clone();
            move || packet.fill(f)
        }));
        JoinHandle { packet, thread }
    }

    #[track_caller]
    pub(super) fn launch(self, body: Box<dyn FnOnce()>) -> Thread {
        let name: Option<Arc<str>> = self.name.map(Into::into);
        let size = self.stack_size.unwrap_or(0).saturating_mul(BYTES_A_UNIT);
        Thread::new(raw::spawn_with(body, name.clone(), size), name)
    }
}
