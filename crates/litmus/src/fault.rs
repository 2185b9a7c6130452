//! What can go wrong while a program runs.

use std::fmt;

use crate::excerpt::Excerpt;
use crate::span::Span;

/// A mistake that a thread made in some execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The program.
    pub text: String,
    /// Where in it.
    pub span: Span,
    /// The number of the thread.
    pub thread: usize,
    /// What went wrong.
    pub mistake: Mistake,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let excerpt = Excerpt { text: &self.text, span: self.span };
        let Self { thread, mistake, .. } = self;
        write!(f, "thread {thread}: {mistake}\n{excerpt}\n  {}", mistake.advice())
    }
}

impl std::error::Error for Fault {}

/// What a thread did wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// The pair of a `cas`, where a number has to be.
    #[error("`{0}` is a pair, and no number")]
    PairAsNumber(String),
    /// `a[0]`, and `a` is a number.
    #[error("`{0}` is a number, and no pair")]
    NumberAsPair(String),
    /// `a[2]`.
    #[error("a pair has no part {0}")]
    NoSuchPart(i64),
    /// Division by zero.
    #[error("this divides by zero")]
    DivisionByZero,
    /// A shift by a negative number.
    #[error("this shifts by {0}")]
    NegativeShift(i64),
    /// A loop without operations that does not end.
    #[error("this goes round and round, {0} steps so far, without an operation")]
    Endless(u32),
    /// A thread that does not exist was waited for.
    #[error("there is no thread {thread}")]
    NoSuchThread {
        /// Its number.
        thread: i64,
        /// How many threads there are.
        threads: usize,
    },
    /// A thread was started, and had been already.
    #[error("thread {0} is started a second time")]
    StartedTwice(usize),
}

impl Mistake {
    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::PairAsNumber(name) => {
                format!(
                    "`{name}[0]` is whether the `cas` succeeded, `{name}[1]` the value it found"
                )
            }
            Self::NumberAsPair(name) => format!("only `{name}<-cas(…)` makes a pair"),
            Self::NoSuchPart(_) => "`[0]` is whether it succeeded, `[1]` the value".to_owned(),
            Self::DivisionByZero => "test the divisor before".to_owned(),
            Self::NegativeShift(_) => "shift to the other side".to_owned(),
            Self::Endless(_) => "let the loop end, or load something in it".to_owned(),
            Self::NoSuchThread { threads, .. } => {
                format!("threads are numbered from 0 to {}", threads.saturating_sub(1))
            }
            Self::StartedTwice(_) => "every thread can be started once".to_owned(),
        }
    }
}
