//! Everything that comes out: the search goes on behind failures.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use record::Failure;
use runtime_model::Lines;
use trace::FaultKind;
use weave::{Config, End, Ended, Exploration, FailureKind, Leaf, UnitError, Way};

use super::{Search, TRIED, config, executions_of};
use crate::outcomes::{Key, Outcomes, Table, Witness, values};
use crate::schedule::schedule;
use crate::{Shard, Verdict, Why};

/// Executions at a standstill that wait to be told apart, at most.
const BACKLOG: usize = 64;

/// An execution at a standstill: what kind of one it is is found out by running it once more.
struct Stuck {
    attempt: u32,
    way: Way,
}

/// What the search saw.
#[derive(Default)]
struct Seen {
    attempt: u32,
    table: Table<Way>,
    blocked: u64,
    /// Why a run could not be told apart.
    trouble: Option<Why>,
}

impl Seen {
    /// Forgets what belongs to an earlier attempt; whether this one is of interest.
    fn is_current(&mut self, attempt: u32) -> bool {
        if attempt > self.attempt {
            *self = Self { attempt, ..Self::default() };
        }
        attempt == self.attempt
    }

    fn count(&mut self, key: Key, way: Option<Way>) {
        let row = self.table.count(key);
        let is_cheaper = |way: &Way| row.as_ref().is_none_or(|known| cost(way) < cost(known));
        if let Some(way) = way.filter(is_cheaper) {
            *row = Some(way);
        }
    }
}

impl Search {
    pub(in crate::adapters) fn outcomes(self) -> Outcomes {
        let lines = Lines::default();
        lines.take_part();
        let end = self.end();
        let mut config = config(self.check);
        config.stop_at_first_failure = false;
        let (mut runs, most) = (0, self.check.bounds.runs);
        loop {
            runtime_model::start_anew();
            config.time = end.map(|end| end.saturating_duration_since(Instant::now()));
            config.runs = most.map(|most| most.saturating_sub(runs));
            let seen = Mutex::new(Seen::default());
            let exploration = self.count(&config, &lines, &seen).unwrap_or_else(|problem| {
                open(&seen).trouble = Some(Why::Unsupported(problem.to_string()));
                Exploration::default()
            });
            runs += executions_of(&exploration);
            if runtime_model::wants_to_start_anew() {
                if self.check.bounds.shard.is_none() && config.runs != Some(0) {
                    continue;
                }
                open(&seen).trouble = Some(Why::Unsupported(TRIED.to_owned()));
            }
            let seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
            return self.told(&config, &lines, seen, &exploration);
        }
    }

    /// Searches, and has those at a standstill told apart beside it.
    fn count(
        &self,
        config: &Config,
        lines: &Lines,
        seen: &Mutex<Seen>,
    ) -> Result<Exploration, UnitError> {
        let stop = Arc::new(AtomicBool::new(self.check.is_stopped()));
        let mut config = config.clone();
        config.stop = Some(Arc::clone(&stop));
        let (stuck, to_tell) = sync_channel(BACKLOG);
        thread::scope(|scope| {
            let for_teller = config.clone();
            let teller = scope.spawn(move || {
                lines.take_part();
                self.tell_apart(&for_teller, lines, seen, &to_tell);
            });
            let leaf = |leaf: &Leaf<'_>| {
                if self.check.is_stopped() {
                    stop.store(true, Relaxed);
                }
                note(leaf, seen, &stuck);
            };
            let program = self.program(lines);
            let exploration = match self.check.bounds.shard {
                None => Ok(weave::explore_with(&config, leaf, program)),
                Some(Shard { index, count }) => {
                    let part = weave::shard_with(&config, index - 1, count, leaf, program);
                    part.map(|(found, _)| found)
                }
            };
            drop(stuck);
            if let Err(panic) = teller.join() {
                std::panic::resume_unwind(panic);
            }
            exploration
        })
    }

    /// Finds out why they came to a standstill, and counts them.
    fn tell_apart(
        &self,
        config: &Config,
        lines: &Lines,
        seen: &Mutex<Seen>,
        stuck: &Receiver<Stuck>,
    ) {
        for Stuck { attempt, way } in stuck {
            let recording = self.record(config, lines, &way.route);
            let verdict = Verdict::on(Failure::Stuck, &recording);
            let mut seen = open(seen);
            if !seen.is_current(attempt) {
                continue;
            }
            match verdict {
                Verdict::Undecided { why } => {
                    seen.trouble.get_or_insert(why);
                }
                verdict => {
                    seen.blocked += 1;
                    seen.count((verdict.fault_kind(), values(recording.outcome())), Some(way));
                }
            }
        }
    }

    fn told(
        &self,
        config: &Config,
        lines: &Lines,
        seen: Seen,
        exploration: &Exploration,
    ) -> Outcomes {
        let bounds = self.check.bounds;
        let why = match &exploration.ended {
            Ended::Exhausted => None,
            Ended::Steps { .. } => Some(Why::Steps),
            Ended::Runs => Some(Why::Runs),
            Ended::Time => Some(Why::Time),
            _ => Some(Why::Interrupted),
        };
        let witness = |key: &Key, way: Way| {
            let recording = self.record(config, lines, &way.route);
            // The way to a failure ends there: what others would have declared by then is left out.
            let is_the_same = values(recording.outcome()) == key.1;
            is_the_same.then(|| Witness {
                schedule: schedule(self.check, lines, &way.route.to_string()),
                trace: recording.trace(),
                preemptions: way.preemptions,
            })
        };
        Outcomes {
            rows: seen.table.into_rows(witness),
            scope: bounds.scope(exploration.held_back),
            why: seen.trouble.or(why),
            blocked: seen.blocked,
            engine: self.check.engine,
            bounds,
        }
    }
}

/// Counts one that has ended, or hands it on if it came to a standstill.
fn note(leaf: &Leaf<'_>, seen: &Mutex<Seen>, stuck: &SyncSender<Stuck>) {
    let fault = match (leaf.end, leaf.failure) {
        (End::Complete, _) => None,
        (End::Deadlock, Some(_)) => {
            if let Some(way) = leaf.way(None) {
                // Whoever tells them apart has ended only if it panicked.
                let _ = stuck.send(Stuck { attempt: leaf.attempt, way });
            }
            return;
        }
        (End::Failure, Some(kind)) => match fault_of(kind) {
            Ok(fault) => Some(fault),
            Err(why) => {
                open(seen).trouble.get_or_insert(why);
                return;
            }
        },
        _ => return,
    };
    let key = (fault, values(runtime_weave::outcome()));
    let known = {
        let mut seen = open(seen);
        if !seen.is_current(leaf.attempt) {
            return;
        }
        seen.table.witness(&key).map(cost)
    };
    // Without the lock: others count meanwhile.
    let way = leaf.way(known);
    let mut seen = open(seen);
    if seen.is_current(leaf.attempt) {
        seen.count(key, way);
    }
}

/// What is wrong with an execution that did not come to a standstill.
fn fault_of(kind: &FailureKind) -> Result<FaultKind, Why> {
    match kind {
        FailureKind::Panic { message, .. } if message.starts_with("data race") => {
            Ok(FaultKind::DataRace)
        }
        FailureKind::Panic { message, .. } => Ok(FaultKind::of_panic(message)),
        FailureKind::Race { .. } => Ok(FaultKind::DataRace),
        FailureKind::Leak { .. } => Ok(FaultKind::Leak),
        _ => Err(Why::Unsupported(kind.to_string())),
    }
}

const fn cost(way: &Way) -> (u32, usize) {
    (way.preemptions, way.events)
}

fn open(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}
