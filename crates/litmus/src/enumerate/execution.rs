//! An execution that goes no further.

use super::graph::Graph;
use super::key::GraphKey;
use crate::program::{Location, Program};
use crate::thread::Thread;
use crate::value::Value;

/// An execution that goes no further.
#[derive(Debug)]
pub struct Execution<'e> {
    pub(super) program: &'e Program,
    pub(super) graph: &'e Graph,
    pub(super) threads: &'e [Thread<'e>],
    pub(super) end: End,
}

/// How an execution ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// Every thread has ended.
    Complete,
    /// No thread can go on, and some thread waits: for a mutex, for another thread, or to be
    /// started.
    Deadlock,
    /// No thread can go on, and some thread was stopped by an `assume`.
    Blocked,
}

impl Execution<'_> {
    /// How it ends.
    pub fn end(&self) -> End {
        self.end
    }

    /// Its graph.
    pub fn key(&self) -> GraphKey {
        GraphKey::of(self.graph, self.program.threads())
    }

    /// The value of a variable at the end.
    pub fn variable(&self, thread: usize, name: &str) -> Option<Value> {
        self.threads.get(thread)?.variable(name)
    }

    /// The value of a location at the end.
    pub fn location_value(&self, location: Location) -> i64 {
        self.graph.last_value(self.program, location)
    }
}
