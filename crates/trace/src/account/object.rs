//! Threads, objects, and places in the source.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::StepId;

/// The number of a thread: its place in the list.
pub type ThreadId = u32;
/// The id of an object: its name, or one made of its kind and line.
pub type ObjectKey = String;
/// Fields of an object's state.
pub type Patch = Map<String, Value>;

/// A thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Its number.
    pub id: ThreadId,
    /// Its name.
    pub name: String,
    /// Who started it.
    pub parent: Option<ThreadId>,
    /// In which step.
    pub spawned: Option<StepId>,
    /// Whether the run does not wait for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub daemon: bool,
    /// Which process it belongs to, if there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<u32>,
}

/// Something that threads work on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Object {
    /// Its id.
    pub id: ObjectKey,
    /// What it is.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Where it was created.
    pub created: Place,
    /// Its state before the first step.
    pub initial: Patch,
    /// What else its kind has: `capacity`, `guards`, `parties`, …
    #[serde(flatten)]
    pub more: Patch,
}

/// A place in the source: the user's line, the line in the primitive, the line of the Python twin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// `path:line`.
    pub user: String,
    /// `path:line`, if a primitive took the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primitive: Option<String>,
    /// Whether the user's line is the one where that began which this step ends: a destructor has none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub began: bool,
    /// Line of the Python twin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<u32>,
}

/// An excerpt of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// `user`, `primitive`, `twin`.
    pub role: String,
    /// `rust`, `python`.
    pub language: String,
    /// The file.
    pub path: String,
    /// The number of the first line.
    pub first: u32,
    /// The lines.
    pub lines: Vec<String>,
}
