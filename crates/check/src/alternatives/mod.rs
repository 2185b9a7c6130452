//! What else could have happened: every way on from every step of a run that failed.
//!
//! The program is run again and again, each time along a way that is known and then another way on. What is
//! to be seen of a run is a path of nodes; where two paths look the same from then on, they meet. Memory is
//! sequentially consistent here, and an operation is one step.

mod graph;
mod position;
mod turns;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use record::{Failure, Recorded, Recording};
use runtime_model::{Coarse, Limits, Lines, census};
use runtime_shuttle::Shuttle;
use shuttle::Runner;
use trace::account::{Event, Graph, Object};
use trace::{Act, Fault, Schedule, Trace};

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
        Self { nodes: 5_000, bytes: 100_000, time: Duration::from_secs(3) }
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
    schedule: Option<&Schedule>,
    events: &[Event],
    reach: Reach,
) -> Result<Alternatives, NoAlternatives> {
    if check.level == Level::Fine {
        return Err(NoAlternatives::Fine);
    }
    let body = program.on::<Recorded<Coarse<Shuttle>>>();
    let lines = Lines::here();
    if let Some(schedule) = schedule {
        lines.tell(schedule.tried.iter().cloned());
    }
    let mut is_tree = false;
    loop {
        runtime_model::start_anew();
        let mut explorer = Explorer {
            check,
            body: Arc::clone(&body),
            tried: lines.tried(),
            known: Known::new(is_tree),
            runs: 0,
            most: 4 * events.len() + 200,
            end: Instant::now() + reach.time,
            reach,
        };
        let found = explorer.explore(events);
        if runtime_model::wants_to_start_anew() {
            continue;
        }
        match found {
            Ok(found) => return Ok(found),
            Err(Stop::For(why)) => return Err(why),
            Err(Stop::Runs(Disagree::On(what))) => return Err(NoAlternatives::NotFound(what)),
            Err(Stop::Runs(Disagree::Hidden)) if is_tree => {
                let what = "it does not do the same again".to_owned();
                return Err(NoAlternatives::NotFound(what));
            }
            Err(Stop::Runs(Disagree::Hidden)) => is_tree = true,
        }
    }
}

struct Explorer {
    check: Check,
    body: Body,
    tried: Vec<String>,
    known: Known,
    runs: u64,
    /// Decisions of a run, at most.
    most: usize,
    end: Instant,
    reach: Reach,
}

/// Why a search has to end.
enum Stop {
    /// There is nothing to be found.
    For(NoAlternatives),
    /// The runs do not agree.
    Runs(Disagree),
}

impl From<Disagree> for Stop {
    fn from(runs: Disagree) -> Self {
        Self::Runs(runs)
    }
}

impl Explorer {
    fn explore(&mut self, events: &[Event]) -> Result<Alternatives, Stop> {
        self.find(events)?;
        while let Some((key, open)) = self.known.open.pop_first() {
            if self.is_enough() {
                self.known.open.insert(key, open);
                break;
            }
            match self.go(open.plan, key.0) {
                // It depends on something that is not told at all: this way is left out.
                Err(Disagree::Hidden) if self.known.is_tree => self.known.has_gaps = true,
                path => drop(path?),
            }
        }
        if self.check.engine.memory().name() != "sc" && !self.known.is_sequential() {
            return Err(Stop::For(NoAlternatives::Weak));
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
            || self.check.is_stopped()
            || runtime_model::wants_to_start_anew()
    }

    /// Finds the run that failed among those that there are.
    fn find(&mut self, events: &[Event]) -> Result<(), Stop> {
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
                        "step {} ({} {} of thread {}) is not possible, but {}",
                        event.step,
                        event.op,
                        event.object.as_deref().unwrap_or_default(),
                        event.thread,
                        self.known.steps(node, event.thread)
                    );
                    return Err(Stop::For(NoAlternatives::NotFound(what)));
                };
                self.go(open.plan, key.0)?;
                if runtime_model::wants_to_start_anew() {
                    return Err(Stop::For(NoAlternatives::NoRun));
                }
            };
            node = next;
            way.push(node);
        }
        if !self.known.is_failing(node) {
            let what = "it does not end there".to_owned();
            return Err(Stop::For(NoAlternatives::NotFound(what)));
        }
        self.known.keep_cheap(&way);
        Ok(())
    }

    /// Runs the program along a plan, and then on.
    fn go(&mut self, plan: Vec<Choice>, cost: u32) -> Result<Vec<usize>, Disagree> {
        self.runs += 1;
        let run = self.run(plan);
        self.known.add(&run, cost)
    }

    fn run(&mut self, plan: Vec<Choice>) -> Run {
        census::forget();
        let recording = Recording::new().with_a_step_before_panics();
        let turns = Turns::new(recording.clone(), self.tried.clone(), plan, self.most);
        let turns = Arc::new(Mutex::new(turns));
        let guide = Guide::new(Arc::clone(&turns));
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
        let length = trace.events.len();
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
        let threads = trace.threads.clone();
        if failed.is_some() {
            // An operation that its thread has not left might go on. On this level it is over.
            for thread in turns.left(failed) {
                trace.events.push(leaves(&trace, thread));
            }
        }
        let (fault, extent) = (fault.as_ref(), extent.as_ref());
        let run = account::Run { fault, extent, trace: &trace, schedule: None };
        let mut told = account::told(&run, "sc");
        let last = told.at.iter().position(|at| *at >= length).unwrap_or(told.at.len());
        told.at.truncate(last);
        told.events.truncate(last);
        Run { told, threads, decisions: std::mem::take(&mut turns.decisions), end, enabled }
    }
}

/// A thread takes a further step, whichever: nothing is told of it, since the run is over.
fn leaves(trace: &Trace, thread: u32) -> trace::Event {
    let site = trace.events.last().map(|event| event.site.clone());
    trace::Event {
        thread,
        object: None,
        call: None,
        act: Act::Fence,
        ordering: None,
        site: site.unwrap_or(trace::Site { file: "".into(), line: 0 }),
    }
}
