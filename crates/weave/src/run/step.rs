//! One step of the thread that runs: a recorded event is repeated, a new one is built.

use super::{Engine, Halt, Pending, Step};
use crate::config::Schedule;
use crate::explore::Answer;
use crate::graph::{Event, EventId, LocationIndex, Op, Request, ThreadIndex};

/// Operations of the destructors of one thread after which they count as endless.
const TEARDOWN_STEPS: u32 = 100_000;

const NOTHING: Answer = Answer { value: 0, wrote: false };

impl Engine {
    pub(super) fn step(&mut self, request: &Request) -> Step {
        if self.teardown {
            // Its unwinding was caught on the way: it starts anew.
            if self.unwinding && !self.is_in_cleanup() {
                return Step::Abandon;
            }
            self.imitated += 1;
            self.all_imitated += u64::from(self.raised);
            if self.imitated > TEARDOWN_STEPS && self.unwinding {
                return Step::Strand;
            }
            return Step::Done(self.imitate(request));
        }
        if self.ring() {
            return Step::Suspend;
        }
        let step = self.go(request);
        if matches!(step, Step::Done(_))
            && let Some(race) = self.misuse_of_watched(request)
        {
            self.halt(race);
            return Step::Suspend;
        }
        step
    }

    fn go(&mut self, request: &Request) -> Step {
        if self.only_gives_hints(request) {
            let limit = self.config.steps;
            self.halt(Halt::Steps { thread: self.current, limit, site: request.site });
            return Step::Suspend;
        }
        if self.slots[self.current as usize].rounds.is_some()
            && let Some(step) = self.repeat_round(request)
        {
            return step;
        }
        match request.op {
            Op::Spin => return self.hint(),
            Op::Stop => return self.wait_for(*request),
            _ => {}
        }
        let index = self.slots[self.current as usize].index;
        if let Some(&id) = self.search.graph.of_thread(self.current).get(index as usize) {
            return self.repeat(id, request);
        }
        if self.repeating || self.halt.is_some() || self.moot {
            return self.wait_for(*request);
        }
        if index >= self.config.steps {
            let limit = self.config.steps;
            self.halt(Halt::Steps { thread: self.current, limit, site: request.site });
            return Step::Suspend;
        }
        if !self.may_build() {
            return self.wait_for(*request);
        }
        match self.build(self.current, request) {
            Some(answer) => {
                self.slots[self.current as usize].index += 1;
                Step::Done(answer)
            }
            None => self.wait_for(*request),
        }
    }

    /// Whether the thread that runs has done nothing else for as many steps as it may have events: a loop
    /// that looks at nothing another thread could change.
    fn only_gives_hints(&mut self, request: &Request) -> bool {
        let limit = self.config.steps;
        let slot = &mut self.slots[self.current as usize];
        slot.hints = if request.op == Op::Spin { slot.hints + 1 } else { 0 };
        slot.hints > limit
    }

    /// Whether the thread that runs may add an event without asking the schedule. From left to right it
    /// goes on for as long as it can; the other schedules choose for each event.
    fn may_build(&mut self) -> bool {
        if self.config.schedule == Schedule::LeftToRight {
            return true;
        }
        let slot = &mut self.slots[self.current as usize];
        slot.chosen = !slot.chosen;
        !slot.chosen
    }

    /// The thread stops with this as its next operation.
    fn wait_for(&mut self, request: Request) -> Step {
        self.slots[self.current as usize].pending = Pending::Request(request);
        Step::Suspend
    }

    /// Gives the recorded answer, once the event's source has been repeated too.
    fn repeat(&mut self, id: EventId, request: &Request) -> Step {
        let event = self.search.graph.event(id);
        if !event.request.asks_the_same_as(request) {
            let (thread, index) = (event.thread, event.index);
            let recorded = Some(event.request);
            self.halt(Halt::Diverged { thread, index, recorded, now: Some(*request) });
            return Step::Suspend;
        }
        if self.missing_source(event).is_some() {
            self.slots[self.current as usize].pending = Pending::Source;
            return Step::Suspend;
        }
        if !self.is_turn() {
            return self.wait_for(*request);
        }
        let event = self.search.graph.event(id);
        let answer = Answer { value: event.read, wrote: event.is_write() };
        let waiting = event.is_waiting();
        self.search.graph.set_site(id, request.site);
        let slot = &mut self.slots[self.current as usize];
        slot.index += 1;
        if waiting {
            slot.waiting = true;
            slot.pending = Pending::Request(*request);
            return Step::Suspend;
        }
        Step::Done(answer)
    }

    /// The thread that has yet to repeat what a recorded event depends on.
    pub(super) fn missing_source(&self, event: &Event) -> Option<ThreadIndex> {
        if let Op::Join(child) = event.request.op {
            return (!self.slots[child as usize].done).then_some(child);
        }
        if event.is_last_resort() {
            let known = self.search.graph.prefix_of(event);
            let mut others = (0..).zip(known.iter().zip(&self.slots));
            let missing =
                others.find(|&(other, (&known, slot))| other != event.thread && slot.index < known);
            return missing.map(|(other, _)| other);
        }
        if !event.rf.is_event() {
            return None;
        }
        let source = self.search.graph.event(event.rf);
        (self.slots[source.thread as usize].index <= source.index).then_some(source.thread)
    }

    /// Adds an event; `None` if it must wait.
    pub(super) fn build(&mut self, thread: ThreadIndex, request: &Request) -> Option<Answer> {
        match request.op {
            Op::Join(child) => {
                if !self.slots[child as usize].done {
                    return None;
                }
                Some(self.search.add_after(thread, *request, EventId::NONE))
            }
            Op::Woken(_) => {
                let source = self.search.graph.wake_up_of(thread, request.location)?;
                Some(self.search.add_after(thread, *request, source))
            }
            Op::Reached(least, _) => {
                let source = self.search.graph.first_at_least(request.location, least)?;
                Some(self.search.add_after(thread, *request, source))
            }
            _ => self.search.add(thread, *request),
        }
    }

    /// Whether a thread can go on.
    pub(super) fn is_ready(&self, thread: ThreadIndex) -> bool {
        let slot = &self.slots[thread as usize];
        if !slot.live || slot.done || slot.waiting || slot.stopped {
            return false;
        }
        let Pending::Request(request) = &slot.pending else { return true };
        match request.op {
            Op::Spin | Op::Stop => false,
            Op::Join(child) => self.slots[child as usize].done,
            Op::Woken(_) => self.search.graph.wake_up_of(thread, request.location).is_some(),
            Op::Reached(least, _) => {
                self.search.graph.first_at_least(request.location, least).is_some()
            }
            op if op.can_wait() => self.search.is_ready(thread, request),
            _ => true,
        }
    }

    /// Ends the run, for the reason that comes first. After a failure that is an execution of the
    /// program, the other threads may have to go on.
    pub(super) fn halt(&mut self, halt: Halt) {
        if self.goes_on && matches!(halt, Halt::Panic { .. } | Halt::Race { .. }) {
            let slot = &mut self.slots[self.current as usize];
            slot.stopped = true;
            // Nobody joins a thread that has failed.
            slot.done = false;
            self.failed.get_or_insert(halt);
        } else {
            self.halt.get_or_insert(halt);
        }
    }

    /// While threads are taken apart: what the operation would do in a memory that has the newest
    /// values, so that destructors find sensible ones. Nothing waits.
    fn imitate(&mut self, request: &Request) -> Answer {
        use crate::graph::Effect;
        let location = request.location;
        match request.op {
            Op::Store(value) => {
                self.last_values.insert(location, value);
                Answer { value: 0, wrote: true }
            }
            op if op.reads() => {
                let known = self.last_values.get(&location).copied();
                let value = known.unwrap_or_else(|| self.newest_value(location));
                let written = match (op.effect(value), op) {
                    (Effect::Write(written), _) => Some(written),
                    (Effect::Wait, Op::AwaitCas { new, .. }) => Some(new),
                    (Effect::Wait, Op::AwaitAdd(.., addend)) => Some(value.wrapping_add(addend)),
                    _ => None,
                };
                if let Some(written) = written {
                    self.last_values.insert(location, written);
                }
                Answer { value, wrote: written.is_some() }
            }
            _ => NOTHING,
        }
    }

    /// The value written last by what has happened in this run: recorded events that were not repeated
    /// are of no use, their pointers point nowhere.
    fn newest_value(&self, location: LocationIndex) -> u64 {
        let graph = &self.search.graph;
        let mut write = graph.mo_last(location);
        while write.is_event() {
            let event = graph.event(write);
            if self.slots[event.thread as usize].index > event.index {
                break;
            }
            write = event.mo_previous;
        }
        graph.value(if write.is_event() { write } else { EventId::INIT }, location)
    }
}
