//! The engine against the enumerators, on one program.

use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write};

use plainweave_weave::{Config, Memory, Schedule};

use super::engine::{self, Explored, Met};
use super::key::Execution;
use super::program::Program;
use super::quick::QuickSet;
use super::{brute_rc11, brute_sc};

/// How far to go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// States of an enumerator; programs with more are left out.
    pub(crate) states: usize,
    /// Seed of the random schedule.
    pub(crate) seed: u64,
    /// Whether to try all schedules, and two workers; else one schedule, by the seed.
    pub(crate) thorough: bool,
}

impl Limits {
    /// Which schedule, of three.
    fn schedule(self) -> usize {
        usize::try_from(self.seed % 3).expect("less than three")
    }
}

/// What was compared.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Totals {
    pub(crate) programs: u64,
    /// Programs with a model under which they have too many states.
    pub(crate) left_out: u64,
    pub(crate) executions_sc: u64,
    pub(crate) executions_rc11: u64,
    pub(crate) deadlocks_sc: u64,
    pub(crate) deadlocks_rc11: u64,
    /// Runs of the engine, and those that were no executions.
    pub(crate) runs: u64,
    pub(crate) blocked: u64,
}

impl Totals {
    pub(crate) fn add(&mut self, other: &Self) {
        self.programs += other.programs;
        self.left_out += other.left_out;
        self.executions_sc += other.executions_sc;
        self.executions_rc11 += other.executions_rc11;
        self.deadlocks_sc += other.deadlocks_sc;
        self.deadlocks_rc11 += other.deadlocks_rc11;
        self.runs += other.runs;
        self.blocked += other.blocked;
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} programs ({} left out under one model or both), executions {} sc {} rc11, deadlocks \
             {} sc {} rc11, runs {} of which blocked {}",
            self.programs,
            self.left_out,
            self.executions_sc,
            self.executions_rc11,
            self.deadlocks_sc,
            self.deadlocks_rc11,
            self.runs,
            self.blocked,
        )
    }
}

/// Compares under both models. A difference is told in words.
pub(crate) fn compare(program: &Program, limits: Limits) -> Result<Totals, String> {
    let mut totals = Totals { programs: 1, ..Totals::default() };
    for memory in [Memory::Sc, Memory::Rc11] {
        let found = match memory {
            Memory::Sc => brute_sc::enumerate(program, limits.states),
            Memory::Rc11 => brute_rc11::enumerate(program, limits.states),
        };
        let Some(found) = found else {
            totals.left_out = 1;
            continue;
        };
        let (complete, deadlocks) = (found.complete.len() as u64, found.deadlocks.len() as u64);
        match memory {
            Memory::Sc => (totals.executions_sc, totals.deadlocks_sc) = (complete, deadlocks),
            Memory::Rc11 => (totals.executions_rc11, totals.deadlocks_rc11) = (complete, deadlocks),
        }
        let mut names = Names::default();
        for config in configurations(memory, limits) {
            let told = |what: String| {
                format!("{memory}, {:?}, {} jobs: {what}", config.schedule, config.jobs)
            };
            let explored = explore_apart(program, &config).map_err(&told)?;
            totals.runs += explored.exploration.runs;
            totals.blocked += explored.exploration.blocked;
            check_counts(program, &explored).map_err(&told)?;
            check_same("complete", &found.complete, &explored.complete).map_err(&told)?;
            check_same("deadlock", &found.deadlocks, &explored.deadlocks).map_err(&told)?;
            names.check(&explored).map_err(&told)?;
        }
    }
    Ok(totals)
}

fn configurations(memory: Memory, limits: Limits) -> Vec<Config> {
    let schedules = [Schedule::LeftToRight, Schedule::RightToLeft, Schedule::Random(limits.seed)];
    let config = |schedule, jobs| {
        let mut config = Config::default();
        config.memory = memory;
        config.stop_at_first_failure = false;
        config.runs = Some(if super::weakened::current().is_some() { 5_000 } else { 400_000 });
        config.spin_rounds = 4;
        config.schedule = schedule;
        config.jobs = jobs;
        config.stack_size = 32 * 1024;
        config
    };
    if limits.thorough {
        let two = schedules[limits.schedule()];
        schedules.into_iter().map(|schedule| config(schedule, 1)).chain([config(two, 2)]).collect()
    } else {
        vec![config(schedules[limits.schedule()], 1)]
    }
}

/// On a thread of its own: the engine panics when it finds an invariant of its own broken, and is of
/// no use on that thread afterwards.
fn explore_apart(program: &Program, config: &Config) -> Result<Explored, String> {
    let weakened = super::weakened::current();
    std::thread::scope(|scope| {
        let explore = || super::weakened::set(weakened, || engine::explore_all(program, config));
        scope.spawn(explore).join().map_err(|payload| {
            let text = payload.downcast_ref::<String>().cloned();
            let text = text.or_else(|| payload.downcast_ref::<&str>().map(|&text| text.to_owned()));
            format!("the engine panicked: {}", text.unwrap_or_default())
        })
    })
}

fn check_counts(program: &Program, explored: &Explored) -> Result<(), String> {
    let counts = &explored.exploration;
    if !counts.is_exhaustive() {
        return Err(format!("not exhaustive: {:?}", counts.ended));
    }
    if counts.failures > 0 {
        return Err(format!(
            "{} failures, {:?}",
            counts.failures,
            counts.failure.as_ref().map(|f| &f.kind)
        ));
    }
    if counts.blocked > 0 && !program.may_be_blocked() {
        return Err(format!("{} blocked runs where none may be", counts.blocked));
    }
    if (counts.progress - 1.0).abs() > 1e-6 {
        return Err(format!("progress ends at {}", counts.progress));
    }
    Ok(())
}

fn check_same(what: &str, want: &QuickSet<Execution>, got: &Met) -> Result<(), String> {
    let missing: Vec<_> = want.iter().filter(|execution| !got.contains_key(execution)).collect();
    let extra: Vec<_> = got.keys().filter(|execution| !want.contains(execution)).collect();
    let twice: Vec<_> = got.iter().filter(|(_, (times, _))| *times > 1).collect();
    if missing.is_empty() && extra.is_empty() && twice.is_empty() {
        return Ok(());
    }
    let mut said = format!(
        "{what} executions: {} wanted, {} missing, {} extra, {} more than once",
        want.len(),
        missing.len(),
        extra.len(),
        twice.len()
    );
    for (which, example) in [
        ("missing", missing.iter().min()),
        ("extra", extra.iter().min()),
        ("more than once", twice.iter().map(|(execution, _)| execution).min()),
    ] {
        if let Some(example) = example {
            let _ = write!(said, "\n{which}: {}", show(example));
        }
    }
    Err(said)
}

fn show(execution: &Execution) -> String {
    let mut shown = String::new();
    for (thread, acts) in execution.threads.iter().enumerate() {
        let _ = write!(shown, "\n  thread {thread}:");
        for act in acts {
            let at = act.location.map_or(String::new(), |at| format!(" x{at}"));
            let _ = write!(
                shown,
                "\n    {}{at} from {:?} read {} wrote {:?} woke {:?}",
                act.kind, act.source, act.read, act.written, act.woken
            );
        }
    }
    for (location, order) in execution.modification_orders.iter().enumerate() {
        if order.len() > 1 {
            let _ = write!(shown, "\n  x{location}: {order:?}");
        }
    }
    shown
}

/// Names of executions are the same however they are met, and different for different ones.
#[derive(Default)]
struct Names {
    of: HashMap<Execution, u128>,
    digest: Option<u64>,
}

impl Names {
    fn check(&mut self, explored: &Explored) -> Result<(), String> {
        let all = explored.complete.iter().chain(&explored.deadlocks);
        let distinct: HashSet<u128> = all.clone().map(|(_, &(_, name))| name).collect();
        if distinct.len() != explored.complete.len() + explored.deadlocks.len() {
            return Err("two executions have one name".to_owned());
        }
        for (execution, &(_, name)) in all {
            if *self.of.entry(execution.clone()).or_insert(name) != name {
                return Err(format!("one execution has two names: {}", show(execution)));
            }
        }
        let digest = explored.exploration.digest;
        if *self.digest.get_or_insert(digest) != digest {
            return Err("digests differ".to_owned());
        }
        Ok(())
    }
}
