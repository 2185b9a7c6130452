//! Mirrors of `std::alloc`, and a value that must not leak.
//!
//! # What is guaranteed
//!
//! What is allocated here and not given back when all threads of an execution have ended is a failure, and
//! so is giving back what is not allocated. Accesses to the memory are not checked; wrap what is in it in
//! [`cell::UnsafeCell`](crate::cell::UnsafeCell) for that.

mod track;

#[doc(no_inline)]
pub use std::alloc::Layout;

pub use self::track::Track;

use std::panic::Location;

use crate::run;

/// Allocates memory, as [`std::alloc::alloc`], and expects it back.
///
/// # Safety
///
/// That of [`std::alloc::alloc`].
///
/// # Panics
///
/// Outside a model.
#[track_caller]
#[expect(unsafe_code, reason = "the signature of what it stands for")]
pub unsafe fn alloc(layout: Layout) -> *mut u8 {
    // SAFETY: by this function's contract.
    expect_back(unsafe { std::alloc::alloc(layout) }, Location::caller())
}

/// Allocates memory that is zero, as [`std::alloc::alloc_zeroed`], and expects it back.
///
/// # Safety
///
/// That of [`std::alloc::alloc_zeroed`].
///
/// # Panics
///
/// Outside a model.
#[track_caller]
#[expect(unsafe_code, reason = "the signature of what it stands for")]
pub unsafe fn alloc_zeroed(layout: Layout) -> *mut u8 {
    // SAFETY: by this function's contract.
    expect_back(unsafe { std::alloc::alloc_zeroed(layout) }, Location::caller())
}

/// Gives memory back, as [`std::alloc::dealloc`].
///
/// # Safety
///
/// That of [`std::alloc::dealloc`].
///
/// # Panics
///
/// If the memory did not come from [`alloc`] or [`alloc_zeroed`] in this execution, or was given back
/// already; and outside a model.
#[track_caller]
#[expect(unsafe_code, reason = "the signature of what it stands for")]
pub unsafe fn dealloc(ptr: *mut u8, layout: Layout) {
    let tracked = run::with(|engine| engine.untrack_allocation(ptr.addr()));
    assert!(tracked, "pointer not tracked: it was not allocated here, or given back already");
    // SAFETY: by this function's contract.
    unsafe { std::alloc::dealloc(ptr, layout) }
}

fn expect_back(memory: *mut u8, site: &'static Location<'static>) -> *mut u8 {
    // A failed allocation is nothing to give back.
    if !memory.is_null() {
        run::with(|engine| engine.track_allocation(memory.addr(), site));
    }
    memory
}
