//! A thread at some point of its code: an interpreter that stops at each visible operation.

use crate::fault::{Fault, Mistake};
use crate::formula::Formula;
use crate::instruction::{Code, CompareAndSwap, Instruction, Target};
use crate::operation::Operation;
use crate::program::{Location, Program};
use crate::span::{Span, Spanned};
use crate::syntax::Update;
use crate::value::Value;

/// The most steps without an operation.
const LOCAL_STEPS_MAX: u32 = 1_000_000;

/// A thread of a program.
///
/// Whoever runs it asks for the [`pending`](Self::pending) operation, performs it, and
/// [`feed`](Self::feed)s what came of it.
///
/// ```
/// use plainweave_litmus::{Pending, Program, Thread, Value};
///
/// let program = Program::new("a<-x; if a { y:=a+1 }")?;
/// let mut thread = Thread::new(&program, 0);
/// assert!(matches!(thread.pending()?, Pending::Operation(_)));
/// thread.feed(Value::Number(7));
/// assert_eq!(thread.variable("a"), Some(Value::Number(7)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Thread<'p> {
    program: &'p Program,
    number: usize,
    position: usize,
    variables: Vec<Value>,
}

/// What a thread does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    /// This operation.
    Operation(Operation),
    /// Nothing ever: an `assume` was false.
    Stopped,
    /// Nothing: it has ended.
    Ended,
}

impl<'p> Thread<'p> {
    /// This thread at its beginning.
    ///
    /// # Panics
    ///
    /// If there is no thread of this number.
    pub fn new(program: &'p Program, number: usize) -> Self {
        let variables = vec![Value::Number(0); program.codes[number].variables.len()];
        Self { program, number, position: 0, variables }
    }

    /// Its number.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The value of a variable; none if the thread has no such variable.
    pub fn variable(&self, name: &str) -> Option<Value> {
        self.variables().find(|&(known, _)| known == name).map(|(_, value)| value)
    }

    /// Its variables, in the order in which they occur.
    pub fn variables(&self) -> impl Iterator<Item = (&'p str, Value)> {
        let names = self.code().variables.iter().map(String::as_str);
        names.zip(self.variables.iter().copied()).filter(|(name, _)| !name.is_empty())
    }

    /// Runs up to the next visible operation. Asking again gives the same answer.
    ///
    /// # Errors
    ///
    /// The mistake that the thread makes before, or with, its next operation.
    pub fn pending(&mut self) -> Result<Pending, Fault> {
        for _ in 0..LOCAL_STEPS_MAX {
            let Some(instruction) = self.code().instructions.get(self.position) else {
                return Ok(Pending::Ended);
            };
            match &instruction.node {
                Instruction::Assume(condition) => {
                    if self.evaluate(condition)? == 0 {
                        return Ok(Pending::Stopped);
                    }
                    self.position += 1;
                }
                Instruction::Assign { to, value } => {
                    self.variables[*to] = self.value(value)?;
                    self.position += 1;
                }
                Instruction::JumpIfFalse { condition, target } => {
                    let is_false = self.evaluate(condition)? == 0;
                    self.position = if is_false { *target } else { self.position + 1 };
                }
                Instruction::Jump(target) => self.position = *target,
                Instruction::Return => self.position = self.code().instructions.len(),
                operation => {
                    return self.operation(operation, instruction.span).map(Pending::Operation);
                }
            }
        }
        Err(self.fault(self.span(), Mistake::Endless(LOCAL_STEPS_MAX)))
    }

    /// The operation that [`pending`](Self::pending) gave is done, and this came of it.
    pub fn feed(&mut self, value: Value) {
        let into = match self.code().instructions.get(self.position).map(|next| &next.node) {
            Some(Instruction::Load { into, .. }) => Some(*into),
            Some(Instruction::Update { into, .. } | Instruction::TryLock { into, .. }) => *into,
            Some(Instruction::CompareAndSwap(operation)) => operation.into,
            _ => None,
        };
        if let Some(slot) = into {
            self.variables[slot] = value;
        }
        self.position += 1;
    }

    /// A fault of this thread where it is.
    pub fn fault_here(&self, mistake: Mistake) -> Fault {
        self.fault(self.span(), mistake)
    }

    fn operation(&self, instruction: &Instruction, span: Span) -> Result<Operation, Fault> {
        Ok(match instruction {
            Instruction::Store { to, value, ordering } => Operation::Store {
                to: self.location(to)?,
                value: self.evaluate(value)?,
                ordering: *ordering,
            },
            Instruction::Load { from, ordering, .. } => {
                Operation::Load { from: self.location(from)?, ordering: *ordering }
            }
            Instruction::Update { update, at, operand, ordering, .. } => {
                let (at, operand, ordering) =
                    (self.location(at)?, self.evaluate(operand)?, *ordering);
                match update {
                    Update::Add => Operation::Add { at, operand, ordering },
                    Update::Exchange => Operation::Exchange { at, new: operand, ordering },
                }
            }
            Instruction::CompareAndSwap(operation) => self.compare_and_swap(operation)?,
            Instruction::Fence(ordering) => Operation::Fence { ordering: *ordering },
            Instruction::Lock(at) => Operation::Lock { mutex: self.location(at)? },
            Instruction::Unlock(at) => Operation::Unlock { mutex: self.location(at)? },
            Instruction::TryLock { at, .. } => Operation::TryLock { mutex: self.location(at)? },
            Instruction::Start(thread) => Operation::Start { thread: *thread },
            Instruction::Join(thread) => {
                Operation::Join { thread: self.thread(self.evaluate(thread)?, span)? }
            }
            Instruction::Assume(_)
            | Instruction::Assign { .. }
            | Instruction::JumpIfFalse { .. }
            | Instruction::Jump(_)
            | Instruction::Return => unreachable!("`pending` takes local steps itself"),
        })
    }

    fn compare_and_swap(&self, operation: &CompareAndSwap) -> Result<Operation, Fault> {
        Ok(Operation::CompareAndSwap {
            at: self.location(&operation.at)?,
            expected: self.evaluate(&operation.expected)?,
            new: self.evaluate(&operation.new)?,
            success: operation.success,
            failure: operation.failure,
        })
    }

    fn thread(&self, number: i64, span: Span) -> Result<usize, Fault> {
        let threads = self.program.threads();
        let thread = usize::try_from(number).ok().filter(|&thread| thread < threads);
        thread.ok_or_else(|| self.fault(span, Mistake::NoSuchThread { thread: number, threads }))
    }

    fn location(&self, target: &Target) -> Result<Location, Fault> {
        let index = target.index.as_ref().map(|index| self.evaluate(index)).transpose()?;
        Ok(Location { name: target.name, index })
    }

    fn evaluate(&self, formula: &Formula) -> Result<i64, Fault> {
        self.blame(formula.evaluate_number(&self.code().variables, &self.variables))
    }

    fn value(&self, formula: &Formula) -> Result<Value, Fault> {
        self.blame(formula.evaluate(&self.code().variables, &self.variables))
    }

    fn blame<T>(&self, result: Result<T, Spanned<Mistake>>) -> Result<T, Fault> {
        result.map_err(|Spanned { node, span }| self.fault(span, node))
    }

    fn fault(&self, span: Span, mistake: Mistake) -> Fault {
        Fault { text: self.program.text.clone(), span, thread: self.number, mistake }
    }

    fn span(&self) -> Span {
        self.code().instructions.get(self.position).map_or(Span::default(), |next| next.span)
    }

    fn code(&self) -> &'p Code {
        &self.program.codes[self.number]
    }
}
