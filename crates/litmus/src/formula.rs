//! Expressions, compiled: a list of steps on a stack of numbers, so nothing recurses.

use crate::fault::Mistake;
use crate::operator::Operator;
use crate::span::Spanned;
use crate::value::Value;

/// The number of a variable in its thread.
pub(crate) type Slot = usize;

/// An expression that a thread evaluates.
#[derive(Clone, Debug)]
pub(crate) struct Formula {
    /// Evaluating leaves one number on the stack, or gives a value.
    pub(crate) steps: Box<[Spanned<Step>]>,
}

/// A step of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Pushes a number.
    Push(i64),
    /// Pushes the number in a variable.
    Read(Slot),
    /// Ends the evaluation with whatever is in a variable. Only the last step, or one that is
    /// jumped over, is this.
    Give(Slot),
    /// Replaces an index by that part of the pair in a variable.
    Part(Slot),
    /// Replaces a number by 1 or 0.
    Not,
    /// Replaces a number by its negation.
    Negate,
    /// Replaces two numbers by one.
    Apply(Operator),
    /// Goes on there if the top is true, otherwise drops it.
    IfTrue(usize),
    /// Goes on there if the top is false, otherwise drops it.
    IfFalse(usize),
}

impl Formula {
    /// A formula that is only a number.
    pub(crate) fn number(number: i64) -> Self {
        Self { steps: Box::new([Step::Push(number).into()]) }
    }

    /// A number instead, if it is a constant. A constant that is a mistake is left for whoever
    /// makes it.
    pub(crate) fn folded(self) -> Self {
        let reads = |step: &Spanned<Step>| {
            matches!(step.node, Step::Read(_) | Step::Give(_) | Step::Part(_))
        };
        if self.steps.iter().any(reads) {
            return self;
        }
        match self.evaluate_number(&[], &[]) {
            Ok(number) => Self::number(number),
            Err(_) => self,
        }
    }

    /// The number it is, if it is only that.
    pub(crate) fn as_number(&self) -> Option<i64> {
        match *self.steps {
            [Spanned { node: Step::Push(number), .. }] => Some(number),
            _ => None,
        }
    }

    /// Evaluates it.
    ///
    /// # Errors
    ///
    /// A mistake, and where it was made.
    pub(crate) fn evaluate(
        &self,
        names: &[String],
        variables: &[Value],
    ) -> Result<Value, Spanned<Mistake>> {
        if let Some(number) = self.as_number() {
            return Ok(Value::Number(number));
        }
        let mut stack = Stack(Vec::with_capacity(4));
        let mut position = 0;
        while let Some(&Spanned { node, span }) = self.steps.get(position) {
            position += 1;
            let result = match node {
                Step::Push(number) => Ok(number),
                Step::Read(slot) => variables[slot]
                    .number()
                    .ok_or_else(|| Mistake::PairAsNumber(names[slot].clone())),
                Step::Give(slot) => return Ok(variables[slot]),
                Step::Part(slot) => part(variables[slot], stack.pop(), &names[slot]),
                Step::Not => Ok(i64::from(stack.pop() == 0)),
                Step::Negate => Ok(stack.pop().wrapping_neg()),
                Step::Apply(operator) => {
                    let (right, left) = (stack.pop(), stack.pop());
                    apply(operator, left, right)
                }
                Step::IfTrue(target) | Step::IfFalse(target) => {
                    let top = stack.pop();
                    if (top != 0) != matches!(node, Step::IfTrue(_)) {
                        continue;
                    }
                    position = target;
                    Ok(top)
                }
            };
            stack.0.push(result.map_err(|mistake| Spanned::new(mistake, span))?);
        }
        Ok(Value::Number(stack.pop()))
    }

    /// Evaluates it where a number is needed, so that it gives none but numbers.
    pub(crate) fn evaluate_number(
        &self,
        names: &[String],
        variables: &[Value],
    ) -> Result<i64, Spanned<Mistake>> {
        let value = self.evaluate(names, variables)?;
        Ok(value.number().expect("a formula compiled for a number has no `Give`"))
    }
}

struct Stack(Vec<i64>);

impl Stack {
    fn pop(&mut self) -> i64 {
        self.0.pop().expect("a compiled formula pushes its operands")
    }
}

fn part(value: Value, index: i64, name: &str) -> Result<i64, Mistake> {
    let Value::Pair { succeeded, found } = value else {
        return Err(Mistake::NumberAsPair(name.to_owned()));
    };
    match index {
        0 => Ok(i64::from(succeeded)),
        1 => Ok(found),
        _ => Err(Mistake::NoSuchPart(index)),
    }
}

/// An operator of two numbers. Results wrap around; Python's rounding.
pub(crate) fn apply(operator: Operator, left: i64, right: i64) -> Result<i64, Mistake> {
    Ok(match operator {
        // Compiled to jumps: here both operands are known.
        Operator::Or => {
            if left == 0 {
                right
            } else {
                left
            }
        }
        Operator::And => {
            if left == 0 {
                left
            } else {
                right
            }
        }
        Operator::Equal => i64::from(left == right),
        Operator::Unequal => i64::from(left != right),
        Operator::Less => i64::from(left < right),
        Operator::LessOrEqual => i64::from(left <= right),
        Operator::Greater => i64::from(left > right),
        Operator::GreaterOrEqual => i64::from(left >= right),
        Operator::BitOr => left | right,
        Operator::BitXor => left ^ right,
        Operator::BitAnd => left & right,
        Operator::ShiftLeft => shift(right)?.map_or(0, |bits| left << bits),
        Operator::ShiftRight => left >> shift(right)?.unwrap_or(63),
        Operator::Add => left.wrapping_add(right),
        Operator::Subtract => left.wrapping_sub(right),
        Operator::Multiply => left.wrapping_mul(right),
        Operator::Divide | Operator::Remainder if right == 0 => {
            return Err(Mistake::DivisionByZero);
        }
        Operator::Divide => {
            let quotient = left.wrapping_div(right);
            if rounds_up(left, right) { quotient - 1 } else { quotient }
        }
        Operator::Remainder => {
            let remainder = left.wrapping_rem(right);
            if rounds_up(left, right) { remainder + right } else { remainder }
        }
    })
}

/// Whether the division of integers, which rounds towards zero, gives more than the quotient.
fn rounds_up(left: i64, right: i64) -> bool {
    left.wrapping_rem(right) != 0 && (left < 0) != (right < 0)
}

/// By how many bits to shift; none if everything is shifted out.
fn shift(bits: i64) -> Result<Option<u32>, Mistake> {
    match u32::try_from(bits) {
        Ok(bits) if bits < 64 => Ok(Some(bits)),
        _ if bits < 0 => Err(Mistake::NegativeShift(bits)),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_rounds_towards_minus_infinity() {
        let both = |left, right| {
            let divided = apply(Operator::Divide, left, right).unwrap();
            (divided, apply(Operator::Remainder, left, right).unwrap())
        };
        assert_eq!(both(7, 2), (3, 1));
        assert_eq!(both(-7, 2), (-4, 1));
        assert_eq!(both(7, -2), (-4, -1));
        assert_eq!(both(-7, -2), (3, -1));
        assert_eq!(both(-6, 2), (-3, 0));
        assert_eq!(both(i64::MIN, -1), (i64::MIN, 0));
        assert_eq!(apply(Operator::Divide, 1, 0), Err(Mistake::DivisionByZero));
        assert_eq!(apply(Operator::Remainder, 1, 0), Err(Mistake::DivisionByZero));
    }

    #[test]
    fn shifts_can_shift_everything_out() {
        assert_eq!(apply(Operator::ShiftLeft, 1, 63), Ok(i64::MIN));
        assert_eq!(apply(Operator::ShiftLeft, 1, 64), Ok(0));
        assert_eq!(apply(Operator::ShiftRight, -8, 1), Ok(-4));
        assert_eq!(apply(Operator::ShiftRight, -8, 1 << 40), Ok(-1));
        assert_eq!(apply(Operator::ShiftRight, 8, 64), Ok(0));
        assert_eq!(apply(Operator::ShiftLeft, 1, -1), Err(Mistake::NegativeShift(-1)));
    }

    #[test]
    fn results_wrap_around() {
        assert_eq!(apply(Operator::Add, i64::MAX, 1), Ok(i64::MIN));
        assert_eq!(apply(Operator::Subtract, i64::MIN, 1), Ok(i64::MAX));
        assert_eq!(apply(Operator::Multiply, i64::MAX, 2), Ok(-2));
    }
}
