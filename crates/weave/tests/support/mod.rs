//! What the tests of the mirrors have in common.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex};

use plainweave_weave::raw::{self, ThreadIndex};
use plainweave_weave::{Config, Exploration, FailureKind, Memory, Schedule, explore_all};

/// Starts a thread.
pub(crate) fn go(body: impl FnOnce() + 'static) -> ThreadIndex {
    raw::spawn(Box::new(body))
}

/// Waits for all of them.
#[track_caller]
pub(crate) fn join_all(threads: impl IntoIterator<Item = ThreadIndex>) {
    for thread in threads {
        raw::join(thread);
    }
}

/// Panics, without a word on the terminal.
pub(crate) fn give_up() -> ! {
    resume_unwind(Box::new("given up"))
}

/// Whether `f` panics.
pub(crate) fn caught<R>(f: impl FnOnce() -> R) -> bool {
    catch_unwind(AssertUnwindSafe(f)).is_err()
}

/// Explores everything, under every memory model and schedule, and with two workers.
pub(crate) fn explored(program: impl Fn() + Send + Sync + 'static) -> Vec<Exploration> {
    let program = Arc::new(program);
    let mut all = Vec::new();
    for memory in [Memory::Sc, Memory::Rc11] {
        let mut digests = BTreeSet::new();
        let schedules = [Schedule::LeftToRight, Schedule::RightToLeft, Schedule::Random(3)];
        for (schedule, jobs) in schedules.into_iter().zip([1, 1, 2]) {
            let mut config = Config::default();
            config.memory = memory;
            config.schedule = schedule;
            config.jobs = jobs;
            config.stop_at_first_failure = false;
            let program = Arc::clone(&program);
            let found = explore_all(&config, move || program());
            digests.insert(found.digest);
            all.push(found);
        }
        assert_eq!(digests.len(), 1, "what there is depends on the schedule");
    }
    all
}

/// The program has this many executions, and nothing is wrong with any; no run is wasted.
#[track_caller]
pub(crate) fn exactly(complete: u64, program: impl Fn() + Send + Sync + 'static) {
    for found in explored(program) {
        assert!(found.failure.is_none(), "{}", found.failure.expect("is there"));
        assert_eq!((found.complete, found.blocked, found.cut), (complete, 0, 0));
        assert!(found.is_exhaustive());
    }
}

/// Nothing is wrong with any execution; how many there are under RC11.
#[track_caller]
pub(crate) fn holds(program: impl Fn() + Send + Sync + 'static) -> u64 {
    let mut complete = 0;
    for found in explored(program) {
        assert!(found.failure.is_none(), "{}", found.failure.expect("is there"));
        assert_eq!(found.cut, 0);
        assert!(found.is_exhaustive());
        complete = found.complete;
    }
    complete
}

/// What the first failure of the default exploration is.
#[track_caller]
pub(crate) fn fails(program: impl Fn() + Send + Sync + 'static) -> FailureKind {
    let found = explore_all(&Config::default(), program);
    match found.failure {
        Some(failure) => failure.kind,
        None => panic!("no failure in {} executions", found.complete),
    }
}

/// The lines at which threads wait for ever.
#[track_caller]
pub(crate) fn deadlocks(program: impl Fn() + Send + Sync + 'static) -> Vec<u32> {
    match fails(program) {
        FailureKind::Deadlock { blocked } => {
            assert!(
                blocked.iter().all(|blocked| !blocked.site.file().contains("src/")),
                "{blocked:?}"
            );
            blocked.iter().map(|blocked| blocked.site.line()).collect()
        }
        other => panic!("not a deadlock: {other}"),
    }
}

/// All that `program` says, over all executions.
#[track_caller]
pub(crate) fn outcomes<T: Ord + Send + 'static>(
    config: &Config,
    program: impl Fn() -> T + Send + Sync + 'static,
) -> (BTreeSet<T>, Exploration) {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let found = explore_all(config, {
        let seen = Arc::clone(&seen);
        move || {
            let outcome = program();
            seen.lock().expect("nobody panics with it").insert(outcome);
        }
    });
    assert!(found.failure.is_none(), "{}", found.failure.expect("is there"));
    let seen = std::mem::take(&mut *seen.lock().expect("nobody panics with it"));
    (seen, found)
}
