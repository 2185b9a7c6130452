//! Generated concurrent programs, each checked against a sequential specification.
//!
//! A test of a few threads shows what its author thought of. Here the author says what the operations of a type
//! are and what they do one after the other ([`Subject`]); [proptest] draws small programs of a few threads,
//! an engine runs each of them in every interleaving, and every history is judged: is there an order of the
//! calls, one after the other, that explains what they returned? If not, proptest shrinks the *program* and the
//! engine the *interleaving*, and what is left is shown.
//!
//! # A type, declared once
//!
//! ```
//! use linear::{Answers, Spec};
//! use plainweave_property::proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
//! use plainweave_property::{Outcome, Property, Subject};
//! use runtime::{Atomic, AtomicInt, Ordering, Runtime};
//!
//! /// A number that can be read, and to which 1 can be added.
//! struct Counter<R: Runtime>(R::AtomicU32);
//!
//! impl<R: Runtime> Counter<R> {
//!     fn add(&self) -> u32 {
//!         let before = self.0.load(Ordering::SeqCst); // The mistake: two steps.
//!         self.0.store(before + 1, Ordering::SeqCst);
//!         before
//!     }
//! }
//!
//! #[derive(Clone, Debug)]
//! enum Operation {
//!     Add,
//!     Get,
//! }
//!
//! /// What is right.
//! #[derive(Clone, Debug, PartialEq, Eq, Hash)]
//! struct Number(u32);
//!
//! impl Spec for Number {
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
//! #[derive(Clone, Debug)]
//! struct Counters;
//!
//! impl Subject for Counters {
//!     const NAME: &'static str = "counter";
//!     type Object<R: Runtime> = Counter<R>;
//!     type Spec = Number;
//!
//!     fn operations(&self, _thread: usize) -> BoxedStrategy<Operation> {
//!         prop_oneof![Just(Operation::Add), Just(Operation::Get)].boxed()
//!     }
//!
//!     fn spec(&self) -> Number {
//!         Number(0)
//!     }
//!
//!     fn object<R: Runtime>(&self) -> Counter<R> {
//!         Counter(R::AtomicU32::new(0))
//!     }
//!
//!     fn apply<R: Runtime>(counter: &Counter<R>, operation: &Operation) -> u32 {
//!         match operation {
//!             Operation::Add => counter.add(),
//!             Operation::Get => counter.0.load(Ordering::SeqCst),
//!         }
//!     }
//! }
//!
//! // In a test: Property::new(Counters, check::Engine::Weave).verify();
//! let outcome = Property::new(Counters, check::Engine::Weave).run();
//! let Outcome::Breaks(found) = outcome else { panic!("it loses an update") };
//! assert_eq!(found.program.threads.concat().len(), 2, "two add at once");
//! assert!(found.unexplained.as_ref().is_some_and(|why| why.contains("where the specification says 1")));
//! ```
//!
//! # What a program is
//!
//! Some calls before, some threads with some calls each, and some calls after: [`Size`] says how many. A program
//! is small, since an engine looks at all of it; many small programs find more than one large one. Programs are
//! the same in every run of a test. proptest's variables `PROPTEST_CASES` and `PROPTEST_RNG_SEED` ask for more and
//! for others, and what failed once is kept in `proptest-regressions` and [tried first](Property::verify).
//!
//! # Who comes first
//!
//! A call that was over before another one began comes before it. That is read from a word which the threads
//! share, so it takes two steps a call. The word orders memory only from the end of a call to the beginning of a
//! later one: of two calls that overlap neither is helped, and a weakness of the object that needs weak memory
//! shows.
//!
//! # Operations that block
//!
//! Programs are drawn that cannot come to a standstill, as far as the specification goes. So any standstill is a
//! fault, and the engine says who waits for what. A program in which somebody may rightly wait for ever is never
//! run; what it might show, others show in which the same call does come to its end.
//!
//! # What is not claimed
//!
//! A property that holds has held for the programs that were drawn: [`Looked`] says how many, and how many of
//! them only in part, since a bound was in the way. If an engine gives up on one, the property is
//! [undecided](Outcome::Undecided), and [`verify`](Property::verify) panics.

mod counterexample;
mod execution;
mod program;
mod property;
mod standstill;
mod strategy;
mod subject;
mod told;

pub use counterexample::Counterexample;
pub use program::{Program, Size};
pub use property::{Looked, Outcome, Property};
pub use subject::{OperationOf, ResultOf, Subject};

/// To declare how operations are drawn.
pub use proptest;
