//! A barber who sleeps while nobody waits, and a waiting room with few chairs.
//!
//! ```text
//! each customer:  [look for a free chair, and sit down]      two lines that matter
//!                 tell the barber;  wait for the haircut;    or go away if there was none
//! barber:         [look for a customer, and sleep if there is none]
//!                 call one in;  cut
//! ```
//!
//! *Invariant*: there are never more in the waiting room than chairs, and every customer gets a
//! haircut or is turned away.
//!
//! Both look first and act then, and in between neither may be overtaken.

use std::sync::Arc;

use runtime::Runtime;
use sync::{Condition, Lock, LockGuard, Semaphore};
use trace::FaultKind;

use crate::people::person;
use crate::tally::Tally;
use crate::{Cx, Expect, Params, Scenario};

crate::params! {
    /// How large the shop is, and how many come.
    pub struct Sizes {
        /// Chairs in the waiting room.
        chairs: 1 in models, 3 natively, within 1..=64;
        /// People who want a haircut.
        customers: 2 in models, 20 natively, within 1..=64;
    }
}

crate::params! {
    /// How large a shop is that never turns anybody away.
    pub struct Roomy {
        /// Chairs in the waiting room.
        chairs: 1 in models, 20 natively, within 1..=64;
        /// People who want a haircut.
        customers: 1 in models, 20 natively, within 1..=64;
    }
}

/// Looking and acting are one step, under the lock of the waiting room.
#[derive(Debug)]
pub struct OneStep;

/// The barber lets go of the lock between looking and falling asleep.
#[derive(Debug)]
pub struct LooksThenSleeps;

/// Customers let go of the lock between looking and sitting down.
#[derive(Debug)]
pub struct LooksThenSits;

impl Scenario for OneStep {
    const NAME: &'static str = "sleeping-barber/one-step";
    const STORY: &'static str = "Customers look for a chair and sit down with the lock in hand, and the \
        barber looks for customers and falls asleep in one step. Everybody is served or turned away.";
    const PYTHON: &'static str = include_str!("../python/sleeping-barber/one-step.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        open::<R, Self, _>(*cx, cx.params);
    }
}

impl Scenario for LooksThenSleeps {
    const NAME: &'static str = "sleeping-barber/looks-then-sleeps";
    const STORY: &'static str = "The barber sees an empty waiting room, and a customer sits down before \
        the barber is asleep. The barber sleeps, the customer waits, and so it stays.";
    const PYTHON: &'static str = include_str!("../python/sleeping-barber/looks-then-sleeps.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::LostWakeup);
    type Params = Roomy;

    fn run<R: Runtime>(cx: &Cx<R, Roomy>) {
        let Roomy { chairs, customers } = cx.params;
        open::<R, Self, _>(*cx, Sizes { chairs, customers });
    }
}

impl Scenario for LooksThenSits {
    const NAME: &'static str = "sleeping-barber/looks-then-sits";
    const STORY: &'static str = "Two customers see the last free chair before one of them sits down. \
        Then there are more in the waiting room than chairs.";
    const PYTHON: &'static str = include_str!("../python/sleeping-barber/looks-then-sits.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        open::<R, Self, _>(*cx, cx.params);
    }
}

/// The waiting room.
type Room<'a, R> = LockGuard<'a, Waiting, R>;

#[derive(Debug)]
struct Waiting {
    customers: u32,
    /// How many more will come today.
    to_come: u32,
}

/// What may come between looking and acting.
trait Habits {
    /// A customer has seen a free chair.
    fn before_sitting<'a, R: Runtime>(_: &'a Shop<R>, room: Room<'a, R>) -> Room<'a, R> {
        room
    }

    /// The barber has seen that nobody waits.
    fn before_sleeping<'a, R: Runtime>(_: &'a Shop<R>, room: Room<'a, R>) -> Room<'a, R> {
        room
    }
}

impl Habits for OneStep {}

impl Habits for LooksThenSits {
    fn before_sitting<'a, R: Runtime>(shop: &'a Shop<R>, room: Room<'a, R>) -> Room<'a, R> {
        // The mistake: another one may take the chair.
        drop(room);
        shop.room.lock()
    }
}

impl Habits for LooksThenSleeps {
    fn before_sleeping<'a, R: Runtime>(shop: &'a Shop<R>, room: Room<'a, R>) -> Room<'a, R> {
        // The mistake: a customer may come and wake nobody.
        drop(room);
        shop.room.lock()
    }
}

struct Shop<R: Runtime> {
    chairs: u32,
    room: Lock<Waiting, R>,
    arrived: Condition<R>,
    haircut: Semaphore<R>,
}

/// A day in the shop.
fn open<R: Runtime, H: Habits, P: Params>(cx: Cx<R, P>, sizes: Sizes) {
    let shop = Arc::new(Shop::<R> {
        chairs: sizes.chairs,
        room: Lock::new_in(Waiting { customers: 0, to_come: sizes.customers })
            .named("waiting room"),
        arrived: Condition::new_in().named("arrived"),
        haircut: Semaphore::new_in(0).named("haircut"),
    });
    let (haircuts, served) = (Tally::default(), Tally::default());
    let barber = cx.spawn("barber", {
        let (shop, haircuts) = (Arc::clone(&shop), haircuts.clone());
        move || {
            while shop.call_in::<H>() {
                haircuts.add(1);
                shop.haircut.release().expect("no more haircuts than customers");
            }
        }
    });
    let customers = (0..sizes.customers).map(|customer| {
        let (shop, served) = (Arc::clone(&shop), served.clone());
        cx.spawn(person(customer), move || {
            if shop.sit_down::<H>() {
                shop.haircut.acquire().forget();
                served.add(1);
            }
        })
    });
    cx.join_all(customers.collect::<Vec<_>>());
    cx.join_all([barber]);
    R::outcome("served", served.total());
    assert!(served.total() > 0);
    assert_eq!(haircuts.total(), served.total(), "haircuts");
}

impl<R: Runtime> Shop<R> {
    /// A customer comes; says whether there was a chair.
    fn sit_down<H: Habits>(&self) -> bool {
        let mut room = self.room.lock();
        if room.customers == self.chairs {
            // The barber need not know: where others wait, nobody sleeps.
            room.to_come -= 1;
            return false;
        }
        room = H::before_sitting(self, room);
        room.to_come -= 1;
        room.customers += 1;
        assert!(room.customers <= self.chairs);
        self.arrived.notify_one(&room);
        true
    }

    /// The barber waits for a customer and calls one in; says whether there will be any.
    fn call_in<H: Habits>(&self) -> bool {
        let mut room = self.room.lock();
        while room.customers == 0 {
            if room.to_come == 0 {
                return false;
            }
            room = H::before_sleeping(self, room);
            room = self.arrived.wait(room);
        }
        room.customers -= 1;
        true
    }
}
