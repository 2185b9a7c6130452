//! Whether a concurrent history is explained by a sequential specification.
//!
//! A [`Spec`] says what an object does when one operation follows the other. A [`History`] says what threads
//! called, what they were told, and when. [`Checker`] looks for an order of the operations, one after the
//! other, in which the specification gives the same results:
//!
//! * *linearizable* ([`Consistency::Linearizable`]; Herlihy and Wing, 1990): an operation that was over before
//!   another one began comes before it;
//! * *sequentially consistent* ([`Consistency::Sequential`]; Lamport, 1979): only operations of the same thread
//!   keep their order;
//! * *quiescently consistent* ([`Consistency::Quiescent`]; Aspnes, Herlihy and Shavit, 1994): only those keep
//!   their order between which nothing was under way.
//!
//! # Example
//!
//! ```
//! use plainweave_linear::{Answers, Checker, Consistency, History, Spec, Verdict};
//!
//! /// A number that can be read, and to which 1 can be added.
//! #[derive(Clone, Debug, PartialEq, Eq, Hash)]
//! struct Counter(u32);
//!
//! #[derive(Clone, Debug)]
//! enum Operation {
//!     Add,
//!     Get,
//! }
//!
//! impl Spec for Counter {
//!     type Operation = Operation;
//!     type Result = u32;
//!
//!     fn apply(&self, operation: &Operation) -> Answers<Self, u32> {
//!         match operation {
//!             Operation::Add => Answers::one(Self(self.0 + 1), self.0),
//!             Operation::Get => Answers::one(self.clone(), self.0),
//!         }
//!     }
//! }
//!
//! // Two threads add at once, and both are told that it was 0.
//! let mut history = History::new();
//! let ann = history.invoke(0, Operation::Add);
//! let ben = history.invoke(1, Operation::Add);
//! history.respond(ann, 0);
//! history.respond(ben, 0);
//!
//! let verdict = Checker::new(Consistency::Linearizable).check(&Counter(0), &history)?;
//! let Verdict::Unexplained(why) = verdict else { panic!("it is explained") };
//! assert_eq!(
//!     why.to_string(),
//!     "no order explains it; the longest that begins to is\n  \
//!        1. thread 0: Add -> 0\nand then\n  \
//!        thread 1: Add -> 0, where the specification says 1\n"
//! );
//! # Ok::<(), plainweave_linear::TooLong>(())
//! ```
//!
//! # Blocking, timed and pending operations
//!
//! An operation that blocks in a state has no [answer](Answers::none) there, so it comes at another place in
//! the order or not at all. One that lines up, waits and is served, as at a condition or a barrier, takes effect
//! [in steps](Answers::step). A timed operation has two answers where it may time out. An operation without a
//! response is *pending*: it may have taken effect or not. If the run came to a standstill, then whoever still
//! waits must have reason to: see [`History::came_to_a_standstill`].
//!
//! # How it searches
//!
//! As Wing and Gong (1993) do, one operation after the other, of those that nothing has to come before; with
//! Lowe's memory (2017) of which sets of operations led to which state already. That is exponential in how many
//! operations overlap, so there is a bound on how many such pairs are looked at, beyond which the verdict is
//! [`Verdict::Undecided`].

mod checker;
mod history;
mod order;
mod recorder;
mod spec;
pub mod specs;
mod unexplained;

pub use checker::{Checker, Consistency, Verdict};
pub use history::{Call, CallId, History, TooLong};
pub use recorder::Recorder;
pub use spec::{Answers, Spec};
pub use unexplained::{Objection, Unexplained};
