//! Engines that choose interleavings, without weak memory.

mod outcomes;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use record::{Failure, Recorded, Recording};
use runtime::Runtime;
use runtime_model::{Coarse, Limits, Lines, census};
use runtime_shuttle::Shuttle;
use runtime_shuttle::scheduler::{Again, Decisions, Dice, Everything, Log, Noted, Stoppable};
use shuttle::scheduler::{PctScheduler, Scheduler};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};
use trace::{Minimal, Schedule};

use super::message;
use crate::outcomes::Outcomes;
use crate::schedule::{data, schedule};
use crate::search::{Body, Runs, Searched, Task};
use crate::tally::{Counts, Next, Tally};
use crate::{Check, Engine, Level, Scope, Verdict, Why};

/// Changes of priority in a run by priorities: bugs that need more than three ordered events are
/// rare (Burckhardt et al., 2010).
const PCT_DEPTH: usize = 3;

pub(super) fn run(check: Check, task: Task<'_>, program: &impl Runs) -> Searched {
    match check.level {
        Level::Fine => run_on::<Shuttle>(check, task, &program.on::<Recorded<Shuttle>>()),
        Level::Coarse => {
            run_on::<Coarse<Shuttle>>(check, task, &program.on::<Recorded<Coarse<Shuttle>>>())
        }
    }
}

/// Everything that comes out.
pub(super) fn outcomes(check: Check, program: &impl Runs) -> Outcomes {
    match check.level {
        Level::Fine => outcomes::count::<Shuttle>(check, &program.on::<Recorded<Shuttle>>()),
        Level::Coarse => {
            outcomes::count::<Coarse<Shuttle>>(check, &program.on::<Recorded<Coarse<Shuttle>>>())
        }
    }
}

fn run_on<R: Runtime>(check: Check, task: Task<'_>, body: &Body) -> Searched {
    match task {
        Task::Search => explore::<R>(check, body),
        Task::Replay(schedule) => replay::<R>(check, schedule, body),
    }
}

fn explore<R: Runtime>(check: Check, body: &Body) -> Searched {
    let recording = Recording::new();
    let tally = check.tally(&recording);
    // The schedulers' own limits stay out of it: we count.
    let (seed, most) = (check.bounds.seed.unwrap_or(0), usize::MAX);
    let log = Log::default();
    let verdict = loop {
        runtime_model::start_anew();
        tally.forget_outcomes();
        let explorer = Explorer { check, recording: &recording, tally: &tally, log: &log };
        let verdict = match check.engine {
            Engine::ShuttleRandom => explorer.run::<R>(Dice::new(seed), body),
            Engine::ShuttlePct => {
                explorer.run::<R>(PctScheduler::new_from_seed(seed, PCT_DEPTH, most), body)
            }
            _ => explorer.run::<R>(Everything::default(), body),
        };
        if !runtime_model::wants_to_start_anew() {
            break verdict;
        }
    };
    let counts = tally.end();
    if !matches!(verdict, Verdict::Breaks { .. }) {
        return Searched::new(verdict, counts, check.bounds);
    }
    let first = Failed { verdict, decisions: log.decisions(), tried: Lines::here().tried() };
    let (smallest, looked_at) = shrink::<R>(check, body, first);
    let mut schedule = schedule(check, &Lines::here(), &smallest.decisions.to_string());
    schedule.tried = smallest.tried;
    let minimal = Minimal {
        preemptions: Some(smallest.decisions.preemptions()),
        steps: smallest.verdict.steps(),
        none_below: 0,
        proved: false,
        looked_at,
    };
    let searched = Searched::new(smallest.verdict, counts, check.bounds);
    Searched { schedule: Some(schedule), minimal: Some(minimal), ..searched }
}

/// A run that failed.
struct Failed {
    verdict: Verdict,
    decisions: Decisions,
    /// What was known of lines that create objects which are tried.
    tried: Vec<String>,
}

impl Failed {
    fn size(&self) -> (u32, usize) {
        (self.decisions.preemptions(), self.decisions.len())
    }
}

/// Runs that are tried to make one that fails smaller.
const TRIES: u64 = 200;

/// Leaves out one switch after the other, as long as the same fault comes of it; and how many runs that took.
fn shrink<R: Runtime>(check: Check, body: &Body, first: Failed) -> (Failed, u64) {
    let mut best = first;
    let mut tried = 0;
    'smaller: loop {
        for decisions in best.decisions.with_fewer_switches() {
            if tried == TRIES {
                break 'smaller;
            }
            tried += 1;
            let (found, _) = once::<R>(check, Again::roughly(decisions), body);
            let is_the_same = found.verdict.fault_kind() == best.verdict.fault_kind();
            let is_exact = !runtime_model::wants_to_start_anew();
            if is_exact && is_the_same && found.size() < best.size() {
                best = found;
                continue 'smaller;
            }
        }
        break;
    }
    (best, tried)
}

/// One run.
fn once<R: Runtime>(check: Check, scheduler: Again, body: &Body) -> (Failed, Recording) {
    runtime_model::start_anew();
    let (recording, log) = (Recording::new(), Log::default());
    let tally = check.tally(&recording);
    let explorer = Explorer { check, recording: &recording, tally: &tally, log: &log };
    let verdict = explorer.run::<R>(scheduler, body);
    let tried = Lines::here().tried();
    (Failed { verdict, decisions: log.decisions(), tried }, recording)
}

fn replay<R: Runtime>(check: Check, schedule: &Schedule, body: &Body) -> Searched {
    let decisions = data(schedule)
        .and_then(|data| data.parse::<Decisions>().map_err(|damage| damage.to_string()));
    let decisions = match decisions {
        Ok(decisions) => decisions,
        Err(damage) => return Searched::damaged(check, damage),
    };
    Lines::here().tell(schedule.tried.iter().cloned());
    let (found, recording) = once::<R>(check, Again::exactly(decisions), body);
    let counts = Counts::of(1, BTreeMap::new(), recording.threads());
    let searched = Searched::new(found.verdict, counts, check.bounds);
    if runtime_model::wants_to_start_anew() {
        let verdict = Verdict::unsupported("it tries a lock that it did not try before");
        return Searched { verdict, instead: Some(recording.trace()), ..searched };
    }
    match searched.verdict {
        Verdict::Breaks { .. } => Searched { schedule: Some(schedule.clone()), ..searched },
        _ => Searched { instead: Some(recording.trace()), ..searched },
    }
}

struct Explorer<'a> {
    check: Check,
    recording: &'a Recording,
    tally: &'a Tally,
    log: &'a Log,
}

impl Explorer<'_> {
    fn run<R: Runtime>(&self, scheduler: impl Scheduler + 'static, body: &Body) -> Verdict {
        let exhausted = Arc::new(AtomicBool::new(false));
        let stopped = Arc::new(std::sync::Mutex::new(None));
        let go_on = {
            let (tally, stopped) = (self.tally.clone(), Arc::clone(&stopped));
            move || match tally.begin() {
                Next::Begin => true,
                Next::Failed => false,
                Next::Stop(why) => {
                    *stopped.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(why);
                    false
                }
            }
        };
        let scheduler = Noted::new(scheduler, self.log.clone());
        let scheduler = Stoppable::new(scheduler, go_on, Arc::clone(&exhausted));
        let (failure, search) = drive::<R>(self.check, scheduler, self.recording, body);
        let stopped = stopped.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        match (failure, search) {
            (Some(failure), _) => judge(failure, self.recording),
            (None, Err(panic)) => refusal(message(panic.as_ref())),
            (None, Ok(())) => self.no_failure(exhausted.load(Relaxed), stopped),
        }
    }

    fn no_failure(&self, exhausted: bool, stopped: Option<Why>) -> Verdict {
        match stopped {
            _ if exhausted => {
                Verdict::Holds { scope: self.check.bounds.scope(census::has_refused()) }
            }
            Some(Why::Runs)
                if !self.check.engine.is_exhaustive() && self.tally.end().executions > 0 =>
            {
                Verdict::Holds { scope: Scope::Sampled }
            }
            Some(why) => Verdict::Undecided { why },
            None => Verdict::unsupported("Shuttle gave up"),
        }
    }
}

/// Lets Shuttle run for as long as the scheduler goes on and nothing fails: what failed, and what Shuttle
/// panicked with.
fn drive<R: Runtime>(
    check: Check,
    scheduler: impl Scheduler + 'static,
    recording: &Recording,
    body: &Body,
) -> (Option<Failure>, thread::Result<()>) {
    let (recorded, body) = (recording.clone(), Arc::clone(body));
    let early_expiries = check.bounds.early_expiries;
    let search = catch_unwind(AssertUnwindSafe(|| {
        Runner::new(scheduler, config(check)).run(move || {
            runtime_shuttle::begin(Limits { early_expiries });
            record::run::<R>(&recorded, || body());
            census::finished::<Shuttle>();
        });
    }));
    let stuck = census::is_stuck().then_some(Failure::Stuck);
    (stuck.or_else(|| recording.failure()), search)
}

pub(crate) fn config(check: Check) -> Config {
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    config.silence_warnings = true;
    config.stack_size = 0x4_0000;
    config.max_steps = check.bounds.steps.map_or(MaxSteps::None, MaxSteps::FailAfter);
    config
}

/// Why Shuttle stopped without a failure.
fn refusal(message: &str) -> Verdict {
    if message.contains("max_steps") {
        Verdict::Undecided { why: Why::Steps }
    } else if message.contains("did not exercise any concurrency") {
        Verdict::unsupported("never can more than one thread move, so there are no priorities")
    } else {
        Verdict::unsupported(message)
    }
}

fn judge(failure: Failure, recording: &Recording) -> Verdict {
    match failure {
        Failure::Panic { thread, message, .. } if message.starts_with("data race") => {
            Verdict::data_race(thread, message, recording)
        }
        failure => Verdict::on(failure, recording),
    }
}
