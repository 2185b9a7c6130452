//! Engines that choose interleavings, without weak memory.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use record::{Failure, Recorded, Recording};
use runtime::Runtime;
use runtime_model::{Coarse, Limits, census};
use runtime_shuttle::Shuttle;
use runtime_shuttle::scheduler::{Dice, Everything, Stoppable};
use shuttle::scheduler::{PctScheduler, Scheduler};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};

use super::message;
use crate::search::{Body, Runs, Searched};
use crate::tally::{Next, Tally};
use crate::{Check, Engine, Level, Scope, Verdict, Why};

/// Changes of priority in a run by priorities: bugs that need more than three ordered events are
/// rare (Burckhardt et al., 2010).
const PCT_DEPTH: usize = 3;

pub(super) fn search(check: Check, program: impl Runs) -> Searched {
    match check.level {
        Level::Fine => explore::<Shuttle>(check, &program.on::<Recorded<Shuttle>>()),
        Level::Coarse => {
            explore::<Coarse<Shuttle>>(check, &program.on::<Recorded<Coarse<Shuttle>>>())
        }
    }
}

fn explore<R: Runtime>(check: Check, body: &Body) -> Searched {
    let recording = Recording::new();
    let tally = check.tally(&recording);
    // The schedulers' own limits stay out of it: we count.
    let (seed, most) = (check.bounds.seed.unwrap_or(0), usize::MAX);
    let verdict = loop {
        runtime_model::start_anew();
        tally.forget_outcomes();
        let explorer = Explorer { check, recording: &recording, tally: &tally };
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
    Searched { verdict, counts: tally.end(), bounds: check.bounds }
}

struct Explorer<'a> {
    check: Check,
    recording: &'a Recording,
    tally: &'a Tally,
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
        let scheduler = Stoppable::new(scheduler, go_on, Arc::clone(&exhausted));
        let (recorded, body) = (self.recording.clone(), Arc::clone(body));
        let early_expiries = self.check.bounds.early_expiries;
        let search = catch_unwind(AssertUnwindSafe(|| {
            Runner::new(scheduler, self.config()).run(move || {
                runtime_shuttle::begin(Limits { early_expiries });
                record::run::<R>(&recorded, || body());
                census::finished::<Shuttle>();
            });
        }));
        let failure =
            if census::is_stuck() { Some(Failure::Stuck) } else { self.recording.failure() };
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

    fn config(&self) -> Config {
        let mut config = Config::new();
        config.failure_persistence = FailurePersistence::None;
        config.silence_warnings = true;
        config.stack_size = 0x4_0000;
        config.max_steps = self.check.bounds.steps.map_or(MaxSteps::None, MaxSteps::FailAfter);
        config
    }
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
