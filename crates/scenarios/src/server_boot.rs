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
use crate::{Cx, Expect, Params, Scenario, Variable};

crate::params! {
    /// How many wait for the event.
    pub struct Clients {
        /// Clients.
        clients: 2 in models, 4 natively, within 1..=64;
    }
}

crate::params! {
    /// How many poll, and how often.
    pub struct Polls {
        /// Clients.
        clients: 1 in models, 4 natively, within 1..=64;
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
    type Params = Clients;

    fn run<R: Runtime>(cx: &Cx<R, Clients>) {
        boot(*cx, cx.params.clients, EventSign::<R>::new());
    }
}

impl Scenario for Polling {
    const NAME: &'static str = "server-boot/polling";
    const STORY: &'static str = "Clients look again and again at a flag that the server sets when it \
        has booted. They never connect too early, but are busy all the time they wait.";
    const PYTHON: &'static str = include_str!("../python/server-boot/polling.py");
    type Params = Polls;

    fn run<R: Runtime>(cx: &Cx<R, Polls>) {
        poll::<R, Variable<R>>(*cx);
    }
}

impl Scenario for PlainFlag {
    const NAME: &'static str = "server-boot/plain-flag";
    const STORY: &'static str = "The flag is a plain variable, which the server writes while the \
        clients read it. Nothing orders these accesses, nor the boot before the connection.";
    const PYTHON: &'static str = include_str!("../python/server-boot/plain-flag.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::DataRace);
    type Params = Polls;

    fn run<R: Runtime>(cx: &Cx<R, Polls>) {
        poll::<R, Plain<R>>(*cx);
    }
}

/// The port on which the server listens once it has booted.
const PORT: u32 = 8080;

/// How a server says that it has booted.
trait Sign: Send + Sync + 'static {
    /// The server says so.
    fn put_up(&self);
    /// A client waits for it, and says how often it looked in vain.
    fn wait(&self) -> u32;
}

/// Boots, and lets so many clients connect.
fn boot<R: Runtime, P: Params>(cx: Cx<R, P>, clients: u32, sign: impl Sign) {
    let sign = Arc::new(sign);
    let port = Arc::new(R::Shared::<u32>::new(0).named("port"));
    let polls = Tally::default();
    let clients = (0..clients).map(|client| {
        let (sign, port, polls) = (Arc::clone(&sign), Arc::clone(&port), polls.clone());
        cx.spawn(person(client), move || {
            polls.add(sign.wait());
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

/// Boots, and lets the clients poll a flag.
fn poll<R: Runtime, F: Flag>(cx: Cx<R, Polls>) {
    boot(cx, cx.params.clients, PolledSign { cx, flag: F::new(), event: EventSign::new() });
}

/// The event.
#[derive(Debug)]
struct EventSign<R: Runtime>(Event<R>);

impl<R: Runtime> EventSign<R> {
    fn new() -> Self {
        Self(Event::new_in().named("booted"))
    }
}

impl<R: Runtime> Sign for EventSign<R> {
    fn put_up(&self) {
        self.0.set();
    }

    fn wait(&self) -> u32 {
        self.0.wait();
        0
    }
}

/// A flag, and the event for those who have looked at it often enough.
struct PolledSign<R: Runtime, F> {
    cx: Cx<R, Polls>,
    flag: F,
    event: EventSign<R>,
}

impl<R: Runtime, F: Flag> Sign for PolledSign<R, F> {
    fn put_up(&self) {
        self.flag.raise();
        self.event.put_up();
    }

    fn wait(&self) -> u32 {
        let most = self.cx.params.polls;
        for polls in 0..most {
            if self.flag.is_raised() {
                return polls;
            }
            self.cx.pause();
        }
        most + self.event.wait()
    }
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
