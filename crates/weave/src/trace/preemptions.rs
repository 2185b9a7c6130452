//! The interleaving with the fewest preemptions: a 0-1 breadth-first search over how far each thread
//! is and which one runs. To leave a thread that could go on costs 1, everything else is free.
//!
//! # What is not searched
//!
//! An event that is possible stays possible, whatever other threads do first: what it needs is done.
//! So if the running thread's next event is possible, and it cannot let another thread go on that
//! could not before (*harmless*), to perform it at once is as good as anything else. Proof: take an
//! order that leaves the thread here, for a price of 1, since it could go on. Move the event from where
//! that order has it to here. To leave the thread behind it costs at most 1; all other states differ
//! only in that the event is done, so no other switch becomes more expensive; and if the event was all
//! that the thread did at its later turn, that turn goes, with two switches for which there is now one
//! that costs no more than the first of them. An event that does let another thread go on (it unlocks,
//! wakes, ends a joined thread) may make it dearer to leave that thread, so there both are tried.

use std::collections::VecDeque;

use super::Situation;
use super::order::{Order, Relations};
use super::states::States;
use crate::graph::{Effect, Event, EventId, Graph, Op, ThreadIndex};

/// What a search for the fewest preemptions came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fewest {
    /// An interleaving with this number of preemptions; there is none with fewer.
    Found {
        /// How many preemptions it has.
        preemptions: u32,
        /// The events in its order.
        order: Vec<EventId>,
    },
    /// No interleaving explains the graph: `po ∪ rf ∪ mo ∪ fr` has a cycle. It is an execution of
    /// weak memory only.
    Weak,
    /// The limit was reached.
    GaveUp {
        /// How many states were met.
        states: usize,
    },
}

/// The fewest preemptions with which a sequentially consistent machine performs `graph`, and how.
///
/// A *preemption* is a switch away from a thread that could go on: its next operation, whatever it
/// would find, need not wait for a lock, a value, a wake-up or the end of a thread. A switch away
/// from a thread that has ended, or has to wait, is none. A loop with a hint (`spin_loop`,
/// `yield_now`) is its last read, which need not wait.
///
/// All threads but those that wait in `graph` itself count as ended. At most `limit` states are kept,
/// each of four bytes a thread and a few more. How many are needed grows with the number of
/// preemptions, not with the number of interleavings: with the threads' ends and waits as the only
/// switches, there are at most 2ⁿ for n threads, and each preemption multiplies that by the events.
///
/// ```
/// use plainweave_weave::raw::{self, Op, Order, Place, Shape};
/// use plainweave_weave::{Config, Fewest, Memory, explore_with, fewest_preemptions};
///
/// let mut config = Config::default();
/// config.memory = Memory::Sc;
/// let found = explore_with(
///     &config,
///     |leaf| match fewest_preemptions(leaf.graph, 10_000) {
///         Fewest::Found { preemptions, .. } => assert!(preemptions <= 1),
///         other => panic!("{other:?}"),
///     },
///     || {
///         let place = Place::new(0, Shape::Free);
///         raw::spawn(Box::new(move || {
///             place.perform(Op::Store(1), Order::SEQ_CST, Order::RELAXED);
///         }));
///         // The other thread writes before both, after both, or, with a preemption, in between.
///         place.perform(Op::Load, Order::SEQ_CST, Order::RELAXED);
///         place.perform(Op::Load, Order::SEQ_CST, Order::RELAXED);
///     },
/// );
/// assert_eq!(found.complete, 3);
/// ```
pub fn fewest_preemptions(graph: &Graph, limit: usize) -> Fewest {
    let situation = Situation::new(graph, &[]);
    let goal = situation.everything();
    let mut scheduler = Scheduler::default();
    let bounds = Bounds { states: limit, ..Bounds::default() };
    match scheduler.search(&situation, Relations::All, &goal, bounds) {
        Outcome::Found { preemptions } => {
            Fewest::Found { preemptions, order: scheduler.path(&situation) }
        }
        Outcome::Impossible => Fewest::Weak,
        Outcome::Beyond | Outcome::GaveUp => Fewest::GaveUp { states: scheduler.states.len() },
    }
}

/// How far to search.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Preemptions.
    pub(crate) preemptions: u32,
    /// States.
    pub(crate) states: usize,
    /// Of all orders with the fewest preemptions, one with the fewest steps. Searches what could be
    /// left out otherwise.
    pub(crate) fewest_steps: bool,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { preemptions: u32::MAX, states: usize::MAX, fewest_steps: false }
    }
}

/// What a search came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    Found {
        preemptions: u32,
    },
    /// The order has a cycle before the goal.
    Impossible,
    /// More preemptions are needed than allowed.
    Beyond,
    GaveUp,
}

/// Searches, one after the other, in the same buffers.
#[derive(Debug, Default)]
pub(crate) struct Scheduler {
    order: Order,
    states: States,
    queue: VecDeque<(u32, u32)>,
    /// By event: whether it lets no other thread go on.
    harmless: Vec<bool>,
    here: Vec<u32>,
    there: Vec<u32>,
    goal: Vec<(ThreadIndex, u32)>,
    /// The number of the last state of the order that was found.
    found: u32,
}

impl Scheduler {
    /// Searches for an order that extends `relations` and ends when each of these threads has come so
    /// far.
    pub(super) fn search(
        &mut self,
        situation: &Situation<'_>,
        relations: Relations,
        goal: &[(ThreadIndex, u32)],
        bounds: Bounds,
    ) -> Outcome {
        self.goal.clear();
        self.goal.extend_from_slice(goal);
        self.order.build(situation, relations);
        let threads = situation.lengths.len();
        self.here.clear();
        self.here.resize(threads + 1, 0);
        if !self.reaches_goal(situation) {
            return Outcome::Impossible;
        }
        self.here.fill(0);
        self.find_harmless(situation, relations, bounds.fewest_steps);
        self.states.reset(threads + 1);
        self.queue.clear();
        let mut start = std::mem::take(&mut self.there);
        start.clear();
        start.resize(threads + 1, 0);
        self.run_on(situation, &mut start);
        self.states.reach(&start, 0, None);
        self.there = start;
        self.queue.push_back((0, 0));
        self.work(situation, bounds)
    }

    fn work(&mut self, situation: &Situation<'_>, bounds: Bounds) -> Outcome {
        let mut best: Option<(u32, u64)> = None;
        while let Some((cost, number)) = self.queue.pop_front() {
            if best.is_some_and(|(least, _)| cost > least) {
                break;
            }
            if self.states.cost(number) < cost {
                continue;
            }
            if self.is_goal(self.states.state(number)) {
                let steps = steps(self.states.state(number));
                if best.is_none_or(|(_, fewest)| steps < fewest) {
                    best = Some((cost, steps));
                    self.found = number;
                }
                if bounds.fewest_steps {
                    continue;
                }
                break;
            }
            if self.states.len() > bounds.states {
                return Outcome::GaveUp;
            }
            self.expand(situation, number, bounds.preemptions);
        }
        match best {
            Some((preemptions, _)) => Outcome::Found { preemptions },
            None => Outcome::Beyond,
        }
    }

    /// Reaches what comes after a state.
    fn expand(&mut self, situation: &Situation<'_>, number: u32, limit: u32) {
        let cost = self.states.cost(number);
        self.here.clear();
        self.here.extend_from_slice(self.states.state(number));
        let threads = situation.lengths.len();
        let running = self.here[threads];
        let goes_on = self.is_possible(situation, &self.here, running);
        if goes_on {
            self.switch(situation, number, running, cost);
        }
        let price = u32::from(goes_on || situation.could_go_on(&self.here, running));
        if cost + price > limit {
            return;
        }
        for thread in (0..).take(threads) {
            if thread != running && self.is_possible(situation, &self.here, thread) {
                self.switch(situation, number, thread, cost + price);
            }
        }
    }

    /// Lets a thread run from the state in `here`.
    fn switch(&mut self, situation: &Situation<'_>, from: u32, thread: ThreadIndex, cost: u32) {
        let mut there = std::mem::take(&mut self.there);
        there.clear();
        there.extend_from_slice(&self.here);
        let threads = situation.lengths.len();
        there[threads] = thread;
        there[thread as usize] += 1;
        self.run_on(situation, &mut there);
        if let Some(number) = self.states.reach(&there, cost, Some(from)) {
            if cost == self.states.cost(from) {
                self.queue.push_front((cost, number));
            } else {
                self.queue.push_back((cost, number));
            }
        }
        self.there = there;
    }

    /// Lets the thread that runs perform harmless events.
    fn run_on(&self, situation: &Situation<'_>, state: &mut [u32]) {
        let running = state[situation.lengths.len()];
        while !self.is_goal(state)
            && let Some(event) = situation.next(state, running)
            && self.harmless[event.at()]
            && self.order.allows(event, state)
        {
            state[running as usize] += 1;
        }
    }

    #[inline]
    fn is_possible(
        &self,
        situation: &Situation<'_>,
        positions: &[u32],
        thread: ThreadIndex,
    ) -> bool {
        situation.next(positions, thread).is_some_and(|event| self.order.allows(event, positions))
    }

    fn is_goal(&self, positions: &[u32]) -> bool {
        self.goal.iter().all(|&(thread, count)| positions[thread as usize] >= count)
    }

    /// Whether some order reaches the goal: performs, from the state in `here`, whatever is possible.
    fn reaches_goal(&mut self, situation: &Situation<'_>) -> bool {
        let mut moved = true;
        while moved && !self.is_goal(&self.here) {
            moved = false;
            for thread in (0..).take(situation.lengths.len()) {
                while self.is_possible(situation, &self.here, thread) {
                    self.here[thread as usize] += 1;
                    moved = true;
                }
            }
        }
        self.is_goal(&self.here)
    }

    /// Which events let no thread go on that could not before (none at all, if `off`).
    fn find_harmless(&mut self, situation: &Situation<'_>, relations: Relations, off: bool) {
        let graph = situation.graph;
        self.harmless.clear();
        self.harmless.resize(graph.len(), !off);
        if off {
            return;
        }
        let (waits, joined) = (situation.waits_at(), situation.joined());
        for (id, event) in graph.events() {
            let ends = joined[event.thread as usize]
                && event.index + 1 == situation.lengths[event.thread as usize];
            self.harmless[id.at()] &= !ends && !frees(graph, event, &waits, relations);
            if matches!(event.request.op, Op::Woken(_) | Op::Reached(..)) && event.rf.is_event() {
                self.harmless[event.rf.at()] = false;
            }
        }
        for wake_up in situation.pending_wake_ups() {
            self.harmless[wake_up.at()] = false;
        }
    }

    /// The order that was found last.
    pub(super) fn path(&self, situation: &Situation<'_>) -> Vec<EventId> {
        let threads = situation.lengths.len();
        let mut order = Vec::new();
        let mut number = self.found;
        loop {
            let parent = self.states.parent(number);
            let state = self.states.state(number);
            let thread = state[threads];
            let first = parent == number;
            let from = if first { 0 } else { self.states.state(parent)[thread as usize] };
            let turn = from as usize..state[thread as usize] as usize;
            order.extend(situation.graph.of_thread(thread)[turn].iter().rev());
            if first {
                order.reverse();
                return order;
            }
            number = parent;
        }
    }
}

/// Whether a write may end the wait of some operation.
fn frees(graph: &Graph, event: &Event, waits: &[Vec<Op>], relations: Relations) -> bool {
    if !event.is_write() {
        return false;
    }
    let location = event.request.location;
    // In an interleaving the write finds the one before it in modification order.
    let before = match relations {
        Relations::All => Some(graph.value(event.mo_previous, location)),
        Relations::Causal => None,
    };
    waits[location as usize].iter().any(|op| {
        op.effect(event.written) != Effect::Wait
            && before.is_none_or(|value| op.effect(value) == Effect::Wait)
    })
}

/// How many events have happened.
fn steps(state: &[u32]) -> u64 {
    let (_, positions) = state.split_last().expect("a state ends with the thread that runs");
    positions.iter().map(|&position| u64::from(position)).sum()
}
