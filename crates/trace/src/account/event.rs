//! One step of a run, as a reader sees it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ObjectKey, Patch, Place, ThreadId};
use crate::Ordering;

/// The number of a step, from 1.
pub type StepId = u32;

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its number.
    pub step: StepId,
    /// Whose.
    pub thread: ThreadId,
    /// The how-manieth operation of its thread.
    pub nth: u32,
    /// What is done.
    pub op: String,
    /// On which object, or on which thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectKey>,
    /// On which thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<ThreadId>,
    /// What was there before a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Value>,
    /// What was read or written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Of a choice: from how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u32>,
    /// How it orders memory.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "ordering")]
    pub ordering: Option<Ordering>,
    /// How it went.
    pub result: Result,
    /// Which blocked step this one completes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumes: Option<StepId>,
    /// Of a read: which step wrote the value; 0 for the initial one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<StepId>,
    /// There is a newer value than the one that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale: Option<Stale>,
    /// A store that comes right after the write of this step, and not last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mo_after: Option<StepId>,
    /// Who is in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked_by: Option<BlockedBy>,
    /// Who was woken; empty if nobody waited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub woken: Option<Vec<ThreadId>>,
    /// Whether nobody caused this wake-up.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spurious: bool,
    /// What this happens after by synchronisation, immediately.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sync: Vec<StepId>,
    /// What changes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub after: BTreeMap<ObjectKey, Patch>,
    /// Who could have taken this step.
    pub enabled: Vec<ThreadId>,
    /// Who ran before and could have gone on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preempts: Option<ThreadId>,
    /// Whether it is its thread's last.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exits: bool,
    /// Of a failed step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// Where it is.
    pub at: Place,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Result {
    /// As it should.
    Ok,
    /// It can't go on yet.
    Blocked,
    /// An attempt that does not wait got nothing.
    Refused,
    /// The deadline of a wait has passed.
    TimedOut,
    /// It ends the run.
    Failed,
}

/// A newer value than the one that was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stale {
    /// The value.
    pub newest: Value,
    /// Which step wrote it.
    pub written: StepId,
}

/// Who is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockedBy {
    /// The thread.
    pub thread: ThreadId,
    /// Since which step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<StepId>,
}

/// What a failed step says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The text.
    pub text: String,
    /// The left side of a comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Value>,
    /// The right side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<Value>,
}

/// Orderings as `std` writes them.
mod ordering {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::Ordering;

    const ALL: [Ordering; 5] = [
        Ordering::Relaxed,
        Ordering::Release,
        Ordering::Acquire,
        Ordering::AcqRel,
        Ordering::SeqCst,
    ];

    #[allow(clippy::ref_option, reason = "serde passes a reference")]
    pub(super) fn serialize<S: Serializer>(
        ordering: &Option<Ordering>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match ordering {
            Some(ordering) => serializer.collect_str(ordering),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Ordering>, D::Error> {
        let Some(name) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        let known = ALL.into_iter().find(|ordering| ordering.to_string() == name);
        known.map(Some).ok_or_else(|| D::Error::custom(format!("`{name}` is no memory ordering")))
    }
}
