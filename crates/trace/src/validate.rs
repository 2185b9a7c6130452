use crate::{Act, Call, Event, Object, Trace};

/// A number in a trace is no index into it, or comes too early.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place} names {target} {number}, and there are {limit}")]
pub struct Inconsistent {
    /// Where the number is, such as `event 7`.
    pub place: String,
    /// What it should be the number of, such as `thread`.
    pub target: &'static str,
    /// The number.
    pub number: u32,
    /// How many there are, or how many before it.
    pub limit: usize,
}

impl Trace {
    /// Whether every number in the trace is an index into it, and comes after what it refers to
    /// where it has to.
    ///
    /// # Errors
    ///
    /// The first number that is not.
    pub fn validate(&self) -> Result<(), Inconsistent> {
        for (index, Object { part_of, .. }) in self.objects.iter().enumerate() {
            let at = Place { kind: "object", index };
            at.check("object", *part_of, index)?;
        }
        for (index, Call { outer, thread, object, .. }) in self.calls.iter().enumerate() {
            let at = Place { kind: "call", index };
            at.check("call", *outer, index)?;
            at.check("thread", Some(*thread), self.threads.len())?;
            at.check("object", Some(*object), self.objects.len())?;
        }
        for (index, Event { thread, object, call, act, .. }) in self.events.iter().enumerate() {
            let at = Place { kind: "event", index };
            let other = match act {
                Act::Spawn(other) | Act::Join(other) | Act::Joined(other) => Some(*other),
                _ => None,
            };
            at.check("thread", Some(*thread), self.threads.len())?;
            at.check("thread", other, self.threads.len())?;
            at.check("object", *object, self.objects.len())?;
            at.check("call", *call, self.calls.len())?;
        }
        Ok(())
    }
}

struct Place {
    kind: &'static str,
    index: usize,
}

impl Place {
    fn check(
        &self,
        target: &'static str,
        number: Option<u32>,
        limit: usize,
    ) -> Result<(), Inconsistent> {
        match number {
            Some(number) if number as usize >= limit => {
                let place = format!("{} {}", self.kind, self.index);
                Err(Inconsistent { place, target, number, limit })
            }
            _ => Ok(()),
        }
    }
}
