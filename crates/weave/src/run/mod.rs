//! Runs the program along a graph: repeats the recorded events, then builds new ones.
//!
//! The threads of the program are coroutines on one thread of the machine. Their operations are calls
//! into the [`Engine`] that return at once unless the thread has to stop; while recorded events are
//! repeated, a thread runs through all of its own without a switch.

mod current;
mod drive;
mod end;
mod leaks;
mod locals;
mod names;
mod plain;
mod pointers;
mod retrace;
mod rounds;
mod sharing;
mod slot;
mod step;
mod stuck;
mod teardown;
mod watch;

use std::collections::HashMap;
use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};

use corosensei::stack::DefaultStack;

use current::suspend;
pub(crate) use current::{halt, install};
pub(crate) use current::{is_inside, is_unwinding, perform, with, with_or};
pub(crate) use drive::{Finished, Program, execute, execute_recorded};
pub(crate) use end::Halt;
pub use end::{Blocked, End, FailureKind};
use leaks::Leaks;
pub(crate) use locals::Found;
use locals::Values;
use names::Numbered;
pub(crate) use names::{Counted, Name, Names};
pub use plain::Access;
use plain::Cell;
use pointers::Pointers;
pub(crate) use pointers::{pointer_address, pointer_name};
pub(crate) use retrace::retrace;
use sharing::Sharing;
pub(crate) use sharing::{Moment, start_anew};
use slot::{Pending, Slot};
use teardown::tear_down;
pub(crate) use teardown::{end as end_thread, strand};
use watch::Watch;

use crate::config::{Config, Schedule, TimeOuts};
use crate::explore::{Answer, Search};
use crate::graph::{LocationIndex, ThreadIndex};
use crate::trace::{Making, Scheduler};

/// What a step of a thread came to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Done(Answer),
    /// The thread cannot go on now; it asks again when it can.
    Suspend,
    /// The thread is to be unwound, and goes on nowhere.
    Abandon,
    /// The thread is to be unwound, and cannot be.
    Strand,
}

/// One worker: a search, and the program that is run along its graphs.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(crate) struct Engine {
    pub(crate) config: Config,
    pub(crate) search: Search,
    slots: Vec<Slot>,
    stacks: Vec<DefaultStack>,
    names: Arc<Mutex<Names>>,
    known: Known,
    cells: Vec<Cell>,
    pointers: Pointers,
    leaks: Leaks,
    sharing: Sharing,
    watch: Watch,
    statics: Values,
    current: ThreadIndex,
    /// Which run this is, so that things made in another one are recognised.
    run: u32,
    /// Recorded events are repeated: those before `recorded`, of which `cursor` is the first that may
    /// not have been.
    repeating: bool,
    cursor: usize,
    recorded: usize,
    /// Coroutines are being unwound: operations work on `last_values`, nothing is recorded.
    teardown: bool,
    /// The thread that runs is one of them.
    unwinding: bool,
    /// And has been made to.
    raised: bool,
    /// Some thread was left where it stood, since it could not be unwound.
    left_one: bool,
    /// Operations that it has imitated meanwhile.
    imitated: u32,
    /// The same of all runs and of threads that were made to unwind, until somebody takes them.
    all_imitated: u64,
    last_values: HashMap<LocationIndex, u64>,
    halt: Option<Halt>,
    /// The run leads nowhere; what it would find is found elsewhere.
    moot: bool,
    /// Nothing can move, but some thread could if it had found the newest value.
    wasted: bool,
    /// Some time limit was ever kept from running out.
    held_back: bool,
    /// The steps of the threads one after the other, if recorded events are to be repeated in a
    /// certain order; and how many have been.
    order: Option<Vec<ThreadIndex>>,
    ordered: usize,
    random: u64,
    /// By location: who made it. Of this run, or an earlier one that came further.
    pub(crate) makings: Vec<Making>,
    /// A thread that fails stops, and the others go on: the executions that this one leads to are
    /// wanted, too.
    goes_on: bool,
    /// What failed in a run that went on.
    failed: Option<Halt>,
    /// Counts preemptions.
    pub(crate) scheduler: Scheduler,
}

/// What this worker knows of the names without asking.
#[derive(Debug, Default)]
struct Known {
    made: Vec<Vec<Numbered>>,
    children: Vec<Vec<Numbered>>,
    others: HashMap<Name, Numbered>,
}

impl Engine {
    pub(crate) fn new(config: Config, names: Arc<Mutex<Names>>) -> Self {
        let random = match config.schedule {
            Schedule::Random(seed) => seed | 1,
            _ => 1,
        };
        let counted = lock(&names).counted().clone();
        let goes_on = config.preemptions.is_some() || !config.stop_at_first_failure;
        Self {
            search: Search::new(config.memory),
            config,
            slots: vec![Slot::default()],
            stacks: Vec::new(),
            names,
            known: Known::default(),
            cells: Vec::new(),
            pointers: Pointers::default(),
            leaks: Leaks::default(),
            sharing: Sharing::new(counted),
            watch: Watch::default(),
            statics: Values::default(),
            current: 0,
            run: 0,
            repeating: false,
            cursor: 0,
            recorded: 0,
            teardown: false,
            unwinding: false,
            raised: false,
            left_one: false,
            imitated: 0,
            all_imitated: 0,
            last_values: HashMap::new(),
            halt: None,
            moot: false,
            wasted: false,
            held_back: false,
            order: None,
            ordered: 0,
            random,
            makings: Vec::new(),
            goes_on,
            failed: None,
            scheduler: Scheduler::default(),
        }
    }

    /// From now on things are numbered as in `names`.
    pub(crate) fn use_names(&mut self, names: &Arc<Mutex<Names>>) {
        if !Arc::ptr_eq(&self.names, names) {
            self.names = Arc::clone(names);
            self.known = Known::default();
            self.makings.clear();
            self.sharing = Sharing::new(lock(names).counted().clone());
        }
    }

    /// What things are numbered by, to be shared with other workers.
    pub(crate) fn shared_names(&self) -> &Arc<Mutex<Names>> {
        &self.names
    }

    /// The thread that runs.
    pub(crate) fn current(&self) -> ThreadIndex {
        self.current
    }

    /// Which run of the program this is.
    pub(crate) fn run_number(&self) -> u32 {
        self.run
    }

    /// Whether the run is over and its threads are only being taken apart.
    pub(crate) fn is_teardown(&self) -> bool {
        self.teardown
    }

    /// Makes a location with this initial value, named after its maker.
    pub(crate) fn make_location(&mut self, initial: u64, chain: bool) -> LocationIndex {
        let slot = &mut self.slots[self.current as usize];
        let nth = slot.made;
        slot.made += 1;
        self.ring();
        let by = self.current;
        let of_maker = entry(&mut self.known.made, by as usize);
        if of_maker.len() <= nth as usize {
            of_maker.push(lock(&self.names).location(Name::Made { by, nth }));
        }
        let numbered = of_maker[nth as usize];
        self.search.graph.know_location(numbered.index, numbered.name, initial, chain);
        numbered.index
    }

    /// Remembers who made a location.
    pub(crate) fn describe(&mut self, location: LocationIndex, making: Making) {
        let index = location as usize;
        if self.makings.len() <= index {
            self.makings.resize(index + 1, Making::default());
        }
        self.makings[index] = making;
    }

    /// The same, unless it is known already.
    pub(crate) fn describe_once(&mut self, location: LocationIndex, making: Making) {
        let known = self.makings.get(location as usize).is_some_and(|known| known.site.is_some());
        if !known {
            self.describe(location, making);
        }
    }

    /// The names met so far.
    pub(crate) fn names(&self) -> std::sync::MutexGuard<'_, Names> {
        lock(&self.names)
    }

    /// A location with a name of its own: the same one for all who name it.
    pub(crate) fn named_location(
        &mut self,
        name: Name,
        initial: u64,
        chain: bool,
    ) -> LocationIndex {
        let Self { names, known, .. } = self;
        let numbered = *known.others.entry(name).or_insert_with(|| lock(names).location(name));
        self.search.graph.know_location(numbered.index, numbered.name, initial, chain);
        numbered.index
    }

    /// The next child of the thread that runs; it goes from its spawn event on.
    pub(crate) fn make_thread(
        &mut self,
        body: Box<dyn FnOnce()>,
        name: Option<Arc<str>>,
        stack_size: usize,
    ) -> ThreadIndex {
        self.ring();
        let parent = self.current;
        let slot = &mut self.slots[parent as usize];
        let nth = slot.children;
        slot.children += 1;
        let of_parent = entry(&mut self.known.children, parent as usize);
        if of_parent.len() <= nth as usize {
            of_parent.push(lock(&self.names).child(parent, nth));
        }
        let numbered = of_parent[nth as usize];
        self.search.graph.know_thread(numbered.index, numbered.name);
        if self.slots.len() <= numbered.index as usize {
            self.slots.resize_with(numbered.index as usize + 1, Slot::default);
        }
        let slot = &mut self.slots[numbered.index as usize];
        (slot.body, slot.name, slot.stack_size) = (Some(body), name, stack_size);
        numbered.index
    }

    /// The spawn event has happened.
    pub(crate) fn launch(&mut self, thread: ThreadIndex) {
        self.slots[thread as usize].live = true;
    }

    /// The thread, which has just been launched, is a daemon.
    pub(crate) fn set_daemon(&mut self, thread: ThreadIndex) {
        // While threads are taken apart none is launched, and the number is somebody else's.
        self.slots[thread as usize].is_daemon = !self.teardown;
    }

    /// Whether only daemons are left of the program's threads.
    pub(crate) fn is_left_to_daemons(&self) -> bool {
        self.slots.iter().all(|slot| slot.is_daemon || !slot.is_unfinished())
    }

    /// The name of the thread that runs, if it has one.
    pub(crate) fn name_of_current(&self) -> Option<Arc<str>> {
        self.slots[self.current as usize].name.clone()
    }

    /// Whether the next wait of the thread that runs would be ended by a time limit, had the bound on
    /// them not been reached.
    pub(crate) fn set_bounded_wait(&mut self, bounded: bool) {
        self.slots[self.current as usize].bounded_wait = bounded;
    }

    /// How many more threads there may be, as an error: none, and the limit.
    pub(crate) fn threads_left(&self) -> Result<(), u32> {
        let started = self.slots.iter().filter(|slot| slot.live).count();
        let limit = self.config.threads;
        if started < limit as usize || self.teardown { Ok(()) } else { Err(limit) }
    }

    /// A cell of plain memory, written by the thread that runs.
    pub(crate) fn make_cell(&mut self, site: &'static Location<'static>) -> u32 {
        let index = self.make_untouched_cell();
        self.access_cell(index, true, site);
        index
    }

    /// A cell of plain memory, written before the program began.
    pub(crate) fn make_untouched_cell(&mut self) -> u32 {
        self.ring();
        self.cells.push(Cell::default());
        #[expect(clippy::cast_possible_truncation, reason = "bounded by what a run can make")]
        let index = (self.cells.len() - 1) as u32;
        index
    }

    /// A plain access by the thread that runs. If it races with an earlier one: that, and this.
    pub(crate) fn access_cell(
        &mut self,
        cell: u32,
        write: bool,
        site: &'static Location<'static>,
    ) -> Option<(Access, Access)> {
        if self.teardown || self.ring() {
            return None;
        }
        let thread = self.current;
        let epoch = self.slots[thread as usize].index;
        let access = Access { thread, epoch, write, site };
        let view = self.search.graph.view(thread, epoch);
        let earlier = self.cells[cell as usize].access(access, view)?;
        Some((earlier, access))
    }

    /// Begins an access that takes a while. If one is open that excludes it: whether that writes.
    pub(crate) fn open_cell(&mut self, cell: u32, write: bool) -> Result<(), bool> {
        if self.teardown { Ok(()) } else { self.cells[cell as usize].open(write) }
    }

    /// Ends such an access.
    pub(crate) fn close_cell(&mut self, cell: u32, write: bool) {
        if let Some(cell) = self.cells.get_mut(cell as usize).filter(|_| !self.teardown) {
            cell.close(write);
        }
    }

    /// Whether a time limit of the thread that runs may run out now.
    pub(crate) fn may_time_out(&mut self) -> bool {
        let expired = self.slots[self.current as usize].expired;
        let may = match self.config.time_outs {
            TimeOuts::Free => true,
            TimeOuts::Early(most) => expired < most,
            TimeOuts::Never => false,
        };
        self.held_back |= !may && !self.teardown;
        may
    }

    /// A time limit of the thread that runs has run out.
    pub(crate) fn count_expiry(&mut self) {
        self.slots[self.current as usize].expired += 1;
    }

    /// Whether some time limit was ever kept from running out.
    pub(crate) fn has_held_back(&self) -> bool {
        self.held_back
    }
}

fn entry<T>(table: &mut Vec<Vec<T>>, index: usize) -> &mut Vec<T> {
    if table.len() <= index {
        table.resize_with(index + 1, Vec::new);
    }
    &mut table[index]
}

/// A worker that panicked leaves names as they were.
pub(crate) fn lock(names: &Mutex<Names>) -> std::sync::MutexGuard<'_, Names> {
    names.lock().unwrap_or_else(PoisonError::into_inner)
}
