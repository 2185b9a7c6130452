//! What objects allow, by their kind.

use serde_json::Value;

use super::{Broken, Event, Object, Patch, Result as Went, StepId, ThreadId};

/// A step, and the object before it.
pub(super) struct Visit<'a> {
    pub(super) event: &'a Event,
    pub(super) object: &'a Object,
    pub(super) state: &'a Patch,
    pub(super) since: Option<StepId>,
}

impl Visit<'_> {
    fn wrong(&self, what: impl Into<String>) -> Result<(), Broken> {
        let Event { step, op, .. } = self.event;
        let object = self.object.id.clone();
        Err(Broken::State { step: *step, op: op.clone(), object, what: what.into() })
    }

    /// A field after the step.
    fn after(&self, field: &str) -> Option<&Value> {
        let patch = self.event.after.get(&self.object.id);
        patch.and_then(|patch| patch.get(field)).or(self.state.get(field))
    }

    fn thread_in(&self, field: &str) -> Option<ThreadId> {
        let id = self.state.get(field).and_then(Value::as_u64);
        id.and_then(|id| ThreadId::try_from(id).ok())
    }

    pub(super) fn check(&self) -> Result<(), Broken> {
        match &*self.object.kind {
            "lock" | "rlock" => self.lock(),
            "semaphore" => self.semaphore(),
            "condition" => self.condition(),
            "event" if self.event.op == "set" => self.becomes("set", &Value::Bool(true)),
            "queue" => self.queue(),
            "atomic" | "variable" | "file" => self.word(),
            _ => Ok(()),
        }
    }

    fn becomes(&self, field: &str, right: &Value) -> Result<(), Broken> {
        let after = self.after(field);
        if after == Some(right) {
            return Ok(());
        }
        let after = after.map_or("nothing".to_owned(), Value::to_string);
        self.wrong(format!("has the {field} {after} after it, and should have {right}"))
    }

    fn lock(&self) -> Result<(), Broken> {
        let thread = self.event.thread;
        let owner = self.thread_in("owner");
        let is_free = owner.is_none() || self.object.kind == "rlock" && owner == Some(thread);
        match (&*self.event.op, self.event.result) {
            ("acquire", Went::Ok) if !is_free => {
                self.wrong(format!("thread {} has", owner.unwrap_or_default()))
            }
            ("acquire", Went::Ok) => self.becomes("owner", &Value::from(thread)),
            ("acquire", Went::Blocked | Went::Refused) => match (owner, self.event.blocked_by) {
                // One that is free may be taken by another thread before who tries comes to it.
                (None, _) if self.event.result == Went::Blocked => self.wrong("is free"),
                (None, _) => Ok(()),
                (Some(owner), Some(by)) if by.thread == owner && by.since == self.since => Ok(()),
                (Some(owner), _) => self.wrong(format!(
                    "is blocked by thread {owner} since step {:?}, and not by {:?}",
                    self.since, self.event.blocked_by
                )),
            },
            ("release", Went::Ok) if owner.is_none() => self.wrong("nobody has"),
            ("release", Went::Ok) if self.object.kind == "rlock" && owner != Some(thread) => {
                self.wrong(format!("thread {} has", owner.unwrap_or_default()))
            }
            ("release", Went::Ok) if self.object.kind == "lock" => {
                self.becomes("owner", &Value::Null)
            }
            _ => Ok(()),
        }
    }

    fn semaphore(&self) -> Result<(), Broken> {
        let permits = self.state.get("permits").and_then(Value::as_u64).unwrap_or(0);
        match (&*self.event.op, self.event.result) {
            ("acquire", Went::Ok) if permits == 0 => self.wrong("has no permit"),
            ("acquire", Went::Ok) => self.becomes("permits", &Value::from(permits - 1)),
            ("acquire", Went::Blocked) if permits > 0 => self.wrong("has a permit"),
            ("release", Went::Ok) => match self.after("permits").and_then(Value::as_u64) {
                Some(after) if after > permits => Ok(()),
                _ => self.wrong("has no more permits after it"),
            },
            _ => Ok(()),
        }
    }

    fn condition(&self) -> Result<(), Broken> {
        let mut sleepers: Vec<Value> =
            self.state.get("sleepers").and_then(Value::as_array).cloned().unwrap_or_default();
        match (&*self.event.op, self.event.result, &self.event.woken) {
            ("wait", Went::Blocked, _) if self.event.resumes.is_none() => {
                sleepers.push(Value::from(self.event.thread));
                self.becomes("sleepers", &Value::from(sleepers))
            }
            ("notify", Went::Ok, Some(woken)) => {
                let told: Vec<Value> = woken.iter().map(|thread| Value::from(*thread)).collect();
                if !sleepers.starts_with(&told) {
                    return self.wrong(format!("wakes {woken:?} out of turn"));
                }
                self.becomes("sleepers", &Value::from(sleepers.split_off(told.len())))
            }
            _ => Ok(()),
        }
    }

    fn queue(&self) -> Result<(), Broken> {
        let count = |items: &Value| match items {
            Value::Array(items) => u64::try_from(items.len()).ok(),
            items => items.as_u64(),
        };
        let before = self.state.get("items").and_then(count).unwrap_or(0);
        let after = self.after("items").and_then(count).unwrap_or(0);
        let capacity = self.object.more.get("capacity").and_then(Value::as_u64);
        match (&*self.event.op, self.event.result) {
            ("push", Went::Ok) if after != before + 1 => self.wrong("has no more items after it"),
            ("push", Went::Ok) if capacity.is_some_and(|capacity| after > capacity) => {
                self.wrong("is full")
            }
            ("pop", Went::Ok) if before == 0 => self.wrong("is empty"),
            ("pop", Went::Ok) if after + 1 != before => self.wrong("has no fewer items after it"),
            _ => Ok(()),
        }
    }

    fn word(&self) -> Result<(), Broken> {
        let writes = ["store", "add", "swap", "cas", "update"].contains(&&*self.event.op);
        let field = if self.object.kind == "file" { "contents" } else { "value" };
        match (&self.event.value, self.event.result) {
            (Some(value), Went::Ok) if writes && self.event.mo_after.is_none() => {
                self.becomes(field, value)
            }
            _ => Ok(()),
        }
    }
}
