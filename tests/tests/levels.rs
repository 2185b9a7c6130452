//! What the coarse level costs: no more than the checker's own lock.
//!
//! Three sellers sell two tickets under a lock. The same program runs over our lock, each operation
//! of which is one step at the coarse level, and over the checker's own mutex.
#![cfg(any(feature = "loom", feature = "shuttle"))]

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use check::{Check, Engine, Level, Report, Scope, Verdict};
use runtime::{Atomic, AtomicInt, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::Lock;

/// Three sellers sell two tickets.
struct Sale;

/// Two sellers, one of whom first looks whether the other one is selling.
struct SaleWithALook;

impl Scenario for Sale {
    const NAME: &'static str = "sale/plain";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        sale(cx, &["ann", "ben"], |_| ());
    }
}

impl Scenario for SaleWithALook {
    const NAME: &'static str = "sale/with-a-look";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        sale(cx, &["ann"], |left| {
            // Both answers must be seen, so somebody must be seen inside.
            R::outcome("busy", left.try_lock().is_none());
        });
    }
}

/// Main sells, too.
fn sale<R: Runtime>(cx: &Cx<R, NoParams>, others: &[&str], look: impl FnOnce(&Lock<u32, R>)) {
    let left = Arc::new(Lock::<u32, R>::new_in(2).named("left"));
    let sold = Arc::new(R::AtomicU32::new(0));
    let sell = {
        let (left, sold) = (Arc::clone(&left), Arc::clone(&sold));
        move || {
            let mut left = left.lock();
            let one = u32::from(*left > 0);
            *left -= one;
            drop(left);
            sold.fetch_add(one, SeqCst);
        }
    };
    let sellers: Vec<_> = others.iter().map(|name| cx.spawn(name, sell.clone())).collect();
    look(&left);
    sell();
    cx.join_all(sellers);
    assert_eq!(sold.load(SeqCst), 2, "tickets sold");
}

fn exhaust<S: Scenario<Params = NoParams>>(engine: Engine, level: Level) -> Report {
    let report = Check::new(engine).level(level).straight().run::<S>();
    let holds = matches!(report.verdict, Verdict::Holds { scope: Scope::Exhaustive });
    assert!(holds, "{report:?}");
    eprintln!("{} {engine} {level:?}: {} executions", S::NAME, report.executions);
    report
}

#[cfg(feature = "loom")]
#[test]
fn coarse_costs_no_more_than_looms_own_mutex() {
    use std::sync::atomic::AtomicU64;
    use std::sync::atomic::Ordering::Relaxed;

    let ours = exhaust::<Sale>(Engine::Loom, Level::Coarse).executions;
    let executions = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&executions);
    loom::model::Builder::new().check(move || {
        counted.fetch_add(1, Relaxed);
        let left = Arc::new(loom::sync::Mutex::new(2_u32));
        let sold = Arc::new(loom::sync::atomic::AtomicU32::new(0));
        let sell = move || {
            let mut left = left.lock().unwrap();
            let one = u32::from(*left > 0);
            *left -= one;
            drop(left);
            sold.fetch_add(one, SeqCst);
        };
        let sellers = [loom::thread::spawn(sell.clone()), loom::thread::spawn(sell.clone())];
        sell();
        for seller in sellers {
            seller.join().unwrap();
        }
    });
    let theirs = executions.load(Relaxed);
    eprintln!("loom's own mutex: {theirs} executions");
    assert!(ours <= theirs, "{ours} executions, {theirs} with loom's own mutex");
}

#[cfg(feature = "shuttle")]
#[test]
fn coarse_costs_no_more_than_shuttles_own_mutex() {
    let ours = exhaust::<Sale>(Engine::ShuttleDfs, Level::Coarse).executions;
    let runner = shuttle::Runner::new(
        runtime_shuttle::scheduler::Everything::default(),
        shuttle::Config::new(),
    );
    let theirs = runner.run(|| {
        let left = Arc::new(shuttle::sync::Mutex::new(2_u32));
        let sold = Arc::new(shuttle::sync::atomic::AtomicU32::new(0));
        let sell = move || {
            let mut left = left.lock().unwrap();
            let one = u32::from(*left > 0);
            *left -= one;
            drop(left);
            sold.fetch_add(one, SeqCst);
        };
        let sellers = [shuttle::thread::spawn(sell.clone()), shuttle::thread::spawn(sell.clone())];
        sell();
        for seller in sellers {
            seller.join().unwrap();
        }
    });
    eprintln!("Shuttle's own mutex: {theirs} executions");
    let theirs = u64::try_from(theirs).unwrap();
    assert!(ours <= theirs, "{ours} executions, {theirs} with Shuttle's own mutex");
}

/// Whoever tries a lock can tell whether somebody is inside: then unlocking is a step again, and
/// both answers are seen.
#[test]
fn who_tries_a_lock_sees_it_taken() {
    for engine in [Engine::Loom, Engine::ShuttleDfs, Engine::Weave, Engine::WeaveSc] {
        let report = exhaust::<SaleWithALook>(engine, Level::Coarse);
        let seen: Vec<&str> = report.outcomes.keys().map(String::as_str).collect();
        assert_eq!(seen, ["busy = false", "busy = true"], "{engine}");
    }
}

/// Both levels tell the same results apart.
#[test]
fn levels_agree() {
    let coarse = exhaust::<SaleWithALook>(Engine::Loom, Level::Coarse);
    let fine = Check::new(Engine::Loom).level(Level::Fine).preemptions(2).run::<SaleWithALook>();
    assert_eq!(
        coarse.outcomes.keys().collect::<Vec<_>>(),
        fine.outcomes.keys().collect::<Vec<_>>()
    );
}
