//! Memory models.

use serde::{Deserialize, Serialize};

/// What counts as an execution.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub enum Memory {
    /// Sequential consistency: orderings are ignored, `po ∪ rf ∪ mo ∪ fr` is acyclic.
    Sc,
    /// RC11 (Lahav et al., PLDI 2017), with the release sequences of C++20: Rust's orderings as the
    /// language defines them, without load buffering (`po ∪ rf` is acyclic).
    #[default]
    Rc11,
}

impl std::fmt::Display for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sc => "sc",
            Self::Rc11 => "rc11",
        })
    }
}
