//! The same programs on loom, shuttle and weave, side by side.
//!
//! A program is written once, in `programs/`, against what all three offer: `Mutex`, `Condvar`,
//! atomics and `thread::spawn`, with std's `Arc`. It is compiled once for each of them, and printed
//! beside its numbers. Each measurement is taken in a process of its own, since a checker may abort it.

mod engine;
mod measure;
mod on;
mod program;

pub use engine::{Engine, UnknownEngine};
pub use measure::{How, Measurement, measure};
pub use program::{Goal, Program, UnknownProgram, programs};
