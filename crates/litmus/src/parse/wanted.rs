//! What the grammar wants at some place.

use std::fmt;

/// What has to be at a place where something else is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A statement.
    Statement,
    /// What makes a statement of the name that begins it.
    Assignment,
    /// What makes a statement of the location, with an index, that begins it.
    Store,
    /// What follows `a<-`.
    Source,
    /// A location.
    Location,
    /// A variable.
    Variable,
    /// An expression.
    Expression,
    /// What follows a statement.
    Separator,
    /// What follows a thread.
    ThreadEnd,
    /// What follows the number of copies of a thread.
    Copies,
    /// The number of a thread.
    Thread,
    /// An ordering.
    Ordering,
    /// What follows `else`.
    Else,
    /// A number.
    Number,
    /// The end of the text.
    End,
    /// A symbol.
    Symbol(&'static str),
    /// A keyword.
    Keyword(&'static str),
}

impl Wanted {
    /// How to write it.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Self::Statement => "such as `x:=1`, `a<-x`, `a=1` or `if a { x:=1 }`",
            Self::Assignment => "`x:=1` stores, `a<-x` loads, `a=1` assigns a variable",
            Self::Store => "`A[0]:=1` stores, `a<-A[0]` loads",
            Self::Source => "`a<-x` loads; `fadd`, `xchg`, `cas` and `trylock` have values, too",
            Self::Location => "such as `x` or `A[0]`",
            Self::Variable => "such as `a`",
            Self::Expression => "such as `1`, `a+1` or `r[0]`",
            Self::Separator => "statements are separated by `;`",
            Self::ThreadEnd => "statements are separated by `;`, threads by `||`",
            Self::Copies => "`2*{x:=1}` is two copies of a thread",
            Self::Thread => "threads are numbered from 0, from left to right",
            Self::Ordering => "such as `@rlx`, `@acq`, `@rel`, `@acqrel` or `@sc`",
            Self::Else => "`else { … }` or `else if a { … }`",
            Self::Number => "such as `1` or `-1`",
            Self::End => "leave the rest out",
            Self::Symbol("{") => "blocks are in braces, even if they are one statement",
            Self::Symbol("(") => "operands are in brackets",
            Self::Symbol(",") => "`fadd` and `xchg` have two operands, `cas` has three",
            Self::Symbol("=") => "such as `x=1,A[2]=3`",
            Self::Symbol(_) => "a bracket is open",
            Self::Keyword(_) => "such as `for k in range(3) { … }`",
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Statement => "a statement",
            Self::Assignment => "`:=`, `<-` or `=`",
            Self::Store => "`:=`",
            Self::Source => "a location or an operation",
            Self::Location => "a location",
            Self::Variable => "a variable",
            Self::Expression => "an expression",
            Self::Separator => "`;` or `}`",
            Self::ThreadEnd => "`;`, `||` or the end",
            Self::Copies => "`*{`",
            Self::Thread => "the number of a thread",
            Self::Ordering => "an ordering",
            Self::Else => "`{` or `if`",
            Self::Number => "a number",
            Self::End => "the end",
            Self::Symbol(text) | Self::Keyword(text) => return write!(f, "`{text}`"),
        })
    }
}
