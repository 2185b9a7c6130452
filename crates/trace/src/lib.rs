//! What happened in one run, and what that says about its end.
//!
//! A [`Trace`] is plain data, the same whichever engine ran the program: threads and objects with
//! their names, and one [`Event`] after the other. [`Trace::blame`] finds out from it why a run
//! came to a standstill. An [`Account`](account::Account) tells a reader of it, and is what is kept as a file.
//!
//! # Invariants
//!
//! 1. Every number in a trace is an index into it; [`Trace::validate`] says whether that is so.
//! 2. What an object is part of, and what a call is inside, comes before it.
//! 3. Calls are numbered in the order of their [`Act::Begin`] events.
//!
//! The methods of [`Trace`] rely on the first two; a recording has them.

pub mod account;
mod act;
mod blame;
mod event;
mod fault;
mod file;
mod kind;
mod layout;
mod schedule;
mod state;
mod text;
mod validate;
mod wakeups;

use std::borrow::Cow;

pub use act::Act;
pub use event::{Call, CallId, Event, Object, ObjectId, Ordering, Site, SiteError, ThreadIndex};
pub use fault::{Access, Extent, Fault, Held, Leaked, Miss, Missed, Waiting};
pub use file::{SaveError, save};
pub use kind::{FaultKind, UnknownFault};
pub use schedule::{Minimal, Schedule};
pub use state::{Doing, Holder, ObjectState, State};
pub use validate::Inconsistent;

/// A run, event by event.
///
/// ```
/// use plainweave_trace::{Act, Call, Event, Object, Site, Trace};
///
/// let line = |line| Site { file: "src/account.rs".into(), line };
/// let account = Object {
///     name: Some("account".into()),
///     kind: "lock".into(),
///     created: line(3),
///     part_of: None,
///     initial: 0,
/// };
/// let lock = |at| Call {
///     outer: None,
///     thread: 0,
///     object: 0,
///     operation: "lock".into(),
///     site: line(at),
///     by_drop: false,
///     only_waits: true,
/// };
/// let event = |call, act| Event {
///     thread: 0,
///     object: Some(0),
///     call: Some(call),
///     act,
///     ordering: None,
///     site: line(90),
/// };
/// // The thread has the lock, and wants to take it again.
/// let trace = Trace {
///     threads: vec!["main".to_owned()],
///     objects: vec![account],
///     calls: vec![lock(10), lock(12)],
///     events: vec![event(0, Act::Begin), event(0, Act::Locked), event(1, Act::Begin)],
/// };
/// let (fault, _) = trace.blame().expect("it is stuck");
/// assert_eq!(
///     fault.to_string(),
///     "self-deadlock: main holds account since src/account.rs:10 and waits for account (lock at \
///      src/account.rs:12), which it has itself"
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The names of the threads; number 0 started the run.
    pub threads: Vec<String>,
    /// The objects that threads worked on.
    pub objects: Vec<Object>,
    /// The public operations that were begun.
    pub calls: Vec<Call>,
    /// What happened, in this order.
    pub events: Vec<Event>,
}

impl Trace {
    /// The name of a thread.
    pub fn thread(&self, thread: ThreadIndex) -> &str {
        &self.threads[thread as usize]
    }

    /// The name of an object; one without a name is called after its kind and the line that
    /// created it, such as `lock@17`.
    pub fn object(&self, id: ObjectId) -> String {
        let Object { name, kind, created, part_of, .. } = &self.objects[id as usize];
        match (name, part_of) {
            (Some(name), _) => name.clone().into_owned(),
            (None, Some(_)) => format!("part of {}", self.object(self.whole(id))),
            (None, None) => {
                let twins = self.objects[..id as usize].iter().filter(|other| {
                    other.name.is_none()
                        && other.part_of.is_none()
                        && other.kind == *kind
                        && other.created == *created
                });
                match twins.count() {
                    0 => format!("{kind}@{}", created.line),
                    before => format!("{kind}@{}#{}", created.line, before + 1),
                }
            }
        }
    }

    /// The object that `id` is a part of, or `id` itself.
    pub fn whole(&self, id: ObjectId) -> ObjectId {
        let mut whole = id;
        while let Some(outer) = self.objects[whole as usize].part_of {
            whole = outer;
        }
        whole
    }

    /// The events in which a step begins, as a reader counts them: an operation of the user's, or something
    /// that the program does by itself.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = usize> {
        let is_step = |event: &Event| match event.act {
            Act::Begin => event.call.is_none_or(|call| self.calls[call as usize].outer.is_none()),
            Act::Done | Act::Joined(_) | Act::Woke | Act::TimedOut => false,
            _ => event.call.is_none(),
        };
        let events = self.events.iter().enumerate();
        events.filter(move |(_, event)| is_step(event)).map(|(index, _)| index)
    }

    /// The operation the user called, in which the event happened.
    pub fn outermost(&self, event: &Event) -> Option<&Call> {
        event.call.map(|call| &self.calls[self.outermost_call(call) as usize])
    }

    /// The operation in which the event happened, called by the user or by a primitive.
    pub fn innermost(&self, event: &Event) -> Option<&Call> {
        event.call.map(|call| &self.calls[call as usize])
    }

    /// The operation the user called, in which `call` was called; perhaps `call` itself.
    pub fn outermost_call(&self, call: CallId) -> CallId {
        let mut call = call;
        while let Some(outer) = self.calls[call as usize].outer {
            call = outer;
        }
        call
    }

    /// What the thread works on, or waits for, in `event`: the whole object of the operation it is
    /// in, not some word inside.
    pub fn awaited(&self, event: &Event) -> Option<ObjectId> {
        let object = self.innermost(event).map(|call| call.object).or(event.object)?;
        Some(self.whole(object))
    }

    /// The user's line: that of the outermost operation, or of the event itself.
    ///
    /// A destructor has no line of the user's. Where it ends what the thread had acquired, the line
    /// is the one that acquired it; [`is_end_of`](Trace::is_end_of) says whether that is so. Takes
    /// time in proportion to the trace.
    pub fn user_site(&self, event: &Event) -> Site {
        match (self.outermost(event), self.ended(event)) {
            (_, Some(acquired)) => self.user_site(acquired),
            (Some(call), None) => call.site.clone(),
            (None, None) => event.site.clone(),
        }
    }

    /// Whether the event belongs to a destructor that ends what [`user_site`](Trace::user_site)
    /// began.
    pub fn is_end_of(&self, event: &Event) -> bool {
        self.ended(event).is_some()
    }

    /// The acquisition that the destructor to which `event` belongs ends.
    fn ended(&self, event: &Event) -> Option<&Event> {
        let call = self.outermost_call(event.call?);
        let Call { by_drop: true, object, thread, .. } = self.calls[call as usize] else {
            return None;
        };
        let whole = self.whole(object);
        let begun = self.events.iter().position(|other| {
            other.thread == thread
                && other.call.map(|inner| self.outermost_call(inner)) == Some(call)
        })?;
        // A destructor may acquire something, too: it is no beginning.
        self.events[..begun].iter().rev().find(|other| {
            other.thread == thread
                && matches!(other.act, Act::Locked | Act::Acquired(_))
                && other.object.is_some_and(|object| self.whole(object) == whole)
                && self.outermost(other).is_none_or(|call| !call.by_drop)
        })
    }
}

/// A text of a trace: the program's own, or read from a file.
pub type Text = Cow<'static, str>;
