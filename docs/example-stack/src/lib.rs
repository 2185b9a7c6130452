//! A lock-free stack of somebody else's, and how its owner has it checked.
//!
//! Nobody says which threads do what: programs are drawn. `properties.rs` says what the operations are, and what
//! is right; `aba.snap` is what comes out if the stack has no tags.

use plainweave::prelude::*;

#[cfg(test)]
mod properties;

/// How many values there is room for.
pub const ROOM: usize = 2;

/// No node: they are numbered from 1.
const NONE: u32 = 0;

/// A stack for a few values (Treiber, 1986) whose nodes are used again.
///
/// A list is a word: the number of its first node, and above it a *tag*, which is another one after every
/// change. Without tags a thread that has read the first node and its successor may be overtaken by others
/// who take both nodes and give the first one back: the word is as it was, and the successor is wrong.
#[derive(Debug)]
pub struct Stack<R: Runtime = Native, const TAGGED: bool = true> {
    top: R::AtomicU32,
    free: R::AtomicU32,
    nodes: Vec<Node<R>>,
}

#[derive(Debug)]
struct Node<R: Runtime> {
    value: R::AtomicU32,
    next: R::AtomicU32,
}

impl Stack {
    /// An empty stack.
    pub fn new() -> Self {
        Self::new_in()
    }
}

impl Default for Stack {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Runtime, const TAGGED: bool> Stack<R, TAGGED> {
    /// An empty stack on the runtime `R`.
    pub fn new_in() -> Self {
        // All nodes are free: the first one is before the second one, and so on.
        let count = u32::try_from(ROOM).expect("nodes have small numbers");
        let next = |node| if node < count { node + 1 } else { NONE };
        let nodes = (1..=count).map(|node| Node {
            value: R::AtomicU32::new(0).named(format!("value {node}").into()),
            next: R::AtomicU32::new(next(node)).named(format!("next of {node}").into()),
        });
        Self {
            top: R::AtomicU32::new(NONE).named("top".into()),
            free: R::AtomicU32::new(1).named("free".into()),
            nodes: nodes.collect(),
        }
    }

    /// Puts a value on top; false if there is no room.
    pub fn push(&self, value: u32) -> bool {
        let Some(node) = self.unlink(&self.free) else { return false };
        // Relaxed: the link publishes it.
        self.node(node).value.store(value, Ordering::Relaxed);
        self.link(&self.top, node);
        true
    }

    /// Takes the value on top, if there is one.
    pub fn pop(&self) -> Option<u32> {
        let node = self.unlink(&self.top)?;
        // Relaxed: to unlink the node was an Acquire, and it is nobody else's.
        let value = self.node(node).value.load(Ordering::Relaxed);
        self.link(&self.free, node);
        Some(value)
    }

    fn node(&self, node: u32) -> &Node<R> {
        &self.nodes[node as usize - 1]
    }

    fn link(&self, list: &R::AtomicU32, node: u32) {
        // Relaxed: the node that is first is not looked into.
        let mut word = list.load(Ordering::Relaxed);
        loop {
            self.node(node).next.store(first(word), Ordering::Relaxed);
            let new = changed::<TAGGED>(word, node);
            // Release: pairs with the Acquire of whoever unlinks the node.
            match list.compare_exchange(word, new, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => return,
                Err(now) => word = now,
            }
        }
    }

    fn unlink(&self, list: &R::AtomicU32) -> Option<u32> {
        // Acquire, here and below: pairs with the Release of whoever linked the node.
        let mut word = list.load(Ordering::Acquire);
        while first(word) != NONE {
            // Relaxed: if it is not the first node any more, the exchange fails.
            let next = self.node(first(word)).next.load(Ordering::Relaxed);
            let new = changed::<TAGGED>(word, next);
            match list.compare_exchange(word, new, Ordering::Acquire, Ordering::Acquire) {
                Ok(_) => return Some(first(word)),
                Err(now) => word = now,
            }
        }
        None
    }
}

fn first(word: u32) -> u32 {
    word & 0xffff
}

/// The word of a list that begins with another node now.
fn changed<const TAGGED: bool>(word: u32, first: u32) -> u32 {
    // The mistake, where it is not tagged.
    let tag = if TAGGED { (word >> 16).wrapping_add(1) } else { 0 };
    tag << 16 | first
}
