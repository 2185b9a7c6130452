//! The program as its users see it: arguments in, text and an exit code out.

mod colour;
mod config;
mod counterexamples;
mod exit_codes;
mod explain;
mod human;
mod interrupt;
mod json;
mod litmus;
mod manuals;
mod pipes;
mod playground;
mod replay;
mod reports;
