//! A daemon that waits when everybody else is over is no fault. That anybody else waits is one, with or
//! without daemons beside.
#![cfg(all(feature = "loom", feature = "shuttle"))]

use std::sync::Arc;
use std::time::Duration;

use check::{Bounds, Check, Engine, Level, Report, Scope, Verdict};
use runtime::Ordering::{Relaxed, SeqCst};
use runtime::{Atomic, AtomicInt, Runtime, Thread};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::{Condition, Event, Lock, Semaphore};
use trace::FaultKind;

macro_rules! scenario {
    ($(#[$about:meta])* $name:ident $text:literal $expect:expr, |$cx:ident| $body:block) => {
        $(#[$about])*
        struct $name;

        impl Scenario for $name {
            const NAME: &'static str = $text;
            const EXPECT: Expect = $expect;
            type Params = NoParams;

            fn run<R: Runtime>($cx: &Cx<R, NoParams>) $body
        }
    };
}

const NEVER_WOKEN: Expect = Expect::Breaks(FaultKind::NeverWoken);
const ASSERTION: Expect = Expect::Breaks(FaultKind::Assertion);

scenario! {
    /// Main does something of its own meanwhile.
    WaitsForEver "daemons/waits-for-ever" Expect::Holds, |_cx| {
        let never = Event::<R>::new_in().named("never");
        let word = Arc::new(R::AtomicU32::new(0));
        let seen = Arc::clone(&word);
        drop(R::spawn_daemon("daemon", move || {
            seen.fetch_add(1, SeqCst);
            never.wait();
        }));
        word.fetch_add(1, SeqCst);
    }
}

scenario! {
    /// The mistake: it is no daemon.
    NonDaemonWaits "daemons/non-daemon-waits" NEVER_WOKEN, |_cx| {
        let never = Event::<R>::new_in().named("never");
        let word = Arc::new(R::AtomicU32::new(0));
        let seen = Arc::clone(&word);
        drop(R::spawn("thread", move || {
            seen.fetch_add(1, SeqCst);
            never.wait();
        }));
        word.fetch_add(1, SeqCst);
    }
}

scenario! {
    /// Whether the permit is given early or late, the second acquire waits for ever.
    WaitsForPermit "daemons/waits-for-permit" Expect::Holds, |_cx| {
        let semaphore = Arc::new(Semaphore::<R>::new_in(0).named("semaphore"));
        let theirs = Arc::clone(&semaphore);
        drop(R::spawn_daemon("daemon", move || loop {
            theirs.acquire().forget();
        }));
        semaphore.release().expect("there is room for it");
    }
}

scenario! {
    /// Main waits, too, and for good: that a daemon does is no excuse.
    MainStuck "daemons/main-stuck" NEVER_WOKEN, |_cx| {
        let never = Arc::new(Event::<R>::new_in().named("never"));
        let theirs = Arc::clone(&never);
        drop(R::spawn_daemon("daemon", move || theirs.wait()));
        never.wait();
    }
}

scenario! {
    /// Main waits for a daemon, which waits for ever.
    MainJoins "daemons/main-joins" NEVER_WOKEN, |_cx| {
        let never = Event::<R>::new_in().named("never");
        R::spawn_daemon("daemon", move || never.wait()).join();
    }
}

scenario! {
    /// A thread is stuck behind what a daemon keeps.
    StuckBehindDaemon "daemons/stuck-behind-daemon" NEVER_WOKEN, |_cx| {
        let lock = Arc::new(Lock::<u32, R>::new_in(0).named("lock"));
        let theirs = Arc::clone(&lock);
        drop(R::spawn_daemon("daemon", move || {
            let never = Event::<R>::new_in().named("never");
            let _guard = theirs.lock();
            never.wait();
        }));
        *lock.lock() += 1;
    }
}

scenario! {
    /// One daemon keeps a lock and waits for ever, one waits for the lock, one for a daemon.
    WaitForEachOther "daemons/wait-for-each-other" Expect::Holds, |_cx| {
        let lock = Arc::new(Lock::<u32, R>::new_in(0).named("lock"));
        let work = |lock: Arc<Lock<u32, R>>| move || {
            let never = Event::<R>::new_in().named("never");
            let _guard = lock.lock();
            never.wait();
        };
        drop(R::spawn_daemon("first", work(Arc::clone(&lock))));
        drop(R::spawn_daemon("second", move || R::spawn_daemon("third", work(lock)).join()));
    }
}

scenario! {
    /// Main takes a lock that a daemon may have, for a while.
    SharesALock "daemons/shares-a-lock" Expect::Holds, |_cx| {
        let lock = Arc::new(Lock::<u32, R>::new_in(0).named("lock"));
        let theirs = Arc::clone(&lock);
        drop(R::spawn_daemon("daemon", move || {
            let never = Event::<R>::new_in().named("never");
            *theirs.lock() += 1;
            never.wait();
        }));
        let mut value = lock.lock();
        *value += 1;
        R::outcome("value", *value);
    }
}

scenario! {
    /// What a daemon does counts, also when main is over.
    FailsLate "daemons/fails-late" ASSERTION, |_cx| {
        let word = Arc::new(R::AtomicU32::new(0));
        let seen = Arc::clone(&word);
        drop(R::spawn_daemon("daemon", move || assert_eq!(seen.load(Relaxed), 0, "main was first")));
        word.store(1, Relaxed);
    }
}

scenario! {
    /// Ends like any other thread, and main does not wait for it.
    EndsByItself "daemons/ends-by-itself" Expect::Holds, |_cx| {
        let word = Arc::new(R::AtomicU32::new(0));
        let seen = Arc::clone(&word);
        drop(R::spawn_daemon("daemon", move || {
            R::outcome("seen", seen.load(Relaxed));
        }));
        word.store(1, Relaxed);
    }
}

scenario! {
    /// Polls for ever. The deadlines that others keep from passing do not pass for it alone.
    Polls "daemons/polls" Expect::Holds, |cx| {
        let cx = *cx;
        let never = Event::<R>::new_in().named("never");
        let word = Arc::new(R::AtomicU32::new(0));
        let beats = Arc::clone(&word);
        drop(R::spawn_daemon("daemon", move || {
            while !never.wait_until(cx.soon()) {
                beats.fetch_add(1, Relaxed);
            }
        }));
        word.load(Relaxed);
    }
}

scenario! {
    /// What it has on its stack is given back when it is ended; this is not.
    Leaks "daemons/leaks" Expect::Breaks(FaultKind::Leak), |_cx| {
        let never = Event::<R>::new_in().named("never");
        drop(R::spawn_daemon("daemon", move || {
            std::mem::forget(R::AtomicU32::new(0));
            never.wait();
        }));
        R::yield_now();
    }
}

/// Daemons take what main puts, for ever; main waits until all of it was worked on.
struct Consumers<const DAEMONS: u32, const ITEMS: u32, const FORGET: bool>;

/// How many items are still to be taken, and how many to be finished.
#[derive(Debug, Default)]
struct Counts {
    waiting: u32,
    unfinished: u32,
}

impl<const DAEMONS: u32, const ITEMS: u32, const FORGET: bool> Scenario
    for Consumers<DAEMONS, ITEMS, FORGET>
{
    const NAME: &'static str = if FORGET { "daemons/forgetful" } else { "daemons/consumers" };
    const EXPECT: Expect = if FORGET { NEVER_WOKEN } else { Expect::Holds };
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        let counts = Arc::new(Lock::<Counts, R>::new_in(Counts::default()).named("counts"));
        let put = Arc::new(Condition::<R>::new_in().named("put"));
        let finished = Arc::new(Condition::<R>::new_in().named("finished"));
        for number in 0..DAEMONS {
            let (counts, put, finished) = (counts.clone(), put.clone(), finished.clone());
            let consume = move || loop {
                let mut mine = counts.lock();
                while mine.waiting == 0 {
                    mine = put.wait(mine);
                }
                mine.waiting -= 1;
                // The mistake: the work is not counted as done.
                if !FORGET {
                    mine.unfinished -= 1;
                }
                if mine.unfinished == 0 {
                    finished.notify_all(&mine);
                }
            };
            drop(R::spawn_daemon(&format!("consumer {number}"), consume));
        }
        for _ in 0..ITEMS {
            let mut mine = counts.lock();
            mine.waiting += 1;
            mine.unfinished += 1;
            put.notify_one(&mine);
        }
        let mut mine = counts.lock();
        while mine.unfinished > 0 {
            mine = finished.wait(mine);
        }
        assert_eq!(mine.waiting, 0);
    }
}

fn check(engine: Engine, level: Level) -> Check {
    let runs = if engine.is_exhaustive() { None } else { Some(100) };
    let check = Check::new(engine).level(level).budget(Duration::from_secs(600));
    Check { bounds: Bounds { runs, ..check.bounds }, ..check }
}

fn run<S: Scenario>(engine: Engine, level: Level) -> Report {
    let report = check(engine, level).run::<S>();
    eprintln!("{level:?} {} ({} blocked)", plainweave_tests::line(&report), report.blocked);
    report
}

fn holds<S: Scenario>(engine: Engine, level: Level) {
    let report = run::<S>(engine, level);
    let Verdict::Holds { scope } = report.verdict else { panic!("{report:?}") };
    assert!(scope == Scope::Exhaustive || !engine.is_exhaustive(), "{report:?}");
}

const LEVELS: [Level; 2] = [Level::Fine, Level::Coarse];

fn holds_everywhere<S: Scenario>() {
    for engine in Engine::ALL {
        for level in LEVELS {
            holds::<S>(engine, level);
        }
    }
}

fn breaks_everywhere<S: Scenario>() {
    for engine in Engine::ALL {
        for level in LEVELS {
            let report = run::<S>(engine, level);
            // Real threads and drawn runs may be lucky.
            if report.fault_kind().is_some() || engine.is_exhaustive() {
                assert_eq!(report.fault_kind(), S::EXPECT.fault(), "{report:?}");
            }
        }
    }
}

#[test]
fn a_daemon_may_wait_for_ever() {
    holds_everywhere::<WaitsForEver>();
    holds_everywhere::<WaitsForPermit>();
    breaks_everywhere::<NonDaemonWaits>();
}

#[test]
fn whoever_is_stuck_beside_a_daemon_is_stuck() {
    breaks_everywhere::<MainStuck>();
    breaks_everywhere::<MainJoins>();
    breaks_everywhere::<StuckBehindDaemon>();
}

#[test]
fn main_stuck_beside_a_daemon_is_a_total_standstill() {
    for engine in Engine::ALL {
        let report = run::<MainStuck>(engine, Level::Coarse);
        let Verdict::Breaks { extent: Some(extent), .. } = &report.verdict else {
            panic!("{report:?}")
        };
        assert!(!extent.is_partial(), "{report:?}");
    }
}

#[test]
fn daemons_may_wait_for_each_other() {
    holds_everywhere::<WaitForEachOther>();
    holds_everywhere::<SharesALock>();
}

#[test]
fn what_a_daemon_does_counts() {
    breaks_everywhere::<FailsLate>();
    holds_everywhere::<EndsByItself>();
}

#[test]
fn a_daemon_gives_back_what_it_has_on_its_stack() {
    breaks_everywhere::<Leaks>();
}

#[test]
fn deadlines_do_not_pass_for_daemons_alone() {
    for engine in [Engine::Loom, Engine::ShuttleDfs, Engine::Weave, Engine::WeaveSc] {
        let mut check = check(engine, Level::Coarse);
        check.bounds.early_expiries = Some(1);
        let report = check.run::<Polls>();
        assert!(matches!(report.verdict, Verdict::Holds { .. }), "{report:?}");
    }
    holds::<Polls>(Engine::Native, Level::Fine);
}

#[test]
fn consumers_may_go_on_waiting_when_all_is_consumed() {
    for engine in Engine::ALL {
        holds::<Consumers<1, 1, false>>(engine, Level::Coarse);
        let report = run::<Consumers<1, 1, true>>(engine, Level::Coarse);
        assert_eq!(report.fault_kind(), Some(FaultKind::NeverWoken), "{report:?}");
    }
    for engine in [Engine::Native, Engine::ShuttleRandom, Engine::Weave] {
        holds::<Consumers<2, 1, false>>(engine, Level::Coarse);
    }
}
