//! What can be wrong with a program, where, and what to do about it.

use std::fmt;

use crate::excerpt::Excerpt;
use crate::ordering::{Ordered, Ordering};
use crate::parse::Wanted;
use crate::program::Kind;
use crate::span::Span;

/// A text that is no program, or one without a meaning.
///
/// Displayed, it shows the place and says what to do:
///
/// ```
/// use plainweave_litmus::Program;
///
/// let error = Program::new("x:=1 || fence@rlx").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "\
/// a fence cannot be `@rlx`
///   x:=1 || fence@rlx
///                 ^^^
///   write `@acq`, `@rel`, `@acqrel` or `@sc`"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramError {
    /// The text: a program, or initial values.
    pub text: String,
    /// Where in it.
    pub span: Span,
    /// What is wrong.
    pub problem: Problem,
}

impl ProgramError {
    pub(crate) fn new(text: &str, span: Span, problem: Problem) -> Self {
        Self { text: text.to_owned(), span, problem }
    }
}

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let excerpt = Excerpt { text: &self.text, span: self.span };
        write!(f, "{}\n{excerpt}\n  {}", self.problem, self.problem.advice())
    }
}

impl std::error::Error for ProgramError {}

/// What is wrong with a program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A character that begins no token.
    #[error("the character `{0}` does not occur in programs")]
    Character(char),
    /// A word that begins with a digit and is no number.
    #[error("`{0}` is neither a number nor a name")]
    Number(String),
    /// A number that is no 64-bit signed integer.
    #[error("the number `{0}` is too large")]
    TooLarge(String),
    /// Something else than what has to be here.
    #[error("here should be {expected}, not {found}")]
    Expected {
        /// What has to be here.
        expected: Wanted,
        /// What is here.
        found: String,
    },
    /// A keyword where a name has to be.
    #[error("here should be {expected}, and `{keyword}` is a keyword")]
    Keyword {
        /// What has to be here.
        expected: Wanted,
        /// The keyword.
        keyword: &'static str,
    },
    /// `<-` within an expression, as in `if a<-1`.
    #[error("`<-` is one token, and loads")]
    ArrowInExpression,
    /// `a < b < c`.
    #[error("comparisons cannot be chained")]
    ChainedComparison,
    /// An expression, or blocks in blocks, beyond what the parser takes.
    #[error("this is nested too deeply")]
    TooDeep,
    /// Something else than an ordering behind an `@`.
    #[error("`{0}` is no ordering")]
    NoOrdering(String),
    /// An ordering that this operation cannot have.
    #[error("{operation} cannot be `@{ordering}`")]
    OrderingNotAllowed {
        /// The operation.
        operation: Ordered,
        /// The ordering.
        ordering: Ordering,
    },
    /// An ordering on an operation that has one by itself.
    #[error("the ordering of `{0}` cannot be chosen")]
    OrderingIsFixed(&'static str),
    /// `a <- fence`, and the like.
    #[error("`{0}` has no value")]
    NoValue(&'static str),
    /// `break` or `continue` without a loop.
    #[error("`{0}` is not in a loop")]
    OutsideLoop(&'static str),
    /// A location of two kinds.
    #[error("`{name}` is {here} here, and {elsewhere} elsewhere")]
    Mixed {
        /// The location.
        name: String,
        /// Its kind by this use.
        here: Kind,
        /// Its kind by an earlier one.
        elsewhere: Kind,
    },
    /// A variable that is read, and nowhere assigned by this thread.
    #[error("this thread never assigns the variable `{0}`")]
    NeverAssigned(String),
    /// `N` without a value for it.
    #[error("the program has an `N`, and no value for it was given")]
    NoSize,
    /// `N`, or `i` in a copied thread, as the target of an assignment.
    #[error("`{0}` is a constant here")]
    ConstantAssigned(&'static str),
    /// `i[0]` in a copied thread.
    #[error("`i` is a number here, and no pair")]
    ConstantIsNoPair,
    /// A variable in the number of copies.
    #[error("`{0}` is no constant")]
    CountNotConstant(String),
    /// A number of copies below zero.
    #[error("there cannot be {0} copies of a thread")]
    NegativeCount(i64),
    /// More threads than can be.
    #[error("this makes too many threads")]
    TooManyThreads,
    /// A number of copies that cannot be computed.
    #[error(transparent)]
    Count(crate::fault::Mistake),
    /// `start` or `join` of a thread that does not exist.
    #[error("there is no thread {thread}")]
    NoSuchThread {
        /// Its number.
        thread: i64,
        /// How many threads there are.
        threads: usize,
    },
    /// An initial value for a location which the program does not have.
    #[error("the program has no location `{0}`")]
    NoSuchLocation(String),
    /// Two initial values for one location.
    #[error("`{0}` has an initial value already")]
    InitialTwice(String),
}

/// The most threads of a program.
pub(crate) const THREADS_MAX: usize = 1000;

impl Problem {
    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::Character(_) => "leave it out".to_owned(),
            Self::Number(_) => "a name begins with a letter or `_`".to_owned(),
            Self::TooLarge(_) => format!("values are at most {}", i64::MAX),
            Self::Expected { expected, .. } => expected.advice().to_owned(),
            Self::Keyword { keyword, .. } => format!("choose another name, such as `{keyword}_`"),
            Self::ArrowInExpression => {
                "to compare with a negative number, write a space: `a < -1`".to_owned()
            }
            Self::ChainedComparison => "write `a < b and b < c`".to_owned(),
            Self::TooDeep => "put a part of it into a variable, or flatten the blocks".to_owned(),
            Self::NoOrdering(_) => format!("write {}", alternatives(&Ordering::ALL)),
            Self::OrderingNotAllowed { operation, .. } => {
                format!("write {}", alternatives(operation.allowed()))
            }
            Self::OrderingIsFixed(_) => {
                "leave it out: locking acquires, unlocking releases".to_owned()
            }
            Self::NoValue(operation) => format!("write `{operation}` alone"),
            Self::OutsideLoop(_) => "to end the thread, write `return`".to_owned(),
            Self::Mixed { .. } => {
                "a location is a mutex, or has `@na` at each access, or at none: rename one of them"
                    .to_owned()
            }
            Self::NeverAssigned(name) => {
                format!("to read a location, load it first: `{name}<-{name}`")
            }
            Self::NoSize => "give one, such as `N=2`".to_owned(),
            Self::ConstantAssigned(_) => "assign to another variable".to_owned(),
            Self::ConstantIsNoPair => "rename the variable that has the pair".to_owned(),
            Self::CountNotConstant(_) => "use only numbers and `N`".to_owned(),
            Self::NegativeCount(_) => "0 copies are none".to_owned(),
            Self::TooManyThreads => format!("there can be {THREADS_MAX}"),
            Self::Count(mistake) => mistake.advice(),
            Self::NoSuchThread { threads: 1, .. } => "there is only thread 0".to_owned(),
            Self::NoSuchThread { threads, .. } => {
                format!("threads are numbered from 0 to {}, from left to right", threads - 1)
            }
            Self::NoSuchLocation(_) => {
                "name one that it has; variables are 0 at the beginning".to_owned()
            }
            Self::InitialTwice(_) => "leave one of them out".to_owned(),
        }
    }
}

/// "`@acq`, `@rel` or `@sc`".
fn alternatives(orderings: &[Ordering]) -> String {
    let texts: Vec<String> = orderings.iter().map(|ordering| format!("`@{ordering}`")).collect();
    match texts.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => texts.concat(),
    }
}
