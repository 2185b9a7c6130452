//! The memory of one thread of a model: a pointer that moves up.
//!
//! The thread has at most one span of each size. It allocates from the smallest; what does not fit
//! behind the last block goes to the next larger span in which it does, and from then on everything
//! goes there. So the place of a block, as a class and an offset, depends on the sizes and alignments
//! that were asked for before, and on nothing else.
#![allow(unsafe_code)]

use std::alloc::Layout;
use std::array;
use std::cell::Cell;
use std::ptr::{self, NonNull};

use crate::pool;
use crate::span::{CLASSES, GRANULE, Span, first_block, size_of_class};

/// Who allocates: the worker, and the thread of its model.
#[derive(Clone, Copy)]
pub(crate) struct Holder {
    /// Not 0.
    pub(crate) worker: usize,
    pub(crate) thread: u32,
}

pub(crate) struct Bump {
    /// Where the next block may begin: a multiple of [`GRANULE`].
    cursor: Cell<*mut u8>,
    /// The bytes from there to the end of the span.
    room: Cell<usize>,
    /// Blocks handed out from the current span.
    taken: Cell<usize>,
    /// The smallest class that is still untouched in this run; the current one is the next smaller.
    next: Cell<usize>,
    /// Those that are held are below `next`. The others are empty, and kept for later.
    spans: [Cell<Option<Span>>; CLASSES],
}

impl Bump {
    pub(crate) fn new() -> Self {
        Self {
            cursor: Cell::new(ptr::null_mut()),
            room: Cell::new(0),
            taken: Cell::new(0),
            next: Cell::new(0),
            spans: array::from_fn(|_| Cell::new(None)),
        }
    }

    /// Whether something has been allocated in this run.
    pub(crate) fn is_fresh(&self) -> bool {
        self.next.get() == 0
    }

    pub(crate) fn span(&self, class: usize) -> Option<Span> {
        self.spans.get(class)?.get()
    }

    /// A new block, if it fits behind the last one.
    ///
    /// The block stays within one span, begins at a multiple of its alignment, and overlaps no other
    /// block of this run: the cursor only moves up. It also ends before the span does, so that its
    /// end is an address of this span, too.
    #[inline]
    pub(crate) fn allocate(&self, layout: Layout) -> Option<NonNull<u8>> {
        let cursor = self.cursor.get();
        let padding = cursor.addr().wrapping_neg() & (layout.align() - 1);
        // No overflow: a layout leaves room below `isize::MAX` for its alignment.
        let length = padding + layout.size().next_multiple_of(GRANULE);
        if length >= self.room.get() {
            return None;
        }
        self.room.set(self.room.get() - length);
        // In the span, since there was more room than that.
        self.cursor.set(cursor.wrapping_add(length));
        self.taken.set(self.taken.get() + 1);
        NonNull::new(cursor.wrapping_add(padding))
    }

    /// Makes the smallest larger span in which the block fits the current one. `false` if there is
    /// none: then nothing has changed.
    #[cold]
    pub(crate) fn advance(&self, layout: Layout, holder: Holder) -> bool {
        let fits = |class: &usize| {
            let start = first_block(*class).next_multiple_of(layout.align());
            // No overflow: see `allocate`.
            start + layout.size().next_multiple_of(GRANULE) < size_of_class(*class)
        };
        let Some(class) = (self.next.get()..CLASSES).find(fits) else {
            return false;
        };
        let Some(span) = self.spans[class].get().or_else(|| pool::take(class)) else {
            return false;
        };
        span.hold(holder.worker, holder.thread);
        self.spans[class].set(Some(span));
        self.note();
        self.taken.set(0);
        self.next.set(class + 1);
        self.room.set(size_of_class(class) - first_block(class));
        self.cursor.set(span.start().as_ptr().wrapping_add(first_block(class)));
        true
    }

    /// Makes the last block longer, where it is. Whether it was the last one, and there was room.
    pub(crate) fn grow(&self, block: NonNull<u8>, old: usize, new: usize) -> bool {
        let (old, new) = (old.next_multiple_of(GRANULE), new.next_multiple_of(GRANULE));
        let cursor = self.cursor.get();
        if block.as_ptr().wrapping_add(old) != cursor || new - old >= self.room.get() {
            return false;
        }
        self.room.set(self.room.get() - (new - old));
        self.cursor.set(cursor.wrapping_add(new - old));
        true
    }

    /// Tells the current span what has been handed out from it.
    fn note(&self) {
        if let Some(class) = self.next.get().checked_sub(1)
            && let Some(span) = self.spans[class].get()
        {
            span.note(self.taken.get(), size_of_class(class) - self.room.get());
        }
    }

    /// Ends the run: how many blocks are alive. The spans they are in are no longer ours.
    pub(crate) fn end_run(&self) -> usize {
        self.note();
        let mut alive = 0;
        for span in &self.spans[..self.next.get()] {
            let left = span.get().map_or(0, Span::settle);
            if left > 0 {
                span.set(None);
            }
            alive += left;
        }
        self.cursor.set(ptr::null_mut());
        self.room.set(0);
        self.taken.set(0);
        self.next.set(0);
        alive
    }
}

impl Drop for Bump {
    fn drop(&mut self) {
        self.end_run();
        self.spans.iter().filter_map(Cell::take).for_each(pool::put);
    }
}
