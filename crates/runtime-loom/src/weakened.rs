//! loom with the memory orderings of one source line taken away.
//!
//! An ordering is needed if, and only if, some model breaks without it. The orderings are told
//! apart by their place in the source, which `#[track_caller]` brings here; so an algorithm is
//! tried with each of its orderings weakened, and its source stays as it is. A fence is weakened
//! by leaving it out.
//!
//! # Light fences
//!
//! loom has no asymmetric fences, so light ones are full there, and an ordering beside one cannot be
//! missed. Natively they are nothing unless another thread passes a heavy one. So they can all be left out
//! here: that allows more than any machine does, sleepers that nobody wakes above all, but a model that
//! holds even so, and breaks once an ordering is weakened, shows that the ordering is needed.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::panic::Location;

use runtime::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use runtime::{Birth, Hook, Hooked, Moment, Ordering, Plain, Runtime, ThreadId, forward_cells};

use crate::{Loom, LoomThread};

/// A place in the source that names an ordering stronger than `Relaxed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Site {
    /// Path of the file.
    pub file: &'static str,
    /// Line, from 1.
    pub line: u32,
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

thread_local! {
    // A model runs on the thread that started it, so these need no lock.
    static WEAKENED: Cell<Weakening> = const { Cell::new(Weakening::NOTHING) };
    static SEEN: RefCell<BTreeSet<Site>> = const { RefCell::new(BTreeSet::new()) };
}

/// What is weaker than the source says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weakening {
    /// Where all orderings are `Relaxed`.
    pub site: Option<Site>,
    /// Whether light fences are left out everywhere; see the [module](self).
    pub no_light_fences: bool,
}

impl Weakening {
    const NOTHING: Self = Self { site: None, no_light_fences: false };
}

/// Runs `check` with that much weakened.
pub fn with_weakened<T>(weakening: Weakening, check: impl FnOnce() -> T) -> T {
    WEAKENED.set(weakening);
    let result = check();
    WEAKENED.set(Weakening::NOTHING);
    result
}

/// The sites this thread has come across so far.
pub fn sites() -> BTreeSet<Site> {
    SEEN.with_borrow(BTreeSet::clone)
}

#[track_caller]
fn weaken(order: Ordering) -> Ordering {
    let caller = Location::caller();
    let site = Site { file: caller.file(), line: caller.line() };
    match order {
        Acquire | Release | AcqRel | SeqCst => {
            SEEN.with_borrow_mut(|seen| seen.insert(site));
            if WEAKENED.get().site == Some(site) { Relaxed } else { order }
        }
        _ => order,
    }
}

#[track_caller]
fn unless_weakened(fence: impl FnOnce()) {
    if weaken(SeqCst) == SeqCst {
        fence();
    }
}

/// Weakens the ordering if the line says so.
#[derive(Clone, Copy, Debug)]
pub struct Weaken;

impl Hook for Weaken {
    #[track_caller]
    fn order(order: Ordering) -> Ordering {
        weaken(order)
    }
}

/// [`Loom`], but see the [module](self).
#[derive(Clone, Copy, Debug, Default)]
pub struct WeakenedLoom;

// SAFETY: it promises less than its orderings say, on purpose. Memory stays safe all the same, since
// loom checks every access to it before it happens, whatever the orderings.
#[allow(unsafe_code)]
unsafe impl Runtime for WeakenedLoom {
    const NAME: &'static str = "weakened loom";
    const IS_MODEL: bool = true;

    type AtomicBool = Hooked<<Loom as Runtime>::AtomicBool, Weaken>;
    type AtomicU32 = Hooked<<Loom as Runtime>::AtomicU32, Weaken>;
    type AtomicU64 = Hooked<<Loom as Runtime>::AtomicU64, Weaken>;
    type AtomicUsize = Hooked<<Loom as Runtime>::AtomicUsize, Weaken>;
    type AtomicPtr<T: 'static> = Hooked<<Loom as Runtime>::AtomicPtr<T>, Weaken>;
    type Futex = Hooked<<Loom as Runtime>::Futex, Weaken>;
    type Shared<T: Plain> = <Loom as Runtime>::Shared<T>;
    type Thread = LoomThread;

    forward_cells! { to Loom }

    #[track_caller]
    fn start(birth: Birth<'_>, body: impl FnOnce() + Send + 'static) -> io::Result<LoomThread> {
        Loom::start(birth, body)
    }

    fn current() -> ThreadId {
        Loom::current()
    }

    fn yield_now() {
        Loom::yield_now();
    }

    fn now() -> Moment {
        Loom::now()
    }

    #[track_caller]
    fn fence(order: Ordering) {
        unless_weakened(|| Loom::fence(order));
    }

    #[track_caller]
    fn fence_light() {
        if !WEAKENED.get().no_light_fences {
            unless_weakened(Loom::fence_light);
        }
    }

    #[track_caller]
    fn fence_heavy() {
        unless_weakened(Loom::fence_heavy);
    }

    #[track_caller]
    fn fence_after_rmw() {
        unless_weakened(Loom::fence_after_rmw);
    }

    #[track_caller]
    fn choose(n: u32) -> u32 {
        Loom::choose(n)
    }

    fn is_abandoned() -> bool {
        Loom::is_abandoned()
    }

    fn abandon() -> ! {
        Loom::abandon()
    }
}
