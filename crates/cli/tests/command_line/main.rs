//! The program as its users see it: arguments in, text and an exit code out.

mod colour;
mod counterexamples;
mod exit_codes;
mod human;
mod json;
mod litmus;
mod pipes;
mod playground;
mod replay;
