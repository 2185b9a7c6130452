//! From steps to events.

use std::collections::BTreeMap;

use serde_json::json;
use trace::account::{BlockedBy, Event, Message, ObjectKey, Patch, Place, Result, StepId};
use trace::{Act, CallId, Fault, ObjectId, ThreadIndex, Trace};

use crate::accesses::Accesses;
use crate::board::{Board, value};
use crate::message::said;
use crate::order::Order;
use crate::rows::{Row, What};
use crate::steps::{Step, Steps};

/// What a thread is up to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    is_alive: bool,
    /// How many operations it has begun.
    operations: u32,
    /// What it waits for, if its last step was blocked.
    pub(crate) waits: Option<Waiting>,
}

/// A blocked step that was not completed.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) since: StepId,
    op: String,
    pub(crate) on: Awaited,
    /// Of a condition: the lock that it takes again.
    pub(crate) lock: Option<ObjectId>,
    is_timed: bool,
    /// The word on which it sleeps, and whether somebody has woken it there.
    word: Option<ObjectId>,
    is_woken: bool,
    /// Whether the run ends before it goes on, at a standstill.
    is_for_ever: bool,
}

/// What a thread waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    Object(ObjectId),
    End(ThreadIndex),
    /// Something that the recording has no name for.
    Something,
}

/// Tells a run step by step.
pub(crate) struct Teller<'a> {
    pub(crate) trace: &'a Trace,
    pub(crate) steps: &'a Steps<'a>,
    pub(crate) order: &'a Order,
    fault: Option<&'a Fault>,
    /// Threads that can never go on at the end.
    stuck: Vec<bool>,
    pub(crate) keys: &'a [Option<ObjectKey>],
    pub(crate) board: Board<'a>,
    pub(crate) threads: Vec<Standing>,
    pub(crate) accesses: Accesses,
    /// Who was woken, in which operation.
    pub(crate) woken: Vec<(ThreadIndex, Option<CallId>)>,
    /// How many events have happened.
    pub(crate) seen: usize,
    previous: Option<ThreadIndex>,
    pub(crate) events: Vec<Event>,
    /// The state of each object before the first step that is told.
    pub(crate) initial: Vec<Patch>,
    /// Of conditions their lock, of queues how many items they hold, of barriers how many open them.
    pub(crate) known: Vec<Option<u32>>,
}

impl<'a> Teller<'a> {
    pub(crate) fn new(
        trace: &'a Trace,
        fault: Option<&'a Fault>,
        steps: &'a Steps<'a>,
        order: &'a Order,
        keys: &'a [Option<ObjectKey>],
        is_weak: bool,
        stuck: Vec<bool>,
    ) -> Self {
        let board = Board::new(trace);
        let mut threads = vec![Standing::default(); trace.threads.len()];
        if let Some(main) = threads.first_mut() {
            main.is_alive = true;
        }
        let initial = (0..).zip(&trace.objects).map(|(id, _)| board.fields(id)).collect();
        Self {
            trace,
            steps,
            order,
            fault,
            stuck,
            keys,
            threads,
            accesses: Accesses::new(trace.objects.iter().map(|object| object.initial), is_weak),
            woken: Vec::new(),
            seen: 0,
            previous: None,
            events: Vec::new(),
            initial,
            known: vec![None; trace.objects.len()],
            board,
        }
    }

    /// Tells all steps.
    pub(crate) fn tell(&mut self) {
        for index in 0..self.steps.all.len() {
            if index == self.steps.omitted && index > 0 {
                self.begin_here();
            }
            self.step(index);
        }
    }

    /// The steps so far are not told.
    fn begin_here(&mut self) {
        let objects = (0..).zip(&self.trace.objects);
        self.initial = objects.map(|(id, _)| self.board.fields(id)).collect();
        self.accesses.forget_steps();
        self.previous = None;
        self.events.clear();
    }

    /// Goes on to before event `until`.
    fn pass(&mut self, until: usize) {
        while self.seen < until {
            self.apply();
        }
    }

    fn apply(&mut self) {
        let index = self.seen;
        self.seen += 1;
        self.board.apply(index);
        let event = &self.trace.events[index];
        match (event.act, event.object) {
            // A thread of which no step was seen to start it is there from its first event on.
            (Act::Spawn(other), _) => self.threads[other as usize].is_alive = true,
            (Act::Sleep { timed, .. }, word) => {
                if let Some(waits) = &mut self.threads[event.thread as usize].waits {
                    (waits.word, waits.is_woken) = (word, false);
                    waits.is_timed |= timed;
                }
            }
            (Act::Wake { sleepers: 1.. }, Some(word)) => {
                let call = event.call.map(|call| self.trace.outermost_call(call));
                for (thread, standing) in (0..).zip(&mut self.threads) {
                    let Some(waits) = &mut standing.waits else { continue };
                    if waits.word == Some(word) && thread != event.thread {
                        waits.is_woken = true;
                        self.woken.push((thread, call));
                    }
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, index: usize) {
        let Step { at, thread, row } = self.steps.all[index];
        let step = self.steps.number(index).unwrap_or(0);
        self.threads[thread as usize].is_alive = true;
        // A step takes effect in its last event; who else could have gone on is asked before its first.
        let own = |event: &trace::Event| event.thread == thread;
        let first = self.trace.events[self.seen..=at].iter().position(own);
        self.pass(first.map_or(at, |first| self.seen + first));
        let enabled = self.enabled(thread);
        self.pass(at + 1);
        let preempted = self.previous.replace(thread);
        let preempts = preempted.filter(|before| *before != thread && enabled.contains(before));
        let waited = self.threads[thread as usize].waits.take();
        if waited.is_none() {
            self.threads[thread as usize].operations += 1;
        }
        let mut event = Event {
            step,
            thread,
            nth: self.threads[thread as usize].operations,
            op: "exit".to_owned(),
            object: None,
            target: None,
            was: None,
            value: None,
            of: None,
            ordering: None,
            result: Result::Ok,
            resumes: waited.as_ref().map(|waits| waits.since).filter(|since| *since > 0),
            from: None,
            stale: None,
            mo_after: None,
            blocked_by: None,
            woken: None,
            spurious: false,
            sync: self.order.sync[index].iter().filter_map(|it| self.steps.number(*it)).collect(),
            after: BTreeMap::new(),
            enabled,
            preempts,
            exits: false,
            message: None,
            at: self.place(at, row),
        };
        if let Some(waits) = &waited {
            self.leave(thread, waits);
        }
        match row {
            Some(row) => self.show(index, row, waited.as_ref(), &mut event),
            None => event.exits = true,
        }
        if self.steps.is_last_of_its_thread(index) && self.is_over_after(at, thread) {
            event.exits = true;
        }
        self.threads[thread as usize].is_alive = !event.exits && event.result != Result::Failed;
        event.after = self.board.changes(self.keys).into_iter().collect();
        self.woken.clear();
        self.events.push(event);
    }

    /// Whether the thread comes to its end after its last step.
    fn is_over_after(&self, at: usize, thread: ThreadIndex) -> bool {
        let later = &self.trace.events[at..];
        later.iter().any(|event| event.thread == thread && event.act == Act::Done)
    }

    /// Who could take a step now; `actor` does.
    fn enabled(&self, actor: ThreadIndex) -> Vec<ThreadIndex> {
        let threads = (0..).zip(&self.threads).map(|(thread, _)| thread);
        threads.filter(|thread| *thread == actor || self.can_go_on(*thread)).collect()
    }

    /// Whether a thread could take a step, as far as the recording tells.
    pub(crate) fn can_go_on(&self, thread: ThreadIndex) -> bool {
        let Standing { is_alive, waits, .. } = &self.threads[thread as usize];
        let Some(waits) = waits else { return *is_alive };
        let is_free = |lock: ObjectId| self.board.owner(lock).is_none_or(|owner| owner == thread);
        *is_alive
            && match waits.on {
                _ if waits.is_timed => true,
                Awaited::End(other) => self.is_over(other),
                Awaited::Something => waits.is_woken,
                Awaited::Object(object) => match self.board.kind(object) {
                    "lock" => self.board.owner(object).is_none(),
                    "rlock" => is_free(object),
                    _ if waits.is_for_ever => false,
                    "semaphore" => self.board.permits(object) > 0,
                    "queue" if waits.op == "pop" => waits.is_woken || self.board.items(object) > 0,
                    "condition" => waits.is_woken && waits.lock.is_none_or(is_free),
                    _ => waits.is_woken,
                },
            }
    }

    fn is_over(&self, thread: ThreadIndex) -> bool {
        let has_begun = self.threads[thread as usize].operations > 0;
        has_begun && !self.threads[thread as usize].is_alive
    }

    fn place(&self, at: usize, row: Option<&Row>) -> Place {
        let event = &self.trace.events[at];
        let site = row.and_then(|row| row.site.clone());
        let failed = match self.fault {
            Some(
                Fault::Assertion { at, .. } | Fault::Panic { at, .. } | Fault::Livelock { at, .. },
            ) => at.clone(),
            _ => None,
        };
        let user = match site {
            Some(site) => site.to_string(),
            None => failed
                .filter(|_| row.is_some())
                .unwrap_or_else(|| self.trace.user_site(event).to_string()),
        };
        let primitive = event.call.map(|_| event.site.to_string()).filter(|line| *line != user);
        Place { user, primitive, began: row.is_some_and(|row| row.is_end), twin: None }
    }

    /// The thread does not wait any more.
    fn leave(&mut self, thread: ThreadIndex, waits: &Waiting) {
        if let Awaited::Object(object) = waits.on {
            self.board.object(object).waiters.retain(|other| *other != thread);
        }
    }

    fn show(&mut self, index: usize, row: &Row, waited: Option<&Waiting>, event: &mut Event) {
        match row.what {
            What::Spawn(other) => {
                (event.op, event.target) = ("spawn".to_owned(), Some(other));
            }
            What::Join(other) => {
                (event.op, event.target) = ("join".to_owned(), Some(other));
                event.blocked_by = Some(BlockedBy { thread: other, since: None });
                self.block(event, Awaited::End(other), None);
            }
            What::Joined(other) => (event.op, event.target) = ("join".to_owned(), Some(other)),
            What::Waits { call, object, lock } => self.waits(call, object, lock, waited, event),
            What::Did { call, timed_out, .. } => self.did(row, call, timed_out, waited, event),
            What::Access { object, act, .. } => self.access(index, row, object, act, event),
            What::Panicked => self.panicked(event),
        }
    }

    /// The step is blocked.
    pub(crate) fn block(&mut self, event: &mut Event, on: Awaited, lock: Option<ObjectId>) {
        event.result = Result::Blocked;
        let is_last = self.steps.last_of(event.thread).map(|last| self.steps.number(last))
            == Some(Some(event.step));
        self.threads[event.thread as usize].waits = Some(Waiting {
            since: event.step,
            op: event.op.clone(),
            on,
            lock,
            is_timed: false,
            word: None,
            is_woken: false,
            is_for_ever: is_last && self.stuck[event.thread as usize],
        });
        // The row may stand where the thread fell asleep.
        let act = self.seen.checked_sub(1).map(|last| &self.trace.events[last]);
        if let Some(trace::Event { thread, act: Act::Sleep { timed, .. }, object, .. }) = act
            && *thread == event.thread
            && let Some(waits) = &mut self.threads[event.thread as usize].waits
        {
            (waits.word, waits.is_timed) = (*object, *timed);
        }
    }

    fn access(
        &mut self,
        index: usize,
        row: &Row,
        object: Option<ObjectId>,
        act: Act,
        event: &mut Event,
    ) {
        let whole = object.map(|word| self.trace.whole(word));
        event.object = whole.and_then(|whole| self.keys[whole as usize].clone());
        event.ordering = self.trace.events[row.at].ordering;
        let mut be = |op: &str| op.clone_into(&mut event.op);
        match (act, object) {
            (Act::Load(bits) | Act::Read(bits), Some(word)) => {
                be("load");
                event.value = Some(value(bits));
                (event.from, event.stale) = self.accesses.read(word, bits, false);
            }
            (Act::Store(bits) | Act::Write(bits), Some(word)) => {
                be("store");
                event.value = Some(value(bits));
                let last = self.accesses.of[word as usize].last;
                let is_after =
                    last.is_none_or(|last| self.order.is_before(self.steps, last, index));
                let is_certain = self.accesses.is_certain(word, is_after);
                event.was = is_certain.then(|| value(self.board.overwritten));
                self.accesses.write(word, index, event.step, bits, is_after);
            }
            (Act::Update { before, after } | Act::Exchanged { before, after }, Some(word)) => {
                be(if matches!(act, Act::Update { .. }) { "update" } else { "cas" });
                (event.was, event.value) = (Some(value(before)), Some(value(after)));
                (event.from, _) = self.accesses.read(word, before, true);
                let is_after = event.from.is_some();
                self.accesses.write(word, index, event.step, after, is_after);
            }
            (Act::Refused { found }, Some(word)) => {
                be("cas");
                event.value = Some(value(found));
                (event.from, event.stale) = self.accesses.read(word, found, false);
                event.result = Result::Refused;
            }
            (Act::Raced { writes }, _) => {
                be(if writes { "store" } else { "load" });
                event.result = Result::Failed;
                let text = "nothing orders this with the other access".to_owned();
                event.message = Some(Message { text, left: None, right: None });
            }
            (Act::Chose { value: chosen, of }, _) => {
                be("choose");
                (event.value, event.of) = (Some(json!(chosen)), Some(of));
            }
            (Act::Fence, _) => be("fence"),
            (Act::Sleep { .. }, _) => {
                be("sleep");
                let on = whole.map_or(Awaited::Something, Awaited::Object);
                if let Some(whole) = whole {
                    self.board.object(whole).waiters.push(event.thread);
                }
                self.block(event, on, None);
            }
            (Act::Woke, _) => be("sleep"),
            (Act::TimedOut, _) => {
                be("sleep");
                if event.resumes.is_some() {
                    event.result = Result::TimedOut;
                }
            }
            (Act::Wake { .. }, _) => be("wake"),
            (Act::Locked | Act::Acquired(_), _) => be("acquire"),
            (Act::Unlocked | Act::Released(_), _) => be("release"),
            (Act::Notified(_), _) => be("notify"),
            (Act::Put, _) => be("push"),
            (Act::Got, _) => be("pop"),
            _ => be("step"),
        }
    }

    fn panicked(&self, event: &mut Event) {
        let (op, message) = match self.fault {
            Some(Fault::Assertion { message, .. }) => ("assert", message.as_str()),
            Some(
                Fault::Panic { message, .. }
                | Fault::Livelock { message, .. }
                | Fault::DataRace { message, .. },
            ) => ("panic", message.as_str()),
            _ => ("panic", ""),
        };
        op.clone_into(&mut event.op);
        event.result = Result::Failed;
        let side = |label: &str| {
            let mut lines = message.lines().map(str::trim);
            lines.find_map(|line| line.strip_prefix(label)).map(|side| json!(side.trim()))
        };
        let (left, right) = (side("left:"), side("right:"));
        let is_compared = left.is_some() && right.is_some();
        let text = said(if is_compared { message.lines().next().unwrap_or("") } else { message });
        let text = if text.is_empty() && !is_compared { "it panics".to_owned() } else { text };
        let (left, right) = if is_compared { (left, right) } else { (None, None) };
        event.message = Some(Message { text, left, right });
    }
}
