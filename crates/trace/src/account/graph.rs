//! What else could have happened.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::ThreadId;

/// Everything that could happen, or the part of it that is near the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Graph {
    /// Whether every edge leads somewhere.
    pub complete: bool,
    /// How many nodes there are, recorded or not, as far as is known.
    pub states: u64,
    /// The node before the first step.
    pub start: u32,
    /// Each step once, as in a run, but for what depends on the path. A step that it refers to is the
    /// n-th operation of a thread.
    pub events: Vec<GraphEvent>,
    /// The nodes: two paths meet in one if and only if everything that can be shown from there on is equal.
    pub nodes: Vec<GraphNode>,
}

/// The fields of a step by name.
pub type GraphEvent = Map<String, Value>;

/// Where a run may stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphNode {
    /// What can happen next, and where that leads; `None` if that was not recorded.
    pub edges: Vec<(u32, Option<u32>)>,
    /// How the run ends here: `ok` or a fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// Who could still run, if somebody could.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<Vec<ThreadId>>,
}
