//! What a worker of the engine has: memory for the models it runs.
#![allow(unsafe_code)]

use std::fmt;
use std::rc::Rc;

use crate::here::{self, outside};
use crate::region::Region;
use crate::worker::Worker;

/// The memory of the models that one system thread runs, one run after the other.
///
/// Making one takes a few microseconds; memory is taken from the system as models need it, kept for
/// the next run, and passed on to other arenas in the end. Blocks that are still in use stay.
pub struct Arena {
    /// Counted rather than boxed, since others point to it while the arena moves.
    worker: Rc<Worker>,
}

/// What a run has left behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leftovers {
    /// How many of its blocks are still in use: leaked, or part of something that is kept. They
    /// stay valid; the memory around them, at least a kibibyte, is not used until all are freed.
    pub blocks: usize,
    /// The [`canonical`](crate::canonical) name of the first block that was freed twice; 0 if it was
    /// of no thread of the run. The second time has no effect, except that this is set.
    pub double_free: Option<u64>,
}

impl Arena {
    /// Creates an arena for the calling system thread, and in the first call reserves the addresses
    /// that all of them share.
    ///
    /// If the system refuses, what models allocate comes from the system, and
    /// [`exhausted`](crate::exhausted) will say so.
    pub fn new() -> Self {
        outside(|| {
            Region::reserve();
            Self { worker: Rc::new(Worker::new()) }
        })
    }

    /// Starts a run, in which all threads begin with no memory. It ends when the value is dropped.
    ///
    /// # Panics
    ///
    /// If a run of another arena is on, on this system thread.
    pub fn run(&mut self) -> Run<'_> {
        // One whose `Run` was forgotten.
        self.end_run();
        // SAFETY: the worker lives at least as long as this value, which stays on this system
        // thread, and ends the run when it is dropped.
        let begun = unsafe { here::begin(Rc::as_ptr(&self.worker)) };
        assert!(begun, "a run of another arena is on; end it first: one run at a time on a thread");
        Run { arena: self }
    }

    fn end_run(&mut self) -> Leftovers {
        here::end(Rc::as_ptr(&self.worker));
        let (blocks, double_free) = self.worker.end_run();
        Leftovers { blocks, double_free }
    }
}

impl Default for Arena {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        self.end_run();
    }
}

impl fmt::Debug for Arena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arena").finish_non_exhaustive()
    }
}

/// One run of a model: while it lasts, its threads allocate from the arena.
#[derive(Debug)]
#[must_use = "the run ends when this is dropped"]
pub struct Run<'a> {
    arena: &'a mut Arena,
}

impl Run<'_> {
    /// Ends the run. Takes time in proportion to the number of threads and to what they allocated,
    /// a bit for each 16 bytes.
    pub fn end(self) -> Leftovers {
        // Ending it once more, in `drop`, does nothing.
        self.arena.end_run()
    }
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        self.arena.end_run();
    }
}
