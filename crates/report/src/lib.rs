//! How a fault is shown to people.
//!
//! A renderer is a pure function of a document: no file, no terminal, no clock. [`lanes`] draws a
//! [`trace::Document`] as text, a lane per thread and a row per step. [`html`] makes a page of a
//! `plainweave.trace/1` document, which a reader steps through. [`Format`] lists it and the formats that
//! other programs read, each a function of [`trace::account::Account`].

mod account;
mod cause;
mod columns;
mod draw;
mod fold;
mod foot;
mod formats;
mod head;
mod html;
mod lanes;
mod lost_update;
mod message;
mod names;
mod paint;
mod picture;
mod rows;
mod shown;
mod style;
mod words;

pub use account::{Told, account, told};
pub use formats::{
    Checked, Format, UnknownFormat, annotations, dot, junit, mermaid, mermaid_graph, outcomes,
    outcomes_markdown, perfetto, sarif, summary,
};
pub use html::html;
pub use lanes::lanes;
pub use style::Style;
