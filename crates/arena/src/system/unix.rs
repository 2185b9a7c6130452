//! Unix: pages without access, opened as they are needed.
#![allow(unsafe_code)]

use std::ptr::{self, NonNull};

/// What to ask for, largest first: binary logarithms of the addresses a size class gets. A limit on
/// the address space, or a processor with few address bits, may refuse the first of them.
pub(crate) const STRIDES: &[u32] = &[38, 34, 30, 26];

/// Reserves `length` bytes of addresses, page aligned.
pub(crate) fn reserve(length: usize) -> Option<NonNull<u8>> {
    // Where the system counts reserved memory as used, it need not count this.
    #[cfg(any(target_os = "linux", target_os = "android", target_os = "macos"))]
    let flags = libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_NORESERVE;
    #[cfg(not(any(target_os = "linux", target_os = "android", target_os = "macos")))]
    let flags = libc::MAP_PRIVATE | libc::MAP_ANON;
    // SAFETY: an anonymous mapping at a place of the system's choice replaces nothing.
    let base = unsafe { libc::mmap(ptr::null_mut(), length, libc::PROT_NONE, flags, -1, 0) };
    if base == libc::MAP_FAILED { None } else { NonNull::new(base.cast()) }
}

/// Opens part of a reservation for use; it then reads as zeros. Whether that worked.
///
/// # Safety
///
/// The bytes, whole pages, are part of a reservation.
pub(crate) unsafe fn commit(start: NonNull<u8>, length: usize) -> bool {
    // SAFETY: the pages belong to us, says the caller; giving access takes nothing from anybody.
    let result = unsafe {
        libc::mprotect(start.as_ptr().cast(), length, libc::PROT_READ | libc::PROT_WRITE)
    };
    result == 0
}

/// Gives the memory behind committed addresses back to the system, if it wants it. Afterwards they
/// can be used as before, but what they contain is lost.
///
/// # Safety
///
/// The bytes, whole pages, were committed, and nobody needs what is in them.
pub(crate) unsafe fn decommit(start: NonNull<u8>, length: usize) {
    // SAFETY: the pages are a committed part of our own mapping, and their content is free to go,
    // says the caller. It is only advice: a failure leaves them as they are.
    unsafe {
        libc::madvise(start.as_ptr().cast(), length, libc::MADV_DONTNEED);
    }
}
