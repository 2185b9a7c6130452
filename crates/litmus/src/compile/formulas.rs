//! Expressions to formulas.

use super::body::Compiler;
use crate::formula::{Formula, Slot, Step};
use crate::operator::Operator;
use crate::span::{Span, Spanned};
use crate::syntax::{Expression, Term};

/// Where the value of an expression goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needed {
    /// Only a number will do.
    Number,
    /// A pair may be copied.
    Any,
}

impl Compiler<'_> {
    /// An expression where a number is needed.
    pub(super) fn number(&mut self, expression: &Expression) -> Formula {
        self.formula(expression, Needed::Number)
    }

    /// An expression whose value, perhaps a pair, is assigned.
    pub(super) fn any(&mut self, expression: &Expression) -> Formula {
        self.formula(expression, Needed::Any)
    }

    /// An operator of a variable and an expression, which stand there.
    pub(super) fn combined(
        &mut self,
        slot: Slot,
        operator: Operator,
        right: &Expression,
        span: Span,
    ) -> Formula {
        let mut steps = vec![Spanned::new(Step::Read(slot), span)];
        self.steps(&mut steps, right, Needed::Number);
        steps.push(Spanned::new(Step::Apply(operator), span));
        Formula { steps: steps.into() }
    }

    fn formula(&mut self, expression: &Expression, needed: Needed) -> Formula {
        let mut steps = Vec::new();
        self.steps(&mut steps, expression, needed);
        Formula { steps: steps.into() }.folded()
    }

    fn steps(&mut self, steps: &mut Vec<Spanned<Step>>, expression: &Expression, needed: Needed) {
        let Spanned { node, span } = expression;
        let step = match node {
            Term::Number(number) => Step::Push(*number),
            Term::Size => Step::Push(self.size()),
            Term::Variable(name) => match self.constant(name) {
                Some(number) => Step::Push(number),
                None if needed == Needed::Number => Step::Read(self.slot(name)),
                None => Step::Give(self.slot(name)),
            },
            Term::Part { of, index } => {
                self.steps(steps, index, Needed::Number);
                Step::Part(self.slot(&of.node))
            }
            Term::Not(operand) => {
                self.steps(steps, operand, Needed::Number);
                Step::Not
            }
            Term::Negate(operand) => {
                self.steps(steps, operand, Needed::Number);
                Step::Negate
            }
            Term::Binary { operator: operator @ (Operator::And | Operator::Or), left, right } => {
                // The left operand decides, or the right one is the value.
                self.steps(steps, left, Needed::Number);
                let jump = steps.len();
                steps.push(Spanned::new(Step::IfTrue(0), *span));
                self.steps(steps, right, needed);
                let end = steps.len();
                let is_or = *operator == Operator::Or;
                steps[jump].node = if is_or { Step::IfTrue(end) } else { Step::IfFalse(end) };
                return;
            }
            Term::Binary { operator, left, right } => {
                self.steps(steps, left, Needed::Number);
                self.steps(steps, right, Needed::Number);
                Step::Apply(*operator)
            }
        };
        steps.push(Spanned::new(step, *span));
    }
}
