//! How programs are drawn and shrunk.
//!
//! proptest would shrink a collection of collections, one after the other. But of two calls each may be needed
//! only because of the other, as a lock that is taken and released, and what one was needed for may be gone when
//! it was looked at before. So a program has a tree of its own: it leaves out one call, then two at once, then
//! makes an operation simpler, and begins anew after each that still fails.

use std::collections::{HashSet, VecDeque};
use std::fmt;

use proptest::strategy::{BoxedStrategy, NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::standstill::{self, MOST_STATES, Standstill};
use crate::{OperationOf, Program, Size, Subject};

/// How likely a call is there that might be: mostly, so that programs are about as large as they may be.
const LIKELY: f64 = 0.85;

/// How often the tree of an operation is asked for another one that may be simpler, or not simpler enough.
const PATIENCE: u32 = 64;

/// Programs of a subject that need not come to a standstill.
#[derive(Clone, Debug)]
pub(crate) struct Programs<S> {
    pub(crate) subject: S,
    pub(crate) size: Size,
}

impl<S: Subject> Strategy for Programs<S> {
    type Tree = Tree<S>;
    type Value = Program<OperationOf<S>>;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        loop {
            let tree = self.draw(runner)?;
            let program = tree.current();
            match standstill::may_come(&tree.spec, &program) {
                Standstill::Never => return Ok(tree),
                Standstill::Possible => runner.reject_local("it may come to a standstill")?,
                Standstill::TooMuch => return Err(too_much(&program).into()),
            }
        }
    }
}

fn too_much<O: fmt::Debug>(program: &Program<O>) -> String {
    format!(
        "whether somebody may rightly wait for ever was not found out in {MOST_STATES} states of {program:?}"
    )
}

impl<S: Subject> Programs<S> {
    fn draw(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let Size { initial, threads, calls, last } = self.size;
        let is_there = proptest::bool::weighted(LIKELY);
        let mut all = Vec::new();
        let mut draw = |part, thread, most| -> Result<(), proptest::test_runner::Reason> {
            let operations: BoxedStrategy<_> = self.subject.operations(thread);
            for _ in 0..most {
                if is_there.new_tree(runner)?.current() {
                    let tree = operations.new_tree(runner)?;
                    all.push(Call { part, operation: tree.current(), tree, is_there: true });
                }
            }
            Ok(())
        };
        draw(0, 0, initial)?;
        for thread in 1..=threads {
            draw(thread, thread, calls)?;
        }
        draw(threads + 1, 0, last)?;
        Ok(Tree {
            spec: self.subject.spec(),
            threads,
            calls: all,
            known: HashSet::new(),
            todo: VecDeque::new(),
            now: None,
        })
    }
}

/// A call that is drawn.
struct Call<O> {
    /// 0 is what comes before, then each thread, then what comes after.
    part: usize,
    /// Of a program that fails, or is proposed.
    operation: O,
    /// What else it might be.
    tree: Box<dyn ValueTree<Value = O>>,
    is_there: bool,
}

/// A change that may make a program smaller.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// Leaves out these calls, which may be one.
    LeaveOut(usize, usize),
    /// Makes an operation simpler. So often it has not been simple enough, or too simple.
    Simplify(usize, u32),
}

/// A change that was made, and the operation that it replaced.
struct Made<O> {
    change: Change,
    before: Option<O>,
}

/// A program, and what it might be shrunk to.
pub(crate) struct Tree<S: Subject> {
    spec: S::Spec,
    threads: usize,
    calls: Vec<Call<OperationOf<S>>>,
    /// Programs that were proposed, as text: operations need not be comparable.
    known: HashSet<String>,
    todo: VecDeque<Change>,
    /// The change that is proposed now.
    now: Option<Made<OperationOf<S>>>,
}

impl<S: Subject> fmt::Debug for Tree<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tree").field(&self.current()).finish()
    }
}

impl<S: Subject> Tree<S> {
    fn is_right(&self, program: &Program<OperationOf<S>>) -> bool {
        standstill::may_come(&self.spec, program) == Standstill::Never
    }

    /// All changes to the program as it is; what comes last is left out first.
    fn changes(&self) -> VecDeque<Change> {
        let there = || (0..self.calls.len()).rev().filter(|call| self.calls[*call].is_there);
        let one = there().map(|call| Change::LeaveOut(call, call));
        let pairs = there().flat_map(|call| {
            there()
                .filter(move |other| *other < call)
                .map(move |other| Change::LeaveOut(call, other))
        });
        let simpler = there().map(|call| Change::Simplify(call, 0));
        one.chain(pairs).chain(simpler).collect()
    }

    /// Makes the change, unless there is nothing to change.
    fn make(&mut self, change: Change) -> Option<Made<OperationOf<S>>> {
        match change {
            Change::LeaveOut(one, other) => {
                (self.calls[one].is_there, self.calls[other].is_there) = (false, false);
                Some(Made { change, before: None })
            }
            // Some operation that is never simple enough.
            Change::Simplify(_, PATIENCE) => None,
            Change::Simplify(call, tries) => {
                let Call { operation, tree, .. } = &mut self.calls[call];
                let is_another = if tries == 0 { tree.simplify() } else { tree.complicate() };
                let replace = || std::mem::replace(operation, tree.current());
                is_another.then(replace).map(|before| Made { change, before: Some(before) })
            }
        }
    }

    /// Takes a change back that was not one for the better; what may be tried instead.
    fn take_back(&mut self, made: Made<OperationOf<S>>) -> Option<Change> {
        match made.change {
            Change::LeaveOut(one, other) => {
                (self.calls[one].is_there, self.calls[other].is_there) = (true, true);
                None
            }
            Change::Simplify(call, tries) => {
                if let Some(before) = made.before {
                    self.calls[call].operation = before;
                }
                Some(Change::Simplify(call, tries + 1))
            }
        }
    }

    /// Proposes the next change that leads to a program that is right and new.
    fn propose(&mut self, mut next: Option<Change>) -> bool {
        while let Some(change) = next.or_else(|| self.todo.pop_front()) {
            next = None;
            let Some(made) = self.make(change) else { continue };
            let program = self.current();
            if self.known.insert(format!("{program:?}")) && self.is_right(&program) {
                self.now = Some(made);
                return true;
            }
            next = self.take_back(made);
        }
        false
    }
}

impl<S: Subject> ValueTree for Tree<S> {
    type Value = Program<OperationOf<S>>;

    fn current(&self) -> Self::Value {
        let part = |part: usize| {
            let calls = self.calls.iter().filter(|call| call.is_there && call.part == part);
            calls.map(|call| call.operation.clone()).collect::<Vec<_>>()
        };
        Program {
            initial: part(0),
            threads: (1..=self.threads).map(part).collect(),
            last: part(self.threads + 1),
        }
    }

    /// The program fails as it is.
    fn simplify(&mut self) -> bool {
        self.now = None;
        self.known.insert(format!("{:?}", self.current()));
        self.todo = self.changes();
        self.propose(None)
    }

    /// The program does not fail with the change that was proposed.
    fn complicate(&mut self) -> bool {
        let Some(made) = self.now.take() else { return false };
        let next = self.take_back(made);
        self.propose(next)
    }
}
