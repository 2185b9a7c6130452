//! One-line concurrent programs, and what is known about them.

mod check;
pub mod compare;
mod compile;
pub mod enumerate;
mod error;
mod excerpt;
mod explorer;
mod fault;
mod formula;
pub mod generate;
mod initial;
mod instruction;
mod operation;
pub mod operator;
mod ordering;
mod parse;
mod print;
mod program;
pub mod run;
mod span;
pub mod syntax;
pub mod table;
mod thread;
mod token;
mod value;

pub use error::{Problem, ProgramError};
pub use explorer::{Counts, Ending, Explorer, Failure, Race};
pub use fault::{Fault, Mistake};
pub use operation::{Effect, Operation};
pub use ordering::{Ordered, Ordering};
pub use parse::{Wanted, parse};
pub use program::{Kind, Location, Program, Source};
pub use span::{Span, Spanned};
pub use thread::{Pending, Thread};
pub use value::Value;
