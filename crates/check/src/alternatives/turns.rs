//! One run, told what to do in every step that a reader sees.
//!
//! On the coarse level a thread's turn is one operation and whatever it does after it on its own: it gives
//! back what it holds, and comes to the start of the next operation. A reader sees these as steps between
//! which others could act. That is true of the program, too: nobody can tell when exactly a lock is given
//! back, as long as those who ask for it in between are told that it is taken. So the engine runs ahead, and
//! what it did is *told* bit by bit, in an order of our choice:
//!
//! * a *piece* of a turn is told when its thread is chosen;
//! * a thread that stands at the start of an operation on a lock that is taken, as far as was told, is told to
//!   wait, without a turn of the engine; so is one that joins a thread that has not come to its end;
//! * in every other case its turn is the engine's.

mod guide;
mod pieces;

use std::collections::VecDeque;
use std::ops::Range;

use record::Recording;
use trace::{Act, Doing, State, Trace};

pub(super) use self::guide::Guide;
use self::pieces::{Piece, pieces};

/// The number of a thread.
pub(super) type Thread = u32;

/// What a run is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Choice {
    /// Who goes on.
    Thread(Thread),
    /// What a choice of the program is.
    Value(u64),
}

/// A point where somebody was chosen.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) thread: Thread,
    /// Who could have been.
    pub(super) candidates: Vec<Thread>,
    /// What the program chose meanwhile, of how many.
    pub(super) values: Vec<(u64, u64)>,
    /// The events that were told, as places in the order of telling.
    pub(super) told: Range<usize>,
}

/// Where a thread stands.
#[derive(Debug, Default)]
struct Standing {
    /// What it has done and was not told.
    untold: VecDeque<Piece>,
    /// That it begins an operation or joins, and has not taken the step.
    start: Piece,
    /// Whether that was told: it waits.
    start_is_told: bool,
    is_born: bool,
}

/// What has become of the last decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    /// Something was told.
    Done,
    /// Nothing was told yet.
    Open {
        /// Whether it was planned.
        is_planned: bool,
        /// Turns that the engine has had since.
        turns: usize,
    },
}

/// A run in the making.
#[derive(Debug)]
pub(super) struct Turns {
    recording: Recording,
    /// `file:line:` of what creates objects that are tried.
    tried: Vec<String>,
    plan: VecDeque<Choice>,
    threads: Vec<Standing>,
    /// Where the run stands as far as it was told.
    state: State,
    /// How many events have been looked at.
    seen: usize,
    pub(super) decisions: Vec<Decision>,
    /// The events in the order of telling.
    pub(super) told: Vec<usize>,
    last: Last,
    /// Who was chosen last, and has said that it waits for others.
    yields: Option<Thread>,
    most: usize,
    pub(super) was_cut: bool,
}

/// Turns of the engine without anything to tell, at most.
const TURNS: usize = 100;

impl Turns {
    /// A run that goes by `plan`, then without preempting anybody, for at most so many decisions.
    pub(super) fn new(
        recording: Recording,
        tried: Vec<String>,
        plan: impl IntoIterator<Item = Choice>,
        most: usize,
    ) -> Self {
        let main = Standing { is_born: true, ..Standing::default() };
        Self {
            recording,
            tried,
            plan: plan.into_iter().collect(),
            threads: vec![main],
            state: State::default(),
            seen: 0,
            decisions: Vec::new(),
            told: Vec::new(),
            last: Last::Done,
            yields: None,
            most,
            was_cut: false,
        }
    }

    /// The run is over: tells what is left.
    ///
    /// One that failed by a panic ends there. At a standstill those who stand at the start of something that they
    /// will never get are told to wait.
    pub(super) fn finish(&mut self, failed: Option<Thread>, is_stuck: bool) {
        let recording = self.recording.clone();
        recording.look(|trace| {
            self.absorb(trace);
            if let Some(thread) = failed {
                while let Some(piece) = self.threads[thread as usize].untold.pop_front() {
                    self.tell(trace, piece);
                }
                return;
            }
            let end = State::at_end(trace);
            let waits = |thread| is_stuck && end.waits_since(trace, thread).is_some();
            self.last = Last::Done;
            loop {
                let can = |turns: &Self, thread: Thread| {
                    let standing = &turns.threads[thread as usize];
                    let is_left = !standing.untold.is_empty();
                    let may_wait = !standing.start.is_empty() && !standing.start_is_told;
                    turns.is_there(thread) && (is_left || may_wait && waits(thread))
                };
                let candidates: Vec<Thread> =
                    self.all().filter(|thread| can(self, *thread)).collect();
                let Some(thread) = self.choose(candidates) else { break };
                let standing = &mut self.threads[thread as usize];
                let piece = standing.untold.pop_front().unwrap_or_else(|| {
                    standing.start_is_told = true;
                    standing.start.clone()
                });
                self.tell(trace, piece);
            }
        });
    }

    /// Those who have neither ended nor failed.
    pub(super) fn left(&self, failed: Option<Thread>) -> Vec<Thread> {
        let is_left = |thread: &Thread| self.is_there(*thread) && Some(*thread) != failed;
        self.all().filter(is_left).collect()
    }

    fn all(&self) -> impl Iterator<Item = Thread> + use<> {
        (0..).take(self.threads.len())
    }

    fn standing(&mut self, thread: Thread) -> &mut Standing {
        let least = thread as usize + 1;
        if self.threads.len() < least {
            self.threads.resize_with(least, Standing::default);
        }
        &mut self.threads[thread as usize]
    }

    /// Whether a thread was started and has not ended, as far as was told.
    fn is_there(&self, thread: Thread) -> bool {
        let is_over = matches!(self.state.thread(thread), Doing::Done | Doing::Panicked);
        self.threads[thread as usize].is_born && !is_over
    }

    /// Takes note of what has happened since the last time.
    fn absorb(&mut self, trace: &Trace) {
        let new = std::mem::replace(&mut self.seen, trace.events.len())..trace.events.len();
        let mut threads: Vec<Thread> = Vec::new();
        for event in &trace.events[new.clone()] {
            if !threads.contains(&event.thread) {
                threads.push(event.thread);
            }
        }
        for thread in threads {
            let mine = new.clone().filter(|index| trace.events[*index].thread == thread);
            self.absorb_turn(trace, thread, mine.collect());
        }
    }

    fn absorb_turn(&mut self, trace: &Trace, thread: Thread, mut events: Vec<usize>) {
        let is_start =
            |index: &usize| matches!(trace.events[*index].act, Act::Begin | Act::Join(_));
        let end = events.iter().rposition(|index| !is_start(index)).map_or(0, |last| last + 1);
        let start = events.split_off(end);
        let standing = self.standing(thread);
        let mut before = std::mem::take(&mut standing.start);
        if std::mem::take(&mut standing.start_is_told) {
            before.clear();
        }
        if events.is_empty() {
            before.extend(start);
            standing.start = before;
            return;
        }
        before.append(&mut events);
        standing.start = start;
        pieces(trace, before, &mut standing.untold);
    }

    fn tell(&mut self, trace: &Trace, piece: Piece) {
        for index in piece {
            self.state.apply(trace, index);
            if let Act::Spawn(child) = trace.events[index].act {
                self.standing(child).is_born = true;
            }
            self.told.push(index);
        }
        if let Some(decision) = self.decisions.last_mut() {
            decision.told.end = self.told.len();
        }
        self.last = Last::Done;
    }

    /// Whether a thread that stands at the start of something has to wait, as far as was told.
    fn has_to_wait(&self, trace: &Trace, thread: Thread) -> bool {
        let Some(last) = self.threads[thread as usize].start.last() else { return false };
        let event = &trace.events[*last];
        if let Act::Join(other) = event.act {
            return self.state.thread(other) != Doing::Done;
        }
        let only_waits = trace.innermost(event).is_some_and(|call| call.only_waits);
        let Some(object) = trace.awaited(event).filter(|_| only_waits) else { return false };
        let is_lock = ["lock", "rlock"].contains(&&*trace.objects[object as usize].kind);
        let owner = self.state.object(object).and_then(|object| object.owner);
        let is_taken = owner.is_some_and(|owner| owner.thread != thread);
        // Of one that is tried, whoever waits falls asleep in a turn of the engine.
        is_lock && is_taken && !self.is_tried(trace, object)
    }

    fn is_tried(&self, trace: &Trace, object: u32) -> bool {
        let created = format!("{}:", trace.objects[object as usize].created);
        self.tried.iter().any(|line| line.starts_with(&created))
    }

    /// Whether a thread can be chosen; `is_runnable` says whether the engine could let it go on.
    fn can_go_on(&self, trace: &Trace, thread: Thread, is_runnable: bool) -> bool {
        let standing = &self.threads[thread as usize];
        if !self.is_there(thread) {
            return false;
        }
        if !standing.untold.is_empty() {
            true
        } else if self.has_to_wait(trace, thread) {
            !standing.start_is_told
        } else {
            is_runnable
        }
    }

    /// Decides who goes on.
    fn choose(&mut self, candidates: Vec<Thread>) -> Option<Thread> {
        let planned = loop {
            match self.plan.front() {
                Some(Choice::Thread(thread)) => break Some(*thread),
                // It chose something there, and does not any more.
                Some(Choice::Value(_)) => {
                    self.plan.pop_front();
                }
                None => break None,
            }
        };
        let last = self.decisions.last().map(|decision| decision.thread);
        let planned = planned.filter(|thread| candidates.contains(thread));
        let thread = if let Some(planned) = planned {
            self.plan.pop_front();
            planned
        } else {
            self.plan.clear();
            let may_go_on = |last: &Thread| candidates.contains(last) && self.yields != Some(*last);
            let after = |thread: &&Thread| last.is_none_or(|last| **thread > last);
            let next = || candidates.iter().find(after).or(candidates.first()).copied();
            last.filter(may_go_on).or_else(next)?
        };
        let told = self.told.len()..self.told.len();
        self.decisions.push(Decision { thread, candidates, values: Vec::new(), told });
        self.last = Last::Open { is_planned: planned.is_some(), turns: 0 };
        self.yields = None;
        Some(thread)
    }

    /// Goes on until the engine has to; whose turn it is then.
    fn next(&mut self, trace: &Trace, runnable: &[Thread], is_yielding: bool) -> Option<Thread> {
        let is_new = self.seen < trace.events.len();
        self.absorb(trace);
        if let Some(spawner) = trace.events.last().filter(|_| is_new)
            && matches!(spawner.act, Act::Spawn(_))
            && runnable.contains(&spawner.thread)
        {
            // The engine starts the child in the next turn of its parent, which has no step in it.
            return Some(spawner.thread);
        }
        if is_yielding && matches!(self.last, Last::Open { is_planned: false, .. }) {
            self.yields = self.decisions.last().map(|decision| decision.thread);
            self.last = Last::Done;
        }
        loop {
            if self.decisions.len() > self.most {
                self.was_cut = true;
                return None;
            }
            let thread = match self.decisions.last() {
                Some(decision) if self.last != Last::Done => decision.thread,
                _ => {
                    let can =
                        |thread: &Thread| self.can_go_on(trace, *thread, runnable.contains(thread));
                    let candidates = self.all().filter(can).collect();
                    match self.choose(candidates) {
                        Some(thread) => thread,
                        // Only the engine knows what to do.
                        None => return runnable.first().copied(),
                    }
                }
            };
            let has_to_wait = self.has_to_wait(trace, thread);
            let standing = &mut self.threads[thread as usize];
            if let Some(piece) = standing.untold.pop_front() {
                self.tell(trace, piece);
            } else if has_to_wait && !standing.start_is_told {
                standing.start_is_told = true;
                let piece = standing.start.clone();
                self.tell(trace, piece);
            } else if let Last::Open { turns, .. } = &mut self.last
                && !has_to_wait
                && runnable.contains(&thread)
                && *turns < TURNS
            {
                *turns += 1;
                return Some(thread);
            } else {
                // There was nothing to tell.
                self.last = Last::Done;
            }
        }
    }

    fn value(&mut self, of: u64) -> u64 {
        let planned = match self.plan.front() {
            Some(Choice::Value(value)) if *value < of => Some(*value),
            _ => None,
        };
        if planned.is_some() {
            self.plan.pop_front();
        }
        let value = planned.unwrap_or(0);
        if let Some(decision) = self.decisions.last_mut() {
            decision.values.push((value, of));
        }
        value
    }
}
