//! The catalogue on real threads. What may block for ever is left out.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use plainweave_scenarios::{
    Cx, Expect, Params, Scenario, Visitor, back_pressure, bank_transfer, counter, hand_over,
    joinable, memory, philosophers, printer, producers_consumers, readers_writers, server_boot,
    sleeping_barber, stuck, ticket_sale, unisex_bathroom, visit_all, washroom, water,
};
use runtime::Native;
use trace::FaultKind;

const RUNS: u32 = 3;

fn run<S: Scenario>(params: S::Params) {
    S::run::<Native>(&Cx::new(params));
}

struct RunHolding;

impl Visitor for RunHolding {
    fn visit<S: Scenario>(&mut self) {
        if S::EXPECT == Expect::Holds {
            for _ in 0..RUNS {
                run::<S>(S::Params::for_native());
                run::<S>(S::Params::for_models());
            }
        }
    }
}

#[test]
fn what_holds_holds_on_real_threads() {
    visit_all(&mut RunHolding);
}

/// Whether the threads really come into each other's way is up to the scheduler; but if they do,
/// the fault is this one.
fn breaks_if_at_all<S: Scenario>(fault: FaultKind) {
    for _ in 0..RUNS {
        let job = AssertUnwindSafe(|| run::<S>(S::Params::for_native()));
        if let Err(panic) = catch_unwind(job) {
            let message = message(&*panic);
            assert_eq!(FaultKind::of_panic(message), fault, "{}: {message}", S::NAME);
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or(panic.downcast_ref::<String>().map(String::as_str))
        .expect("a panic with a message")
}

fn breaks_as_declared_if_at_all<S: Scenario>() {
    breaks_if_at_all::<S>(S::EXPECT.fault().expect("a scenario that breaks"));
}

#[test]
fn what_breaks_without_blocking_breaks_as_declared() {
    breaks_as_declared_if_at_all::<ticket_sale::Unlocked>();
    breaks_as_declared_if_at_all::<counter::Unlocked>();
    breaks_as_declared_if_at_all::<printer::Unlocked>();
    breaks_as_declared_if_at_all::<philosophers::BackOff>();
    breaks_as_declared_if_at_all::<washroom::NoLimit>();
    breaks_as_declared_if_at_all::<producers_consumers::TooEarly>();
    breaks_as_declared_if_at_all::<joinable::TaskDoneFirst>();
    breaks_as_declared_if_at_all::<back_pressure::Unbounded>();
    breaks_as_declared_if_at_all::<bank_transfer::Unlocked>();
    breaks_as_declared_if_at_all::<readers_writers::CountedEarly>();
    breaks_as_declared_if_at_all::<readers_writers::ReadersOvertake>();
    breaks_as_declared_if_at_all::<sleeping_barber::LooksThenSits>();
    breaks_as_declared_if_at_all::<unisex_bathroom::OneSwitch>();
    breaks_as_declared_if_at_all::<unisex_bathroom::NoTurnstile>();
    breaks_as_declared_if_at_all::<water::PlacesAlone>();
    breaks_as_declared_if_at_all::<water::PlaceBackEarly>();
    breaks_as_declared_if_at_all::<stuck::PanicInside>();
}

/// On real threads nobody sees a data race as such. Where the machine reorders, its effect shows.
#[test]
fn a_data_race_shows_by_its_effect_if_at_all() {
    breaks_if_at_all::<server_boot::PlainFlag>(FaultKind::Assertion);
    breaks_if_at_all::<memory::RelaxedPublish>(FaultKind::Assertion);
}

/// One consumer has nobody who could be faster.
#[test]
fn one_consumer_may_look_once() {
    run::<hand_over::If>(hand_over::Sizes { consumers: 1 });
}

#[test]
fn the_smallest_sizes_work() {
    run::<ticket_sale::Locked>(ticket_sale::Sizes { tickets: 0, buyers: 1 });
    run::<printer::Locked>(printer::Sizes { colleagues: 1, pages: 1 });
    run::<philosophers::Waiter>(philosophers::Guests { philosophers: 2, meals: 1 });
    run::<philosophers::CleanForks>(philosophers::Guests { philosophers: 2, meals: 1 });
    run::<unisex_bathroom::Turnstile>(unisex_bathroom::Sizes { places: 1, women: 0, men: 0 });
    run::<water::PlacesAndBarrier>(water::Pure { molecules: 1 });
}
