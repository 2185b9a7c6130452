//! Colleagues who print a few pages each on one printer.
//!
//! ```text
//! each colleague:  [take the lock]           or: wait for the colleague before
//!                  print a page, again and again
//! ```
//!
//! *Invariant*: in the tray, the pages of each colleague lie together.

use std::sync::{Arc, Mutex, PoisonError};

use runtime::Ordering::Relaxed;
use runtime::{Atomic, AtomicInt, Futex, Kind, Runtime, Thread};
use sync::Lock;
use trace::FaultKind;

use crate::people::person;
use crate::{Cx, Expect, Scenario};

crate::params! {
    /// How much is printed.
    pub struct Sizes {
        /// People who print.
        colleagues: 3 in models, 3 natively, within 1..=64;
        /// Pages each of them prints.
        pages: 2 in models, 20 natively, within 1..=1_000;
    }
}

/// Everybody prints at once.
#[derive(Debug)]
pub struct Unlocked;

/// Each starts when the one before is through.
#[derive(Debug)]
pub struct InTurn;

/// Who holds the [`Lock`] prints.
#[derive(Debug)]
pub struct Locked;

impl Scenario for Unlocked {
    const NAME: &'static str = "printer/unlocked";
    const STORY: &'static str = "Three colleagues send their pages to one printer at the same time. \
        What comes out is a mixture.";
    const PYTHON: &'static str = include_str!("../python/printer/unlocked.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        print_at_once(*cx, |print| print());
    }
}

impl Scenario for InTurn {
    const NAME: &'static str = "printer/in-turn";
    const STORY: &'static str = "Each colleague is started only when the one before has been joined. \
        The pages lie together, but the order is fixed and nothing happens at the same time.";
    const PYTHON: &'static str = include_str!("../python/printer/in-turn.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let printer = Arc::new(Printer::<R>::new());
        for colleague in 0..cx.params.colleagues {
            start(*cx, &printer, colleague, |print| print()).join();
        }
        let order = check_tray::<R>(printer.tray(), cx.params);
        assert!(order.is_sorted());
    }
}

impl Scenario for Locked {
    const NAME: &'static str = "printer/locked";
    const STORY: &'static str = "Three colleagues take a lock before their first page and release it \
        after the last. The pages lie together, in every order in which the three can come.";
    const PYTHON: &'static str = include_str!("../python/printer/locked.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let lock = Arc::new(Lock::<(), R>::new_in(()).named("lock"));
        print_at_once(*cx, move |print| {
            let _turn = lock.lock();
            print();
        });
    }
}

/// Lets all colleagues print, and looks into the tray. `guarded` says under which conditions its
/// argument, the printing, is done.
fn print_at_once<R: Runtime>(
    cx: Cx<R, Sizes>,
    guarded: impl Fn(&dyn Fn()) + Clone + Send + 'static,
) {
    let printer = Arc::new(Printer::<R>::new());
    let colleagues =
        (0..cx.params.colleagues).map(|colleague| start(cx, &printer, colleague, guarded.clone()));
    cx.join_all(colleagues.collect::<Vec<_>>());
    check_tray::<R>(printer.tray(), cx.params);
}

/// Starts a colleague, who prints all pages.
fn start<R: Runtime>(
    cx: Cx<R, Sizes>,
    printer: &Arc<Printer<R>>,
    colleague: u32,
    guarded: impl Fn(&dyn Fn()) + Send + 'static,
) -> R::Thread {
    let printer = Arc::clone(printer);
    cx.spawn(person(colleague), move || {
        guarded(&|| {
            for _ in 0..cx.params.pages {
                printer.print(colleague);
                cx.pause();
            }
        });
    })
}

/// Declares in which order the pages lie, checks that nobody's are torn apart, and returns whose
/// come first, second, and so on.
fn check_tray<R: Runtime>(tray: Vec<u32>, sizes: Sizes) -> Vec<u32> {
    let mut order = tray;
    order.dedup();
    let names: Vec<String> = order.iter().map(|colleague| person(*colleague)).collect();
    R::outcome("order", names.join(" "));
    assert_eq!(
        order.len(),
        sizes.colleagues as usize,
        "stacks in the tray, one for each colleague"
    );
    order
}

/// A printer: a page is printed in one step, and lies in the tray above all that came before.
#[derive(Debug)]
struct Printer<R: Runtime> {
    /// How many pages are printed.
    pages: R::Futex,
    /// Which page was whose. The number of a page comes from the step that printed it, so it does
    /// not matter in which order the pages are entered here.
    owners: Mutex<Vec<(u32, u32)>>,
}

impl<R: Runtime> Printer<R> {
    #[track_caller]
    fn new() -> Self {
        let pages = R::Futex::new(0).of_kind(Kind::File).named("printer".into());
        Self { pages, owners: Mutex::default() }
    }

    #[track_caller]
    fn print(&self, colleague: u32) {
        // Relaxed: the printer takes one page after the other, and tells nobody anything.
        let page = R::call(&self.pages, "print", || self.pages.fetch_add(1, Relaxed));
        self.owners.lock().unwrap_or_else(PoisonError::into_inner).push((page, colleague));
    }

    /// Whose pages lie in the tray, from the first to the last.
    fn tray(&self) -> Vec<u32> {
        let mut owners = self.owners.lock().unwrap_or_else(PoisonError::into_inner).clone();
        owners.sort_unstable();
        owners.into_iter().map(|(_, owner)| owner).collect()
    }
}
