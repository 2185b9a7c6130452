//! An account as it is read: what its references name, who holds what, steps in words.
//!
//! What all renderers have in common. An account may come from a file: a reference that leads nowhere is shown as it
//! stands.

pub(crate) mod holders;
pub(crate) mod reader;
pub(crate) mod text;
pub(crate) mod words;
