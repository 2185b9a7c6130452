//! What the program can do, one verb a file.

pub(crate) mod bench;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod explain;
pub(crate) mod list;
pub(crate) mod litmus;
pub(crate) mod man;
pub(crate) mod replay;
pub(crate) mod show;
pub(crate) mod tour;
