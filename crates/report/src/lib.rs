//! How a check is shown to people, and to other programs.
//!
//! A renderer is a pure function of an [`Account`](trace::account::Account): no file, no terminal, no clock.
//! [`lanes`] draws its run as text, a lane per thread and a row per step. [`html`] makes a page, which a reader
//! steps through. [`Format`] lists all of them, with those for other programs.

mod formats;
mod html;
mod lanes;
mod reading;
mod style;

pub use formats::{
    Format, UnknownFormat, annotations, dot, junit, mermaid, mermaid_graph, outcomes,
    outcomes_markdown, perfetto, sarif, summary,
};
pub use html::html;
pub use lanes::lanes;
pub use style::Style;
