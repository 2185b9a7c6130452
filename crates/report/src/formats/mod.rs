//! An account in the formats that other programs read.
//!
//! Each is a pure function of [`trace::account::Account`], or of several. [`Format`] lists them by name.

mod annotations;
mod dot;
mod format;
mod graph;
mod junit;
mod markdown;
mod mermaid;
mod outcomes;
mod perfetto;
mod rules;
mod sarif;
mod summary;

pub use annotations::annotations;
pub use dot::dot;
pub use format::{Format, UnknownFormat};
pub use junit::junit;
pub use mermaid::{mermaid, mermaid_graph};
pub use outcomes::{outcomes, outcomes_markdown};
pub use perfetto::perfetto;
pub use sarif::sarif;
pub use summary::summary;
