//! Statements to instructions.

use std::collections::BTreeSet;

use crate::error::{Problem, ProgramError};
use crate::formula::{Formula, Slot, Step};
use crate::instruction::{Code, CompareAndSwap, Instruction, Target};
use crate::operator::Operator;
use crate::ordering::Ordering;
use crate::program::{Kind, Source};
use crate::span::{Span, Spanned};
use crate::syntax::{
    Action, Assignment, Block, Branch, Expression, Name, Otherwise, Place, Statement,
};

/// Compiles one thread.
pub(super) struct Compiler<'c> {
    source: &'c Source<'c>,
    locations: &'c [(String, Kind)],
    /// How many threads the program has.
    threads: usize,
    /// Which copy this is, if it is one: the value of `i`.
    copy: Option<i64>,
    instructions: Vec<Spanned<Instruction>>,
    variables: Vec<String>,
    loops: Vec<Loop>,
    starts: BTreeSet<usize>,
}

/// A loop that is being compiled.
struct Loop {
    /// Where `continue` goes.
    top: usize,
    /// The jumps that leave it.
    exits: Vec<usize>,
}

type Compiled = Result<(), ProgramError>;

impl<'c> Compiler<'c> {
    pub(super) fn new(
        source: &'c Source<'c>,
        locations: &'c [(String, Kind)],
        threads: usize,
        copy: Option<i64>,
    ) -> Self {
        Self {
            source,
            locations,
            threads,
            copy,
            instructions: Vec::new(),
            variables: Vec::new(),
            loops: Vec::new(),
            starts: BTreeSet::new(),
        }
    }

    /// The code, and which threads it starts.
    pub(super) fn finish(self) -> (Code, BTreeSet<usize>) {
        (Code { instructions: self.instructions, variables: self.variables }, self.starts)
    }

    pub(super) fn block(&mut self, block: &Block) -> Compiled {
        block.iter().try_for_each(|statement| self.statement(statement))
    }

    fn statement(&mut self, Spanned { node, span }: &Statement) -> Compiled {
        let instruction = match node {
            Action::If(branch) => return self.branch(branch),
            Action::While { condition, body } => return self.repeat(condition, body),
            Action::For { variable, from, to, body } => {
                return self.count(variable, from.as_ref(), to, body);
            }
            Action::Break => {
                let jump = self.push(Instruction::Jump(0), *span);
                self.innermost().exits.push(jump);
                return Ok(());
            }
            Action::Continue => Instruction::Jump(self.innermost().top),
            Action::Return => Instruction::Return,
            Action::Pass => return Ok(()),
            Action::Assign { to, assignment, value } => self.assign(to, *assignment, value, *span),
            operation => self.operation(operation)?,
        };
        self.push(instruction, *span);
        Ok(())
    }

    fn operation(&mut self, action: &Action) -> Result<Instruction, ProgramError> {
        Ok(match action {
            Action::Store { to, value, ordering } => Instruction::Store {
                to: self.target(to),
                value: self.number(value),
                ordering: written(ordering.as_ref()),
            },
            Action::Load { into, from, ordering } => Instruction::Load {
                into: self.slot(&into.node),
                from: self.target(from),
                ordering: written(ordering.as_ref()),
            },
            Action::Update { into, update, at, operand, ordering } => Instruction::Update {
                into: self.slot_of(into.as_ref()),
                update: *update,
                at: self.target(at),
                operand: self.number(operand),
                ordering: written(ordering.as_ref()),
            },
            Action::CompareAndSwap { into, at, expected, new, success, failure } => {
                let success = written(success.as_ref());
                Instruction::CompareAndSwap(Box::new(CompareAndSwap {
                    into: self.slot_of(into.as_ref()),
                    at: self.target(at),
                    expected: self.number(expected),
                    new: self.number(new),
                    success,
                    failure: failure.as_ref().map_or(success.on_failure(), |failure| failure.node),
                }))
            }
            Action::Fence { ordering } => Instruction::Fence(written(ordering.as_ref())),
            Action::Lock(at) => Instruction::Lock(self.target(at)),
            Action::Unlock(at) => Instruction::Unlock(self.target(at)),
            Action::TryLock { into, at } => {
                Instruction::TryLock { into: self.slot_of(into.as_ref()), at: self.target(at) }
            }
            Action::Assume(condition) => Instruction::Assume(self.number(condition)),
            Action::Start(thread) => {
                let thread = self.existing(thread.node, thread.span)?;
                self.starts.insert(thread);
                Instruction::Start(thread)
            }
            Action::Join(thread) => {
                let formula = self.number(thread);
                if let Some(number) = formula.as_number() {
                    self.existing(number, thread.span)?;
                }
                Instruction::Join(formula)
            }
            Action::Assign { .. }
            | Action::If(_)
            | Action::While { .. }
            | Action::For { .. }
            | Action::Break
            | Action::Continue
            | Action::Return
            | Action::Pass => unreachable!("`statement` compiles what is no operation"),
        })
    }

    fn assign(
        &mut self,
        to: &Name,
        assignment: Assignment,
        value: &Expression,
        span: Span,
    ) -> Instruction {
        let slot = self.slot(&to.node);
        let value = match assignment {
            Assignment::Set => self.any(value),
            Assignment::Add => self.combined(slot, Operator::Add, value, span),
            Assignment::Subtract => self.combined(slot, Operator::Subtract, value, span),
        };
        Instruction::Assign { to: slot, value }
    }

    fn branch(&mut self, branch: &Branch) -> Compiled {
        let skip = self.jump_if_false(&branch.condition);
        self.block(&branch.then)?;
        let Some(otherwise) = &branch.otherwise else {
            self.land(skip);
            return Ok(());
        };
        let end = self.push(Instruction::Jump(0), branch.condition.span);
        self.land(skip);
        match otherwise {
            Otherwise::Block(block) => self.block(block)?,
            Otherwise::If(branch) => self.branch(branch)?,
        }
        self.land(end);
        Ok(())
    }

    fn repeat(&mut self, condition: &Expression, body: &Block) -> Compiled {
        let top = self.instructions.len();
        let exit = self.jump_if_false(condition);
        self.finish_loop(Loop { top, exits: vec![exit] }, body, condition.span)
    }

    /// The counter and the limit are variables without names, so the body cannot change them.
    fn count(
        &mut self,
        variable: &Name,
        from: Option<&Expression>,
        to: &Expression,
        body: &Block,
    ) -> Compiled {
        let counter = self.new_variable(String::new());
        let first = from.map_or(Formula::number(0), |from| self.number(from));
        self.push(Instruction::Assign { to: counter, value: first }, to.span);
        let limit = self.new_variable(String::new());
        let last = self.number(to);
        self.push(Instruction::Assign { to: limit, value: last }, to.span);

        let top = self.instructions.len();
        let condition =
            steps([Step::Read(counter), Step::Read(limit), Step::Apply(Operator::Less)]);
        let exit = self.push(Instruction::JumpIfFalse { condition, target: 0 }, to.span);
        let value = steps([Step::Read(counter)]);
        let taken = self.slot(&variable.node);
        self.push(Instruction::Assign { to: taken, value }, variable.span);
        let value = steps([Step::Read(counter), Step::Push(1), Step::Apply(Operator::Add)]);
        self.push(Instruction::Assign { to: counter, value }, variable.span);
        self.finish_loop(Loop { top, exits: vec![exit] }, body, to.span)
    }

    fn finish_loop(&mut self, started: Loop, body: &Block, span: Span) -> Compiled {
        let top = started.top;
        self.loops.push(started);
        self.block(body)?;
        self.push(Instruction::Jump(top), span);
        let finished = self.loops.pop().expect("it was pushed above");
        finished.exits.into_iter().for_each(|exit| self.land(exit));
        Ok(())
    }

    fn innermost(&mut self) -> &mut Loop {
        self.loops.last_mut().expect("`check` found it in a loop")
    }

    fn jump_if_false(&mut self, condition: &Expression) -> usize {
        let span = condition.span;
        let condition = self.number(condition);
        self.push(Instruction::JumpIfFalse { condition, target: 0 }, span)
    }

    /// Lets a jump end here.
    fn land(&mut self, jump: usize) {
        let here = self.instructions.len();
        match &mut self.instructions[jump].node {
            Instruction::Jump(target) | Instruction::JumpIfFalse { target, .. } => *target = here,
            _ => unreachable!("only jumps land"),
        }
    }

    fn push(&mut self, instruction: Instruction, span: Span) -> usize {
        self.instructions.push(Spanned::new(instruction, span));
        self.instructions.len() - 1
    }

    fn target(&mut self, place: &Place) -> Target {
        let name = &place.name.node;
        let name = self.locations.binary_search_by(|(known, _)| known.cmp(name));
        let name = name.expect("`check` found all locations, in order");
        Target { name, index: place.index.as_ref().map(|index| self.number(index)) }
    }

    /// The number of a thread that exists.
    fn existing(&self, thread: i64, span: Span) -> Result<usize, ProgramError> {
        let threads = self.threads;
        usize::try_from(thread).ok().filter(|&thread| thread < threads).ok_or_else(|| {
            let problem = Problem::NoSuchThread { thread, threads };
            ProgramError::new(self.source.program, span, problem)
        })
    }

    /// The value of `N`.
    pub(super) fn size(&self) -> i64 {
        self.source.size.expect("`check` found that there is one")
    }

    /// The value of a name that is a constant.
    pub(super) fn constant(&self, name: &str) -> Option<i64> {
        self.copy.filter(|_| name == "i")
    }

    pub(super) fn slot(&mut self, name: &str) -> Slot {
        let known = self.variables.iter().position(|known| known == name);
        known.unwrap_or_else(|| self.new_variable(name.to_owned()))
    }

    fn slot_of(&mut self, name: Option<&Name>) -> Option<Slot> {
        name.map(|name| self.slot(&name.node))
    }

    fn new_variable(&mut self, name: String) -> Slot {
        self.variables.push(name);
        self.variables.len() - 1
    }
}

fn written(ordering: Option<&Spanned<Ordering>>) -> Ordering {
    ordering.map_or(Ordering::SeqCst, |ordering| ordering.node)
}

/// Steps that nobody wrote, and that make no mistakes.
fn steps<const COUNT: usize>(steps: [Step; COUNT]) -> Formula {
    Formula { steps: steps.map(Spanned::from).into() }
}
