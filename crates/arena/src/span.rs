//! A span: memory that one thread of a model allocates from, front to back.
//!
//! Its size is a power of two, and so is its alignment. It begins with a header and a bit for each
//! 16 bytes, which says whether they have been freed. It is in one of three states:
//!
//! * **empty**: in the pool, or kept by a worker for its next run. The balance is 0, no bit is set.
//! * **held** by a worker for one thread of the run that is on. Blocks are handed out by the worker
//!   alone, and freed by whoever has them. The balance is minus the number of those freed.
//! * **retired**: the run ended with blocks alive. The balance is their number.
//!
//! # Invariants
//!
//! 1. A held span has its blocks added to the balance in one step, when its worker *settles* it.
//!    Before, the balance is at most 0; whoever frees a block and finds it at 1 is therefore the
//!    last one of a retired span.
//! 2. A span is reset by one thread, to whom nobody else's block is left: by its worker, if
//!    settling gave 0, and else by the thread that freed the last block.
//!
//! # Orderings
//!
//! Changes of the balance are `AcqRel`. Each releases what its thread did to the block and the bits
//! before; the one that brings the balance to 0 acquires it from all of them, since they form one
//! release sequence. All other words are `Relaxed`: the bits have no order except through the
//! balance, and the rest is written by the one thread that holds the span.
#![allow(unsafe_code)]

use std::ptr::NonNull;
use std::slice;
use std::sync::atomic::Ordering::{AcqRel, Relaxed};
use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicU32, AtomicUsize};

use crate::{pool, system};

/// Sizes of spans: 1 KiB, twice that, and so on to 2 GiB.
pub(crate) const CLASSES: usize = 22;
/// Blocks begin at multiples of this.
pub(crate) const GRANULE: usize = 16;

/// Freed memory of a model reads as this, over and over, while [`fill_freed`] is on. As a pointer it
/// is one that no memory has.
pub const FREED: u8 = 0xDD;
static FILL: AtomicBool = AtomicBool::new(cfg!(debug_assertions));

/// Says whether to overwrite memory that a model frees, so that who reads it later reads the same in
/// every run. On in a build with debug assertions, off otherwise.
///
/// Blocks of 1 MiB and more are given back to the system instead, on or off; on Linux they then
/// read as zeros.
pub fn fill_freed(on: bool) {
    // Relaxed: a switch, which orders nothing.
    FILL.store(on, Relaxed);
}

/// Blocks and spans from here on give their memory back.
const LARGE: usize = 1 << 20;
/// At least as large as a page of any system.
const PAGE: usize = 1 << 16;
const WORD: usize = usize::BITS as usize;

pub(crate) const fn size_of_class(class: usize) -> usize {
    1 << (10 + class)
}

/// Where the first block may begin.
pub(crate) const fn first_block(class: usize) -> usize {
    (size_of::<Header>() + words(class) * size_of::<usize>()).next_multiple_of(64)
}

/// Words of freed bits.
const fn words(class: usize) -> usize {
    size_of_class(class) / GRANULE / WORD
}

/// All zero in a new span.
#[repr(C)]
struct Header {
    /// Blocks alive, or less: see invariant 1.
    balance: AtomicIsize,
    /// Who holds the span; 0 if nobody does.
    owner: AtomicUsize,
    /// For which thread.
    thread: AtomicU32,
    /// Blocks handed out since the last settling.
    taken: AtomicUsize,
    /// The end of the last block handed out.
    used: AtomicUsize,
}

/// A span, by its address. Its memory is there as long as the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start: NonNull<u8>,
    class: usize,
}

// SAFETY: a span is the address of memory that is never given back. Its header and bits are
// atomics; bytes of blocks are touched only by `free` and `shrink`, on behalf of the one who has the
// block, and by `reset`, on behalf of the last one (invariant 2).
unsafe impl Send for Span {}
// SAFETY: as above.
unsafe impl Sync for Span {}

impl Span {
    /// # Safety
    ///
    /// `start` is the beginning of memory of the size of the class, aligned to that size, which can
    /// be read and written for as long as the process lives. It was zero before the first span was
    /// made of it, and is used through spans, and the blocks they hand out, only.
    #[inline]
    pub(crate) unsafe fn new(start: NonNull<u8>, class: usize) -> Self {
        Self { start, class }
    }

    pub(crate) fn start(self) -> NonNull<u8> {
        self.start
    }

    pub(crate) fn class(self) -> usize {
        self.class
    }

    #[inline]
    fn header(self) -> &'static Header {
        // SAFETY: the memory is there forever and aligned (`new`); zero is a valid header, and
        // since then it was only written through its atomics.
        unsafe { self.start.cast().as_ref() }
    }

    #[inline]
    fn freed_bits(self) -> &'static [AtomicUsize] {
        // SAFETY: the words lie between header and first block (`first_block`), after a header
        // whose size is a multiple of theirs; zero is valid, and they are written as atomics only.
        unsafe {
            let first = self.start.add(size_of::<Header>()).cast();
            slice::from_raw_parts(first.as_ptr(), words(self.class))
        }
    }

    /// Who holds the span, or 0, and for which of its threads.
    #[inline]
    pub(crate) fn holder(self) -> (usize, u32) {
        (self.header().owner.load(Relaxed), self.header().thread.load(Relaxed))
    }

    /// Makes an empty span a held one; `owner` is not 0.
    pub(crate) fn hold(self, owner: usize, thread: u32) {
        self.header().thread.store(thread, Relaxed);
        self.header().owner.store(owner, Relaxed);
    }

    /// Notes what has been handed out since the last settling: how many blocks, and to where.
    pub(crate) fn note(self, taken: usize, used: usize) {
        self.header().taken.store(taken, Relaxed);
        self.header().used.store(used, Relaxed);
    }

    /// Ends a run for a span that the caller holds, or keeps: how many of its blocks are alive.
    ///
    /// With none, it is empty, and the caller's to keep. Otherwise it is retired, and may already be
    /// somebody else's.
    pub(crate) fn settle(self) -> usize {
        let Header { balance, owner, taken, .. } = self.header();
        let blocks = taken.load(Relaxed).cast_signed();
        if blocks == 0 {
            return 0;
        }
        taken.store(0, Relaxed);
        // Before the balance says so, for then it may be somebody else's.
        owner.store(0, Relaxed);
        let alive = balance.fetch_add(blocks, AcqRel) + blocks;
        if alive == 0 {
            self.reset();
        }
        alive.unsigned_abs()
    }

    /// Frees a block. Whether it was alive: if it had been freed already, nothing happens.
    ///
    /// # Safety
    ///
    /// The block was handed out from this span with this size. Unless it was freed already, nobody
    /// uses it any more.
    pub(crate) unsafe fn free(self, block: NonNull<u8>, size: usize) -> bool {
        let from = block.addr().get() - self.start.addr().get();
        let to = from + size.next_multiple_of(GRANULE);
        if !self.mark_freed(from, to) {
            return false;
        }
        // SAFETY: the block has just ended, and nobody can reach its memory before the balance
        // says so, below.
        unsafe { self.spoil(from, to) };
        if self.header().balance.fetch_sub(1, AcqRel) == 1 {
            self.reset();
            pool::put(self);
        }
        true
    }

    /// Cuts a block short, where it is.
    ///
    /// # Safety
    ///
    /// The block was handed out from this span with the size `old`, is alive, and the caller alone
    /// uses it, from now on only `new` bytes of it.
    pub(crate) unsafe fn shrink(self, block: NonNull<u8>, old: usize, new: usize) {
        let start = block.addr().get() - self.start.addr().get();
        let from = start + new.next_multiple_of(GRANULE);
        let to = start + old.next_multiple_of(GRANULE);
        if from < to {
            self.mark_freed(from, to);
            // SAFETY: these bytes were the block's, and are nobody's now. It still counts as alive,
            // so they are not handed out.
            unsafe { self.spoil(from, to) };
        }
    }

    /// Whether the byte at `offset` has been freed since the span was last reset.
    pub(crate) fn is_freed(self, offset: usize) -> bool {
        let granule = offset / GRANULE;
        self.freed_bits()[granule / WORD].load(Relaxed) & (1 << (granule % WORD)) != 0
    }

    /// Marks granules as freed, unless the first one is.
    fn mark_freed(self, from: usize, to: usize) -> bool {
        let (first, end) = (from / GRANULE, to / GRANULE);
        let bits = self.freed_bits();
        let mut granule = first;
        while granule < end {
            let until = end.min((granule / WORD + 1) * WORD);
            let mask = (usize::MAX >> (WORD - (until - granule))) << (granule % WORD);
            // Out of bounds only if the size is a lie. An allocator must not panic then.
            let Some(word) = bits.get(granule / WORD) else { return false };
            if mask == usize::MAX && granule != first {
                word.store(mask, Relaxed);
            } else {
                let before = word.fetch_or(mask, Relaxed);
                if granule == first && before & (1 << (granule % WORD)) != 0 {
                    return false;
                }
            }
            granule = until;
        }
        true
    }

    /// Overwrites freed memory, or gives it back.
    ///
    /// # Safety
    ///
    /// The range is part of what was handed out, and nobody uses it.
    unsafe fn spoil(self, from: usize, to: usize) {
        if to - from >= LARGE {
            // SAFETY: as the caller says.
            unsafe { self.decommit(from, to) };
        } else if FILL.load(Relaxed) {
            // SAFETY: the range is part of the span, can be written, and is nobody's.
            unsafe { self.start.add(from).write_bytes(FREED, to - from) };
        }
    }

    /// Forgets all blocks; the caller is the only one left (invariant 2).
    fn reset(self) {
        let used = self.header().used.load(Relaxed);
        for word in &self.freed_bits()[..(used / GRANULE).div_ceil(WORD)] {
            word.store(0, Relaxed);
        }
        if used > first_block(self.class) + LARGE {
            // SAFETY: blocks only, and none of them is alive.
            unsafe { self.decommit(first_block(self.class) + LARGE, used) };
        }
    }

    /// Gives the whole pages of a range back to the system; what they contain is lost.
    ///
    /// # Safety
    ///
    /// The range is in the span, behind the bits, is longer than a page, and nobody uses it.
    unsafe fn decommit(self, from: usize, to: usize) {
        let (from, to) = (from.next_multiple_of(PAGE), to & !(PAGE - 1));
        if from < to {
            // SAFETY: such a span is larger than a page, so aligned to pages, and so are both ends.
            // It is committed as a whole, and nobody needs what is in the range.
            unsafe { system::decommit(self.start.add(from), to - from) };
        }
    }
}
