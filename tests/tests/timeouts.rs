//! A deadline passes at any moment; a run in which nobody else can move goes on; and data is chosen
//! in every way.
#![cfg(all(feature = "loom", feature = "shuttle"))]

use std::sync::Arc;

use check::{Check, Engine, Level, Report, Scope, Verdict, Why};
use runtime::Ordering::SeqCst;
use runtime::{Atomic, AtomicInt, Futex, Runtime, Thread, Wait};
use scenarios::{Cx, NoParams, Scenario};
use sync::Event;

/// Two threads sleep once each on the same word; each wakes one before it does.
struct TwoTimedWaits;

/// A thread asks again and again, with a timeout, whether an event is set.
struct Polling;

/// Two threads wait for what never happens, each with a deadline of its own.
struct TwoLastResorts;

/// Two threads draw one of three each.
struct TwoDraws;

impl Scenario for TwoTimedWaits {
    const NAME: &'static str = "timeouts/two";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let cx = *cx;
        let word = Arc::new(R::Futex::new(0));
        let woken = Arc::new(R::AtomicU32::new(0));
        let visit = {
            let woken = Arc::clone(&woken);
            move |word: &R::Futex| {
                word.wake_one();
                if word.wait(0, cx.soon()) == Wait::Woken {
                    woken.fetch_add(1, SeqCst);
                }
            }
        };
        let other = cx.spawn("other", {
            let (word, visit) = (Arc::clone(&word), visit.clone());
            move || visit(&word)
        });
        visit(&word);
        other.join();
        let woken = woken.load(SeqCst);
        R::outcome("woken", woken);
        // Whoever sleeps last has nobody left to wake it.
        assert!(woken <= 1);
    }
}

impl Scenario for Polling {
    const NAME: &'static str = "timeouts/polling";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let event = Arc::new(Event::<R>::new_in().named("event"));
        let setter = cx.spawn("setter", {
            let event = Arc::clone(&event);
            move || event.set()
        });
        while !event.wait_until(cx.soon()) {}
        setter.join();
    }
}

impl Scenario for TwoLastResorts {
    const NAME: &'static str = "timeouts/two-last-resorts";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let cx = *cx;
        let first = Arc::new(R::AtomicU32::new(0));
        let waiters = [1, 2].map(|number| {
            let first = Arc::clone(&first);
            cx.spawn(format!("waiter {number}"), move || {
                let never = R::Futex::new(0);
                assert_eq!(never.wait(0, cx.soon()), Wait::TimedOut);
                let _ = first.compare_exchange(0, number, SeqCst, SeqCst);
            })
        });
        cx.join_all(waiters);
        R::outcome("first", first.load(SeqCst));
    }
}

impl Scenario for TwoDraws {
    const NAME: &'static str = "choices/two-draws";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let drawn = Arc::new(R::AtomicU32::new(0));
        let other = cx.spawn("other", {
            let drawn = Arc::clone(&drawn);
            move || {
                drawn.fetch_add(R::choose(3), SeqCst);
            }
        });
        let mine = R::choose(3);
        other.join();
        R::outcome("drawn", format!("{mine} and {}", drawn.load(SeqCst)));
    }
}

/// How many values there are to draw from depends on who comes first.
struct VaryingDraw;

impl Scenario for VaryingDraw {
    const NAME: &'static str = "choices/varying-draw";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let flag = Arc::new(R::AtomicU32::new(0));
        let other = cx.spawn("other", {
            let flag = Arc::clone(&flag);
            move || flag.store(1, SeqCst)
        });
        let values = if flag.load(SeqCst) == 0 { 2 } else { 3 };
        let drawn = R::choose(values);
        assert!(drawn < values);
        R::outcome("drawn", format!("{drawn} of {values}"));
        other.join();
    }
}

const ENGINES: [Engine; 4] = [Engine::Loom, Engine::ShuttleDfs, Engine::Weave, Engine::WeaveSc];

fn explore<S: Scenario>(engine: Engine, early_expiries: Option<u32>) -> Report {
    let check = Check::new(engine).level(Level::Fine).straight().early_expiries(early_expiries);
    let report = check.run::<S>();
    eprintln!("{} {engine}: {:?}", S::NAME, report.outcomes);
    report
}

fn scope(report: &Report) -> Option<Scope> {
    match report.verdict {
        Verdict::Holds { scope } => Some(scope),
        Verdict::Breaks { .. } | Verdict::Undecided { .. } => None,
    }
}

fn outcomes(report: &Report) -> Vec<&str> {
    report.outcomes.keys().map(String::as_str).collect()
}

#[test]
fn a_deadline_may_pass_at_any_moment() {
    for engine in ENGINES {
        let report = explore::<TwoTimedWaits>(engine, None);
        assert_eq!(scope(&report), Some(Scope::Exhaustive));
        assert_eq!(outcomes(&report), ["woken = 0", "woken = 1"], "{engine}");
    }
}

/// Also when none may pass early. Then the verdict says that this was a bound.
#[test]
fn a_deadline_passes_when_nobody_else_can_move() {
    for engine in ENGINES {
        let report = explore::<TwoTimedWaits>(engine, Some(0));
        assert_eq!(scope(&report), Some(Scope::Bounded), "{engine}");
    }
}

/// If several are left who sleep with a deadline, each may be the first whose deadline passes.
#[test]
fn every_last_resort_is_tried() {
    for engine in ENGINES {
        let report = explore::<TwoLastResorts>(engine, Some(0));
        assert_eq!(outcomes(&report), ["first = 1", "first = 2"], "{engine}");
    }
}

/// A bound that was never in the way makes no verdict weaker.
#[test]
fn an_expiry_bound_that_is_not_reached_does_not_matter() {
    for engine in ENGINES {
        assert_eq!(scope(&explore::<TwoTimedWaits>(engine, Some(5))), Some(Scope::Exhaustive));
    }
}

#[test]
fn polling_for_ever_is_undecided_and_bounded_polling_says_so() {
    let report = explore::<Polling>(Engine::Loom, None);
    assert!(matches!(report.verdict, Verdict::Undecided { why: Why::Steps }), "{report:?}");
    for engine in ENGINES {
        assert_eq!(scope(&explore::<Polling>(engine, Some(2))), Some(Scope::Bounded), "{engine}");
    }
}

#[test]
fn every_choice_is_tried() {
    for engine in ENGINES {
        let report = explore::<TwoDraws>(engine, None);
        assert_eq!(report.outcomes.len(), 9, "{engine}: {:?}", report.outcomes);
    }
}

#[test]
fn the_number_of_choices_may_depend_on_the_schedule() {
    for engine in ENGINES {
        let report = explore::<VaryingDraw>(engine, None);
        assert!(scope(&report).is_some(), "{report:?}");
        assert_eq!(report.outcomes.len(), 5, "{engine}: {:?}", report.outcomes);
    }
}
