//! Who holds what: the only state that the formats need, folded over the steps.

use std::collections::BTreeMap;

use serde_json::Value;
use trace::account::{Account, ObjectKey, Patch, StepId, ThreadId};

/// Who holds each object, and since which step; 0 is before the first.
#[derive(Default)]
pub(crate) struct Holders(BTreeMap<ObjectKey, Holding>);

#[derive(Default)]
struct Holding {
    owner: Vec<ThreadId>,
    writer: Vec<ThreadId>,
    readers: Vec<ThreadId>,
    since: BTreeMap<ThreadId, StepId>,
}

/// A thread gets an object, or gives it back.
pub(crate) struct Change {
    pub(crate) thread: ThreadId,
    pub(crate) gets: bool,
}

impl Holders {
    /// Those before the first step.
    pub(crate) fn at_start(account: &Account) -> Self {
        let mut holders = Self::default();
        for object in &account.objects {
            holders.apply(&object.id, &object.initial, 0);
        }
        holders
    }

    /// Those after the last step.
    pub(crate) fn at_end(account: &Account) -> Self {
        let mut holders = Self::at_start(account);
        for event in &account.events {
            for (object, patch) in &event.after {
                holders.apply(object, patch, event.step);
            }
        }
        holders
    }

    /// Takes in what a step changes in an object; says who gave it back, then who got it.
    pub(crate) fn apply(&mut self, object: &str, patch: &Patch, step: StepId) -> Vec<Change> {
        let fields = ["owner", "writer", "readers"];
        if !fields.iter().any(|field| patch.contains_key(*field)) {
            return Vec::new();
        }
        let holding = self.0.entry(object.to_owned()).or_default();
        for (name, value) in patch {
            match name.as_str() {
                "owner" => holding.owner = threads(value),
                "writer" => holding.writer = threads(value),
                "readers" => holding.readers = threads(value),
                _ => {} // What else an object has says nothing about its holders.
            }
        }
        let now: BTreeMap<ThreadId, StepId> = (holding.owner.iter())
            .chain(&holding.writer)
            .chain(&holding.readers)
            .map(|thread| (*thread, holding.since.get(thread).copied().unwrap_or(step)))
            .collect();
        let before = std::mem::replace(&mut holding.since, now);
        let lost = before.keys().filter(|thread| !holding.since.contains_key(thread));
        let got = holding.since.keys().filter(|thread| !before.contains_key(thread));
        let lost = lost.map(|thread| Change { thread: *thread, gets: false });
        lost.chain(got.map(|thread| Change { thread: *thread, gets: true })).collect()
    }

    /// Who holds an object, and since when.
    pub(crate) fn of(&self, object: &str) -> impl Iterator<Item = (ThreadId, StepId)> {
        self.0.get(object).into_iter().flat_map(|holding| &holding.since).map(|(t, s)| (*t, *s))
    }
}

/// A thread, a list of threads, or none.
fn threads(value: &Value) -> Vec<ThreadId> {
    let thread = |value: &Value| value.as_u64().and_then(|id| id.try_into().ok());
    match value {
        Value::Array(values) => values.iter().filter_map(thread).collect(),
        value => thread(value).into_iter().collect(),
    }
}
