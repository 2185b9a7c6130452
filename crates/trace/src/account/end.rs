//! Where a run ends, what a race is, and what can come out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ObjectKey, StepId, ThreadId};

/// Where a run stands after its last event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// What each thread is up to.
    pub threads: Vec<Standing>,
    /// Who could still run.
    pub enabled: Vec<ThreadId>,
    /// The circle, each waiting for or held by the next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cycle: Vec<Waiter>,
    /// The objects that are still there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaked: Vec<ObjectKey>,
}

/// What a thread is up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The thread.
    pub thread: ThreadId,
    /// What it is up to.
    pub state: EndState,
    /// What it waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<On>,
    /// Since which step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<StepId>,
}

/// What a thread is up to at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndState {
    /// It is over.
    Finished,
    /// It could go on.
    Ready,
    /// It waits.
    Blocked,
    /// It failed.
    Failed,
    /// A daemon that was ended when all others were over.
    Ended,
    /// It was unwound because another one failed.
    Unwound,
}

/// What a thread waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum On {
    /// An object.
    Object(ObjectKey),
    /// The end of a thread.
    Join(ThreadId),
}

/// A place in a circle of waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Waiter {
    /// A thread.
    Thread(ThreadId),
    /// An object.
    Object(ObjectKey),
}

/// The accesses of a race, and the order that is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// `lost-update`, `aba`, `stale-read`, `data-race`.
    pub kind: String,
    /// On which object.
    pub object: ObjectKey,
    /// The accesses.
    pub nodes: Vec<Node>,
    /// What orders them, and what does not.
    pub edges: Vec<Edge>,
    /// In words, by language: a text, or a sentence with references.
    #[serde(default)]
    pub caption: BTreeMap<String, Value>,
}

/// An access, or an initial value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Its name in the edges.
    pub id: Value,
    /// Its step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// Whether it is the initial value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub init: Option<Value>,
    /// Which value that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

/// How two accesses are related.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// From this node.
    pub from: Value,
    /// To this one.
    pub to: Value,
    /// `po`, `rf`, `mo`, `stale`, `sync`, `missing`.
    pub kind: String,
    /// Whether it orders nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weak: bool,
}

/// Every distinct result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcomes {
    /// One each.
    pub rows: Vec<Row>,
    /// What is to be said about them, by language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Value>,
}

/// A result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What the scenario declares, by name.
    pub values: BTreeMap<String, Value>,
    /// `ok`, or a fault.
    pub end: String,
    /// In how many executions it was seen.
    pub executions: u64,
    /// The cheapest run with this result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<Witness>,
}

/// A run with a certain result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Witness {
    /// Whose turn it is, step by step.
    pub schedule: Vec<ThreadId>,
    /// A few words for each step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Value>,
    /// How often a thread is interrupted that could go on.
    pub preemptions: u32,
}
