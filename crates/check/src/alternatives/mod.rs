//! What else could have happened: every way on from every step of a run that failed.
//!
//! The program is run again and again, each time along a way that is known and then another way on. What is
//! to be seen of a run is a path of nodes; where two paths look the same from then on, they meet. Memory is
//! sequentially consistent here, and an operation is one step.

mod graph;
mod turns;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use record::{Failure, Recorded, Recording};
use runtime_model::{Coarse, Limits, Lines, census};
use runtime_shuttle::Shuttle;
use shuttle::Runner;
use trace::account::{Event, Graph, Object};
use trace::{Document, Fault, Trace};

use self::graph::{Disagree, Known, Run};
use self::turns::{Choice, Guide, Turns};
use crate::adapters::shuttle_config;
use crate::search::{Body, Runs};
use crate::{Check, Level};

/// What else could have happened, and what it needs that the run does not have.
#[derive(Clone, Debug)]
pub struct Alternatives {
    /// The nodes and edges.
    pub graph: Graph,
    /// All objects that a step acts on, in order of creation.
    pub objects: Vec<Object>,
    /// The names of all threads.
    pub threads: Vec<String>,
    /// How often the program was run.
    pub runs: u64,
}

/// How far to look.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// Nodes, at most.
    pub nodes: usize,
    /// Bytes of the graph as JSON, about.
    pub bytes: usize,
    /// Time.
    pub time: Duration,
}

impl Default for Reach {
    fn default() -> Self {
        Self { nodes: 5_000, bytes: 140_000, time: Duration::from_secs(5) }
    }
}

/// Why there is no graph.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAlternatives {
    /// It does not fail.
    #[error("no run fails")]
    NoRun,
    /// Its steps are those inside the primitives.
    #[error("each atomic operation is a step")]
    Fine,
    /// Weak memory allows more than interleavings.
    #[error("values that are read depend on the memory model")]
    Weak,
    /// The run could not be found again.
    #[error("the run is none of a program whose steps are operations: {0}")]
    NotFound(String),
}

pub(crate) fn alternatives(
    check: Check,
    program: impl Runs,
    document: &Document,
    events: &[Event],
    reach: Reach,
) -> Result<Alternatives, NoAlternatives> {
    if check.level == Level::Fine {
        return Err(NoAlternatives::Fine);
    }
    let body = program.on::<Recorded<Coarse<Shuttle>>>();
    let lines = Lines::here();
    if let Some(schedule) = &document.schedule {
        lines.tell(schedule.tried.iter().cloned());
    }
    let mut document = document.clone();
    document.memory = "sc".to_owned();
    let end = Instant::now() + reach.time;
    loop {
        runtime_model::start_anew();
        let mut explorer = Explorer {
            check,
            body: Arc::clone(&body),
            document: &mut document,
            tried: lines.tried(),
            known: Known::default(),
            runs: 0,
            most: 4 * events.len() + 200,
            end,
            reach,
        };
        let found = explorer.explore(events);
        if !runtime_model::wants_to_start_anew() {
            return found;
        }
    }
}

struct Explorer<'a> {
    check: Check,
    body: Body,
    document: &'a mut Document,
    tried: Vec<String>,
    known: Known,
    runs: u64,
    /// Decisions of a run, at most.
    most: usize,
    end: Instant,
    reach: Reach,
}

impl From<Disagree> for NoAlternatives {
    fn from(Disagree(what): Disagree) -> Self {
        Self::NotFound(what)
    }
}

impl Explorer<'_> {
    fn explore(&mut self, events: &[Event]) -> Result<Alternatives, NoAlternatives> {
        self.find(events)?;
        while let Some((key, open)) = self.known.open.pop_first() {
            if self.is_enough() {
                self.known.open.insert(key, open);
                break;
            }
            self.go(open.plan, key.0)?;
        }
        if self.check.engine.memory().name() != "sc" && !self.known.is_sequential() {
            return Err(NoAlternatives::Weak);
        }
        Ok(Alternatives {
            graph: self.known.told(self.reach.nodes, self.reach.bytes),
            objects: self.known.objects.values().cloned().collect(),
            threads: self.known.threads.values().cloned().collect(),
            runs: self.runs,
        })
    }

    fn is_enough(&self) -> bool {
        self.known.len() >= 2 * self.reach.nodes
            || Instant::now() >= self.end
            || runtime_model::wants_to_start_anew()
    }

    /// Finds the run that failed among those that there are.
    fn find(&mut self, events: &[Event]) -> Result<(), NoAlternatives> {
        let path = self.go(Vec::new(), 0)?;
        let mut node = path[0];
        let mut way = vec![node];
        for event in events {
            let next = loop {
                if let Some(next) = self.known.follow(node, event) {
                    break next;
                }
                let Some((key, open)) = self.known.take_open(node, event.thread) else {
                    let what = format!(
                        "step {} ({} {} of thread {}) is not possible",
                        event.step,
                        event.op,
                        event.object.as_deref().unwrap_or_default(),
                        event.thread
                    );
                    return Err(NoAlternatives::NotFound(what));
                };
                self.go(open.plan, key.0)?;
                if runtime_model::wants_to_start_anew() {
                    return Err(NoAlternatives::NoRun);
                }
            };
            node = next;
            way.push(node);
        }
        if !self.known.is_failing(node) {
            return Err(NoAlternatives::NotFound("it does not end there".to_owned()));
        }
        self.known.keep_cheap(&way);
        Ok(())
    }

    /// Runs the program along a plan, and then on.
    fn go(&mut self, plan: Vec<Choice>, cost: u32) -> Result<Vec<usize>, NoAlternatives> {
        self.runs += 1;
        let run = self.run(plan);
        Ok(self.known.add(&run, cost)?)
    }

    fn run(&mut self, plan: Vec<Choice>) -> Run {
        census::forget();
        let recording = Recording::new();
        let turns = Turns::new(recording.clone(), self.tried.clone(), plan, self.most);
        let turns = Arc::new(Mutex::new(turns));
        let guide = Guide(Arc::clone(&turns));
        let (recorded, body) = (recording.clone(), Arc::clone(&self.body));
        let early_expiries = self.check.bounds.early_expiries;
        // How it ends is in the recording.
        let _ = catch_unwind(AssertUnwindSafe(|| {
            Runner::new(guide, shuttle_config(self.check)).run(move || {
                runtime_shuttle::begin(Limits { early_expiries });
                record::run::<Coarse<Shuttle>>(&recorded, || body());
                census::finished::<Shuttle>();
            });
        }));
        let mut turns = turns.lock().unwrap_or_else(PoisonError::into_inner);
        let stuck = census::is_stuck().then_some(Failure::Stuck);
        let failure = stuck.or_else(|| recording.failure());
        let panicked = |trace: &Trace| trace.events.last().map(|event| event.thread);
        let failed = match &failure {
            Some(Failure::Panic { .. }) => recording.look(panicked),
            _ => None,
        };
        let enabled = match (failed, turns.decisions.last()) {
            (Some(failed), Some(last)) => {
                last.candidates.iter().copied().filter(|thread| *thread != failed).collect()
            }
            _ => Vec::new(),
        };
        turns.finish(failed, matches!(failure, Some(Failure::Stuck)));
        let mut trace = recording.trace();
        trace.events = turns.told.iter().map(|index| trace.events[*index].clone()).collect();
        let (fault, extent) = match failure {
            None => (None, None),
            Some(Failure::Stuck) => match trace.blame() {
                Some((fault, extent)) => (Some(fault), Some(extent)),
                None => (None, None),
            },
            Some(Failure::Panic { thread, message, at }) => {
                (Some(Fault::of_panic(thread, message, at)), None)
            }
            Some(Failure::Leak { objects }) => (Some(Fault::Leak { objects }), None),
        };
        let end = match &fault {
            _ if turns.was_cut => None,
            Some(fault) => Some(fault.kind().name().to_owned()),
            None => Some("ok".to_owned()),
        };
        self.document.fault = fault.unwrap_or(Fault::Leak { objects: Vec::new() });
        self.document.extent = extent;
        let threads = trace.threads.clone();
        self.document.trace = trace;
        let told = report::told(self.document);
        Run { told, threads, decisions: std::mem::take(&mut turns.decisions), end, enabled }
    }
}
