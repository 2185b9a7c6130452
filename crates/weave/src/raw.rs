//! The operations themselves, for code that is no Rust program (an interpreter of another language)
//! or has primitives of its own. Everything else wants the mirrors: `sync`, `thread`, `cell`, `hint`.
//!
//! All of it works inside a model only and panics elsewhere, saying so.

use std::panic::Location;
use std::sync::Arc;

pub use crate::explore::Answer;
pub use crate::graph::{Op, Order, Rmw, Test, ThreadIndex, Width};

use crate::graph::Request;
use crate::run::{self, Halt, Name};
use crate::trace::Making;

/// A location of the model's memory.
///
/// Belongs to the execution that made it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    index: u32,
    run: u32,
}

/// What may be written to a location.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Anything.
    Free,
    /// Read-modify-writes, and stores of a thread right behind a read-modify-write of its own (the
    /// unlock of a lock): then every write depends on every earlier one, and an operation that has to
    /// wait costs no execution.
    Chain,
}

impl Place {
    /// A new location that belongs to the thread that makes it: the how-manyth it made, in any run, is
    /// the same location. Messages call it after its use and the line that makes it, as in `lock@17`.
    #[track_caller]
    pub fn new(initial: u64, shape: Shape) -> Self {
        Self::make(initial, shape, Making { site: Some(Location::caller()), label: None })
    }

    /// The same, with a label (a noun, such as `semaphore`) that messages use.
    #[track_caller]
    pub fn labelled(initial: u64, shape: Shape, label: &'static str) -> Self {
        Self::make(initial, shape, Making { site: Some(Location::caller()), label: Some(label) })
    }

    fn make(initial: u64, shape: Shape, making: Making) -> Self {
        run::with(|engine| {
            let index = engine.make_location(initial, shape == Shape::Chain);
            engine.describe(index, making);
            Self { index, run: engine.run_number() }
        })
    }

    /// The location with this key, the same for every thread that asks.
    #[track_caller]
    pub fn with_key(key: u64, initial: u64, shape: Shape) -> Self {
        let place = Self::named(Name::Key(key), initial, shape);
        // Of those that ask, the one that asked first in the first run is as good as any.
        let making = Making { site: Some(Location::caller()), label: None };
        run::with(|engine| engine.describe_once(place.index, making));
        place
    }

    /// The token of `thread` that `park` waits for and `unpark` sets.
    pub(crate) fn token(thread: ThreadIndex) -> Self {
        Self::named(Name::Token(thread), 0, Shape::Chain)
    }

    fn named(name: Name, initial: u64, shape: Shape) -> Self {
        run::with(|engine| Self {
            index: engine.named_location(name, initial, shape == Shape::Chain),
            run: engine.run_number(),
        })
    }

    /// Its number in [`Graph`](crate::graph::Graph)s of this exploration.
    pub fn index(self) -> u32 {
        self.index
    }

    /// Performs `op` here; `failure` is the ordering of a compare-and-swap that fails.
    #[track_caller]
    pub fn perform(self, op: Op, order: Order, failure: Order) -> Answer {
        self.perform_at(op, order, failure, Location::caller())
    }

    /// Performs `op` for a destructor, which may run after the model has ended: then nothing happens.
    pub(crate) fn perform_late(
        self,
        op: Op,
        order: Order,
        site: &'static Location<'static>,
    ) -> Option<Answer> {
        run::with_or(|_| ())?;
        Some(self.perform_at(op, order, order, site))
    }

    /// Performs `op` for the line `site`.
    pub(crate) fn perform_at(
        self,
        op: Op,
        order: Order,
        failure: Order,
        site: &'static Location<'static>,
    ) -> Answer {
        if run::with(|engine| engine.run_number()) != self.run {
            run::halt(Halt::Foreign { site });
        }
        run::perform(Request { op, location: self.index, order, failure, site })
    }
}

/// Waits in `queue`, into which the thread has gone, to be taken out of it or for a time limit to run
/// out; when it may, [`Config::time_outs`](crate::Config::time_outs) says. Whether it was taken out.
///
/// While time limits may run out this never blocks: whenever the thread takes this step and is still
/// in the queue, that was when its time was up. After that it waits to be taken out, or for no thread to
/// be able to move. If time limits never run out, an execution in which nobody takes it out is no
/// deadlock: it is counted as blocked, since the bound is what hides how it goes on.
#[track_caller]
pub fn timed_wait(queue: Place, order: Order) -> bool {
    let early = time_may_run_out();
    if !early && queue.perform(Op::Woken(true), order, order).value == 0 {
        return true;
    }
    let left = queue.perform(Op::Leave, order, order).value != 0;
    if left && early {
        count_expiry();
    }
    !left
}

/// Whether a time limit of the thread that runs may run out now, as
/// [`Config::time_outs`](crate::Config::time_outs) says.
pub fn time_may_run_out() -> bool {
    run::with(run::Engine::may_time_out)
}

/// A time limit of the thread that runs has run out.
pub fn count_expiry() {
    run::with(run::Engine::count_expiry);
}

/// Whether the run is over, and its threads are only being unwound.
pub(crate) fn is_torn_down() -> bool {
    run::with(|engine| engine.is_teardown())
}

/// Whether there is a run, and it goes on.
pub(crate) fn is_going_on() -> bool {
    run::with_or(|engine| !engine.is_teardown()).unwrap_or(false)
}

/// Whether waits may wake up without a reason.
pub(crate) fn is_spurious() -> bool {
    run::with(|engine| engine.config.spurious)
}

#[track_caller]
fn nowhere(op: Op, order: Order) -> Answer {
    nowhere_at(op, order, Location::caller())
}

fn nowhere_at(op: Op, order: Order, site: &'static Location<'static>) -> Answer {
    run::perform(Request { op, location: Request::NOWHERE, order, failure: order, site })
}

/// A memory fence for the line `site`.
pub(crate) fn fence_at(order: Order, site: &'static Location<'static>) {
    nowhere_at(Op::Fence, order, site);
}

/// A memory fence.
#[track_caller]
pub fn fence(order: Order) {
    nowhere(Op::Fence, order);
}

/// Starts a thread.
#[track_caller]
pub fn spawn(body: Box<dyn FnOnce()>) -> ThreadIndex {
    spawn_with(body, None, 0)
}

/// Starts a thread that no execution waits for.
///
/// An execution is complete when all other threads have ended and no daemon can move; those that wait
/// are taken apart then. Cut off earlier, a daemon would have done the same up to there. A time limit
/// that others keep from running out does not run out for daemons alone.
#[track_caller]
pub fn spawn_daemon(body: Box<dyn FnOnce()>) -> ThreadIndex {
    let thread = spawn_with(body, None, 0);
    run::with(|engine| engine.set_daemon(thread));
    thread
}

/// Starts a thread with a name, and a stack of at least this size.
#[track_caller]
pub(crate) fn spawn_with(
    body: Box<dyn FnOnce()>,
    name: Option<Arc<str>>,
    stack_size: usize,
) -> ThreadIndex {
    if run::with(|engine| engine.is_teardown()) {
        // It would never run.
        return 0;
    }
    let limit = run::with(|engine| engine.threads_left());
    if let Err(limit) = limit {
        run::halt(Halt::TooManyThreads { limit });
    }
    let thread = run::with(|engine| engine.make_thread(body, name, stack_size));
    nowhere(Op::Spawn(thread), Order::RELAXED);
    run::with(|engine| engine.launch(thread));
    thread
}

/// Waits until `thread` has ended.
#[track_caller]
pub fn join(thread: ThreadIndex) {
    nowhere(Op::Join(thread), Order::RELAXED);
}

/// Any number below `count`: the check explores all of them. 0 if `count` is.
#[track_caller]
pub fn choose(count: u32) -> u32 {
    if count < 2 {
        return 0;
    }
    let chosen = nowhere(Op::Choose(count), Order::RELAXED).value;
    u32::try_from(chosen).unwrap_or(0)
}

/// The thread goes round a loop until something changes.
#[track_caller]
pub fn spin() {
    nowhere(Op::Spin, Order::RELAXED);
}

/// The thread stops for good; the execution does not count.
#[track_caller]
pub fn stop() {
    nowhere(Op::Stop, Order::RELAXED);
}

/// Ends the run and with it the exploration: the program has seen enough.
pub fn abandon() -> ! {
    run::halt(Halt::Abandoned)
}

/// Whether the run is over and its threads are only being unwound: then operations have no effect,
/// and nothing that a destructor does is seen by another thread.
pub fn is_abandoned() -> bool {
    run::with_or(|engine| engine.is_teardown()).unwrap_or(false)
}

/// Whether the calling thread of the machine is in a model.
pub fn is_inside() -> bool {
    run::is_inside()
}

/// A thing that must be gone when all threads have ended, as this value then has to be.
#[derive(Debug)]
pub struct Owed(u32);

impl Owed {
    /// A thing of this kind: a noun without its article.
    #[track_caller]
    pub fn new(what: &'static str) -> Self {
        let site = Location::caller();
        Self(run::with(|engine| engine.track(what, site)))
    }
}

impl Drop for Owed {
    fn drop(&mut self) {
        // It may outlive the model.
        run::with_or(|engine| engine.untrack(self.0));
    }
}

/// What stands for an address as the value of a location: the same in every execution.
pub fn name_of_address(address: usize) -> u64 {
    run::pointer_name(address)
}

/// The address that such a value stands for in this execution.
pub fn address_of_name(name: u64) -> usize {
    run::pointer_address(name)
}

/// The thread that runs.
pub fn current() -> ThreadIndex {
    run::with(|engine| engine.current())
}

/// Memory without ordering of its own: its accesses must not race.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plain {
    cell: u32,
    run: u32,
}

impl Plain {
    /// Memory that was written by the thread that makes it.
    #[track_caller]
    pub fn new() -> Self {
        let site = Location::caller();
        run::with(|engine| Self { cell: engine.make_cell(site), run: engine.run_number() })
    }

    /// Memory that was written before the program began, and by nobody since.
    pub fn untouched() -> Self {
        run::with(|engine| Self { cell: engine.make_untouched_cell(), run: engine.run_number() })
    }

    /// Checks an access to `what` (a noun with its article). A race ends the run.
    #[track_caller]
    pub fn access(self, write: bool, what: &'static str) {
        self.access_at(Location::caller(), write, what);
    }

    /// Begins an access that ends with [`close`](Self::close), and that others may come in between.
    ///
    /// # Panics
    ///
    /// If an access is open that this one conflicts with. Then they do not race, and one is inside the
    /// other.
    #[track_caller]
    pub(crate) fn open(self, write: bool, what: &'static str) {
        self.access(write, what);
        match run::with(|engine| engine.open_cell(self.cell, write)) {
            Ok(()) => {}
            Err(true) => {
                panic!("currently writing to cell: {what} is accessed inside its `with_mut`")
            }
            Err(false) => {
                panic!("currently reading from cell: {what} is written inside its `with`")
            }
        }
    }

    /// Ends an access that [`open`](Self::open) began, at the line that began it.
    pub(crate) fn close(self, site: &'static Location<'static>, write: bool, what: &'static str) {
        if run::with_or(|engine| engine.close_cell(self.cell, write)).is_some()
            && !run::is_unwinding()
        {
            self.access_at(site, write, what);
        }
    }

    fn access_at(self, site: &'static Location<'static>, write: bool, what: &'static str) {
        if run::with(|engine| engine.run_number()) != self.run {
            run::halt(Halt::Foreign { site });
        }
        let race = run::with(|engine| engine.access_cell(self.cell, write, site));
        if let Some((earlier, later)) = race {
            run::halt(Halt::Race { earlier, later, what });
        }
    }
}

impl Default for Plain {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}
