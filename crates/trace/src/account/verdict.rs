//! What came of a check, how far it went, and why it broke.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ObjectKey, StepId, ThreadId};
use crate::FaultKind;

/// Who wrote a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// Its name on the command line.
    pub name: String,
    /// The setting, without the fault.
    pub story: String,
    /// `holds`, or `breaks(fault)`.
    pub expect: String,
    /// Its sizes, by name.
    pub params: BTreeMap<String, u64>,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// `holds`, `breaks`, `undecided`.
    pub result: String,
    /// What is wrong, if it breaks.
    pub fault: Option<FaultKind>,
    /// Whether this is what the scenario expects.
    pub as_expected: bool,
    /// Whether no thread ever had a choice.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub vacuous: bool,
}

/// How far a search went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// The engine.
    pub engine: String,
    /// The memory model.
    pub memory: String,
    /// `exhaustive`, `bounded`, `sampled`: what the search covers once it is finished.
    pub scope: String,
    /// Whether it is.
    pub finished: bool,
    /// Of an undecided verdict: what cut it short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The bounds in force, by name; `null` for none.
    pub bounds: BTreeMap<String, Option<u64>>,
    /// How many executions were seen.
    pub executions: Executions,
    /// The seed, if chance was involved.
    #[serde(default)]
    pub seed: Option<u64>,
    /// In which run the fault was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_at: Option<u64>,
    /// Milliseconds that it took.
    pub wall_ms: u64,
}

/// How many executions a search has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Executions {
    /// That came to their end.
    pub complete: u64,
    /// That came to a standstill.
    pub blocked: u64,
    /// That have the fault.
    pub failing: u64,
}

/// Why it broke, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// For `plainweave explain`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `total`, or `partial` if other threads could still run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The sentence, by language.
    pub text: BTreeMap<String, Sentence>,
    /// The steps that tell the story.
    pub steps: Vec<StepId>,
}

/// A sentence whose names are references.
pub type Sentence = Vec<Mention>;
/// A text by language.
pub type Texts = BTreeMap<String, String>;

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Mention {
    /// Words.
    Words(String),
    /// The name of a thread.
    Thread {
        /// Which.
        thread: ThreadId,
    },
    /// The name of an object.
    Object {
        /// Which.
        object: ObjectKey,
    },
    /// A step.
    Step {
        /// Which.
        step: StepId,
    },
    /// A value.
    Value {
        /// The value.
        value: serde_json::Value,
    },
}

/// What is known about smaller counterexamples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minimal {
    /// The preemptions of this run.
    pub preemptions: u32,
    /// Its steps.
    pub steps: u32,
    /// Whether no run with fewer preemptions fails, and no shorter one with as many.
    pub proved: bool,
    /// What exactly is known, by language.
    pub statement: Texts,
    /// What was made smaller.
    #[serde(default)]
    pub shrunk: Vec<Shrunk>,
}

/// A size that was made smaller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shrunk {
    /// Its name.
    pub param: String,
    /// What it was.
    pub from: u64,
    /// What it is.
    pub to: u64,
}

/// Commands that work when pasted; the first of them is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reproduce {
    /// Runs this interleaving again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay: Option<String>,
    /// Checks again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// Runs the test again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<String>,
}
