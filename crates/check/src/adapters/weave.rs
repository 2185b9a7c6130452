//! Our own engine: every execution graph once.
//!
//! The search runs the program without writing anything down. An execution that fails is run once more
//! with a recording, step by step in an order in which its threads could have taken turns.

mod outcomes;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use record::{Failure, Recorded, Recording};
use runtime::ThreadId;
use runtime_model::{Coarse, Lines};
use runtime_weave::Weave;
use trace::Minimal;
use weave::{
    Config, End, Ended, Exploration, FailureKind, Leaf, Memory, OnProgress, Proved, Route,
    Schedule, Shortest, TimeOuts,
};

use crate::outcomes::Outcomes;
use crate::schedule::{data, schedule};
use crate::search::{Body, Runs, Searched, Task};
use crate::tally::Counts;
use crate::{Check, Engine, Explored, Level, Shard, Verdict, Why};

pub(super) fn run(check: Check, task: Task<'_>, program: impl Runs) -> Searched {
    let search = Search::of(check, program);
    match task {
        Task::Search => search.run(),
        Task::Replay(schedule) => search.replay(schedule),
    }
}

/// Everything that comes out.
pub(super) fn outcomes(check: Check, program: impl Runs) -> Outcomes {
    Search::of(check, program).outcomes()
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

/// Executions that are looked at to find a smaller failure than the first one.
const MORE: u64 = 2_000;

/// Why a part of a search cannot be had.
const TRIED: &str = "it tries a lock, which is found out as the search goes, and other parts would not \
                     know; search the whole, or every step (--fine)";

/// What all searches of one check have in common.
struct Progress {
    executions: u64,
    end: Option<Instant>,
}

/// A failure that was found.
struct Found {
    verdict: Verdict,
    schedule: Option<trace::Schedule>,
    minimal: Option<Minimal>,
}

/// What the search saw of executions that ended.
#[derive(Default)]
struct Seen {
    outcomes: Mutex<BTreeMap<String, u64>>,
    threads: AtomicUsize,
}

impl Search {
    fn of(check: Check, program: impl Runs) -> Self {
        match check.level {
            Level::Fine => Self {
                check,
                plain: program.on::<Weave>(),
                recorded: program.on::<Recorded<Weave>>(),
                record: |recording, body| record::run::<Weave>(recording, || body()),
            },
            Level::Coarse => Self {
                check,
                plain: program.on::<Coarse<Weave>>(),
                recorded: program.on::<Recorded<Coarse<Weave>>>(),
                record: |recording, body| record::run::<Coarse<Weave>>(recording, || body()),
            },
        }
    }
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
        let stop = Arc::new(AtomicBool::new(false));
        config.stop = Some(Arc::clone(&stop));
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
            let mut searched = match &exploration.failure {
                Some(failure) => {
                    let found = self.found(&config, lines, failure);
                    let found = self.smallest(lines, progress, found);
                    let searched = self.searched(found.verdict, &seen, progress);
                    Searched { schedule: found.schedule, minimal: found.minimal, ..searched }
                }
                None => self.searched(self.judge(&exploration), &seen, progress),
            };
            searched.counts.digest = Some(exploration.digest);
            return searched;
        }
    }

    fn searched(&self, verdict: Verdict, seen: &Seen, progress: &Progress) -> Searched {
        let counts =
            Counts::of(progress.executions, seen.outcomes().clone(), seen.threads.load(Relaxed));
        Searched::new(verdict, counts, self.check.bounds)
    }

    /// The whole, or the part that is asked for.
    fn explore(
        &self,
        config: &Config,
        lines: &Lines,
        seen: &Seen,
    ) -> Result<Exploration, weave::UnitError> {
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
        let program = self.program(lines);
        match self.check.bounds.shard {
            None => Ok(weave::explore_with(&config, leaf, program)),
            Some(Shard { index, count }) => {
                // What a budget leaves over shows in how it ended.
                let (found, _) = weave::shard_with(&config, index - 1, count, leaf, program)?;
                Ok(found)
            }
        }
    }

    /// The program as the search runs it.
    fn program(&self, lines: &Lines) -> impl Fn() + Send + Sync + 'static {
        let (plain, lines) = (Arc::clone(&self.plain), lines.clone());
        move || {
            lines.take_part();
            runtime_weave::run(|| plain());
        }
    }

    /// What happens on the way to a failure.
    fn record(&self, config: &Config, lines: &Lines, route: &Route) -> Recording {
        let recording = Recording::new();
        let (recorded, lines) = (Arc::clone(&self.recorded), lines.clone());
        let (record, into) = (self.record, recording.clone());
        route.retrace(config, move || {
            lines.take_part();
            runtime_weave::run(|| record(&into, &recorded));
        });
        recording
    }

    /// A failure, told.
    fn found(&self, config: &Config, lines: &Lines, failure: &weave::Failure) -> Found {
        let route = Route::of(failure);
        let verdict = verdict_on(&failure.kind, &self.record(config, lines, &route));
        if !matches!(verdict, Verdict::Breaks { .. }) {
            return Found { verdict, schedule: None, minimal: None };
        }
        let minimal = Minimal {
            preemptions: Some(failure.interleaving.preemptions()),
            steps: verdict.steps(),
            none_below: 0,
            proved: false,
            looked_at: 0,
        };
        let schedule = schedule(self.check, lines, &route.to_string());
        Found { verdict, schedule: Some(schedule), minimal: Some(minimal) }
    }

    /// The smallest failure there is with the same fault, as far as that can be found out in so many
    /// executions as [`MORE`], and in the time that is left: what is found does not depend on workers.
    fn smallest(&self, lines: &Lines, progress: &Progress, first: Found) -> Found {
        let is_wanted = self.check.bounds.shard.is_none() && !self.check.is_stopped();
        let Some(known) = first.minimal.filter(|_| is_wanted) else {
            return first;
        };
        let mut config = config(self.check);
        (config.jobs, config.runs) =
            (1, Some(self.check.bounds.runs.map_or(MORE, |most| most.min(MORE))));
        let stop = Arc::new(AtomicBool::new(false));
        config.stop = Some(Arc::clone(&stop));
        loop {
            runtime_model::start_anew();
            config.time = progress.end.map(|end| end.saturating_duration_since(Instant::now()));
            let (program, stop, check) = (self.program(lines), Arc::clone(&stop), self.check);
            let shortest = weave::smallest_failure(&config, move || {
                if check.is_stopped() {
                    stop.store(true, Relaxed);
                }
                program();
            });
            if runtime_model::wants_to_start_anew() {
                continue;
            }
            let Shortest { failure, proved, exploration, .. } = shortest;
            // Of what a bound on early deadlines has kept out, nothing is known.
            let is_whole = exploration.ended == Ended::Exhausted && !exploration.held_back;
            let looked_at = executions_of(&exploration) + exploration.beyond;
            let unchanged = Minimal { looked_at, ..known };
            let Some(failure) = failure else {
                return Found { minimal: Some(unchanged), ..first };
            };
            let found = self.found(&config, lines, &failure);
            let none_below = match proved {
                Proved::NoneBelow(preemptions) if is_whole => preemptions,
                _ => 0,
            };
            // A smaller one with another fault says nothing about this one, but that others are larger.
            let is_the_same = found.verdict.fault_kind() == first.verdict.fault_kind();
            let Some(minimal) = found.minimal.filter(|_| is_the_same) else {
                return Found { minimal: Some(Minimal { none_below, ..unchanged }), ..first };
            };
            let proved = is_whole && minimal.preemptions == Some(none_below);
            let size = |minimal: Minimal| (minimal.preemptions, minimal.steps);
            if !proved && size(minimal) > size(known) {
                // Cut short before it came to what the first search had found.
                return Found { minimal: Some(unchanged), ..first };
            }
            let minimal = Minimal { none_below, proved, looked_at, ..minimal };
            return Found { minimal: Some(minimal), ..found };
        }
    }

    /// Goes along a route once more.
    fn replay(&self, again: &trace::Schedule) -> Searched {
        let route =
            data(again).and_then(|data| data.parse::<Route>().map_err(|damage| damage.to_string()));
        let route = match route {
            Ok(route) => route,
            Err(damage) => return Searched::damaged(self.check, damage),
        };
        let lines = Lines::default();
        lines.tell(again.tried.iter().cloned());
        lines.take_part();
        let config = config(self.check);
        runtime_model::start_anew();
        let exploration = route.replay(&config, self.program(&lines));
        let recording = self.record(&config, &lines, &route);
        let verdict = match &exploration.failure {
            _ if runtime_model::wants_to_start_anew() => {
                Verdict::unsupported("it tries a lock that it did not try before")
            }
            Some(failure) => verdict_on(&failure.kind, &recording),
            None => Verdict::unsupported("it goes on"),
        };
        let counts = Counts::of(1, BTreeMap::new(), recording.threads());
        let searched = Searched::new(verdict, counts, self.check.bounds);
        match searched.verdict {
            Verdict::Breaks { .. } => Searched { schedule: Some(again.clone()), ..searched },
            _ => Searched { instead: Some(recording.trace()), ..searched },
        }
    }

    /// The verdict on a search that found nothing.
    fn judge(&self, exploration: &Exploration) -> Verdict {
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
fn verdict_on(kind: &FailureKind, recording: &Recording) -> Verdict {
    match kind {
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
            None => Verdict::unsupported(format!("seen once, and not again: {kind}")),
        },
        _ => Verdict::unsupported(kind.to_string()),
    }
}
