//! How a fault is shown to people.
//!
//! A renderer is a pure function of a [`trace::Document`]: no file, no terminal, no clock. There is
//! one so far: [`lanes`] draws a run as text, a lane per thread and a row per step.

mod cause;
mod columns;
mod draw;
mod fold;
mod foot;
mod head;
mod lanes;
mod lost_update;
mod message;
mod names;
mod paint;
mod picture;
mod rows;
mod style;
mod words;

pub use lanes::lanes;
pub use style::Style;
