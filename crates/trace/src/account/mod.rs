//! `plainweave.trace/1`: an account of one check, for people and for other programs.
//!
//! A [`Trace`](crate::Trace) is the bare recording of a run. An [`Account`] tells what a reader sees of it: the steps of the program instead of those inside the primitives, the state of
//! each object, who could have gone on, what happened before what. `docs/trace-schema.md` says
//! field by field what that means; the types here are its fields, and no more.

mod broken;
mod end;
mod event;
mod file;
mod found;
mod graph;
mod object;
mod paths;
mod validate;
mod verdict;
mod visit;

use serde::{Deserialize, Serialize};

use crate::layout::to_json;

pub use broken::Broken;
pub use end::{Edge, End, EndState, Node, On, Outcomes, Relation, Row, Standing, Waiter, Witness};
pub use event::{BlockedBy, Event, Message, Result, Stale, StepId};
pub use file::LoadError;
pub use found::Found;
pub use graph::{Graph, GraphEvent, GraphNode};
pub use object::{Object, ObjectKey, Patch, Place, Source, Thread, ThreadId};
pub use validate::validate;
pub use verdict::{
    Cause, Executions, Mention, Minimal, Reproduce, Scenario, Search, Sentence, Shrunk, Texts,
    Tool, Verdict,
};

/// The schema of these documents.
pub const ACCOUNT_SCHEMA: &str = "plainweave.trace/1";

/// What came of one check: the verdict, how far the search went, why it broke, and one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// [`ACCOUNT_SCHEMA`].
    pub schema: String,
    /// `pw-` and ten hex digits: the same fault found twice has one name.
    pub id: String,
    /// Who wrote it.
    pub tool: Tool,
    /// What was checked.
    pub scenario: Scenario,
    /// What came of it.
    pub verdict: Verdict,
    /// How far the search went.
    pub search: Search,
    /// The one sentence that says why.
    pub cause: Cause,
    /// What is known about smaller counterexamples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimal: Option<Minimal>,
    /// The threads, in order of their ids.
    pub threads: Vec<Thread>,
    /// The objects, in order of creation.
    pub objects: Vec<Object>,
    /// How many steps before the first of `events` are left out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub omitted: u32,
    /// The run; empty if the check did not break.
    pub events: Vec<Event>,
    /// Where the run stands after its last event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
    /// Of a livelock: the steps that can go on for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    /// Of a race: the accesses, and the order that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// Every distinct result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcomes: Option<Outcomes>,
    /// What else could have happened; only the page looks into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub graph: Option<serde_json::Value>,
    /// Excerpts of the source.
    pub sources: Vec<Source>,
    /// Commands that work when pasted.
    pub reproduce: Reproduce,
    /// The engine's own schedule; for replay only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Account {
    /// The account as JSON: an event, an object, a line of source take one line each.
    pub fn to_json(&self) -> String {
        let json = to_json(self).expect("an account has only texts for keys, so it is JSON");
        String::from_utf8(json).expect("JSON is text")
    }
}

/// The steps `from` to `to` can go on for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// The first of them.
    pub from: StepId,
    /// The last of them.
    pub to: StepId,
    /// How often the run shows them.
    pub times: u32,
}

/// What only the engine understands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Such as `schedule`.
    pub kind: String,
    /// Whose it is.
    pub engine: String,
    /// In its own form.
    pub data: serde_json::Value,
}
