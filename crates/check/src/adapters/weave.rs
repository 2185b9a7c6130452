//! Our own engine: every execution graph once.
//!
//! The search runs the program without writing anything down. An execution that fails is run once more
//! with a recording, step by step in an order in which its threads could have taken turns.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use record::{Failure, Recorded, Recording};
use runtime::ThreadId;
use runtime_model::{Coarse, Lines};
use runtime_weave::Weave;
use weave::{
    Config, End, Ended, Exploration, FailureKind, Leaf, Memory, OnProgress, Schedule, TimeOuts,
};

use crate::search::{Body, Runs, Searched};
use crate::tally::Counts;
use crate::{Check, Engine, Explored, Level, Shard, Verdict, Why};

pub(super) fn search(check: Check, program: impl Runs) -> Searched {
    match check.level {
        Level::Fine => Search {
            check,
            plain: program.on::<Weave>(),
            recorded: program.on::<Recorded<Weave>>(),
            record: |recording, body| record::run::<Weave>(recording, || body()),
        },
        Level::Coarse => Search {
            check,
            plain: program.on::<Coarse<Weave>>(),
            recorded: program.on::<Recorded<Coarse<Weave>>>(),
            record: |recording, body| record::run::<Coarse<Weave>>(recording, || body()),
        },
    }
    .run()
}

/// A search for `plain`, and how a recording is made of what it finds.
struct Search {
    check: Check,
    plain: Body,
    recorded: Body,
    record: fn(&Recording, &Body),
}

/// Orders in which the search first goes a little way. Which one it takes makes no difference to what
/// there is, only to what comes first: it begins with one execution and then changes what happened
/// last. So what takes long to come to in one order is often close to the first execution of another.
const FORAYS: &[Schedule] = &[
    Schedule::LeftToRight,
    Schedule::RightToLeft,
    Schedule::Random(1),
    Schedule::Random(2),
    Schedule::Random(3),
    Schedule::Random(4),
];

/// Runs in each of these orders, before there is no limit.
const FORAY: u64 = 1_000;

/// Why a part of a search cannot be had.
const TRIED: &str = "it tries a lock, which is found out as the search goes, and other parts would not \
                     know; search the whole, or every step (--fine)";

/// What all searches of one check have in common.
struct Progress {
    executions: u64,
    end: Option<Instant>,
}

/// What the search saw of executions that ended.
#[derive(Default)]
struct Seen {
    outcomes: Mutex<BTreeMap<String, u64>>,
    threads: AtomicUsize,
}

impl Search {
    fn run(self) -> Searched {
        let lines = Lines::default();
        lines.take_part();
        let mut progress = Progress { executions: 0, end: self.end() };
        let config = config(self.check);
        let bounds = self.check.bounds;
        let climbs = self.check.climbs && bounds.shard.is_none() && bounds.runs.is_none();
        let forays = if climbs { FORAYS } else { &[] };
        for &schedule in forays {
            let mut foray = config.clone();
            (foray.schedule, foray.runs) = (schedule, Some(FORAY));
            // What is told is the last search, which sees all of what these did.
            progress.executions = 0;
            let searched = self.search(&foray, &lines, &mut progress);
            // Nothing was left, something was found, or there is no time for more.
            if !matches!(searched.verdict, Verdict::Undecided { why: Why::Runs })
                || self.runs_left(&progress) == Some(0)
            {
                return searched;
            }
        }
        progress.executions = 0;
        self.search(&config, &lines, &mut progress)
    }

    /// A search that does not begin.
    fn stopped(&self, why: Why, progress: &Progress) -> Searched {
        self.searched(Verdict::Undecided { why }, &Seen::default(), progress)
    }

    fn end(&self) -> Option<Instant> {
        Instant::now().checked_add(self.check.budget)
    }

    fn runs_left(&self, progress: &Progress) -> Option<u64> {
        self.check.bounds.runs.map(|most| most.saturating_sub(progress.executions))
    }

    /// One search, begun anew as long as it finds out that it has to be.
    fn search(&self, config: &Config, lines: &Lines, progress: &mut Progress) -> Searched {
        let mut config = config.clone();
        loop {
            runtime_model::start_anew();
            config.time = progress.end.map(|end| end.saturating_duration_since(Instant::now()));
            if self.check.is_stopped() {
                return self.stopped(Why::Interrupted, progress);
            }
            if self.runs_left(progress) == Some(0) {
                return self.stopped(Why::Runs, progress);
            }
            config.runs = [config.runs, self.runs_left(progress)].into_iter().flatten().min();
            let seen = Seen::default();
            let exploration = match self.explore(&config, lines, &seen) {
                Ok(exploration) => exploration,
                Err(why) => {
                    let verdict = Verdict::unsupported(why.to_string());
                    return self.searched(verdict, &seen, progress);
                }
            };
            progress.executions += executions_of(&exploration);
            if runtime_model::wants_to_start_anew() {
                if self.check.bounds.shard.is_some() {
                    // The other parts would not know.
                    let verdict = Verdict::unsupported(TRIED);
                    return self.searched(verdict, &seen, progress);
                }
                continue;
            }
            let verdict = self.judge(&config, lines, &exploration);
            let mut searched = self.searched(verdict, &seen, progress);
            searched.counts.digest = Some(exploration.digest);
            return searched;
        }
    }

    fn searched(&self, verdict: Verdict, seen: &Seen, progress: &Progress) -> Searched {
        let counts =
            Counts::of(progress.executions, seen.outcomes().clone(), seen.threads.load(Relaxed));
        Searched { verdict, counts, bounds: self.check.bounds }
    }

    /// The whole, or the part that is asked for.
    fn explore(
        &self,
        config: &Config,
        lines: &Lines,
        seen: &Seen,
    ) -> Result<Exploration, weave::UnitError> {
        let (plain, lines) = (Arc::clone(&self.plain), lines.clone());
        let stop = Arc::new(AtomicBool::new(false));
        let mut config = config.clone();
        config.stop = Some(Arc::clone(&stop));
        let tell = |explored: &'static Explored| OnProgress::new(move |far| explored.set(far.done));
        config.on_progress = self.check.explored.map(tell);
        let leaf = |leaf: &Leaf<'_>| {
            if self.check.is_stopped() {
                stop.store(true, Relaxed);
            }
            seen.threads.fetch_max(leaf.graph.thread_count(), Relaxed);
            if leaf.end == End::Complete {
                seen.count(&runtime_weave::outcome());
            }
        };
        let program = move || {
            lines.take_part();
            runtime_weave::run(|| plain());
        };
        match self.check.bounds.shard {
            None => Ok(weave::explore_with(&config, leaf, program)),
            Some(Shard { index, count }) => {
                // What a budget leaves over shows in how it ended.
                let (found, _) = weave::shard_with(&config, index - 1, count, leaf, program)?;
                Ok(found)
            }
        }
    }

    fn judge(&self, config: &Config, lines: &Lines, exploration: &Exploration) -> Verdict {
        if let Some(failure) = &exploration.failure {
            let recording = Recording::new();
            let (recorded, lines) = (Arc::clone(&self.recorded), lines.clone());
            let (record, into) = (self.record, recording.clone());
            weave::retrace(config, failure, move || {
                lines.take_part();
                runtime_weave::run(|| record(&into, &recorded));
            });
            return verdict_on(failure, &recording);
        }
        match &exploration.ended {
            Ended::Exhausted if exploration.complete > 0 => {
                Verdict::Holds { scope: self.check.bounds.scope(exploration.held_back) }
            }
            // A part may have none.
            Ended::Exhausted if self.check.bounds.shard.is_some() => {
                Verdict::Holds { scope: self.check.bounds.scope(exploration.held_back) }
            }
            Ended::Exhausted => Verdict::unsupported(
                "within these bounds no execution comes to its end; allow more early expiries",
            ),
            Ended::Steps { .. } => Verdict::Undecided { why: Why::Steps },
            Ended::Runs => Verdict::Undecided { why: Why::Runs },
            Ended::Time => Verdict::Undecided { why: Why::Time },
            Ended::Stopped if self.check.is_stopped() => {
                Verdict::Undecided { why: Why::Interrupted }
            }
            _ => Verdict::unsupported("the search ended without a reason"),
        }
    }
}

impl Seen {
    fn count(&self, outcome: &[(&'static str, String)]) {
        if outcome.is_empty() {
            return;
        }
        let row: Vec<String> =
            outcome.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        *self.outcomes().entry(row.join(", ")).or_default() += 1;
    }

    fn outcomes(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.outcomes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many executions there were; runs that turned out to be none are left out.
fn executions_of(exploration: &Exploration) -> u64 {
    exploration.complete + exploration.deadlocks + exploration.failures + exploration.cut
}

fn config(check: Check) -> Config {
    let bounds = check.bounds;
    let mut config = Config::default();
    config.memory = match check.engine {
        Engine::WeaveSc => Memory::Sc,
        _ => Memory::Rc11,
    };
    config.preemptions = bounds.preemptions.map(u32::from);
    config.jobs = check.workers.max(1);
    config.time_outs = bounds.early_expiries.map_or(TimeOuts::Free, TimeOuts::Early);
    if let Some(steps) = bounds.steps {
        config.steps = u32::try_from(steps).unwrap_or(u32::MAX);
    }
    config
}

/// The verdict on an execution that failed and was recorded.
fn verdict_on(failure: &weave::Failure, recording: &Recording) -> Verdict {
    match &failure.kind {
        FailureKind::Deadlock { .. } => Verdict::on(Failure::Stuck, recording),
        FailureKind::Race { what, first, second, .. } => {
            let verb = |write| if write { "write" } else { "read" };
            let message = format!(
                "neither of two accesses to {what} happens before the other: {} at {}, {} at {}",
                verb(first.write),
                first.site,
                verb(second.write),
                second.site,
            );
            let thread = recording.thread_name(ThreadId(second.thread));
            Verdict::data_race(thread, message, recording)
        }
        FailureKind::Panic { .. } | FailureKind::Leak { .. } => match recording.failure() {
            Some(Failure::Panic { thread, message, .. }) if message.starts_with("data race") => {
                Verdict::data_race(thread, message, recording)
            }
            Some(found) => Verdict::on(found, recording),
            None => Verdict::unsupported(format!("seen once, and not again: {failure}")),
        },
        _ => Verdict::unsupported(failure.to_string()),
    }
}
