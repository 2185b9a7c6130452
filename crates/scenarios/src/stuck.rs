//! What becomes of a run in which one part goes wrong and the rest could go on.

use std::sync::Arc;

use runtime::Runtime;
use sync::Lock;
use trace::FaultKind;

use crate::plate_and_chopsticks::{diner, two_locks};
use crate::tally::Tally;
use crate::{Cx, Expect, NoParams, Scenario, Variable};

/// A thread ends and has not released its lock.
#[derive(Debug)]
pub struct NeverReleased;

/// Two threads wait for one another, and two others have nothing to do with it.
#[derive(Debug)]
pub struct BesideOthers;

/// A thread panics while it holds a lock.
#[derive(Debug)]
pub struct PanicInside;

/// Two objects own one another.
#[derive(Debug)]
pub struct CycleOfOwners;

impl Scenario for NeverReleased {
    const NAME: &'static str = "stuck/never-released";
    const STORY: &'static str = "A worker takes the key, goes home and forgets to put it back. Who \
        comes next waits for somebody who is not there any more.";
    const PYTHON: &'static str = include_str!("../python/stuck/never-released.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverReleased);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let key = Arc::new(Lock::<(), R>::new_in(()).named("key"));
        let worker = cx.spawn("ann", {
            let key = Arc::clone(&key);
            // The mistake: a guard that is forgotten releases nothing.
            move || std::mem::forget(key.lock())
        });
        cx.join_all([worker]);
        drop(key.lock());
    }
}

impl Scenario for BesideOthers {
    const NAME: &'static str = "stuck/beside-others";
    const STORY: &'static str = "Ann and Ben wait for one another with plate and chopsticks, while \
        two others come and go. That somebody still moves does not mean that all is well.";
    const PYTHON: &'static str = include_str!("../python/stuck/beside-others.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Deadlock);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let [plate, chopsticks] = two_locks::<R>();
        let eaten = Tally::default();
        let bystanders = ["cleo", "dan"].map(|name| {
            // Each has a glass of its own, so that neither depends on anybody.
            let glass = Variable::<R>::new(format!("glass of {name}"), 1);
            cx.spawn(name, move || glass.set(0))
        });
        let diners = [
            diner(*cx, "ann", [&plate, &chopsticks], 1, &eaten),
            diner(*cx, "ben", [&chopsticks, &plate], 1, &eaten),
        ];
        cx.join_all(bystanders);
        cx.join_all(diners);
    }
}

impl Scenario for PanicInside {
    const NAME: &'static str = "stuck/panic-inside";
    const STORY: &'static str = "A cook drops the pan while holding the kitchen's lock, and the lock \
        is released all the same. The others go on, and whoever joins the cook hears of it.";
    const PYTHON: &'static str = include_str!("../python/stuck/panic-inside.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Panic);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let kitchen = Arc::new(Lock::<u32, R>::new_in(0).named("kitchen"));
        let other = cx.spawn("ben", {
            let kitchen = Arc::clone(&kitchen);
            move || *kitchen.lock() += 1
        });
        let clumsy = cx.spawn("ann", move || {
            let mut dishes = kitchen.lock();
            *dishes += 1;
            panic!("the pan is on the floor");
        });
        cx.join_all([other, clumsy]);
    }
}

impl Scenario for CycleOfOwners {
    const NAME: &'static str = "stuck/cycle-of-owners";
    const STORY: &'static str = "Two friends keep each other's address, and each is kept alive by \
        the other. When everybody else has forgotten them they are still there.";
    const PYTHON: &'static str = include_str!("../python/stuck/cycle-of-owners.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Leak);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        let [ann, ben] = ["ann", "ben"].map(|name| Arc::new(Friend::<R>::new(name)));
        let threads = [(&ann, &ben), (&ben, &ann)].map(|(one, other)| {
            let (one, other) = (Arc::clone(one), Arc::clone(other));
            // The mistake: one of the two should be a `Weak`.
            cx.spawn(one.name, move || *one.friend.lock() = Some(other))
        });
        cx.join_all(threads);
    }
}

struct Friend<R: Runtime> {
    name: &'static str,
    friend: Lock<Option<Arc<Friend<R>>>, R>,
}

impl<R: Runtime> Friend<R> {
    #[track_caller]
    fn new(name: &'static str) -> Self {
        Self { name, friend: Lock::new_in(None).named(format!("friend of {name}")) }
    }
}
