//! Where there is no `mmap`: one ordinary allocation, so a much smaller one.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr::NonNull;

/// As on Unix, but the system may count all of it as used.
pub(crate) const STRIDES: &[u32] = if cfg!(miri) { &[16] } else { &[26, 24, 20] };

/// As on Unix.
pub(crate) fn reserve(length: usize) -> Option<NonNull<u8>> {
    let layout = Layout::from_size_align(length, 4096).ok().filter(|layout| layout.size() > 0)?;
    // SAFETY: the size is not zero.
    NonNull::new(unsafe { System.alloc_zeroed(layout) })
}

/// Nothing to do: all of it can be used already, and is zero.
///
/// # Safety
///
/// None; the contract is that on Unix.
pub(crate) unsafe fn commit(_start: NonNull<u8>, _length: usize) -> bool {
    true
}

/// Nothing to do.
///
/// # Safety
///
/// None; the contract is that on Unix.
pub(crate) unsafe fn decommit(_start: NonNull<u8>, _length: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_reserved_is_zero_and_can_be_written() {
        let length = 1 << 20;
        let base = reserve(length).unwrap();
        // SAFETY: the reservation is committed in full, and this test is its only user.
        unsafe {
            assert!(commit(base, length));
            assert!((0..length).all(|offset| base.add(offset).read() == 0));
            base.add(length - 1).write(1);
            decommit(base, length);
            assert_eq!(base.addr().get() % 4096, 0);
        }
        assert!(reserve(0).is_none());
    }
}
