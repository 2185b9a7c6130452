//! What the program can do, one verb a file.

pub(crate) mod bench;
pub(crate) mod check;
pub(crate) mod list;
pub(crate) mod litmus;
pub(crate) mod replay;
pub(crate) mod show;
pub(crate) mod tour;
