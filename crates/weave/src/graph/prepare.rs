//! Builds the next event of a thread without adding it.

use super::{Effect, Event, EventId, Flags, Graph, Op, Request, Row, ThreadIndex, mix, mix_name};
use crate::memory::Memory;
use crate::weakened::{Rule, lacks};

/// What an operation does, once its source is known.
struct Outcome {
    flags: Flags,
    read: u64,
    written: u64,
    choices: u32,
    failed: bool,
}

impl Graph {
    /// Identifies what `thread` knows when it is about to access `location`: its whole porf-prefix.
    pub(crate) fn knowledge(&self, thread: ThreadIndex, location: u32) -> u128 {
        self.knowledge_after(self.base(thread), thread, location)
    }

    /// The same for when `thread` was about to add its event number `index`.
    pub(crate) fn knowledge_before(&self, thread: ThreadIndex, index: u32, location: u32) -> u128 {
        let base = match index {
            0 => self.spawn_of(thread),
            index => self.of_thread(thread)[index as usize - 1],
        };
        self.knowledge_after(base, thread, location)
    }

    fn knowledge_after(&self, base: EventId, thread: ThreadIndex, location: u32) -> u128 {
        let past = if base.is_event() { self.event(base).past } else { 0 };
        let past = mix_name(past, self.threads[thread as usize].name);
        match self.locations.get(location as usize) {
            Some(line) => mix_name(past, line.name),
            None => mix(past, 0),
        }
    }

    /// The next event of `thread`, reading from `rf`. Its clocks are in the scratch slot, where they
    /// stay until the next call; [`push`](Self::push) keeps both.
    pub(crate) fn prepare(
        &mut self,
        thread: ThreadIndex,
        request: Request,
        rf: EventId,
        choice: u32,
    ) -> Event {
        let outcome = self.outcome(thread, &request, rf, choice);
        let mut event = Event {
            request,
            read: outcome.read,
            written: outcome.written,
            thread,
            #[expect(
                clippy::cast_possible_truncation,
                reason = "bounded by the steps of a thread"
            )]
            index: self.of_thread(thread).len() as u32,
            choice,
            choices: outcome.choices,
            flags: outcome.flags,
            rf,
            mo_previous: EventId::NONE,
            mo_next: EventId::NONE,
            mo_label: 0,
            previous_access: EventId::NONE,
            past: self.past_of(thread, &request, rf, choice),
        };
        let order = if outcome.failed { request.failure } else { request.order };
        self.prepare_clocks(&event, order);
        self.set_ordering_flags(&mut event, order);
        event
    }

    /// The clock of the event prepared last: its porf-prefix, itself included.
    pub(crate) fn prepared_prefix(&self) -> &[u32] {
        self.clocks.row(self.len(), Row::Porf)
    }

    fn outcome(&self, thread: ThreadIndex, request: &Request, rf: EventId, choice: u32) -> Outcome {
        let mut outcome =
            Outcome { flags: Flags::default(), read: 0, written: 0, choices: 1, failed: false };
        match request.op {
            Op::Store(value) => (outcome.flags, outcome.written) = (Flags::WRITE, value),
            Op::Woken(_) => outcome.read = u64::from(choice),
            Op::Choose(choices) => {
                (outcome.choices, outcome.read) = (choices, u64::from(choice));
            }
            op if op.reads() => {
                outcome.flags = Flags::READ;
                outcome.read = self.value(rf, request.location);
                match op.effect(outcome.read) {
                    Effect::Wait => outcome.flags.add(Flags::WAITING),
                    Effect::Read => outcome.failed = op.may_fail(),
                    Effect::Write(value) => {
                        outcome.flags.add(Flags::WRITE);
                        outcome.written = value;
                    }
                }
                if op.on_queue() && outcome.flags.has(Flags::WRITE) {
                    let queue = self.queue_effect(op, thread, choice, request.location, rf);
                    outcome.written = queue.written;
                    outcome.read = queue.answer;
                    outcome.choices = queue.choices;
                }
            }
            _ => {}
        }
        outcome
    }

    fn past_of(&self, thread: ThreadIndex, request: &Request, rf: EventId, choice: u32) -> u128 {
        let mut past = mix(self.knowledge(thread, request.location), u64::from(choice));
        if rf.is_event() {
            past = mix_name(past, self.event(rf).past);
        }
        if let Op::Join(child) = request.op
            && let Some(&last) = self.of_thread(child).last()
        {
            past = mix_name(past, self.event(last).past);
        }
        past
    }

    /// Sequentially consistent, or weak: not put in its place by happens-before. A chain's writes are, if
    /// each receives what the one before published (relaxed ones do not, nor two read locks in a row,
    /// nor tries that failed); so is what wakes up, if it acquires.
    fn set_ordering_flags(&self, event: &mut Event, order: super::Order) {
        let is_ordered = event.is_access() || event.request.op == Op::Fence;
        if order.is_seq_cst() && is_ordered {
            event.flags.add(Flags::SEQ_CST);
            return;
        }
        let source_is_before =
            !event.rf.is_event() || self.is_within(event.rf, self.len(), Row::Hb);
        let in_place = if lacks(Rule::WeakChains) {
            !event.is_access() || self.is_chain(event.request.location)
        } else if event.is_access() {
            event.is_write() && self.is_chain(event.request.location) && source_is_before
        } else {
            source_is_before
        };
        if !in_place {
            event.flags.add(Flags::WEAK);
        }
    }

    /// Under SC every read acquires and every write releases.
    fn prepare_clocks(&mut self, event: &Event, order: super::Order) {
        let slot = self.len();
        let thread = event.thread as usize;
        let sc = self.memory == Memory::Sc;
        self.clocks.clear(slot);
        self.inherit(event.thread, slot);
        if event.rf.is_event() {
            let source = event.rf.at();
            self.clocks.join((slot, Row::Porf), (source, Row::Porf));
            if !event.is_read() {
                // A wake-up.
                if sc || order.acquires() {
                    self.clocks.join((slot, Row::Hb), (source, Row::Hb));
                }
            } else if sc || order.acquires() {
                self.clocks.join((slot, Row::Hb), (source, Row::Message));
            } else {
                self.clocks.join((slot, Row::Acquired), (source, Row::Message));
            }
            if event.is_rmw() && !lacks(Rule::ReleaseSequence) {
                // The release sequence goes on through read-modify-writes.
                self.clocks.copy((slot, Row::Message), (source, Row::Message));
            }
        }
        if let Op::Join(child) = event.request.op {
            self.inherit_joined(child, slot);
        }
        if event.is_last_resort() {
            self.inherit_standstill(slot);
        }
        let count = event.index + 1;
        self.clocks.set(slot, Row::Porf, thread, count);
        self.clocks.set(slot, Row::Hb, thread, count);
        if event.request.op == Op::Fence {
            if order.acquires() && !lacks(Rule::AcquireFence) {
                self.clocks.join((slot, Row::Hb), (slot, Row::Acquired));
            }
            if order.releases() && !lacks(Rule::ReleaseFence) {
                self.clocks.copy((slot, Row::Released), (slot, Row::Hb));
            }
        }
        if event.is_write() {
            let published = if sc || order.releases() { Row::Hb } else { Row::Released };
            self.clocks.join((slot, Row::Message), (slot, published));
        }
    }

    /// What the thread's last event, or the event that started it, hands on.
    fn inherit(&mut self, thread: ThreadIndex, slot: usize) {
        let base = self.base(thread);
        if !base.is_event() {
            return;
        }
        let base = base.at();
        self.clocks.copy((slot, Row::Porf), (base, Row::Porf));
        self.clocks.copy((slot, Row::Hb), (base, Row::Hb));
        if !self.of_thread(thread).is_empty() {
            self.clocks.copy((slot, Row::Acquired), (base, Row::Acquired));
            self.clocks.copy((slot, Row::Released), (base, Row::Released));
        }
    }

    /// Everything there is comes before, without what waits: that ends by what is still to come. Under
    /// RC11 nothing happens before: it has come about, but no thread was told so.
    fn inherit_standstill(&mut self, slot: usize) {
        for thread in 0..self.threads.len() {
            let line = &self.threads[thread].events;
            let mut count = line.len();
            if line.last().is_some_and(|&last| self.event(last).is_waiting()) {
                count -= 1;
            }
            #[expect(clippy::cast_possible_truncation, reason = "bounded by a thread's steps")]
            let count = count as u32;
            self.clocks.set(slot, Row::Porf, thread, count);
            if self.memory == Memory::Sc {
                self.clocks.set(slot, Row::Hb, thread, count);
            }
        }
    }

    /// The end of `child` comes before. One more than its events: plain accesses after its last
    /// event are covered too.
    fn inherit_joined(&mut self, child: ThreadIndex, slot: usize) {
        let end = self.base(child);
        if end.is_event() {
            self.clocks.join((slot, Row::Porf), (end.at(), Row::Porf));
            self.clocks.join((slot, Row::Hb), (end.at(), Row::Hb));
        }
        #[expect(clippy::cast_possible_truncation, reason = "bounded by the steps of a thread")]
        let count = self.of_thread(child).len() as u32 + 1;
        self.clocks.set(slot, Row::Hb, child as usize, count);
    }
}
