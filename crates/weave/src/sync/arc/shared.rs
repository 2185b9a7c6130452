//! What all handles of one value have in common: its counts, with events or without.

use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::Location;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc as Std, Mutex, PoisonError};

use super::ledger::{Ledger, Which};
use crate::raw::{self, Op, Order, Place, Rmw, Shape, Test, Width};
use crate::run::{self, Engine, Halt, Moment};

pub(super) type Site = &'static Location<'static>;

/// One strong handle in the word of both counts; weak ones count by 1. One word, so that a look at
/// both is one step, as `std` makes it by locking the weak count.
const STRONG: u64 = 1 << 32;

#[derive(Debug)]
pub(super) struct Shared {
    site: Site,
    run: u32,
    owed: u32,
    counts: Counts,
    /// The address under which the value was shown as a raw pointer.
    exposed: AtomicPtr<()>,
}

#[derive(Debug)]
enum Counts {
    Free(Mutex<Ledger>),
    Events(Place),
}

/// What dropping a strong handle means.
#[derive(Debug)]
pub(super) enum Dropped {
    /// Others keep the value.
    Others,
    /// The value goes, here.
    Last,
    /// The value goes; whether here or at one of these moments, only its destructor can tell.
    LastHereOrThere(Vec<Moment>),
}

/// What a handle that wants to write finds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Claim {
    /// It is the only one of any kind.
    Unique,
    /// It was the only strong one; weak ones find nothing any more.
    Taken,
    /// There are others.
    Shared,
}

impl Shared {
    /// For a new value with `strong` handles.
    pub(super) fn new(strong: u64, site: Site) -> Std<Self> {
        let (run, owed, is_counted) = run::with(|engine| {
            (engine.run_number(), engine.track("Arc", site), engine.is_counted(site))
        });
        let counts = if is_counted {
            Counts::Events(Place::new(strong * STRONG, Shape::Free))
        } else {
            Counts::Free(Mutex::default())
        };
        Std::new(Self { site, run, owed, counts, exposed: AtomicPtr::default() })
    }

    /// Whether the execution that made this goes on.
    fn is_live(&self) -> bool {
        run::with_or(|engine| !engine.is_teardown() && engine.run_number() == self.run)
            .unwrap_or(false)
    }

    /// Refuses values of other executions.
    fn check(&self, site: Site) {
        if run::with(|engine| engine.run_number()) != self.run {
            run::halt(Halt::Foreign { site });
        }
    }

    /// Notes something in a ledger; if its order matters the search starts anew.
    fn note(&self, ledger: &Mutex<Ledger>, f: impl FnOnce(&mut Ledger, &Engine) -> bool) {
        if !self.is_live() {
            return;
        }
        let ordered = {
            let mut ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
            run::with(|engine| f(&mut ledger, engine))
        };
        if !ordered {
            run::start_anew(self.site);
        }
    }

    /// A handle is made from another one.
    pub(super) fn add(&self, which: Which, site: Site) {
        self.check(site);
        match &self.counts {
            Counts::Free(ledger) => {
                self.note(ledger, |ledger, engine| ledger.change(which, engine));
            }
            Counts::Events(word) => {
                let op = Op::Rmw(Rmw::Add, unit(which), Width::WORD);
                word.perform_at(op, Order::RELAXED, Order::RELAXED, site);
            }
        }
    }

    /// The value that `new_cyclic` makes is there.
    pub(super) fn complete(&self, site: Site) {
        if let Counts::Events(word) = &self.counts {
            let op = Op::Rmw(Rmw::Add, STRONG, Width::WORD);
            word.perform_at(op, Order::RELEASE, Order::RELAXED, site);
        }
    }

    /// A strong handle is dropped, the only one there `is_only`.
    pub(super) fn drop_strong(&self, is_only: bool, site: Site) -> Dropped {
        if !self.is_live() {
            // A lazy static's, when all threads have ended: it does not leak.
            if is_only {
                self.give_back();
            }
            return Dropped::Others;
        }
        let dropped = match &self.counts {
            Counts::Free(ledger) => self.drop_free(ledger, is_only),
            Counts::Events(word) => {
                let op = Op::Rmw(Rmw::Sub, STRONG, Width::WORD);
                let before = word.perform_at(op, Order::RELEASE, Order::RELAXED, site).value;
                if before / STRONG == 1 {
                    raw::fence_at(Order::ACQUIRE, site);
                    Dropped::Last
                } else {
                    Dropped::Others
                }
            }
        };
        if !matches!(dropped, Dropped::Others) {
            self.give_back();
        }
        dropped
    }

    fn drop_free(&self, ledger: &Mutex<Ledger>, is_only: bool) -> Dropped {
        let mut dropped = Dropped::Others;
        self.note(ledger, |ledger, engine| {
            let ordered = ledger.change(Which::Strong, engine);
            if is_only {
                dropped = match ledger.last_elsewhere(engine) {
                    None => Dropped::Last,
                    Some(moments) => Dropped::LastHereOrThere(moments),
                };
            }
            ordered && (!is_only || ledger.end(engine))
        });
        dropped
    }

    pub(super) fn drop_weak(&self, site: Site) {
        if !self.is_live() {
            return;
        }
        match &self.counts {
            Counts::Free(ledger) => {
                self.note(ledger, |ledger, engine| ledger.change(Which::Weak, engine));
            }
            Counts::Events(word) => {
                let op = Op::Rmw(Rmw::Sub, 1, Width::WORD);
                word.perform_at(op, Order::RELEASE, Order::RELAXED, site);
            }
        }
    }

    /// Runs a destructor of which another thread may be the one that runs it.
    pub(super) fn drop_here_or_there(&self, moments: Vec<Moment>, destroy: impl FnOnce()) {
        struct Armed;
        impl Drop for Armed {
            fn drop(&mut self) {
                run::with_or(Engine::disarm);
            }
        }
        run::with(|engine| engine.arm(self.site, moments));
        let _armed = Armed;
        destroy();
    }

    /// How many handles there are; `really` counts them where that is the same in every execution.
    pub(super) fn count(&self, which: Which, really: usize, site: Site) -> usize {
        match &self.counts {
            Counts::Free(ledger) => {
                self.note(ledger, |ledger, engine| ledger.look(which, engine));
                really
            }
            Counts::Events(word) => {
                let found = word.perform_at(Op::Load, Order::RELAXED, Order::RELAXED, site).value;
                let found = match which {
                    Which::Strong => found / STRONG,
                    Which::Weak => found % STRONG,
                };
                usize::try_from(found).unwrap_or(usize::MAX)
            }
        }
    }

    /// Makes a weak handle a strong one; `really` says whether the value is there.
    pub(super) fn upgrade(&self, really: bool, site: Site) -> bool {
        match &self.counts {
            Counts::Free(ledger) => {
                self.note(ledger, |ledger, engine| {
                    if really { ledger.upgrade(engine) } else { ledger.look(Which::Strong, engine) }
                });
                really
            }
            Counts::Events(word) => {
                let op = Op::AddIf(Test::AtLeast, STRONG, STRONG);
                word.perform_at(op, Order::ACQUIRE, Order::RELAXED, site).wrote
            }
        }
    }

    /// Whether there is one handle only, of any kind; `really` is how many there are.
    pub(super) fn is_unique(&self, really: (usize, usize), site: Site) -> bool {
        match &self.counts {
            Counts::Free(ledger) => {
                self.note(ledger, |ledger, engine| {
                    let strong = ledger.look(Which::Strong, engine);
                    // With another strong handle the weak ones do not matter.
                    strong && (really.0 > 1 || ledger.look(Which::Weak, engine))
                });
                really == (1, 0)
            }
            Counts::Events(word) => {
                word.perform_at(Op::Load, Order::ACQUIRE, Order::RELAXED, site).value == STRONG
            }
        }
    }

    /// Takes the value out, if the handle is the only strong one.
    pub(super) fn try_take(&self, is_only: bool, site: Site) -> bool {
        let taken = match &self.counts {
            Counts::Free(ledger) => {
                self.note(ledger, |ledger, engine| {
                    let ordered = ledger.look(Which::Strong, engine);
                    let end = !is_only || ledger.end(engine);
                    ordered && end && (!is_only || ledger.change(Which::Strong, engine))
                });
                is_only
            }
            Counts::Events(word) => take_counted(*word, site),
        };
        if taken {
            self.give_back();
        }
        taken
    }

    /// Drops the handle for its value, which the last one gets.
    pub(super) fn drop_for_value(&self, is_only: bool, site: Site) -> bool {
        if let Counts::Free(ledger) = &self.counts {
            self.note(ledger, |ledger, engine| ledger.look(Which::Strong, engine));
        }
        match self.drop_strong(is_only, site) {
            Dropped::Others => !self.is_live() && is_only,
            Dropped::Last => true,
            Dropped::LastHereOrThere(_) => {
                run::start_anew(self.site);
                true
            }
        }
    }

    /// What `make_mut` may do.
    pub(super) fn claim(&self, really: (usize, usize), site: Site) -> Claim {
        if self.is_unique(really, site) {
            Claim::Unique
        } else if self.try_take(really.0 == 1, site) {
            Claim::Taken
        } else {
            Claim::Shared
        }
    }

    fn give_back(&self) {
        run::with_or(|engine| engine.untrack(self.owed));
        let pointer = self.exposed.load(Ordering::Relaxed);
        if !pointer.is_null() {
            hide(pointer);
        }
    }
}

fn unit(which: Which) -> u64 {
    match which {
        Which::Strong => STRONG,
        Which::Weak => 1,
    }
}

/// `try_unwrap` does not care how many weak handles there are, so it tries again if that was why it
/// failed.
fn take_counted(word: Place, site: Site) -> bool {
    let mut expected = STRONG;
    loop {
        let op = Op::Cas { expected, new: expected - STRONG };
        let found = word.perform_at(op, Order::RELAXED, Order::RELAXED, site);
        if found.wrote {
            raw::fence_at(Order::ACQUIRE, site);
            return true;
        }
        if found.value / STRONG != 1 {
            return false;
        }
        expected = found.value;
    }
}

thread_local! {
    /// Raw pointers that were given out in this run, of values that are still there.
    static EXPOSED: RefCell<Exposed> = RefCell::default();
}

#[derive(Default)]
struct Exposed {
    run: u32,
    owners: HashMap<*const (), Std<Shared>>,
}

/// Remembers whose pointer this is. A pointer may be all that is left of the handles.
pub(super) fn expose(shared: &Std<Shared>, pointer: *const ()) {
    shared.exposed.store(pointer.cast_mut(), Ordering::Relaxed);
    EXPOSED.with_borrow_mut(|exposed| {
        if exposed.run != shared.run {
            exposed.run = shared.run;
            exposed.owners.clear();
        }
        exposed.owners.insert(pointer, Std::clone(shared));
    });
}

/// Whose pointer this is.
///
/// # Panics
///
/// If nobody's: `from_raw` needs what `into_raw` gave.
#[track_caller]
pub(super) fn owner(pointer: *const ()) -> Std<Shared> {
    match EXPOSED.with_borrow(|exposed| exposed.owners.get(&pointer).cloned()) {
        Some(shared) => shared,
        None => panic!(
            "a pointer that is no Arc's: `from_raw` takes what `into_raw` or `as_ptr` gave, while \
             there is a strong handle"
        ),
    }
}

/// The value is gone, and its address may be another one's soon.
fn hide(pointer: *const ()) {
    // When the machine's thread ends the table may have gone first.
    let _ = EXPOSED.try_with(|exposed| exposed.borrow_mut().owners.remove(&pointer));
}
