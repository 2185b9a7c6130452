//! Buyers and a ticket file: look, then read, count down and write back.
//!
//! ```text
//! each buyer:  look at the count          nobody minds how many look at once
//!              [take the lock]            the line that matters
//!              read the count
//!              if there is one left:      write the count less 1
//! ```
//!
//! *Invariant*: tickets sold and tickets left are together as many as there were.

use std::sync::Arc;

use runtime::Runtime;
use sync::{Lock, RLock};
use trace::FaultKind;

use crate::lockable::Lockable;
use crate::people::person;
use crate::tally::Tally;
use crate::ticket_file::TicketFile;
use crate::{Cx, Expect, Scenario};

crate::params! {
    /// How large a ticket sale is.
    pub struct Sizes {
        /// Tickets for sale.
        tickets: 1 in models, 3 natively, within 0..=1_000;
        /// People who want one each.
        buyers: 2 in models, 6 natively, within 1..=64;
    }
}

/// Reading the count and writing it back are two steps.
#[derive(Debug)]
pub struct Unlocked;

/// The purchase is made under a [`Lock`]; looking needs none.
#[derive(Debug)]
pub struct Locked;

/// The purchase is made under an [`RLock`].
#[derive(Debug)]
pub struct RLocked;

impl Scenario for Unlocked {
    const NAME: &'static str = "ticket-sale/unlocked";
    const STORY: &'static str = "Buyers read in a file how many tickets are left, and write back \
        one less. Two who read the same number are both sold the last ticket.";
    const PYTHON: &'static str = include_str!("../python/ticket-sale/unlocked.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        sale(*cx, |purchase| purchase());
    }
}

impl Scenario for Locked {
    const NAME: &'static str = "ticket-sale/locked";
    const STORY: &'static str = "Buyers may all look at once how many tickets are left, but only \
        the one who holds the lock buys. Exactly as many are sold as there were.";
    const PYTHON: &'static str = include_str!("../python/ticket-sale/locked.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        sale_at(*cx, Lock::<(), R>::new_in(()).named("counter"));
    }
}

impl Scenario for RLocked {
    const NAME: &'static str = "ticket-sale/rlock";
    const STORY: &'static str = "As the sale with a lock, but with one that its holder may take \
        again. To buyers who take it once it makes no difference.";
    const PYTHON: &'static str = include_str!("../python/ticket-sale/rlock.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        sale_at(*cx, RLock::<(), R>::new_in(()).named("counter"));
    }
}

/// A sale at a counter where one buyer is served at a time.
fn sale_at<R: Runtime>(cx: Cx<R, Sizes>, counter: impl Lockable) {
    let counter = Arc::new(counter);
    sale(cx, move |purchase| {
        let _turn = counter.hold();
        purchase()
    });
}

/// A sale; `served` says under which conditions a purchase, which is its argument, is made.
fn sale<R: Runtime>(
    cx: Cx<R, Sizes>,
    served: impl Fn(&dyn Fn() -> bool) -> bool + Clone + Send + 'static,
) {
    let file = Arc::new(TicketFile::<R>::holding(cx.params.tickets));
    let sold = Tally::default();
    let buyers = (0..cx.params.buyers).map(|index| {
        let (file, sold, served) = (Arc::clone(&file), sold.clone(), served.clone());
        cx.spawn(person(index), move || {
            assert!(file.read() <= cx.params.tickets);
            sold.add(served(&|| buy(cx, &file)).into());
        })
    });
    cx.join_all(buyers.collect::<Vec<_>>());
    let (sold, left) = (sold.total(), file.read());
    R::outcome("sold", sold);
    R::outcome("left", left);
    assert_eq!(sold + left, cx.params.tickets, "tickets sold and left, and tickets there were");
    // Nobody goes home without a ticket while there is one.
    assert_eq!(sold, cx.params.tickets.min(cx.params.buyers), "tickets sold");
}

/// Buys a ticket, if there is one left.
fn buy<R: Runtime>(cx: Cx<R, Sizes>, file: &TicketFile<R>) -> bool {
    let left = file.read();
    if left == 0 {
        return false;
    }
    cx.pause();
    file.write(left - 1);
    true
}
