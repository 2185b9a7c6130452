//! One program on one checker, in this process.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use cpu_time::ProcessTime;
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::program::{Goal, Program};

/// What came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// Everything was explored.
    Exhausted,
    /// A bug was found.
    Found,
    /// The checker says that there is none, having explored all that it does.
    NotFound,
    /// The time was up.
    Cut,
}

/// The numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Measurement {
    /// What came of it.
    pub how: How,
    /// Executions: until it was over, or until the first bug.
    pub executions: u64,
    /// Of these, runs that were none (weave says so; others count them like any).
    pub blocked: u64,
    /// Seconds of processor time, for one exploration.
    pub seconds: f64,
    /// The most memory that the process had, in bytes, where the system tells.
    pub peak: Option<u64>,
}

/// Counted here, since no checker reports it the same way.
static EXECUTIONS: AtomicU64 = AtomicU64::new(0);

/// A short exploration is repeated until it has taken this long, so that its time can be told.
const LONG_ENOUGH: Duration = Duration::from_millis(100);

/// Explores `program` on `engine` and hands the numbers to `report`, which must print them: if the time
/// is up, or the checker aborts at a bug, the process ends there.
pub fn measure(engine: Engine, program: &Program, cap: Duration, report: fn(&Measurement)) {
    let Some(body) = engine.body(program.name) else { return };
    let started = ProcessTime::now();
    let _ = REPORT.set(Reporter { report, started });
    watch(cap);
    if program.goal == Goal::FindBug || matches!(program.goal, Goal::Exhaust { deadlocks: 1.., .. })
    {
        // Whatever a checker does at a bug, unwind or abort, its panic passes here first.
        std::panic::set_hook(Box::new(|_| finish(How::Found, 0, None)));
    }
    let mut repetitions = 0u32;
    let blocked = loop {
        EXECUTIONS.store(0, Ordering::Relaxed);
        let (how, blocked) = explore(engine, program, body);
        repetitions += 1;
        if how != How::Exhausted {
            finish(how, blocked, Some(started.elapsed()));
        }
        if started.elapsed() >= LONG_ENOUGH {
            break blocked;
        }
    };
    let how = if program.goal == Goal::FindBug { How::NotFound } else { How::Exhausted };
    finish(how, blocked, Some(started.elapsed() / repetitions));
}

struct Reporter {
    report: fn(&Measurement),
    started: ProcessTime,
}

static REPORT: OnceLock<Reporter> = OnceLock::new();

/// Reports and ends the process.
fn finish(how: How, blocked: u64, time: Option<Duration>) -> ! {
    if let Some(reporter) = REPORT.get() {
        let seconds = time.unwrap_or_else(|| reporter.started.elapsed()).as_secs_f64();
        let executions = EXECUTIONS.load(Ordering::Relaxed);
        (reporter.report)(&Measurement { how, executions, blocked, seconds, peak: peak() });
    }
    std::process::exit(0)
}

/// Ends the process when the time is up.
fn watch(cap: Duration) {
    std::thread::spawn(move || {
        std::thread::sleep(cap);
        finish(How::Cut, 0, None);
    });
}

/// The whole of a program on one engine.
fn explore(engine: Engine, program: &Program, body: fn()) -> (How, u64) {
    let counted = move || {
        EXECUTIONS.fetch_add(1, Ordering::Relaxed);
        body();
    };
    match engine {
        Engine::Weave | Engine::WeaveSc | Engine::Weave2 => on_weave(engine, program, counted),
        Engine::Loom => {
            let mut builder = loom::model::Builder::new();
            builder.max_branches = 1_000_000;
            builder.check(counted);
            (How::Exhausted, 0)
        }
        Engine::ShuttleDfs => {
            let scheduler = shuttle::scheduler::DfsScheduler::new(None, false);
            shuttle::Runner::new(scheduler, shuttle_config()).run(counted);
            (How::Exhausted, 0)
        }
        Engine::ShuttleUrw => {
            let scheduler = shuttle::scheduler::UrwRandomScheduler::new_from_seed(0, usize::MAX);
            shuttle::Runner::new(scheduler, shuttle_config()).run(counted);
            (How::NotFound, 0)
        }
    }
}

fn shuttle_config() -> shuttle::Config {
    let mut config = shuttle::Config::default();
    config.failure_persistence = shuttle::FailurePersistence::None;
    config.silence_warnings = true;
    config
}

fn on_weave(
    engine: Engine,
    program: &Program,
    body: impl Fn() + Send + Sync + 'static,
) -> (How, u64) {
    let config = engine.config(program).unwrap_or_default();
    let found = weave::explore_all(&config, body);
    let how = match (&found.failure, program.goal) {
        (Some(_), Goal::FindBug) => How::Found,
        _ if found.is_exhaustive() => How::Exhausted,
        _ => How::Cut,
    };
    (how, found.blocked)
}

/// The most memory that this process has had.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
