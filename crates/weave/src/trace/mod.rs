//! What an execution looks like to people: an interleaving, as data and as text, and why it failed.

mod bound;
mod deadlock;
mod endless;
mod greedy;
mod interleaving;
mod object;
mod order;
mod preemptions;
mod race;
mod report;
mod situation;
mod states;
mod text;
mod way;
mod words;

pub use deadlock::{Held, Reason, WokenBefore};
pub use interleaving::{Ending, Interleaving, Reading, Source, Step};
pub use object::{Object, Role};
pub use preemptions::{Fewest, fewest_preemptions};
pub use race::{MissingEdge, Side};
pub use way::Way;

pub(crate) use deadlock::{Line, explain, story};
pub(crate) use endless::cycle;
pub(crate) use object::{Making, objects};
pub(crate) use preemptions::Scheduler;
pub(crate) use race::missing_edge;
pub(crate) use situation::{Situation, Unfinished};
pub(crate) use words::Asked;
