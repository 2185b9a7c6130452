//! Everything that comes out: the search goes on behind failures.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use record::{Failure, Recording};
use runtime::Runtime;
use runtime_model::{Lines, census};
use runtime_shuttle::scheduler::{Decisions, Dice, Everything, Log, Noted, Stoppable};
use shuttle::scheduler::{PctScheduler, Schedule, Scheduler, Task as Running, TaskId};
use trace::Trace;

use super::{PCT_DEPTH, drive, judge, refusal};
use crate::adapters::message;
use crate::outcomes::{Key, Outcomes, Table, Witness, values};
use crate::schedule::schedule;
use crate::search::Body;
use crate::{Check, Engine, Scope, Verdict, Why};

/// The cheapest run with a result.
struct Known {
    decisions: Decisions,
    trace: Trace,
}

/// What the search saw.
#[derive(Default)]
struct Seen {
    /// Whether an execution has begun and is not counted.
    is_open: bool,
    executions: u64,
    blocked: u64,
    table: Table<Known>,
    why: Option<Why>,
}

struct Counter {
    check: Check,
    recording: Recording,
    log: Log,
    seen: Mutex<Seen>,
    end: Option<Instant>,
}

pub(in crate::adapters) fn count<R: Runtime>(check: Check, body: &Body) -> Outcomes {
    let start = check.bounds.seed.unwrap_or(0);
    let end = Instant::now().checked_add(check.budget);
    loop {
        runtime_model::start_anew();
        let (recording, log, seen) = (Recording::new(), Log::default(), Mutex::default());
        let counter = Arc::new(Counter { check, recording, log, seen, end });
        let is_exhausted = match check.engine {
            Engine::ShuttleRandom => counter.run::<R>(Dice::new(start), body),
            Engine::ShuttlePct => {
                let scheduler = PctScheduler::new_from_seed(start, PCT_DEPTH, usize::MAX);
                counter.run::<R>(scheduler, body)
            }
            _ => counter.run::<R>(Everything::default(), body),
        };
        if !runtime_model::wants_to_start_anew() {
            return counter.told(is_exhausted);
        }
    }
}

impl Counter {
    /// Runs until nothing is left to try, or something keeps it from going on; whether nothing is left.
    fn run<R: Runtime>(self: &Arc<Self>, scheduler: impl Scheduler + 'static, body: &Body) -> bool {
        let kept = Arc::new(Mutex::new(Noted::new(scheduler, self.log.clone())));
        let exhausted = Arc::new(AtomicBool::new(false));
        loop {
            let counter = Arc::clone(self);
            let kept = Kept(Arc::clone(&kept));
            let scheduler =
                Stoppable::new(kept, move || counter.may_begin(), Arc::clone(&exhausted));
            let ended = drive::<R>(self.check, scheduler, &self.recording, body);
            if runtime_model::wants_to_start_anew() {
                return false;
            }
            match ended {
                (Some(failure), _) => self.failed(failure),
                (None, Err(panic)) => {
                    if let Verdict::Undecided { why } = refusal(message(panic.as_ref())) {
                        self.seen().why = Some(why);
                    }
                }
                (None, Ok(())) => {
                    self.close();
                    return exhausted.load(Relaxed);
                }
            }
            if self.seen().why.is_some() {
                return false;
            }
            self.recording.restart();
            census::forget();
        }
    }

    fn may_begin(&self) -> bool {
        self.close();
        let mut seen = self.seen();
        let bounds = self.check.bounds;
        let why = if self.check.is_stopped() {
            Some(Why::Interrupted)
        } else if bounds.runs.is_some_and(|most| seen.executions >= most) {
            Some(Why::Runs)
        } else if self.end.is_some_and(|end| Instant::now() >= end) {
            Some(Why::Time)
        } else {
            None
        };
        let goes_on = why.is_none();
        seen.executions += u64::from(goes_on);
        (seen.why, seen.is_open) = (why, goes_on);
        goes_on
    }

    /// Counts the execution that has ended well, if there is one.
    fn close(&self) {
        if std::mem::take(&mut self.seen().is_open) {
            self.note((None, values(self.recording.outcome())));
        }
    }

    fn failed(&self, failure: Failure) {
        self.seen().is_open = false;
        match judge(failure, &self.recording) {
            Verdict::Undecided { why } => self.seen().why = Some(why),
            verdict => {
                self.note((verdict.fault_kind(), values(self.recording.outcome())));
                let mut seen = self.seen();
                seen.blocked += u64::from(verdict.is_standstill());
            }
        }
    }

    fn note(&self, key: Key) {
        let decisions = self.log.decisions();
        let cost = |decisions: &Decisions| (decisions.preemptions(), decisions.len());
        let mut seen = self.seen();
        let row = seen.table.count(key);
        if row.as_ref().is_none_or(|known| cost(&decisions) < cost(&known.decisions)) {
            *row = Some(Known { decisions, trace: self.recording.trace() });
        }
    }

    fn told(&self, is_exhausted: bool) -> Outcomes {
        let Seen { table, blocked, why, .. } = std::mem::take(&mut *self.seen());
        let check = self.check;
        let is_sample = !check.engine.is_exhaustive();
        let lines = Lines::here();
        Outcomes {
            rows: table.into_rows(|_, Known { decisions, trace }| {
                Some(Witness {
                    schedule: schedule(check, &lines, &decisions.to_string()),
                    preemptions: decisions.preemptions(),
                    trace,
                })
            }),
            scope: if is_sample {
                Scope::Sampled
            } else {
                check.bounds.scope(census::has_refused())
            },
            // As many as were asked for are all of a sample.
            why: why.filter(|why| !(is_exhausted || is_sample && *why == Why::Runs)),
            blocked,
            engine: check.engine,
            bounds: check.bounds,
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A scheduler that survives the runners it is given to: each of them ends with an execution that fails.
struct Kept<S>(Arc<Mutex<S>>);

impl<S> Kept<S> {
    fn scheduler(&self) -> MutexGuard<'_, S> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Scheduler> Scheduler for Kept<S> {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.scheduler().new_execution()
    }

    fn next_task(
        &mut self,
        runnable: &[&Running],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        self.scheduler().next_task(runnable, current, is_yielding)
    }

    fn next_u64(&mut self) -> u64 {
        self.scheduler().next_u64()
    }
}
