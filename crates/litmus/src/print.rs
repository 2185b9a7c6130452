//! From the tree to text: what is printed is parsed to the same tree.

use std::fmt::{self, Display, Formatter};

use crate::operator::{Level, Operator};
use crate::ordering::Ordering;
use crate::span::Spanned;
use crate::syntax::{Action, Branch, Expression, Line, Name, Otherwise, Place, Term, Thread};

impl Display for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        separated(f, " || ", &self.threads)
    }
}

impl Display for Thread {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(copies) = &self.copies else { return separated(f, "; ", &self.body) };
        match copies.node {
            Term::Number(_) | Term::Size => write!(f, "{copies}*{{")?,
            _ => write!(f, "({copies})*{{")?,
        }
        separated(f, "; ", &self.body)?;
        f.write_str("}")
    }
}

fn separated<T: Display>(f: &mut Formatter<'_>, separator: &str, items: &[T]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        let separator = if index == 0 { "" } else { separator };
        write!(f, "{separator}{item}")?;
    }
    Ok(())
}

impl<T: Display> Display for Spanned<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

impl Display for Action {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store { to, value, ordering } => write!(f, "{to}:={value}{}", At(ordering)),
            Self::Load { into, from, ordering } => write!(f, "{into}<-{from}{}", At(ordering)),
            Self::Update { into, update, at, operand, ordering } => {
                write!(f, "{}{}({at},{operand}){}", Into(into), update.text(), At(ordering))
            }
            Self::CompareAndSwap { into, at, expected, new, success, failure } => {
                write!(f, "{}cas({at},{expected},{new}){}", Into(into), At(success))?;
                failure.as_ref().map_or(Ok(()), |failure| write!(f, "/{failure}"))
            }
            Self::Fence { ordering } => write!(f, "fence{}", At(ordering)),
            Self::Lock(at) => write!(f, "lock({at})"),
            Self::Unlock(at) => write!(f, "unlock({at})"),
            Self::TryLock { into, at } => write!(f, "{}trylock({at})", Into(into)),
            Self::Assume(condition) => write!(f, "assume({condition})"),
            Self::Start(thread) => write!(f, "start({thread})"),
            Self::Join(thread) => write!(f, "join({thread})"),
            Self::Assign { to, assignment, value } => write!(f, "{to}{}{value}", assignment.text()),
            Self::If(branch) => branch.fmt(f),
            Self::While { condition, body } => write!(f, "while {condition} {}", Braced(body)),
            Self::For { variable, from: None, to, body } => {
                write!(f, "for {variable} in range({to}) {}", Braced(body))
            }
            Self::For { variable, from: Some(from), to, body } => {
                write!(f, "for {variable} in range({from},{to}) {}", Braced(body))
            }
            Self::Break => f.write_str("break"),
            Self::Continue => f.write_str("continue"),
            Self::Return => f.write_str("return"),
            Self::Pass => f.write_str("pass"),
        }
    }
}

impl Display for Branch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "if {} {}", self.condition, Braced(&self.then))?;
        match &self.otherwise {
            None => Ok(()),
            Some(Otherwise::Block(block)) => write!(f, " else {}", Braced(block)),
            Some(Otherwise::If(branch)) => write!(f, " else {branch}"),
        }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.index {
            None => write!(f, "{}", self.name),
            Some(index) => write!(f, "{}[{index}]", self.name),
        }
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Size => f.write_str("N"),
            Self::Variable(name) => f.write_str(name),
            Self::Part { of, index } => write!(f, "{of}[{index}]"),
            Self::Not(operand) => write!(f, "not {}", Operand(operand, Level::Not)),
            Self::Negate(operand) => write!(f, "-{}", Operand(operand, Level::Negation)),
            Self::Binary { operator, left, right } => {
                let level = operator.level();
                // Comparisons cannot be chained; all others group to the left.
                let left_level = if level == Level::Comparison { level.tighter() } else { level };
                let (left, right) = (Operand(left, left_level), Operand(right, level.tighter()));
                match operator {
                    // Apart, lest `a<-1` becomes a load.
                    Operator::Less => write!(f, "{left} < {right}"),
                    Operator::And | Operator::Or => write!(f, "{left} {} {right}", operator.text()),
                    _ => write!(f, "{left}{}{right}", operator.text()),
                }
            }
        }
    }
}

/// `@rel`, or nothing.
struct At<'s>(&'s Option<Spanned<Ordering>>);

impl Display for At<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |ordering| write!(f, "@{ordering}"))
    }
}

/// `a<-`, or nothing.
struct Into<'s>(&'s Option<Name>);

impl Display for Into<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |name| write!(f, "{name}<-"))
    }
}

/// A block in braces.
struct Braced<'s>(&'s [Spanned<Action>]);

impl Display for Braced<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("{}");
        }
        f.write_str("{ ")?;
        separated(f, "; ", self.0)?;
        f.write_str(" }")
    }
}

/// An operand, in brackets if it does not bind as tightly as it has to.
struct Operand<'s>(&'s Expression, Level);

impl Display for Operand<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(operand, level) = self;
        if operand.node.level() >= *level { operand.fmt(f) } else { write!(f, "({operand})") }
    }
}
