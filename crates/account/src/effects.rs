//! What the operations of primitives do to their objects.

use serde_json::json;
use trace::account::{BlockedBy, Event, Result};
use trace::{Act, CallId, ObjectId, ThreadIndex};

use crate::board::value;
use crate::events::{Awaited, Teller, Waiting};
use crate::operation::op;
use crate::rows::Row;

impl Teller<'_> {
    pub(crate) fn waits(
        &mut self,
        call: CallId,
        awaited: ObjectId,
        lock: Option<ObjectId>,
        waited: Option<&Waiting>,
        event: &mut Event,
    ) {
        let trace = self.trace;
        let call = &trace.calls[call as usize];
        let whole = trace.whole(call.object);
        let kind = self.board.kind(whole);
        event.op = op(kind, &call.operation);
        event.object.clone_from(&self.keys[whole as usize]);
        event.blocked_by = self.blocked_by(awaited);
        let lock = lock.or(waited.and_then(|waits| waits.lock));
        let is_asleep = awaited == whole;
        match kind {
            "condition" => {
                if let Some(lock) = lock {
                    self.known[whole as usize] = Some(lock);
                }
                if is_asleep && waited.is_none() {
                    self.board.object(whole).sleepers.push(event.thread);
                } else if !is_asleep {
                    self.board.object(whole).sleepers.retain(|it| *it != event.thread);
                }
            }
            "barrier" if waited.is_none() => {
                self.board.object(whole).arrived.push(event.thread);
            }
            "queue" if event.op == "push" => {
                let items = self.board.items(whole);
                self.known[whole as usize] = Some(items).filter(|items| *items > 0);
            }
            _ => {}
        }
        self.board.object(awaited).waiters.push(event.thread);
        self.block(event, Awaited::Object(awaited), lock);
    }

    /// Who holds an object, if that is one thread.
    fn blocked_by(&self, object: ObjectId) -> Option<BlockedBy> {
        let state = self.board.state.object(object)?;
        let mut holders = state.holders();
        let (Some(holder), None) = (holders.next(), holders.next()) else { return None };
        let step = self.steps.publishes(self.trace, holder.since);
        let since = step.and_then(|step| self.steps.number(step));
        Some(BlockedBy { thread: holder.thread, since })
    }

    pub(crate) fn did(
        &mut self,
        row: &Row,
        call: CallId,
        timed_out: bool,
        waited: Option<&Waiting>,
        event: &mut Event,
    ) {
        let trace = self.trace;
        let of = &trace.calls[call as usize];
        let whole = trace.whole(of.object);
        let kind = self.board.kind(whole);
        let act = trace.events[row.at].act;
        event.op = op(kind, &of.operation);
        event.object.clone_from(&self.keys[whole as usize]);
        let is_its = trace.events[row.at].object.map(|it| trace.whole(it)) == Some(whole);
        let took = match act {
            Act::Locked | Act::Acquired(_) | Act::Put | Act::Got => is_its,
            _ => false,
        };
        let thread = event.thread;
        let in_vain =
            if timed_out && event.resumes.is_some() { Result::TimedOut } else { Result::Refused };
        match (kind, &*event.op) {
            ("rlock", "acquire") => {
                if self.board.owner(whole) == Some(thread) {
                    self.board.object(whole).depth += 1;
                } else {
                    event.result = in_vain;
                }
            }
            ("rlock", "release") => {
                let depth = &mut self.board.object(whole).depth;
                *depth = depth.saturating_sub(1);
            }
            ("lock" | "semaphore", "acquire") | ("queue", "push" | "pop") if !took => {
                event.result = in_vain;
            }
            ("condition", "wait") => {
                self.board.object(whole).sleepers.retain(|it| *it != thread);
                if timed_out && event.resumes.is_some() {
                    event.result = Result::TimedOut;
                }
            }
            ("condition", "notify") => self.notify(whole, call, act, event),
            ("event", "set") => event.woken = Some(self.woken_in(call)),
            ("barrier", "arrive") if waited.is_none() => self.open(whole, call),
            ("queue", "length") | ("event", "is_set") => {
                let seen = self.seen_in(call, whole).filter(|_| kind == "event");
                event.value = seen.map(|bits| json!(bits & 1 == 1));
            }
            ("file", "load" | "store") => self.file(row.at, whole, event),
            _ if timed_out && event.resumes.is_some() => event.result = Result::TimedOut,
            _ => {}
        }
        if event.result == Result::Refused {
            event.blocked_by = self.blocked_by(whole).filter(|by| by.thread != thread);
        }
    }

    /// What was last read of an object's own word in an operation.
    fn seen_in(&self, call: CallId, word: ObjectId) -> Option<u64> {
        let events = self.trace.events[..self.seen].iter().rev();
        let mut of_call = events.filter(|event| {
            event.call.map(|call| self.trace.outermost_call(call)) == Some(call)
                && event.object == Some(word)
        });
        of_call.find_map(|event| match event.act {
            Act::Load(value) => Some(value),
            _ => None,
        })
    }

    /// Whom an operation woke.
    fn woken_in(&self, call: CallId) -> Vec<ThreadIndex> {
        let mut woken: Vec<ThreadIndex> = Vec::new();
        for (thread, by) in &self.woken {
            if *by == Some(call) && !woken.contains(thread) {
                woken.push(*thread);
            }
        }
        woken
    }

    fn notify(&mut self, condition: ObjectId, call: CallId, act: Act, event: &mut Event) {
        let told = self.woken_in(call);
        let sleepers = &mut self.board.object(condition).sleepers;
        let mut woken: Vec<ThreadIndex> = sleepers.clone();
        woken.retain(|thread| told.contains(thread));
        sleepers.retain(|thread| !told.contains(thread));
        // One that was told before it slept is not among them.
        let is_all = match act {
            Act::Notified(count) => woken.len() == count as usize,
            _ => false,
        };
        event.woken = Some(woken).filter(|_| is_all);
    }

    /// A thread passes a barrier without waiting: it was the last to arrive, or the barrier is broken.
    fn open(&mut self, barrier: ObjectId, call: CallId) {
        let opens = !self.woken_in(call).is_empty();
        let object = self.board.object(barrier);
        let arrived = u32::try_from(object.arrived.len()).unwrap_or(u32::MAX);
        object.arrived.clear();
        if opens {
            object.cycle += 1;
            self.known[barrier as usize] = Some(arrived.saturating_add(1));
        }
    }

    fn file(&mut self, at: usize, file: ObjectId, event: &mut Event) {
        if let Act::Update { before, after } = self.trace.events[at].act {
            let (from, _) = self.accesses.read(file, before, true);
            if event.op == "load" {
                (event.value, event.from) = (Some(value(before)), from);
            } else {
                (event.was, event.value) = (Some(value(before)), Some(value(after)));
                self.accesses.write(file, 0, event.step, after, true);
            }
        }
    }
}
