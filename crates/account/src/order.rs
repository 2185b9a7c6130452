//! What happens before what, from the atomic steps inside the primitives.
//!
//! A step that releases a value happens before one that acquires it, or a value of a chain of
//! read-modify-writes that begins with it; fences do the same for the relaxed steps around them. That a
//! primitive is a lock or a queue is of no importance here. Where memory is weak, a recording says which
//! value was read, not which write: a value that was written twice proves nothing.

use std::collections::HashMap;

use trace::{Act, Event, ObjectId, Ordering, ThreadIndex, Trace};

use crate::steps::Steps;

/// For each step, the steps that it happens after, immediately.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) sync: Vec<Vec<usize>>,
    /// For each step and thread, how many steps of that thread happen before it or are it.
    clocks: Vec<Vec<u32>>,
    /// The how-manieth step of its thread each step is.
    nth: Vec<u32>,
}

impl Order {
    pub(crate) fn new(trace: &Trace, steps: &Steps<'_>, is_weak: bool) -> Self {
        let mut edges = edges(trace, steps, is_weak);
        let mut order = Self { sync: Vec::new(), clocks: Vec::new(), nth: Vec::new() };
        let mut last: Vec<Option<usize>> = vec![None; trace.threads.len()];
        for (index, step) in steps.all.iter().enumerate() {
            let thread = step.thread as usize;
            let mut clock = match last[thread] {
                Some(before) => order.clocks[before].clone(),
                None => vec![0; trace.threads.len()],
            };
            clock[thread] += 1;
            order.nth.push(clock[thread]);
            let mut sync = Vec::new();
            let Edges { told, mut found } = std::mem::take(&mut edges[index]);
            found.sort_unstable();
            // Those that are always told come first, the latest of the others next: it may say all.
            for earlier in told.iter().copied().chain(found.into_iter().rev()) {
                let is_known = order.nth[earlier] <= clock[steps.all[earlier].thread as usize];
                if is_known && !told.contains(&earlier) {
                    continue;
                }
                for (mine, theirs) in clock.iter_mut().zip(&order.clocks[earlier]) {
                    *mine = (*mine).max(*theirs);
                }
                sync.push(earlier);
            }
            sync.sort_unstable();
            sync.dedup();
            order.sync.push(sync);
            order.clocks.push(clock);
            last[thread] = Some(index);
        }
        order
    }

    /// Whether the first step happens before the second.
    pub(crate) fn is_before(&self, steps: &Steps<'_>, first: usize, second: usize) -> bool {
        let thread = steps.all[first].thread as usize;
        first != second && self.nth[first] <= self.clocks[second][thread]
    }
}

/// Steps that a step happens after.
#[derive(Clone, Debug, Default)]
struct Edges {
    /// A spawn, or the last step of a thread that is joined: told even if it follows from others.
    told: Vec<usize>,
    found: Vec<usize>,
}

/// An atomic word.
#[derive(Default)]
struct Word {
    /// The newest value.
    value: u64,
    /// How often each value was written, the initial one included.
    written: HashMap<u64, u32>,
    /// The steps that whoever acquires the newest value happens after: one for each thread.
    heads: Vec<(ThreadIndex, usize)>,
}

/// What a thread has done with fences.
#[derive(Clone, Default)]
struct Fences {
    /// What it happens after once it puts up a fence.
    seen: Vec<usize>,
    /// Where it put up the last one that publishes.
    published: Option<usize>,
}

struct Reader<'a> {
    trace: &'a Trace,
    steps: &'a Steps<'a>,
    is_weak: bool,
    words: HashMap<ObjectId, Word>,
    fences: Vec<Fences>,
    edges: Vec<Edges>,
}

fn edges(trace: &Trace, steps: &Steps<'_>, is_weak: bool) -> Vec<Edges> {
    let mut reader = Reader {
        trace,
        steps,
        is_weak,
        words: HashMap::new(),
        fences: vec![Fences::default(); trace.threads.len()],
        edges: vec![Edges::default(); steps.all.len()],
    };
    for (index, event) in trace.events.iter().enumerate() {
        reader.event(index, event);
    }
    reader.edges
}

const fn acquires(ordering: Option<Ordering>) -> bool {
    matches!(ordering, Some(Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst))
}

const fn releases(ordering: Option<Ordering>) -> bool {
    matches!(ordering, Some(Ordering::Release | Ordering::AcqRel | Ordering::SeqCst))
}

impl Reader<'_> {
    fn event(&mut self, index: usize, event: &Event) {
        match (event.act, event.object) {
            (Act::Spawn(other), _) => {
                let spawn = self.steps.shown(event.thread, index);
                let spawn = spawn.or_else(|| self.steps.publishes(self.trace, index));
                if let (Some(first), Some(spawn)) = (self.steps.first_of(other), spawn)
                    && spawn < first
                {
                    self.edges[first].told.push(spawn);
                }
            }
            (Act::Joined(other), _) => {
                let join = self.steps.shown(event.thread, index);
                let Some(join) = join.or_else(|| self.steps.learns(self.trace, index)) else {
                    return;
                };
                if let Some(last) = self.steps.last_of(other).filter(|last| *last < join) {
                    self.edges[join].told.push(last);
                }
            }
            (Act::Load(value) | Act::Refused { found: value }, Some(word)) => {
                self.reads(index, event, word, value);
            }
            (Act::Update { before, after } | Act::Exchanged { before, after }, Some(word)) => {
                self.reads(index, event, word, before);
                self.writes(index, event, word, after, true);
            }
            (Act::Store(value), Some(word)) => self.writes(index, event, word, value, false),
            (Act::Fence, None) => {
                let fences = &mut self.fences[event.thread as usize];
                if releases(event.ordering) {
                    fences.published = Some(index);
                }
                if acquires(event.ordering) {
                    let seen = std::mem::take(&mut fences.seen);
                    self.learn(index, seen);
                }
            }
            _ => {}
        }
    }

    fn word(&mut self, word: ObjectId) -> &mut Word {
        let initial = self.trace.objects[word as usize].initial;
        self.words.entry(word).or_insert_with(|| Word {
            value: initial,
            written: HashMap::from([(initial, 1)]),
            heads: Vec::new(),
        })
    }

    fn reads(&mut self, index: usize, event: &Event, word: ObjectId, value: u64) {
        let (is_weak, thread) = (self.is_weak, event.thread);
        let is_update = matches!(event.act, Act::Update { .. } | Act::Exchanged { .. });
        let Word { value: newest, written, heads } = self.word(word);
        let is_certain = !is_weak || is_update || written.get(&value) == Some(&1);
        if *newest != value || !is_certain {
            return;
        }
        let heads = heads.iter().filter(|(other, _)| *other != thread).map(|(_, step)| *step);
        let heads: Vec<usize> = heads.collect();
        if acquires(event.ordering) {
            self.learn(index, heads);
        } else {
            self.fences[thread as usize].seen.extend(heads);
        }
    }

    fn writes(&mut self, index: usize, event: &Event, word: ObjectId, value: u64, goes_on: bool) {
        let thread = event.thread;
        let published = match self.fences[thread as usize].published {
            _ if releases(event.ordering) => Some(index),
            fence => fence,
        };
        let step = published.and_then(|event| self.steps.publishes(self.trace, event));
        let word = self.word(word);
        word.value = value;
        *word.written.entry(value).or_default() += 1;
        if !goes_on {
            word.heads.clear();
        }
        if let Some(step) = step {
            word.heads.retain(|(other, _)| *other != thread);
            word.heads.push((thread, step));
        }
    }

    fn learn(&mut self, index: usize, from: Vec<usize>) {
        let Some(step) = self.steps.learns(self.trace, index) else { return };
        self.edges[step].found.extend(from.into_iter().filter(|earlier| *earlier < step));
    }
}
