//! Why threads wait for ever: who has what they wait for, and since which line.

use std::fmt::{self, Write as _};
use std::panic::Location;

use super::object::{Object, Role};
use super::situation::Unfinished;
use super::words::{Awaited, Value};
use crate::graph::{Event, Graph, LocationIndex, Op, Request, Rmw, ThreadIndex};
use crate::run::Blocked;

type Site = &'static Location<'static>;

/// Why a wait does not end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Reason {
    /// A thread has what is waited for. Of several readers of a lock, the one that came first.
    Held(Held),
    /// The thread that is waited for does not end.
    NoEnd,
    /// Nobody is left to wake the thread.
    NoWakeUp {
        /// A wake-up that came before the thread went to sleep, and was lost.
        before: Option<WokenBefore>,
        /// One that came while it slept, and went to another thread.
        elsewhere: Option<WokenBefore>,
    },
    /// The token is not set, and nobody is left to set it.
    NoToken {
        /// When it was last set; that was used up since.
        last: Option<WokenBefore>,
    },
    /// The value is not one that ends the wait, and nobody is left to change it.
    Value {
        /// What it is.
        value: u64,
        /// Who wrote it, at which line; `None` if it is the initial value.
        written: Option<(ThreadIndex, Site)>,
    },
}

/// Who has a lock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// Which thread.
    pub by: ThreadIndex,
    /// Where it took it.
    pub since: Site,
    /// Whether it has ended, and kept it.
    pub ended: bool,
}

/// A wake-up that helped nobody who waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WokenBefore {
    /// Which thread gave it.
    pub by: ThreadIndex,
    /// At which line.
    pub at: Site,
}

/// What each unfinished thread that has a next operation waits for, and why it does so in vain.
pub(crate) fn explain(
    graph: &Graph,
    unfinished: &[Unfinished],
    objects: &[Object],
) -> Vec<Blocked> {
    let explained = |standing: &Unfinished| {
        let request = standing.next?;
        let object = objects.get(request.location as usize).copied();
        Some(Blocked {
            thread: standing.thread,
            op: request.op,
            site: request.site,
            object,
            reason: reason(graph, unfinished, standing.thread, &request, object.as_ref()),
        })
    };
    unfinished.iter().filter_map(explained).collect()
}

fn reason(
    graph: &Graph,
    unfinished: &[Unfinished],
    thread: ThreadIndex,
    request: &Request,
    object: Option<&Object>,
) -> Reason {
    let Some(object) = object else { return Reason::NoEnd };
    let location = request.location;
    if object.role == Role::Token {
        return Reason::NoToken { last: last_set(graph, thread, location) };
    }
    if matches!(request.op, Op::Woken(_)) {
        return lost_wake_up(graph, thread, location);
    }
    // Who waits itself is the better explanation: of a circle, it is the next one.
    let holders = holders(graph, location);
    let waits = |by: ThreadIndex| unfinished.iter().any(|standing| standing.thread == by);
    let holder = holders.iter().copied().find(|&(by, _)| waits(by)).or(holders.first().copied());
    match holder {
        Some((by, since)) if request.op.may_wait() && object.role != Role::Atomic => {
            Reason::Held(Held { by, since, ended: !waits(by) })
        }
        _ => {
            let last = graph.mo_last(location);
            let written = last.some().map(|id| graph.event(id)).map(|e| (e.thread, e.request.site));
            Reason::Value { value: graph.value(last, location), written }
        }
    }
}

/// Who has a lock at the end, in the order in which they took it: an operation that waits takes it, or
/// one that tries and succeeds; whatever else writes gives it back.
fn holders(graph: &Graph, location: LocationIndex) -> Vec<(ThreadIndex, Site)> {
    let mut holders = Vec::new();
    for write in graph.writes(location) {
        let Event { request, thread, .. } = *graph.event(write);
        match request.op {
            // To poison a lock, or to end that, is not to give it back; and what works in a queue
            // finds it unlocked, and leaves it so.
            Op::Rmw(Rmw::Or | Rmw::And, ..) | Op::Enqueue | Op::Leave | Op::Wake(_) => {}
            op if op.may_wait() || op.may_fail() => holders.push((thread, request.site)),
            _ if !holders.is_empty() => {
                // What another thread took may be given back, too.
                let own = holders.iter().rposition(|&(by, _)| by == thread);
                holders.remove(own.unwrap_or(0));
            }
            _ => {}
        }
    }
    holders
}

/// The last time another thread set a token.
fn last_set(graph: &Graph, owner: ThreadIndex, token: LocationIndex) -> Option<WokenBefore> {
    let last = graph.writes(token).filter(|&write| graph.event(write).thread != owner).last()?;
    let event = graph.event(last);
    Some(WokenBefore { by: event.thread, at: event.request.site })
}

/// Wake-ups in a queue before the thread last went in, that found nobody; and after that, which found
/// somebody else.
fn lost_wake_up(graph: &Graph, thread: ThreadIndex, queue: LocationIndex) -> Reason {
    let (mut before, mut elsewhere) = (None, None);
    for write in graph.writes(queue) {
        let event = graph.event(write);
        match event.request.op {
            Op::Wake(_) => {
                let wake_up = WokenBefore { by: event.thread, at: event.request.site };
                if event.read == 0 {
                    before = Some(wake_up);
                } else {
                    elsewhere = Some(wake_up);
                }
            }
            Op::Enqueue | Op::QueueUnlock(true) if event.thread == thread => elsewhere = None,
            _ => {}
        }
    }
    Reason::NoWakeUp { before, elsewhere }
}

/// The threads that wait for each other in a circle, if some do.
fn circle(blocked: &[Blocked]) -> Vec<ThreadIndex> {
    let next = |thread: ThreadIndex| {
        let of_thread = blocked.iter().find(|blocked| blocked.thread == thread)?;
        match (of_thread.reason, of_thread.op) {
            (Reason::Held(held), _) => Some(held.by),
            (_, Op::Join(child)) => Some(child),
            _ => None,
        }
    };
    for blocked in blocked {
        let mut met = vec![blocked.thread];
        while let Some(after) = next(met[met.len() - 1]) {
            if let Some(start) = met.iter().position(|&thread| thread == after) {
                return met.split_off(start);
            }
            met.push(after);
        }
    }
    Vec::new()
}

/// The deadlock in words: first the circle, if there is one, then who else waits.
pub(crate) fn story(blocked: &[Blocked]) -> String {
    let circle = circle(blocked);
    let mut story = match circle.as_slice() {
        [] if blocked.len() == 1 => "deadlock: a thread waits for ever".to_owned(),
        [] => "deadlock: threads wait for ever".to_owned(),
        [itself] => format!("deadlock: thread {itself} waits for itself"),
        [one, other] => format!("deadlock: threads {one} and {other} wait for each other"),
        more => format!("deadlock: {} threads wait for each other in a circle", more.len()),
    };
    let of = |thread: ThreadIndex| blocked.iter().find(move |blocked| blocked.thread == thread);
    let others = || blocked.iter().filter(|blocked| !circle.contains(&blocked.thread));
    // Who waits for the end of another thread explains nothing.
    let joins = |blocked: &&Blocked| matches!(blocked.op, Op::Join(_));
    let first = circle.iter().filter_map(|&thread| of(thread));
    let then = others().filter(|blocked| !joins(blocked));
    for blocked in first.chain(then).chain(others().filter(joins)) {
        // To write to a string does not fail.
        let _ = write!(story, "\n  {blocked}");
    }
    story
}

impl Blocked {
    /// What it waits for, in words.
    pub fn awaited(&self) -> String {
        Awaited { op: self.op, object: self.object.as_ref() }.to_string()
    }
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { thread, site, .. } = self;
        write!(f, "thread {thread} waits for {} at {}", self.awaited(), Line(site))?;
        match self.reason {
            Reason::Held(Held { by, since, .. }) if by == *thread => {
                write!(f, "\n    it has had that itself since {}", Line(since))
            }
            Reason::Held(Held { by, since, ended: false }) => {
                write!(f, "\n    thread {by} has had that since {}", Line(since))
            }
            Reason::Held(Held { by, since, ended: true }) => write!(
                f,
                "\n    thread {by} took that at {} and ended without giving it back",
                Line(since)
            ),
            Reason::NoEnd => Ok(()),
            Reason::NoWakeUp { before, elsewhere } => {
                if let Some(WokenBefore { by, at }) = before {
                    write!(f, "\n    that of thread {by} at {} came too early", Line(at))?;
                }
                if let Some(WokenBefore { by, at }) = elsewhere {
                    write!(f, "\n    that of thread {by} at {} went to another", Line(at))?;
                }
                f.write_str("\n    nobody is left to give one")
            }
            Reason::NoToken { last } => {
                if let Some(WokenBefore { by, at }) = last {
                    write!(
                        f,
                        "\n    thread {by} did that at {}, which was used up since",
                        Line(at)
                    )?;
                }
                f.write_str("\n    nobody is left to do that")
            }
            Reason::Value { value, written: None } => {
                write!(f, "\n    it is {}, as it was made", Value(value))
            }
            Reason::Value { value, written: Some((by, at)) } => {
                write!(f, "\n    it is {}, written by thread {by} at {}", Value(value), Line(at))
            }
        }
    }
}

/// A line of the source, without the column.
pub(crate) struct Line<'a>(pub(crate) &'a Location<'a>);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0.file(), self.0.line())
    }
}
