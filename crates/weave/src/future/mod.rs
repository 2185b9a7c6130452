//! Futures in a model.
//!
//! # What is guaranteed
//!
//! [`block_on`] polls when the future's waker was used. A future must bear to be polled without that as
//! well: once in each call of `block_on` a poll without a reason is explored too. A waker that is never
//! used is a deadlock, and one that is never dropped is a leak.

mod atomic_waker;
mod waker;

pub use self::atomic_waker::AtomicWaker;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use waker::Notify;

/// Polls `f` until it is ready; between two polls the thread waits until `f`'s waker is used.
///
/// ```
/// use plainweave_weave::{future::block_on, model};
///
/// model(|| assert_eq!(block_on(async { 42 }), 42));
/// ```
///
/// # Panics
///
/// Outside a model.
#[track_caller]
pub fn block_on<F>(f: F) -> F::Output
where
    F: Future,
{
    let mut f = pin!(f);
    let notify = Arc::new(Notify::new());
    let waker = Waker::from(Arc::clone(&notify));
    let mut context = Context::from_waker(&waker);
    let mut for_no_reason = true;
    loop {
        if let Poll::Ready(value) = f.as_mut().poll(&mut context) {
            return value;
        }
        if for_no_reason && crate::raw::choose(2) == 1 {
            for_no_reason = false;
            continue;
        }
        notify.wait();
    }
}
