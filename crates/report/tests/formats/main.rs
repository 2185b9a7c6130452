//! The formats of a report: as a reader sees them, and as the programs do that read them.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod bounded;
mod golden;
mod hostile;
mod parsers;
mod samples;
mod shapes;
