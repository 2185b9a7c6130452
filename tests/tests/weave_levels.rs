//! What both levels cost on Weave: at the coarse one, as many executions as the engine's own locks
//! have; and that both tell the same results apart.

use std::collections::BTreeSet;
use std::sync::Arc;

use check::{Check, Engine, Level, Report, Scope, Verdict};
use runtime::{Runtime, Thread};
use scenarios::{Cx, NoParams, Scenario};
use sync::{Barrier, Condition, Event, Lock, Semaphore};

/// So many threads lock once each.
struct Locks<const THREADS: u32>;

impl<const THREADS: u32> Scenario for Locks<THREADS> {
    const NAME: &'static str = "lock/once-each";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let order = Arc::new(Lock::<Vec<u32>, R>::new_in(Vec::new()));
        let threads: Vec<_> = (0..THREADS)
            .map(|number| {
                let order = Arc::clone(&order);
                cx.spawn("locker", move || order.lock().push(number))
            })
            .collect();
        cx.join_all(threads);
        R::outcome("order", format!("{:?}", *order.lock()));
    }
}

/// So many philosophers, each of whom takes the fork to the left and then that to the right.
struct Philosophers<const COUNT: usize>;

impl<const COUNT: usize> Scenario for Philosophers<COUNT> {
    const NAME: &'static str = "philosophers/left-first";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        dine(cx, COUNT, |number| (number, (number + 1) % COUNT));
    }
}

/// So many philosophers, each of whom takes the fork with the lower number first.
struct OrderedPhilosophers<const COUNT: usize>;

impl<const COUNT: usize> Scenario for OrderedPhilosophers<COUNT> {
    const NAME: &'static str = "philosophers/lower-first";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        dine(cx, COUNT, |number| {
            let other = (number + 1) % COUNT;
            (number.min(other), number.max(other))
        });
    }
}

fn dine<R: Runtime>(
    cx: &Cx<R, NoParams>,
    count: usize,
    forks_of: impl Fn(usize) -> (usize, usize),
) {
    let forks: Vec<_> = (0..count).map(|_| Arc::new(Lock::<(), R>::new_in(()))).collect();
    let threads: Vec<_> = (0..count)
        .map(|number| {
            let (first, second) = forks_of(number);
            let (first, second) = (Arc::clone(&forks[first]), Arc::clone(&forks[second]));
            cx.spawn("philosopher", move || {
                let _first = first.lock();
                let _second = second.lock();
            })
        })
        .collect();
    cx.join_all(threads);
}

/// Three sellers sell two tickets under a lock.
struct Sale;

impl Scenario for Sale {
    const NAME: &'static str = "sale";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let left = Arc::new(Lock::<u32, R>::new_in(2));
        let sell = {
            let left = Arc::clone(&left);
            move || {
                let mut left = left.lock();
                let sold = *left > 0;
                *left -= u32::from(sold);
                R::outcome("left", *left);
            }
        };
        let sellers = [cx.spawn("ann", sell.clone()), cx.spawn("ben", sell.clone())];
        sell();
        cx.join_all(sellers);
    }
}

/// Two threads wait for an event that a third one sets.
struct Events;

impl Scenario for Events {
    const NAME: &'static str = "event/two-wait";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let event = Arc::new(Event::<R>::new_in());
        let wait = {
            let event = Arc::clone(&event);
            move || event.wait()
        };
        let waiters = [cx.spawn("ann", wait.clone()), cx.spawn("ben", wait)];
        event.set();
        cx.join_all(waiters);
    }
}

/// One waits until another one has put something there.
struct Conditions;

impl Scenario for Conditions {
    const NAME: &'static str = "condition/hand-over";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let place = Arc::new((Lock::<u32, R>::new_in(0), Condition::<R>::new_in()));
        let taker = cx.spawn("taker", {
            let place = Arc::clone(&place);
            move || {
                let mut item = place.0.lock();
                let mut waited = 0;
                while *item == 0 {
                    item = place.1.wait(item);
                    waited += 1;
                }
                R::outcome("waited", waited);
            }
        });
        *place.0.lock() = 1;
        place.1.notify_one(&place.0.lock());
        taker.join();
    }
}

/// Two threads meet twice.
struct Barriers;

impl Scenario for Barriers {
    const NAME: &'static str = "barrier/two-meet";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let barrier = Arc::new(Barrier::<R>::new_in(2));
        let other = cx.spawn("other", {
            let barrier = Arc::clone(&barrier);
            move || {
                assert!(barrier.wait().is_ok());
            }
        });
        assert!(barrier.wait().is_ok());
        other.join();
    }
}

/// Three threads share two permits.
struct Semaphores;

impl Scenario for Semaphores {
    const NAME: &'static str = "semaphore/three-share-two";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let permits = Arc::new(Semaphore::<R>::new_in(2));
        let visit = {
            let permits = Arc::clone(&permits);
            move || drop(permits.acquire())
        };
        let others = [cx.spawn("ann", visit.clone()), cx.spawn("ben", visit.clone())];
        visit();
        cx.join_all(others);
    }
}

fn explore<S: Scenario<Params = NoParams>>(engine: Engine, level: Level) -> Report {
    let report = Check::new(engine).level(level).straight().early_expiries(None).budget(std::time::Duration::from_secs(10)).run::<S>();
    eprintln!(
        "{:26} {engine:11} {level:?}: {:>8} {:10.2?} {}",
        S::NAME,
        report.executions,
        report.wall,
        match &report.verdict {
            Verdict::Holds { scope } => scope.name().to_owned(),
            Verdict::Breaks { fault, .. } => fault.to_string(),
            Verdict::Undecided { why } => why.to_string(),
        }
    );
    report
}

#[test]
fn measure() {
    fn on_all<S: Scenario<Params = NoParams>>() {
        for level in [Level::Coarse, Level::Fine] {
            for engine in [Engine::Weave, Engine::Loom, Engine::ShuttleDfs] {
                explore::<S>(engine, level);
            }
        }
    }
    on_all::<Locks<2>>();
    on_all::<Locks<3>>();
    for engine in [Engine::Weave, Engine::Loom, Engine::ShuttleDfs] { explore::<Locks<4>>(engine, Level::Coarse);  explore::<OrderedPhilosophers<3>>(engine, Level::Coarse); }
    explore::<Locks<5>>(Engine::Weave, Level::Coarse);
    on_all::<Sale>();
    on_all::<Events>();
    on_all::<Conditions>();
    on_all::<Barriers>();
    on_all::<Semaphores>();
    explore::<Philosophers<3>>(Engine::Weave, Level::Coarse);
    explore::<OrderedPhilosophers<3>>(Engine::Weave, Level::Coarse);
    explore::<OrderedPhilosophers<5>>(Engine::Weave, Level::Coarse);
    explore::<OrderedPhilosophers<10>>(Engine::Weave, Level::Coarse);
}
