//! Spans that nobody holds, for all workers.

use std::sync::{Mutex, PoisonError};

use crate::here::outside;
use crate::region::Region;
use crate::span::{CLASSES, Span};

static POOLS: [Mutex<Vec<Span>>; CLASSES] = [const { Mutex::new(Vec::new()) }; CLASSES];

/// A pooled span of this class; `None` if there is none, and no room for another.
#[cold]
pub(crate) fn take(class: usize) -> Option<Span> {
    // The lock and the vector may allocate, and are not the model's.
    outside(|| {
        let mut pool = POOLS.get(class)?.lock().unwrap_or_else(PoisonError::into_inner);
        #[allow(unsafe_code)]
        // SAFETY: the only call that carves, under the lock of the class.
        pool.pop().or_else(|| unsafe { Region::reserve()?.carve(class) })
    })
}

/// Gives a span back.
#[cold]
pub(crate) fn put(span: Span) {
    outside(|| {
        let pool = &POOLS[span.class()];
        pool.lock().unwrap_or_else(PoisonError::into_inner).push(span);
    });
}
