//! The memory of all threads of the model that one system thread runs.

use std::alloc::Layout;
use std::cell::{Cell, OnceCell};
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::bump::{Bump, Holder};
use crate::here::{self, outside};
use crate::name::Name;
use crate::region::Region;
use crate::span::Span;

/// Threads of a model with a number below this have memory of their own; what others allocate comes
/// from the system.
pub const MAX_THREADS: u32 = 4096;

static EXHAUSTED: AtomicBool = AtomicBool::new(false);

/// Whether a thread of a model was ever given memory by the system, because there was no room, or
/// its number was not below [`MAX_THREADS`]. The address of such a block is another one in each run.
pub fn exhausted() -> bool {
    // Relaxed: a flag that is only ever raised, and says nothing about other memory.
    EXHAUSTED.load(Ordering::Relaxed)
}

pub(crate) struct Worker {
    threads: Box<[OnceCell<Box<Bump>>]>,
    /// No thread from this number on has allocated in this run.
    end: Cell<usize>,
    double_free: Cell<Option<u64>>,
}

impl Worker {
    pub(crate) fn new() -> Self {
        Self {
            threads: (0..MAX_THREADS).map(|_| OnceCell::new()).collect(),
            end: Cell::new(0),
            double_free: Cell::new(None),
        }
    }

    /// Tells workers apart; not 0.
    pub(crate) fn id(&self) -> usize {
        ptr::from_ref(self).addr()
    }

    #[inline]
    fn bump(&self, thread: u32) -> Option<&Bump> {
        self.threads.get(thread as usize)?.get().map(Box::as_ref)
    }

    /// A new block for a thread of the model; `None` if the system has to serve.
    #[inline]
    pub(crate) fn allocate(&self, thread: u32, layout: Layout) -> Option<NonNull<u8>> {
        match self.bump(thread).and_then(|bump| bump.allocate(layout)) {
            Some(block) => Some(block),
            None => self.allocate_slowly(thread, layout),
        }
    }

    #[cold]
    #[inline(never)]
    fn allocate_slowly(&self, thread: u32, layout: Layout) -> Option<NonNull<u8>> {
        let holder = Holder { worker: self.id(), thread };
        let index = thread as usize;
        let block = self.threads.get(index).and_then(|bump| {
            let bump = bump.get_or_init(|| outside(|| Box::new(Bump::new())));
            self.end.set(self.end.get().max(index + 1));
            bump.advance(layout, holder).then(|| bump.allocate(layout)).flatten()
        });
        if block.is_none() && !here::answer_probe() {
            EXHAUSTED.store(true, Ordering::Relaxed);
        }
        block
    }

    /// Makes a block longer where it is, if it is the last one of this very thread. If another
    /// thread could do so, the addresses of this one would depend on what that one does.
    pub(crate) fn grow(&self, thread: u32, block: NonNull<u8>, old: usize, new: usize) -> bool {
        self.bump(thread).is_some_and(|bump| bump.grow(block, old, new))
    }

    /// Remembers the first block that is freed twice.
    #[cold]
    pub(crate) fn note_double_free(&self, block: NonNull<u8>) {
        let name = self.name(block.addr().get()).map_or(0, Name::encode);
        self.double_free.set(self.double_free.get().or(Some(name)));
    }

    /// Whether the span is that of one of our threads, in the run that is on.
    pub(crate) fn holds(&self, span: Span) -> bool {
        span.holder().0 == self.id()
    }

    /// The name of an address in the memory of one of our threads.
    pub(crate) fn name(&self, address: usize) -> Option<Name> {
        let span = Region::get()?.span_at(address)?;
        let offset = address - span.start().addr().get();
        self.holds(span).then(|| Name { thread: span.holder().1, class: span.class(), offset })
    }

    /// The address with this name, if the memory is used in this run.
    pub(crate) fn address(&self, name: Name) -> Option<usize> {
        let span = self.bump(name.thread)?.span(name.class)?;
        self.holds(span).then(|| span.start().addr().get() + name.offset)
    }

    /// Ends the run: how many of its blocks are alive, and which one was freed twice.
    pub(crate) fn end_run(&self) -> (usize, Option<u64>) {
        let touched = &self.threads[..self.end.replace(0)];
        let bumps = touched.iter().filter_map(OnceCell::get).filter(|bump| !bump.is_fresh());
        (bumps.map(|bump| bump.end_run()).sum(), self.double_free.take())
    }
}
