//! What threads are compiled to.

use crate::formula::{Formula, Slot};
use crate::ordering::Ordering;
use crate::span::Spanned;
use crate::syntax::Update;

/// A thread.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) instructions: Vec<Spanned<Instruction>>,
    /// The names of its variables. Those that only its loops know have none.
    pub(crate) variables: Vec<String>,
}

/// A location that a thread computes.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) name: usize,
    pub(crate) index: Option<Formula>,
}

/// A step of a thread.
#[derive(Clone, Debug)]
pub(crate) enum Instruction {
    Store { to: Target, value: Formula, ordering: Ordering },
    Load { into: Slot, from: Target, ordering: Ordering },
    Update { into: Option<Slot>, update: Update, at: Target, operand: Formula, ordering: Ordering },
    CompareAndSwap(Box<CompareAndSwap>),
    Fence(Ordering),
    Lock(Target),
    Unlock(Target),
    TryLock { into: Option<Slot>, at: Target },
    Assume(Formula),
    Start(usize),
    Join(Formula),
    Assign { to: Slot, value: Formula },
    JumpIfFalse { condition: Formula, target: usize },
    Jump(usize),
    Return,
}

/// Most instructions are much smaller.
#[derive(Clone, Debug)]
pub(crate) struct CompareAndSwap {
    pub(crate) into: Option<Slot>,
    pub(crate) at: Target,
    pub(crate) expected: Formula,
    pub(crate) new: Formula,
    pub(crate) success: Ordering,
    pub(crate) failure: Ordering,
}
