//! A search that was cut short never says "holds", and a failure harms nobody else.
#![cfg(all(feature = "loom", feature = "shuttle"))]

use std::sync::Arc;
use std::time::Duration;

use check::{Check, Engine, Level, Scope, Verdict, Why};
use runtime::Ordering::{Acquire, Relaxed, Release, SeqCst};
use runtime::{Atomic, Runtime, Shared, Thread};
use scenarios::{Cx, Expect, NoParams, Scenario};
use scenarios::{plate_and_chopsticks, stuck, ticket_sale};
use sync::{Event, Lock, Semaphore};
use trace::FaultKind;

/// Threads that do nothing together; main is one more.
struct Crowd<const THREADS: u32>;

impl<const THREADS: u32> Scenario for Crowd<THREADS> {
    const NAME: &'static str = "crowd";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let threads: Vec<_> = (0..THREADS).map(|_| cx.spawn("idler", || ())).collect();
        cx.join_all(threads);
    }
}

/// Two threads take turns for ever.
struct TakeTurnsForEver;

impl Scenario for TakeTurnsForEver {
    const NAME: &'static str = "turns/for-ever";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let turn = Arc::new(Lock::<u32, R>::new_in(0));
        let other = cx.spawn("other", {
            let turn = Arc::clone(&turn);
            move || {
                loop {
                    *turn.lock() += 1;
                    R::yield_now();
                }
            }
        });
        other.join();
    }
}

/// A thread panics and catches it, while it has a lock: the lock must open.
struct CaughtPanic;

impl Scenario for CaughtPanic {
    const NAME: &'static str = "panic/caught";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let lock = Arc::new(Lock::<u32, R>::new_in(0));
        let other = cx.spawn("other", {
            let lock = Arc::clone(&lock);
            move || {
                let work = || {
                    let _guard = lock.lock();
                    std::panic::resume_unwind(Box::new("caught below"));
                };
                let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
                assert!(caught.is_err());
            }
        });
        *lock.lock() += 1;
        other.join();
    }
}

/// A thread waits for an event that never comes, and nobody joins it.
struct ForgottenThread;

impl Scenario for ForgottenThread {
    const NAME: &'static str = "thread/forgotten";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let never = Event::<R>::new_in().named("never");
        drop(cx.spawn("forgotten", move || never.wait()));
        let word = R::AtomicU32::new(0);
        word.store(1, SeqCst);
    }
}

/// An assertion fails while a thread has two permits of one semaphore.
struct PanicWithTwoPermits;

impl Scenario for PanicWithTwoPermits {
    const NAME: &'static str = "panic/two-permits";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let semaphore = Arc::new(Semaphore::<R>::new_in(2));
        let other = cx.spawn("other", {
            let semaphore = Arc::clone(&semaphore);
            move || drop(semaphore.acquire())
        });
        let _first = semaphore.acquire();
        let _second = semaphore.acquire();
        assert_eq!(1, 2, "always");
        other.join();
    }
}

/// A lock that looks and then takes lets two threads in.
struct LeakyLock<R: Runtime> {
    held: R::AtomicU32,
    value: R::Cell<u32>,
}

struct TwoInside;

impl Scenario for TwoInside {
    const NAME: &'static str = "lock/two-inside";
    const EXPECT: Expect = Expect::Breaks(FaultKind::DataRace);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let lock = Arc::new(LeakyLock::<R> { held: R::AtomicU32::new(0), value: R::cell(0) });
        let enter = {
            let lock = Arc::clone(&lock);
            move || {
                if lock.held.load(Acquire) == 0 {
                    lock.held.store(1, Relaxed);
                    // SAFETY: none, which is what the model is to find; it checks before it lends.
                    #[allow(unsafe_code)]
                    let mut value = unsafe { R::open(&lock.value) };
                    *value += 1;
                    lock.held.load(Relaxed);
                    drop(value);
                    lock.held.store(0, Release);
                }
            }
        };
        let other = cx.spawn("other", enter.clone());
        enter();
        other.join();
    }
}

/// A task, whose panics its pool catches, writes what main reads meanwhile.
struct RaceInATask;

impl Scenario for RaceInATask {
    const NAME: &'static str = "pool/race-in-a-task";
    const EXPECT: Expect = Expect::Breaks(FaultKind::DataRace);
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        let flag = Arc::new(R::Shared::<bool>::new(false));
        let pool = pool::Builder::new().max_workers(1).build_in::<R>().expect("there is a worker");
        let task = {
            let flag = Arc::clone(&flag);
            pool.submit(move || flag.set(true)).expect("the pool is open")
        };
        flag.get();
        assert!(task.take_result().is_ok(), "a race is not the task's own panic");
    }
}

const MODELS: [Engine; 6] = [
    Engine::Loom,
    Engine::ShuttleRandom,
    Engine::ShuttlePct,
    Engine::ShuttleDfs,
    Engine::Weave,
    Engine::WeaveSc,
];

fn why<S: Scenario>(check: Check) -> Why {
    let report = check.run::<S>();
    match report.verdict {
        Verdict::Undecided { why } => why,
        _ => panic!("{report:?}"),
    }
}

#[test]
fn a_panic_among_guards_is_a_verdict() {
    for engine in MODELS {
        let report = Check::new(engine).run::<PanicWithTwoPermits>();
        assert_eq!(report.fault_kind(), Some(FaultKind::Assertion), "{report:?}");
    }
}

#[test]
fn two_inside_of_a_lock_are_a_data_race_on_every_model() {
    for engine in MODELS {
        let report = Check::new(engine).run::<TwoInside>();
        assert_eq!(report.fault_kind(), Some(FaultKind::DataRace), "{report:?}");
    }
}

#[test]
fn a_race_in_a_task_is_a_data_race_on_every_model() {
    for engine in MODELS {
        let report = Check::new(engine).run::<RaceInATask>();
        assert_eq!(report.fault_kind(), Some(FaultKind::DataRace), "{report:?}");
    }
}

#[test]
fn no_run_is_no_verdict() {
    for engine in [Engine::Native, Engine::ShuttleRandom, Engine::Loom, Engine::Weave] {
        assert_eq!(why::<Crowd<1>>(Check::new(engine).straight().runs(0)), Why::Runs, "{engine}");
    }
}

#[test]
fn the_allowed_number_of_runs_is_kept_and_said() {
    for engine in [Engine::Loom, Engine::ShuttleDfs, Engine::Weave] {
        let check = Check::new(engine).straight().level(Level::Fine).runs(10);
        let report = check.run::<ticket_sale::Locked>();
        assert_eq!(report.executions, 10, "{engine}");
        assert!(matches!(report.verdict, Verdict::Undecided { why: Why::Runs }), "{engine}");
    }
}

#[test]
fn the_allowed_time_is_kept_and_said() {
    for engine in [Engine::Loom, Engine::ShuttleDfs, Engine::Weave] {
        let check = Check::new(engine).straight().level(Level::Fine).budget(Duration::ZERO);
        assert_eq!(why::<ticket_sale::Locked>(check), Why::Time, "{engine}");
    }
}

#[test]
fn too_many_steps_are_no_fault() {
    for engine in MODELS {
        let mut check = Check::new(engine).straight().level(Level::Fine);
        // Weave counts those of each thread.
        check.bounds.steps = Some(6);
        assert_eq!(why::<ticket_sale::Locked>(check), Why::Steps, "{engine}");
    }
}

/// When everything is too much, the last bound that was finished still holds, and is named.
#[test]
fn what_was_finished_is_said() {
    let report = Check::new(Engine::Loom).runs(60).run::<ticket_sale::Locked>();
    assert!(matches!(report.verdict, Verdict::Holds { scope: Scope::Bounded }), "{report:?}");
    assert!(report.bounds.preemptions.is_some(), "{report:?}");
    assert_eq!(report.executions, 60);
}

#[test]
fn drawn_runs_are_a_sample() {
    let report = Check::new(Engine::ShuttleRandom).runs(100).run::<ticket_sale::Locked>();
    assert!(matches!(report.verdict, Verdict::Holds { scope: Scope::Sampled }), "{report:?}");
    assert_eq!(report.executions, 100);
}

#[test]
fn a_run_of_one_thread_is_vacuous() {
    for engine in [Engine::Native, Engine::Loom, Engine::ShuttleDfs, Engine::Weave] {
        assert!(Check::new(engine).run::<Crowd<0>>().is_vacuous, "{engine}");
        assert!(!Check::new(engine).run::<Crowd<1>>().is_vacuous, "{engine}");
    }
}

#[test]
fn more_threads_than_loom_has_are_unsupported() {
    let why = why::<Crowd<5>>(Check::new(Engine::Loom));
    assert_eq!(why, Why::Unsupported("loom runs at most 5 threads".to_owned()));
}

#[test]
fn crossed_locks_are_a_verdict_on_every_engine() {
    for engine in Engine::ALL {
        let report = Check::new(engine).run::<plate_and_chopsticks::Crossed>();
        // Real threads may be lucky.
        if engine.is_model() || report.fault_kind().is_some() {
            let Verdict::Breaks { fault, .. } = &report.verdict else { panic!("{report:?}") };
            let text = fault.to_string();
            assert!(text.contains("ann holds plate since"), "{engine}: {text}");
            assert!(text.contains("ben holds chopsticks since"), "{engine}: {text}");
            assert!(text.contains("plate_and_chopsticks.rs:"), "{engine}: {text}");
        }
    }
}

#[test]
fn a_partial_deadlock_names_who_is_not_in_it() {
    let report = Check::new(Engine::Loom).run::<stuck::BesideOthers>();
    let Verdict::Breaks { extent: Some(extent), .. } = report.verdict else { panic!() };
    let is_stuck = |name: &str| extent.stuck.iter().any(|stuck| stuck == name);
    assert!(is_stuck("ann") && is_stuck("ben"), "{extent:?}");
    assert!(!is_stuck("cleo") && !is_stuck("dan"), "{extent:?}");
}

#[test]
fn a_thread_that_is_forgotten_is_found_on_every_engine() {
    for engine in Engine::ALL {
        let report = Check::new(engine).run::<ForgottenThread>();
        assert_eq!(report.fault_kind(), Some(FaultKind::NeverWoken), "{report:?}");
    }
}

#[test]
fn a_lock_opens_when_a_panic_is_caught() {
    for engine in MODELS {
        let report = Check::new(engine).run::<CaughtPanic>();
        let Verdict::Holds { scope } = report.verdict else { panic!("{report:?}") };
        // loom's gate is left only when the unwinding is over, and that is said.
        let bounded = scope == Scope::Bounded;
        assert_eq!(bounded, engine == Engine::Loom, "{engine}: {scope:?}");
    }
}

/// Something happens for ever: that is neither a standstill nor a success.
#[test]
fn a_run_without_end_is_undecided() {
    let check = Check::new(Engine::Native).budget(Duration::from_millis(100));
    assert_eq!(why::<TakeTurnsForEver>(check), Why::Time);
    for engine in [Engine::Loom, Engine::ShuttleDfs, Engine::Weave] {
        assert_eq!(why::<TakeTurnsForEver>(Check::new(engine)), Why::Steps, "{engine}");
    }
}

/// Each on a thread of its own, engines must not harm checks that run beside them.
#[test]
fn failing_checks_run_side_by_side() {
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..10 {
                    for engine in [Engine::Loom, Engine::ShuttleRandom, Engine::Weave] {
                        let deadlock = Check::new(engine).run::<plate_and_chopsticks::Crossed>();
                        assert_eq!(deadlock.fault_kind(), Some(FaultKind::Deadlock));
                        let race = Check::new(engine).run::<ticket_sale::Unlocked>();
                        assert_eq!(race.fault_kind(), Some(FaultKind::Assertion));
                    }
                }
            });
        }
    });
}

#[test]
#[should_panic(expected = "an ordinary panic")]
fn other_panics_are_still_panics() {
    let _ = Check::new(Engine::Loom).run::<plate_and_chopsticks::Crossed>();
    panic!("an ordinary panic");
}
