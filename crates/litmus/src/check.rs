//! What the grammar does not say: kinds of locations, orderings, names, loops.
//!
//! Everything here is about the text as it is written, before threads are copied. What depends on
//! how many threads there are is up to `compile`.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Problem, ProgramError};
use crate::ordering::{Ordered, Ordering};
use crate::program::{Kind, Source};
use crate::span::{Span, Spanned};
use crate::syntax::{
    Action, Block, Branch, Expression, Line, Name, Otherwise, Place, Statement, Term, Thread,
};

/// Checks a program, and tells the kind of each location.
pub(crate) fn check(
    source: &Source<'_>,
    line: &Line,
) -> Result<BTreeMap<String, Kind>, ProgramError> {
    let mut kinds = BTreeMap::new();
    for thread in &line.threads {
        let mut checker = Checker {
            source,
            kinds: &mut kinds,
            is_copied: thread.copies.is_some(),
            assigned: BTreeSet::new(),
            read: Vec::new(),
            loops: 0,
        };
        checker.thread(thread)?;
    }
    Ok(kinds)
}

struct Checker<'c> {
    source: &'c Source<'c>,
    kinds: &'c mut BTreeMap<String, Kind>,
    /// Whether `i` is a constant.
    is_copied: bool,
    assigned: BTreeSet<String>,
    read: Vec<Name>,
    loops: usize,
}

type Checked = Result<(), ProgramError>;

impl Checker<'_> {
    fn thread(&mut self, thread: &Thread) -> Checked {
        if let Some(copies) = &thread.copies {
            self.constant(copies)?;
        }
        self.block(&thread.body)?;
        match self.read.iter().find(|name| !self.assigned.contains(&name.node)) {
            None => Ok(()),
            Some(Spanned { node, span }) => {
                Err(self.error(*span, Problem::NeverAssigned(node.clone())))
            }
        }
    }

    fn block(&mut self, block: &Block) -> Checked {
        block.iter().try_for_each(|statement| self.statement(statement))
    }

    fn statement(&mut self, Spanned { node, span }: &Statement) -> Checked {
        match node {
            Action::Store { to, value, ordering } => {
                self.access(to, Ordered::Store, ordering.as_ref())?;
                self.expression(value)
            }
            Action::Load { into, from, ordering } => {
                self.access(from, Ordered::Load, ordering.as_ref())?;
                self.assign(into)
            }
            Action::Update { into, at, operand, ordering, .. } => {
                self.access(at, Ordered::Update, ordering.as_ref())?;
                self.expression(operand)?;
                self.assign_any(into.as_ref())
            }
            Action::CompareAndSwap { into, at, expected, new, success, failure } => {
                self.access(at, Ordered::Update, success.as_ref())?;
                self.ordering(Ordered::Failure, failure.as_ref())?;
                self.expression(expected)?;
                self.expression(new)?;
                self.assign_any(into.as_ref())
            }
            Action::Fence { ordering } => self.ordering(Ordered::Fence, ordering.as_ref()),
            Action::Lock(at) | Action::Unlock(at) => self.place(at, Kind::Mutex),
            Action::TryLock { into, at } => {
                self.place(at, Kind::Mutex)?;
                self.assign_any(into.as_ref())
            }
            Action::Assume(operand) | Action::Join(operand) => self.expression(operand),
            Action::Start(_) | Action::Return | Action::Pass => Ok(()),
            Action::Assign { to, value, assignment } => {
                if *assignment != crate::syntax::Assignment::Set {
                    self.read.push(to.clone());
                }
                self.expression(value)?;
                self.assign(to)
            }
            Action::If(branch) => self.branch(branch),
            Action::While { condition, body } => {
                self.expression(condition)?;
                self.repeated(body)
            }
            Action::For { variable, from, to, body } => {
                from.iter().try_for_each(|from| self.expression(from))?;
                self.expression(to)?;
                self.assign(variable)?;
                self.repeated(body)
            }
            Action::Break => self.in_loop(*span, "break"),
            Action::Continue => self.in_loop(*span, "continue"),
        }
    }

    fn branch(&mut self, branch: &Branch) -> Checked {
        self.expression(&branch.condition)?;
        self.block(&branch.then)?;
        match &branch.otherwise {
            None => Ok(()),
            Some(Otherwise::Block(block)) => self.block(block),
            Some(Otherwise::If(branch)) => self.branch(branch),
        }
    }

    fn repeated(&mut self, body: &Block) -> Checked {
        self.loops += 1;
        self.block(body)?;
        self.loops -= 1;
        Ok(())
    }

    fn in_loop(&self, span: Span, keyword: &'static str) -> Checked {
        if self.loops == 0 { Err(self.error(span, Problem::OutsideLoop(keyword))) } else { Ok(()) }
    }

    /// An access to what is no mutex.
    fn access(
        &mut self,
        place: &Place,
        operation: Ordered,
        ordering: Option<&Spanned<Ordering>>,
    ) -> Checked {
        self.ordering(operation, ordering)?;
        let is_plain = ordering.is_some_and(|ordering| ordering.node == Ordering::NonAtomic);
        self.place(place, if is_plain { Kind::NonAtomic } else { Kind::Atomic })
    }

    fn ordering(&self, operation: Ordered, ordering: Option<&Spanned<Ordering>>) -> Checked {
        match ordering {
            Some(&Spanned { node, span }) if !operation.allowed().contains(&node) => {
                Err(self.error(span, Problem::OrderingNotAllowed { operation, ordering: node }))
            }
            _ => Ok(()),
        }
    }

    fn place(&mut self, place: &Place, kind: Kind) -> Checked {
        place.index.iter().try_for_each(|index| self.expression(index))?;
        let name = &place.name.node;
        let elsewhere = *self.kinds.entry(name.clone()).or_insert(kind);
        if elsewhere == kind {
            return Ok(());
        }
        let problem = Problem::Mixed { name: name.clone(), here: kind, elsewhere };
        Err(self.error(place.name.span, problem))
    }

    fn assign(&mut self, name: &Name) -> Checked {
        if self.is_copied && name.node == "i" {
            return Err(self.error(name.span, Problem::ConstantAssigned("i")));
        }
        self.assigned.insert(name.node.clone());
        Ok(())
    }

    fn assign_any(&mut self, name: Option<&Name>) -> Checked {
        name.map_or(Ok(()), |name| self.assign(name))
    }

    fn expression(&mut self, Spanned { node, span }: &Expression) -> Checked {
        match node {
            Term::Number(_) => Ok(()),
            Term::Size => self.size(*span),
            Term::Variable(name) => {
                self.variable(&Spanned::new(name.clone(), *span));
                Ok(())
            }
            Term::Part { of, index } => {
                if self.is_copied && of.node == "i" {
                    return Err(self.error(of.span, Problem::ConstantIsNoPair));
                }
                self.variable(of);
                self.expression(index)
            }
            Term::Not(operand) | Term::Negate(operand) => self.expression(operand),
            Term::Binary { left, right, .. } => {
                self.expression(left)?;
                self.expression(right)
            }
        }
    }

    fn variable(&mut self, name: &Name) {
        if !(self.is_copied && name.node == "i") {
            self.read.push(name.clone());
        }
    }

    /// A number of copies.
    fn constant(&self, Spanned { node, span }: &Expression) -> Checked {
        match node {
            Term::Number(_) => Ok(()),
            Term::Size => self.size(*span),
            Term::Variable(name) | Term::Part { of: Spanned { node: name, .. }, .. } => {
                Err(self.error(*span, Problem::CountNotConstant(name.clone())))
            }
            Term::Not(operand) | Term::Negate(operand) => self.constant(operand),
            Term::Binary { left, right, .. } => {
                self.constant(left)?;
                self.constant(right)
            }
        }
    }

    fn size(&self, span: Span) -> Checked {
        self.source.size.map_or(Err(self.error(span, Problem::NoSize)), |_| Ok(()))
    }

    fn error(&self, span: Span, problem: Problem) -> ProgramError {
        ProgramError::new(self.source.program, span, problem)
    }
}
