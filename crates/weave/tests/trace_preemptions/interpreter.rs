//! Every schedule of a program, one after the other.

use std::collections::BTreeMap;

use super::text::{Act, Execution, Fate, LOCK, Origin, QUEUE, Text};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Machine {
    execution: Execution,
    values: [u64; 4],
    waiters: Vec<u32>,
    /// By thread: what took it out of the queue.
    woken: Vec<Option<(u32, u32)>>,
    threads: Vec<Running>,
    running: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Running {
    at: usize,
    events: u32,
    last: u64,
    started: bool,
    failed: bool,
}

impl Machine {
    fn new(text: &Text) -> Self {
        let thread = Running { at: 0, events: 0, last: 1, started: false, failed: false };
        let mut threads = vec![thread; text.len()];
        threads[0].started = true;
        let mut machine = Self {
            execution: Execution { sources: vec![Vec::new(); text.len()], ..Execution::default() },
            values: [0; 4],
            waiters: Vec::new(),
            woken: vec![None; text.len()],
            threads,
            running: 0,
        };
        (0..text.len()).for_each(|thread| machine.settle(text, thread));
        machine
    }

    /// Does what is no event.
    fn settle(&mut self, text: &Text, thread: usize) {
        let state = &mut self.threads[thread];
        loop {
            match text[thread].get(state.at) {
                Some(Act::Unless) if state.last == 0 => state.at += 2,
                Some(Act::Unless) => state.at += 1,
                Some(Act::Check) if state.last == 0 && state.started => {
                    state.failed = true;
                    return;
                }
                Some(Act::Check) if state.started => state.at += 1,
                _ => return,
            }
        }
    }

    fn has_ended(&self, text: &Text, thread: usize) -> bool {
        let state = self.threads[thread];
        state.started && !state.failed && state.at >= text[thread].len()
    }

    fn can_go_on(&self, text: &Text, thread: usize) -> bool {
        let state = self.threads[thread];
        if !state.started || state.failed {
            return false;
        }
        match text[thread].get(state.at) {
            None => false,
            Some(Act::Lock) => self.values[LOCK] == 0,
            Some(&Act::Await(place)) => self.values[place] != 0,
            Some(Act::Woken) => self.woken[thread].is_some(),
            Some(&Act::Join(child)) => self.has_ended(text, child as usize),
            Some(_) => true,
        }
    }

    /// The states after the next event of a thread: one for each choice.
    fn step(&self, text: &Text, thread: usize) -> Vec<Self> {
        let mut next = self.clone();
        next.running = thread;
        let state = self.threads[thread];
        let id = (u32::try_from(thread).expect("few"), state.events);
        next.threads[thread].at += 1;
        next.threads[thread].events += 1;
        let (place, change, reads): (_, Option<u64>, bool) = match text[thread][state.at] {
            Act::Load(place) | Act::Await(place) => (place, None, true),
            Act::Store(place, value) => (place, Some(value), false),
            Act::Add(place) => (place, Some(self.values[place] + 1), true),
            Act::Lock => (LOCK, Some(1), true),
            Act::Unlock => (LOCK, Some(0), false),
            Act::Try => (LOCK, (self.values[LOCK] == 0).then_some(1), true),
            Act::Sleep => {
                next.waiters.push(id.0);
                (QUEUE, Some(0), true)
            }
            Act::Wake(count) => return next.wake(text, thread, id, count),
            Act::Woken => {
                let (by, at) = next.woken[thread].take().expect("it was woken");
                next.push(thread, Origin::Event(by, at), Vec::new());
                next.settle(text, thread);
                return vec![next];
            }
            Act::Spawn(child) => {
                next.threads[child as usize].started = true;
                next.push(thread, Origin::None, Vec::new());
                next.settle(text, child as usize);
                next.settle(text, thread);
                return vec![next];
            }
            Act::Join(_) => {
                next.push(thread, Origin::None, Vec::new());
                next.settle(text, thread);
                return vec![next];
            }
            Act::Unless | Act::Check => unreachable!("settled"),
        };
        let origin = if reads { next.newest(place) } else { Origin::None };
        next.push(thread, origin, Vec::new());
        if reads && place != LOCK && place != QUEUE {
            next.threads[thread].last = self.values[place];
        }
        if let Some(value) = change {
            next.values[place] = value;
            next.execution.writes[place].push(id);
        }
        next.settle(text, thread);
        vec![next]
    }

    fn wake(self, text: &Text, thread: usize, id: (u32, u32), count: u32) -> Vec<Self> {
        let count = (count as usize).min(self.waiters.len());
        let mut states = Vec::new();
        for chosen in 0u32..1 << self.waiters.len() {
            if chosen.count_ones() as usize != count {
                continue;
            }
            let mut next = self.clone();
            let taken: Vec<u32> = (0..self.waiters.len())
                .filter(|index| chosen >> index & 1 == 1)
                .map(|index| self.waiters[index])
                .collect();
            next.waiters.retain(|waiter| !taken.contains(waiter));
            for &waiter in &taken {
                next.woken[waiter as usize] = Some(id);
            }
            let origin = next.newest(QUEUE);
            next.push(thread, origin, taken);
            next.execution.writes[QUEUE].push(id);
            next.settle(text, thread);
            states.push(next);
        }
        states
    }

    fn newest(&self, place: usize) -> Origin {
        let last = self.execution.writes[place].last();
        last.map_or(Origin::Initial, |&(thread, index)| Origin::Event(thread, index))
    }

    fn push(&mut self, thread: usize, origin: Origin, taken: Vec<u32>) {
        self.execution.sources[thread].push((origin, taken));
    }
}

/// Every execution, with the fewest preemptions of all schedules that lead to it; and the fewest with
/// which some thread fails.
pub(crate) fn all_schedules(text: &Text) -> (BTreeMap<(Execution, Fate), u32>, Option<u32>) {
    let mut seen: BTreeMap<Machine, u32> = BTreeMap::new();
    let mut found = BTreeMap::new();
    let mut first_failure: Option<u32> = None;
    let mut stack = vec![(Machine::new(text), 0u32)];
    while let Some((machine, cost)) = stack.pop() {
        if seen.get(&machine).is_some_and(|&known| known <= cost) {
            continue;
        }
        seen.insert(machine.clone(), cost);
        if machine.threads.iter().any(|thread| thread.failed) {
            first_failure = Some(first_failure.map_or(cost, |known| known.min(cost)));
        }
        let price = u32::from(machine.can_go_on(text, machine.running));
        let mut moved = false;
        for thread in 0..text.len() {
            if machine.can_go_on(text, thread) {
                moved = true;
                let cost = if thread == machine.running { cost } else { cost + price };
                stack.extend(machine.step(text, thread).into_iter().map(|next| (next, cost)));
            }
        }
        if !moved {
            let ended = (0..text.len()).all(|thread| machine.has_ended(text, thread));
            let fate = match ended {
                true => Fate::Complete,
                false if machine.threads.iter().any(|thread| thread.failed) => Fate::Failure,
                false => Fate::Deadlock,
            };
            let least = found.entry((machine.execution, fate)).or_insert(cost);
            *least = cost.min(*least);
        }
    }
    (found, first_failure)
}
