//! Whether a queue takes more items: what the word says that stands for it.

use runtime::Ordering::{Acquire, Release};
use runtime::{Atomic, Runtime};

/// The value of the word of a queue that takes no more items; it was 0 before.
pub(super) const CLOSED: u32 = 1;

/// Takes no more items; the caller has the putters' lock.
pub(super) fn close<R: Runtime>(word: &R::Futex) {
    // Release: who sees it sees all that was put before, under the same lock.
    word.store(CLOSED, Release);
}

/// Whether the queue takes no more items.
pub(super) fn is_closed<R: Runtime>(word: &R::Futex) -> bool {
    // Acquire: pairs with the Release in `close`.
    word.load(Acquire) == CLOSED
}
