//! A program as it is written: the tree that the parser makes and the printer takes.

use crate::operator::{Level, Operator};
use crate::ordering::Ordering;
use crate::span::Spanned;

/// A name, of a location or of a variable.
pub type Name = Spanned<String>;

/// A whole line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What stands between the `||`.
    pub threads: Vec<Thread>,
}

/// A thread, or copies of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// How many copies, if it is written with a number: `3*{…}`.
    pub copies: Option<Expression>,
    /// What it does.
    pub body: Block,
}

/// Statements, one after the other.
pub type Block = Vec<Statement>;

/// A statement, and where it is.
pub type Statement = Spanned<Action>;

/// What a statement does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// `x:=1@rel`.
    Store {
        /// The location.
        to: Place,
        /// The value.
        value: Expression,
        /// The ordering, if written.
        ordering: Option<Spanned<Ordering>>,
    },
    /// `a<-x@acq`.
    Load {
        /// The variable for the value.
        into: Name,
        /// The location.
        from: Place,
        /// The ordering, if written.
        ordering: Option<Spanned<Ordering>>,
    },
    /// `a<-fadd(x,1)` or `a<-xchg(x,1)`.
    Update {
        /// The variable for the old value, if any.
        into: Option<Name>,
        /// Which of the two.
        update: Update,
        /// The location.
        at: Place,
        /// The operand.
        operand: Expression,
        /// The ordering, if written.
        ordering: Option<Spanned<Ordering>>,
    },
    /// `r<-cas(x,0,1)@acq/rlx`.
    CompareAndSwap {
        /// The variable for the pair, if any.
        into: Option<Name>,
        /// The location.
        at: Place,
        /// The value to be replaced.
        expected: Expression,
        /// What replaces it.
        new: Expression,
        /// The ordering if it succeeds, if written.
        success: Option<Spanned<Ordering>>,
        /// The ordering if it fails, if written.
        failure: Option<Spanned<Ordering>>,
    },
    /// `fence@sc`.
    Fence {
        /// The ordering, if written.
        ordering: Option<Spanned<Ordering>>,
    },
    /// `lock(m)`.
    Lock(Place),
    /// `unlock(m)`.
    Unlock(Place),
    /// `a<-trylock(m)`.
    TryLock {
        /// The variable for 1 or 0, if any.
        into: Option<Name>,
        /// The mutex.
        at: Place,
    },
    /// `assume(a)`.
    Assume(Expression),
    /// `start(1)`.
    Start(Spanned<i64>),
    /// `join(a)`.
    Join(Expression),
    /// `a=1`, `a+=1`, `a-=1`.
    Assign {
        /// The variable.
        to: Name,
        /// Which of the three.
        assignment: Assignment,
        /// The value.
        value: Expression,
    },
    /// `if a { … } else { … }`.
    If(Branch),
    /// `while a { … }`.
    While {
        /// How long.
        condition: Expression,
        /// What is repeated.
        body: Block,
    },
    /// `for a in range(1,3) { … }`.
    For {
        /// The variable that counts.
        variable: Name,
        /// The first value, if it is not 0.
        from: Option<Expression>,
        /// The first value that is not taken.
        to: Expression,
        /// What is repeated.
        body: Block,
    },
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `return`.
    Return,
    /// `pass`.
    Pass,
}

/// An `if` with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// What decides.
    pub condition: Expression,
    /// What is done if it is true.
    pub then: Block,
    /// What is done otherwise.
    pub otherwise: Option<Otherwise>,
}

/// What follows an `else`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// `else { … }`.
    Block(Block),
    /// `else if …`.
    If(Box<Branch>),
}

/// A location: `x` or `A[a+1]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its name, or that of the array.
    pub name: Name,
    /// Where in the array.
    pub index: Option<Expression>,
}

/// An update that always succeeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// `fadd`: adds.
    Add,
    /// `xchg`: replaces.
    Exchange,
}

/// How a variable is assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// `=`.
    Set,
    /// `+=`.
    Add,
    /// `-=`.
    Subtract,
}

/// An expression, and where it is.
pub type Expression = Spanned<Term>;

/// What an expression is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A number; never negative.
    Number(i64),
    /// `N`.
    Size,
    /// A variable, or `i` in a copied thread.
    Variable(String),
    /// `r[0]`: part of a pair.
    Part {
        /// The variable.
        of: Name,
        /// 0 or 1.
        index: Box<Expression>,
    },
    /// `not a`.
    Not(Box<Expression>),
    /// `-a`.
    Negate(Box<Expression>),
    /// `a+b`.
    Binary {
        /// What is done.
        operator: Operator,
        /// The left operand.
        left: Box<Expression>,
        /// The right operand.
        right: Box<Expression>,
    },
}

impl Term {
    /// How tightly it binds.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::Number(_) | Self::Size | Self::Variable(_) | Self::Part { .. } => Level::Atom,
            Self::Not(_) => Level::Not,
            Self::Negate(_) => Level::Negation,
            Self::Binary { operator, .. } => operator.level(),
        }
    }
}

impl Update {
    /// The keyword.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Add => "fadd",
            Self::Exchange => "xchg",
        }
    }
}

impl Assignment {
    /// The symbol.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Set => "=",
            Self::Add => "+=",
            Self::Subtract => "-=",
        }
    }
}
