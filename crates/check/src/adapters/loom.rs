//! The exhaustive engine, weak memory included.

use std::any::Any;
use std::fmt;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use loom::model::Builder;
use record::{Failure, Recorded, Recording};
use runtime::Runtime;
use runtime_loom::{Loom, choices};
use runtime_model::{Coarse, Limits, Lines, census};
use trace::{Minimal, Schedule};

use super::message;
use crate::schedule::{data, schedule};
use crate::search::{Body, Runs, Searched, Task};
use crate::tally::{Next, Tally};
use crate::{Bounds, Check, Level, Verdict, Why, quiet};

/// What loom says when two accesses are not ordered, or overlap.
const RACES: [&str; 3] =
    ["Causality violation", "currently writing to cell", "currently reading from cell"];

/// The payload that ends a search.
struct Cut(Next);

pub(super) fn run(check: Check, task: Task<'_>, program: &impl Runs) -> Searched {
    match check.level {
        Level::Fine => run_on::<Loom>(check, task, &program.on::<Recorded<Loom>>()),
        Level::Coarse => {
            run_on::<Coarse<Loom>>(check, task, &program.on::<Recorded<Coarse<Loom>>>())
        }
    }
}

fn run_on<R: Runtime>(check: Check, task: Task<'_>, body: &Body) -> Searched {
    match task {
        Task::Search => explore::<R>(check, body),
        Task::Replay(schedule) => replay::<R>(check, schedule, body),
    }
}

/// Bounds on preemptions to go through before there is none. A bug that needs few preemptions is
/// found with few; and when everything takes too long, what has been explored by then can be told.
const LADDER: [u8; 3] = [0, 1, HIGHEST];
const HIGHEST: u8 = 2;

/// Explores `body`, which runs on `Recorded<R>`.
pub(super) fn explore<R: Runtime>(check: Check, body: &Body) -> Searched {
    let recording = Recording::new();
    let tally = check.tally(&recording);
    let explore = |preemptions| {
        let bounds = Bounds { preemptions, ..check.bounds };
        let check = Check { bounds, ..check };
        loop {
            runtime_model::start_anew();
            tally.forget_outcomes();
            let before = tally.executions();
            let verdict = explore_once::<R>(check, &recording, &tally, body);
            if !runtime_model::wants_to_start_anew() {
                let execution = tally.executions() - before;
                let mut searched = Searched::new(verdict, tally.end(), bounds);
                if matches!(searched.verdict, Verdict::Breaks { .. }) {
                    let data = Place { preemptions, execution }.to_string();
                    searched.schedule = Some(schedule(check, &Lines::here(), &data));
                    searched.minimal = Some(Minimal {
                        preemptions: None,
                        steps: searched.verdict.steps(),
                        none_below: 0,
                        proved: false,
                        looked_at: 0,
                    });
                }
                break searched;
            }
        }
    };
    if !check.climbs || check.bounds.preemptions.is_some() {
        return explore(check.bounds.preemptions);
    }
    let mut so_far: Option<Searched> = None;
    for preemptions in LADDER.map(Some).into_iter().chain([None]) {
        let mut searched = explore(preemptions);
        match (&searched.verdict, so_far) {
            // Not to the end: what was found up to the last bound that was finished still holds.
            (
                Verdict::Undecided { why: Why::Time | Why::Runs | Why::Steps | Why::Interrupted },
                Some(finished),
            ) => {
                return Searched { counts: searched.counts, ..finished };
            }
            (Verdict::Holds { .. }, _) => so_far = Some(searched),
            _ => {
                if let Some(minimal) = &mut searched.minimal {
                    // With every smaller bound the search came to its end, and nothing failed.
                    minimal.preemptions = preemptions.map(u32::from);
                    minimal.none_below = minimal.preemptions.unwrap_or(u32::from(HIGHEST) + 1);
                }
                return searched;
            }
        }
    }
    so_far.expect("the ladder has a last rung")
}

/// Which execution of a search: loom's searches are the same every time, so the one that failed is had by
/// going through those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// The bound of the search.
    preemptions: Option<u8>,
    /// The how-manieth execution of it, from 1.
    execution: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(preemptions) = self.preemptions {
            write!(f, "preemptions={preemptions} ")?;
        }
        write!(f, "execution={}", self.execution)
    }
}

impl Place {
    fn parse(text: &str) -> Option<Self> {
        let (preemptions, execution) = match text.split_once(' ') {
            Some((bound, execution)) => {
                (Some(bound.strip_prefix("preemptions=")?.parse().ok()?), execution)
            }
            None => (None, text),
        };
        let execution = execution.strip_prefix("execution=")?.parse().ok()?;
        Some(Self { preemptions, execution })
    }
}

fn replay<R: Runtime>(check: Check, schedule: &Schedule, body: &Body) -> Searched {
    let place = match data(schedule).map(Place::parse) {
        Ok(Some(place)) => place,
        Ok(None) => return Searched::damaged(check, "it names no execution"),
        Err(damage) => return Searched::damaged(check, damage),
    };
    let Place { preemptions, execution } = place;
    Lines::here().tell(schedule.tried.iter().cloned());
    let recording = Recording::new();
    let bounds = Bounds { preemptions, runs: Some(execution), ..check.bounds };
    let check = Check { bounds, ..check };
    let tally = check.tally(&recording);
    runtime_model::start_anew();
    let mut verdict = explore_once::<R>(check, &recording, &tally, body);
    if runtime_model::wants_to_start_anew() {
        verdict = Verdict::unsupported("it tries a lock that it did not try before");
    }
    let mut searched = Searched::new(verdict, tally.end(), bounds);
    if matches!(searched.verdict, Verdict::Breaks { .. }) {
        searched.schedule = Some(schedule.clone());
    } else {
        searched.instead = Some(recording.trace());
    }
    searched
}

fn explore_once<R: Runtime>(
    check: Check,
    recording: &Recording,
    tally: &Tally,
    body: &Body,
) -> Verdict {
    let mut broken = None;
    choices::for_each_plan(|| {
        let (recorded, counted, body) = (recording.clone(), tally.clone(), Arc::clone(body));
        let model = move || {
            match counted.begin() {
                Next::Begin => {}
                next => resume_unwind(Box::new(Cut(next))),
            }
            runtime_loom::begin(Limits { early_expiries: check.bounds.early_expiries });
            record::run::<R>(&recorded, || body());
            census::finished::<Loom>();
        };
        let search = catch_unwind(AssertUnwindSafe(|| builder(check).check(model)));
        broken = match (search, recording.failure()) {
            (Ok(()), None) => return ControlFlow::Continue(()),
            (Ok(()), Some(failure)) => Some(Verdict::on(failure, recording)),
            (Err(panic), _) => Some(judge(panic.as_ref(), recording)),
        };
        ControlFlow::Break(())
    });
    let left_out = census::has_refused() || runtime_loom::has_put_off();
    broken.unwrap_or_else(|| Verdict::Holds { scope: check.bounds.scope(left_out) })
}

fn builder(check: Check) -> Builder {
    let mut builder = Builder::new();
    builder.preemption_bound = check.bounds.preemptions.map(usize::from);
    // There is no way not to have a limit; this one is far beyond what can be explored.
    builder.max_branches = check.bounds.steps.unwrap_or(1_000_000);
    // loom reads these only every 20,000 executions, and then says that all is well.
    builder.max_permutations = None;
    builder.max_duration = None;
    builder.checkpoint_file = None;
    builder
}

fn judge(panic: &(dyn Any + Send), recording: &Recording) -> Verdict {
    if let Some(Cut(Next::Stop(why))) = panic.downcast_ref::<Cut>() {
        return Verdict::Undecided { why: why.clone() };
    }
    if census::is_stuck() {
        return Verdict::on(Failure::Stuck, recording);
    }
    let Some(failure) = recording.failure() else {
        return Verdict::unsupported(message(panic));
    };
    match &failure {
        Failure::Panic { thread, message, at: Some(at) } if quiet::is_engine(at) => {
            if message.contains("maximum number of branches") {
                Verdict::Undecided { why: Why::Steps }
            } else if RACES.iter().any(|race| message.contains(race)) {
                let message = message.lines().next().unwrap_or_default().trim().to_owned();
                Verdict::data_race(thread.clone(), message, recording)
            } else if at.contains("rt/thread.rs") && message.contains("max()") {
                Verdict::unsupported("loom runs at most 5 threads")
            } else {
                Verdict::unsupported(format!("{at}: {message}"))
            }
        }
        _ => Verdict::on(failure, recording),
    }
}
