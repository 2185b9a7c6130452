//! Runs scenarios on the engines and tells what came out.
//!
//! A [`Check`] says how: which [`Engine`], within which [`Bounds`]. What comes out is a [`Report`]
//! with a [`Verdict`]: it holds, it breaks, or it is undecided; a search that was cut short never
//! holds.
//!
//! ```
//! use plainweave_check::{Check, Engine, Verdict};
//! use trace::FaultKind;
//!
//! # #[cfg(feature = "loom")] {
//! let report = Check::new(Engine::Loom).run::<scenarios::plate_and_chopsticks::Crossed>();
//! assert_eq!(report.fault_kind(), Some(FaultKind::Deadlock));
//! assert!(report.is_as_expected());
//! # }
//! ```
//!
//! Every check runs on a system thread of its own: what an engine leaves behind after a failed run
//! (leaked stacks, a panic that never finished) ends with that thread. A deadlock, a panic or an
//! exhausted budget is a verdict like any other, and neither the process nor the checks beside it
//! are harmed.

// What only loom and Shuttle report is never made without them.
#![cfg_attr(not(all(feature = "loom", feature = "shuttle")), allow(dead_code))]

mod adapters;
#[cfg(feature = "shuttle")]
mod alternatives;
mod bounds;
mod catalogue;
mod check;
mod drift;
mod engine;
mod explored;
mod found;
mod more;
mod outcomes;
mod quiet;
mod regressions;
mod replay;
mod report;
mod run;
mod schedule;
mod search;
mod smaller;
mod source;
mod tally;
mod verdict;

#[cfg(feature = "shuttle")]
pub use alternatives::{Alternatives, NoAlternatives, Reach};
pub use bounds::{Bounds, NotAShard, Shard};
pub use catalogue::{Entry, catalogue};
pub use check::{Check, Level};
pub use drift::{Drift, Moved};
pub use engine::{Engine, Memory, UnknownEngine};
pub use explored::Explored;
pub use more::More;
pub use outcomes::{Outcome, Outcomes, Witness};
pub use regressions::{Now, Regressed, Regressions};
pub use replay::{Replay, ReplayError, Replayed};
pub use report::Report;
pub use source::read_source;
pub use verdict::{Scope, Verdict, Why};

#[cfg(feature = "loom")]
pub use adapters::weakened::{WeakenedCheck, WeakenedReport};
