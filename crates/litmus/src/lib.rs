//! One-line concurrent programs, and what is known about them.
//!
//! A line such as `x:=1@rel; a<-y@acq || y:=1@rel; b<-x@acq` is a program of two threads. It has four
//! executions under RC11, and three under sequential consistency. This crate is the language, tables
//! of programs with such numbers, and three ways to use them:
//!
//! * [`run`] explores a program with the engine `weave`, and tells how it can end;
//! * [`enumerate`](mod@enumerate) does the same the obvious way, and shares nothing with the engine;
//! * [`compare`] says where a table and what is found differ.
//!
//! # The language
//!
//! `||` separates threads, numbered from 0, from left to right; `3*{…}` is three copies, in which `i`
//! is 0, 1 and 2. Statements are separated by `;`, which may be left out behind a `}`.
//!
//! | statement | meaning |
//! |---|---|
//! | `x:=e@rel` | stores; `na`, `rlx`, `rel`, `sc` |
//! | `a<-x@acq` | loads into a variable; `na`, `rlx`, `acq`, `sc` |
//! | `a<-fadd(x,e)@acqrel`, `a<-xchg(x,e)` | adds, or replaces; gives the old value; all but `na` |
//! | `r<-cas(x,e,e)@acq/rlx` | replaces the first value by the second if it is there; gives the pair of `r[0]`, 1 or 0, and `r[1]`, the value found |
//! | `fence@sc` | `acq`, `rel`, `acqrel`, `sc` |
//! | `lock(m)`, `unlock(m)`, `a<-trylock(m)` | a mutex: acquire, release, and relaxed if it fails |
//! | `assume(e)` | stops the thread for good unless it is true; then the execution does not count |
//! | `start(1)`, `join(e)` | starts a thread, which otherwise runs from the beginning; waits for its end |
//! | `a=e`, `a+=e`, `a-=e` | assigns a variable: no event |
//! | `if e { … } else { … }`, `while e { … }`, `for a in range(e,e) { … }` | as in Python |
//! | `break`, `continue`, `return`, `pass` | as in Python; `return` ends the thread |
//!
//! Without an `@` every access is `sc`. The variable before `<-` can be left out of `fadd`, `xchg`,
//! `cas` and `trylock`. Names of locations and of variables are apart: `n<-n` loads `n` into `n`.
//! `A[e]` is the location of an array, without bounds, and another one than `A`. A location is a mutex,
//! or accessed only with `@na`, or never. All is 0 at the beginning, unless [`Source::initial`] says
//! otherwise. Expressions contain variables, numbers and `N` ([`Source::size`]), and are Python's; values
//! are 64-bit signed integers that wrap around.
//!
//! What is counted, [`enumerate`](mod@enumerate) says. The grammar, production by production, is in the
//! methods of the parser, and in `tests/grammar.rs`.
//!
//! ```
//! use plainweave_litmus::run::{Outcomes, Weave};
//! use plainweave_litmus::table::Model;
//! use plainweave_litmus::{Program, Source};
//!
//! let line = "N*{ lock(m); a<-x@rlx; x:=a+1@rlx; unlock(m) }";
//! let program = Program::compile(&Source { program: line, size: Some(3), initial: "x=7" })?;
//! let outcomes = Outcomes::of(&program, Model::Rc11, &Weave::default())?;
//! assert_eq!((outcomes.executions, outcomes.deadlocks), (6, 0));
//! assert!(outcomes.table.iter().all(|outcome| outcome.values["x"] == 10));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
