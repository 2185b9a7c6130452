//! Where a run that is done again parts from what was recorded.

use std::fmt;

use trace::account::{Account, Event, ObjectKey, Result as Went};
use trace::{FaultKind, Trace};

/// The program is another one than when the trace was recorded: the same schedule does not lead to the same
/// fault, or not in the same steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The first step that differs, from 1. `None` if none does, and only the end is another one.
    pub step: Option<usize>,
    /// What was recorded; `None` if the run was over there.
    pub expected: Option<Moved>,
    /// What happens now; `None` if nothing more does.
    pub found: Option<Moved>,
    /// The fault that was recorded.
    pub fault: FaultKind,
    /// The fault that there is now.
    pub instead: Option<FaultKind>,
}

/// A step of a thread, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Whose step.
    pub thread: String,
    /// What it does, such as `acquire plate`.
    pub does: String,
    /// The user's line, as `path:line`.
    pub at: String,
}

impl Drift {
    /// What is another one, if anything is; `fault` is the one that was recorded. Lines may have moved, and values
    /// may be addresses: these do not count.
    pub(crate) fn between(recorded: &Account, fault: FaultKind, now: &Account) -> Option<Self> {
        let (before, after) = (&recorded.events, &now.events);
        let is_same = |index: usize| match (before.get(index), after.get(index)) {
            (Some(a), Some(b)) => step(recorded, a) == step(now, b),
            _ => false,
        };
        let steps = before.len().max(after.len());
        let first = (0..steps).find(|index| !is_same(*index));
        let instead = now.verdict.fault;
        if first.is_none() && instead == Some(fault) {
            return None;
        }
        let moved = |account: &Account| Some(Moved::of(account, account.events.get(first?)?));
        let (expected, found) = (moved(recorded), moved(now));
        Some(Self { step: first.map(|index| index + 1), expected, found, fault, instead })
    }
}

/// A step as a reader tells it from another one.
#[derive(PartialEq)]
struct Step<'a> {
    thread: &'a str,
    op: &'a str,
    on: Option<(&'a str, &'a str)>,
    target: Option<&'a str>,
    went: Went,
    chosen: Option<&'a serde_json::Value>,
}

fn step<'a>(account: &'a Account, event: &'a Event) -> Step<'a> {
    Step {
        thread: thread(account, event.thread),
        op: &event.op,
        on: event.object.as_ref().map(|object| object_of(account, object)),
        target: event.target.map(|target| thread(account, target)),
        went: event.result,
        chosen: event.value.as_ref().filter(|_| event.op == "choose"),
    }
}

fn thread(account: &Account, id: u32) -> &str {
    account.threads.get(id as usize).map_or("?", |thread| &thread.name)
}

/// Kind and name of an object. One without a name is called after its line, which may have moved: only the kind
/// counts then.
fn object_of<'a>(account: &'a Account, id: &'a ObjectKey) -> (&'a str, &'a str) {
    let object = account.objects.iter().find(|object| object.id == *id);
    object.map_or(("", id), |object| {
        let has_no_name = object.name.starts_with(&format!("{}@", object.kind));
        (&object.kind, if has_no_name { "" } else { &object.name })
    })
}

impl Moved {
    /// The operation that a recording ends in, before it came to anything.
    pub(crate) fn begun(trace: &Trace) -> Option<Self> {
        let event = trace.events.last()?;
        let call = trace.outermost(event)?;
        let does = format!("{} {}", call.operation, trace.object(call.object));
        let thread = trace.thread(event.thread).to_owned();
        Some(Self { thread, does, at: trace.user_site(event).to_string() })
    }

    fn of(account: &Account, event: &Event) -> Self {
        let on = match (&event.object, event.target) {
            (Some(id), _) => {
                let object = account.objects.iter().find(|object| object.id == *id);
                Some(object.map_or(id.as_str(), |object| &object.name))
            }
            (None, target) => target.map(|target| thread(account, target)),
        };
        let on = on.map_or(String::new(), |on| format!(" {on}"));
        let went = match event.result {
            Went::Ok => "",
            Went::Failed => ", failed",
            Went::Blocked => ", blocked",
            Went::Refused => ", in vain",
            Went::TimedOut => ", timed out",
        };
        let chosen = event.value.as_ref().filter(|_| event.op == "choose");
        let chosen = chosen.map_or(String::new(), |value| format!(" {value}"));
        let does = format!("{}{on}{chosen}{went}", event.op);
        let name = thread(account, event.thread).to_owned();
        Self { thread: name, does, at: event.at.user.clone() }
    }
}

/// `acquire plate by ann (dinner.rs:31)`
impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { thread, does, at } = self;
        write!(f, "{does} by {thread} ({at})")
    }
}

/// `step 7: expected acquire plate by ann (dinner.rs:31), now release plate by ann (dinner.rs:31)`
impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.step, self.instead) {
            (None, Some(fault)) => {
                write!(
                    f,
                    "every step is the same, but it ends in {fault} and not in {}",
                    self.fault
                )
            }
            (None, None) => {
                write!(f, "every step is the same, but it ends in no {} any more", self.fault)
            }
            (Some(step), _) => {
                match &self.expected {
                    Some(expected) => write!(f, "step {step}: expected {expected}, ")?,
                    None => write!(f, "step {step}: expected {}, ", self.fault)?,
                }
                match &self.found {
                    Some(found) => write!(f, "now {found}"),
                    None => write!(f, "now the run does not come to that"),
                }
            }
        }
    }
}
