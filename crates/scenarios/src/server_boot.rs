//! A server that boots, and clients that must not connect before it has.
//!
//! ```text
//! server:       boot;  say so
//! each client:  wait until it says so;  connect
//! ```
//!
//! *Invariant*: who connects finds the port open.
//!
//! The port is a plain variable. It is right to read it without a lock only because whatever the
//! server says, it says after it has booted, and the client connects after it has heard that.

use std::sync::Arc;

use runtime::{Runtime, Shared};
use sync::Event;
use trace::FaultKind;

use crate::people::person;
use crate::tally::Tally;
use crate::{Cx, Expect, Scenario, Variable};

crate::params! {
    /// How many wait, and how.
    pub struct Sizes {
        /// Clients.
        clients: 2 in models, 4 natively, within 1..=64;
        /// How often a client that polls looks before it waits after all. It has to be few in a
        /// model, which explores every number of looks.
        polls: 2 in models, 1_000_000 natively, within 0..=1_000_000;
    }
}

/// Clients wait for an [`Event`].
#[derive(Debug)]
pub struct ByEvent;

/// Clients look again and again at an atomic flag.
#[derive(Debug)]
pub struct Polling;

/// Clients look again and again at a flag that is not even atomic.
#[derive(Debug)]
pub struct PlainFlag;

impl Scenario for ByEvent {
    const NAME: &'static str = "server-boot/event";
    const STORY: &'static str = "A server sets an event when it has booted, and clients wait for the \
        event. They sleep until then, and never connect too early.";
    const PYTHON: &'static str = include_str!("../python/server-boot/event.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        boot::<R, EventSign<R>>(cx);
    }
}

impl Scenario for Polling {
    const NAME: &'static str = "server-boot/polling";
    const STORY: &'static str = "Clients look again and again at a flag that the server sets when it \
        has booted. They never connect too early, but are busy all the time they wait.";
    const PYTHON: &'static str = include_str!("../python/server-boot/polling.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        boot::<R, PolledSign<R, Variable<R>>>(cx);
    }
}

impl Scenario for PlainFlag {
    const NAME: &'static str = "server-boot/plain-flag";
    const STORY: &'static str = "The flag is a plain variable, which the server writes while the \
        clients read it. Nothing orders these accesses, nor the boot before the connection.";
    const PYTHON: &'static str = include_str!("../python/server-boot/plain-flag.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::DataRace);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        boot::<R, PolledSign<R, Plain<R>>>(cx);
    }
}

/// The port on which the server listens once it has booted.
const PORT: u32 = 8080;

/// How a server says that it has booted.
trait Sign<R: Runtime>: Send + Sync + 'static {
    fn new() -> Self;
    /// The server says so.
    fn put_up(&self);
    /// A client waits for it, and says how often it looked in vain.
    fn wait(&self, cx: &Cx<R, Sizes>) -> u32;
}

/// Boots, and lets the clients connect.
fn boot<R: Runtime, S: Sign<R>>(cx: &Cx<R, Sizes>) {
    let cx = *cx;
    let sign = Arc::new(S::new());
    let port = Arc::new(R::Shared::<u32>::new(0).named("port"));
    let polls = Tally::default();
    let clients = (0..cx.params.clients).map(|index| {
        let (sign, port, polls) = (Arc::clone(&sign), Arc::clone(&port), polls.clone());
        cx.spawn(person(index), move || {
            polls.add(sign.wait(&cx));
            assert_eq!(port.get(), PORT, "the port on which the server listens");
        })
    });
    let clients: Vec<R::Thread> = clients.collect();
    let server = cx.spawn("server", move || {
        cx.pause();
        port.set(PORT);
        sign.put_up();
    });
    cx.join_all(clients);
    cx.join_all([server]);
    R::outcome("polls", polls.total());
}

/// The event.
struct EventSign<R: Runtime>(Event<R>);

impl<R: Runtime> Sign<R> for EventSign<R> {
    fn new() -> Self {
        Self(Event::new_in().named("booted"))
    }

    fn put_up(&self) {
        self.0.set();
    }

    fn wait(&self, _: &Cx<R, Sizes>) -> u32 {
        self.0.wait();
        0
    }
}

/// A flag, and the event for those who have looked at it often enough.
struct PolledSign<R: Runtime, F> {
    flag: F,
    event: Event<R>,
}

/// A flag that is raised once.
trait Flag: Send + Sync + 'static {
    fn new() -> Self;
    fn raise(&self);
    fn is_raised(&self) -> bool;
}

impl<R: Runtime> Flag for Variable<R> {
    fn new() -> Self {
        Self::new("flag", 0)
    }

    fn raise(&self) {
        self.set(1);
    }

    fn is_raised(&self) -> bool {
        self.get() == 1
    }
}

/// A flag without any synchronisation.
struct Plain<R: Runtime>(R::Shared<bool>);

impl<R: Runtime> Flag for Plain<R> {
    fn new() -> Self {
        Self(R::Shared::new(false).named("flag"))
    }

    fn raise(&self) {
        self.0.set(true);
    }

    fn is_raised(&self) -> bool {
        self.0.get()
    }
}

impl<R: Runtime, F: Flag> Sign<R> for PolledSign<R, F> {
    fn new() -> Self {
        Self { flag: F::new(), event: Event::new_in().named("booted") }
    }

    fn put_up(&self) {
        self.flag.raise();
        self.event.set();
    }

    fn wait(&self, cx: &Cx<R, Sizes>) -> u32 {
        for polls in 0..cx.params.polls {
            if self.flag.is_raised() {
                return polls;
            }
            cx.pause();
        }
        self.event.wait();
        cx.params.polls
    }
}
