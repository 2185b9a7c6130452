//! The global allocator.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::ptr::{self, NonNull};

use crate::here::{self, with_thread, with_worker};
use crate::region::Region;
use crate::span::{GRANULE, Span};

/// An allocator that gives the threads of models memory of their own, and is that of the system
/// otherwise. See the [crate](crate) for how it is used.
#[derive(Clone, Copy, Debug, Default)]
pub struct ModelAllocator;

/// Whether [`ModelAllocator`] is the global allocator of this program, or one that passes everything
/// on to it. Takes as long as an allocation.
pub fn is_installed() -> bool {
    here::probe(|| {
        // Whether the box is freed inside the probe or not: nothing is asked then.
        drop(black_box(Box::new(0_u64)));
    })
}

// SAFETY: none of the functions unwinds: they call code of this crate that has no panics but for
// broken invariants, and the allocator of the system.
//
// `alloc`: a block of a thread has the size and alignment that were asked for (`Bump::allocate`),
// and overlaps no other one: blocks of one span and run lie one behind the other, a span is held for
// one thread of one worker, and is reset only when all its blocks were freed (`span`, invariants 1
// and 2). It stays where it is until then, whatever becomes of the run, the worker or the system
// thread. All other blocks are those of the system.
//
// `dealloc`, `realloc`: each block goes back to where it came from, which its address tells: the
// system has no memory in our reservation.
unsafe impl GlobalAlloc for ModelAllocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if here::is_outside() {
            // SAFETY: passed on as it is.
            return unsafe { System.alloc(layout) };
        }
        match with_thread(|worker, thread| worker.allocate(thread, layout)).flatten() {
            Some(block) => block.as_ptr(),
            // SAFETY: passed on as it is.
            None => unsafe { from_system(layout) },
        }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if here::is_outside() {
            // SAFETY: passed on as it is.
            return unsafe { System.alloc_zeroed(layout) };
        }
        // SAFETY: passed on as it is.
        let block = unsafe { self.alloc(layout) };
        if !block.is_null() {
            // SAFETY: the block is new, and has this size.
            unsafe { block.write_bytes(0, layout.size()) };
        }
        block
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        match Region::get() {
            // SAFETY: it is a block of this layout, says the caller, and it is ours.
            Some(region) if region.contains(block.addr()) => unsafe { free(region, block, layout) },
            // SAFETY: passed on as it is; since it is not ours, it is the system's.
            _ => unsafe { System.dealloc(block, layout) },
        }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        match Region::get() {
            // SAFETY: it is a block of this layout, says the caller, and it is ours.
            Some(region) if region.contains(block.addr()) => unsafe {
                resize(region, block, layout, size)
            },
            // Also inside a model. It is either from outside, or there was no room for it.
            // SAFETY: passed on as it is; since it is not ours, it is the system's.
            _ => unsafe { System.realloc(block, layout, size) },
        }
    }
}

/// # Safety
///
/// As for [`GlobalAlloc::alloc`].
#[cold]
unsafe fn from_system(layout: Layout) -> *mut u8 {
    here::answer_probe();
    // SAFETY: passed on as it is.
    unsafe { System.alloc(layout) }
}

/// The span that a block is in.
fn span_of(region: &Region, block: *mut u8) -> Option<(Span, NonNull<u8>)> {
    Some((region.span_at(block.addr())?, NonNull::new(block)?))
}

/// # Safety
///
/// The block was allocated with this layout, in the region, and nobody uses it any more.
unsafe fn free(region: &Region, block: *mut u8, layout: Layout) {
    let Some((span, block)) = span_of(region, block) else {
        // Only if the caller has broken its promise: then there is nothing to free.
        return;
    };
    // SAFETY: the span that a block lies in is the one it was handed out from; the rest is as the
    // caller says.
    let was_alive = unsafe { span.free(block, layout.size()) };
    if !was_alive {
        with_worker(|worker| worker.note_double_free(block));
    }
}

/// Changes the size of one of our blocks.
///
/// # Safety
///
/// As for [`GlobalAlloc::realloc`], for a block in the region.
unsafe fn resize(region: &Region, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
    let Some((span, start)) = span_of(region, block) else {
        return ptr::null_mut();
    };
    let old = layout.size();
    if size.next_multiple_of(GRANULE) <= old.next_multiple_of(GRANULE) {
        // SAFETY: the block was handed out with its old size; the caller alone uses it.
        unsafe { span.shrink(start, old, size) };
        return block;
    }
    let grown = with_thread(|worker, thread| worker.grow(thread, start, old, size));
    if grown == Some(true) {
        return block;
    }
    // What has outlived its run, and grows in another one, does so outside: how much of it there
    // is depends on the runs before.
    let of_this_run = with_worker(|worker| worker.holds(span)) == Some(true);
    // SAFETY: the caller promises that the size, rounded up to the alignment, is no more than
    // `isize::MAX`, and the alignment is that of a layout. It is not zero.
    let new = unsafe {
        let layout = Layout::from_size_align_unchecked(size, layout.align());
        if of_this_run { ModelAllocator.alloc(layout) } else { System.alloc(layout) }
    };
    if !new.is_null() {
        // SAFETY: both blocks are at least as long as the old one was, and are two. The old one was
        // allocated with the old layout, and is not used any more.
        unsafe {
            new.copy_from_nonoverlapping(block, old);
            free(region, block, layout);
        }
    }
    new
}
