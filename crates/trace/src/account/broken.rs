//! The rules that an account can break.

use super::{ObjectKey, StepId, ThreadId};

/// A rule that an account breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Steps count from 1 without gaps.
    #[error("event {place} has the step {step}; steps count from 1 without gaps")]
    Numbering {
        /// The how-manieth event, from 1.
        place: usize,
        /// Its number.
        step: StepId,
    },
    /// A number or an id that names nothing.
    #[error("step {step} names {name}, which is not in the document")]
    Unknown {
        /// The step.
        step: StepId,
        /// What it names.
        name: String,
    },
    /// A thread acts before its spawn or after its last step.
    #[error("step {step}: thread {thread} acts before it was started, or after its end")]
    NotAlive {
        /// The step.
        step: StepId,
        /// The thread.
        thread: ThreadId,
    },
    /// Who acts is not enabled, or somebody is who is not alive.
    #[error("step {step}: thread {thread} {what}")]
    Enabled {
        /// The step.
        step: StepId,
        /// The thread.
        thread: ThreadId,
        /// What is wrong with it.
        what: &'static str,
    },
    /// `preempts` is not the thread of the step before, or that one is not enabled.
    #[error("step {step} preempts {told:?}; by `enabled` it preempts {right:?}")]
    Preempts {
        /// The step.
        step: StepId,
        /// What is told.
        told: Option<ThreadId>,
        /// What follows from `enabled`.
        right: Option<ThreadId>,
    },
    /// `resumes` and `nth` do not continue the thread.
    #[error("step {step}: {what}")]
    Continues {
        /// The step.
        step: StepId,
        /// What is wrong.
        what: &'static str,
    },
    /// A step names one that is not earlier.
    #[error("step {step} names step {named} in `{field}`, which is not earlier")]
    NotEarlier {
        /// The step.
        step: StepId,
        /// What it names.
        named: StepId,
        /// In which field.
        field: &'static str,
    },
    /// A first step is not ordered after its spawn, or a join not after the end.
    #[error("step {step} is not ordered after step {after}, {why}")]
    Unordered {
        /// The step.
        step: StepId,
        /// The step that should be in its `sync`.
        after: StepId,
        /// Why.
        why: &'static str,
    },
    /// A read does not return what `from` wrote.
    #[error("step {step} reads {read}, and step {from} wrote {wrote}")]
    Read {
        /// The step.
        step: StepId,
        /// What it reads.
        read: String,
        /// From which step; 0 is the initial value.
        from: StepId,
        /// What that wrote.
        wrote: String,
    },
    /// `stale` is there although the value is the newest, or missing, or wrong.
    #[error("step {step}: `stale` is {told}, and by the writes it is {right}")]
    Stale {
        /// The step.
        step: StepId,
        /// What is told.
        told: String,
        /// What follows from the writes.
        right: String,
    },
    /// A step does to an object what its state does not allow, or changes it otherwise than it says.
    #[error("step {step}: {op} of {object}, which {what}")]
    State {
        /// The step.
        step: StepId,
        /// The operation.
        op: String,
        /// The object.
        object: ObjectKey,
        /// What is wrong.
        what: String,
    },
    /// Where the run ends does not follow from its last steps.
    #[error("end: thread {thread} {what}")]
    End {
        /// The thread.
        thread: ThreadId,
        /// What is wrong.
        what: String,
    },
    /// The circle has an edge that is no wait and no hold.
    #[error("cycle: {from} does not lead to {to}")]
    Cycle {
        /// One node.
        from: String,
        /// The next.
        to: String,
    },
    /// An edge of `relation` is not so.
    #[error("relation: the {kind} edge from {from} to {to} is not so")]
    Edge {
        /// Its kind.
        kind: String,
        /// One node.
        from: String,
        /// The other.
        to: String,
    },
    /// Numbers do not add up.
    #[error("{what} is {told}, and counted it is {right}")]
    Count {
        /// What is counted.
        what: &'static str,
        /// What is told.
        told: u64,
        /// What was counted.
        right: u64,
    },
    /// The graph contradicts itself, or the run.
    #[error("graph: {0}")]
    Graph(String),
    /// The verdict does not go with the rest.
    #[error("verdict: {0}")]
    Verdict(&'static str),
}
