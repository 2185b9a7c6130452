//! Orderings that an operation cannot have, with the panics of `std`.

use std::sync::atomic::Ordering;

use crate::raw::Order;

#[track_caller]
pub(super) fn of_load(order: Ordering) -> Order {
    match order {
        Ordering::Release => panic!("there is no such thing as a release load"),
        Ordering::AcqRel => panic!("there is no such thing as an acquire-release load"),
        order => order.into(),
    }
}

#[track_caller]
pub(super) fn of_store(order: Ordering) -> Order {
    match order {
        Ordering::Acquire => panic!("there is no such thing as an acquire store"),
        Ordering::AcqRel => panic!("there is no such thing as an acquire-release store"),
        order => order.into(),
    }
}

/// Of a compare-and-swap that fails.
#[track_caller]
pub(super) fn of_failure(order: Ordering) -> Order {
    match order {
        Ordering::Release => panic!("there is no such thing as a release failure ordering"),
        Ordering::AcqRel => panic!("there is no such thing as an acquire-release failure ordering"),
        order => order.into(),
    }
}

/// What `compare_and_swap` has when it fails, by what it has when it succeeds.
pub(super) fn failure_of(success: Ordering) -> Ordering {
    match success {
        Ordering::Relaxed | Ordering::Release => Ordering::Relaxed,
        Ordering::Acquire | Ordering::AcqRel => Ordering::Acquire,
        _ => Ordering::SeqCst,
    }
}
