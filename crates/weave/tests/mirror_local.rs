//! Values of a thread and of an execution.

use std::cell::{Cell, RefCell};
use std::sync::atomic::AtomicUsize as Counter;
use std::sync::{Arc, Mutex};

use plainweave_weave::alloc::Track;
use plainweave_weave::sync::atomic::{AtomicU32, Ordering};
use plainweave_weave::{
    Config, FailureKind, explore_all, lazy_static, model, thread, thread_local,
};

use Ordering::{Acquire, Relaxed, SeqCst};

thread_local! {
    static NUMBER: Cell<u32> = const { Cell::new(7) };
    /// With an attribute, and a visibility.
    pub(crate) static TEXT: RefCell<String> = RefCell::new("a".to_owned());
}

#[test]
fn each_thread_has_its_own_value() {
    let found = explore_all(&Config::default(), || {
        NUMBER.set(8);
        TEXT.with_borrow_mut(|text| text.push('b'));
        let thread = thread::spawn(|| {
            assert_eq!((NUMBER.get(), TEXT.with_borrow(Clone::clone)), (7, "a".to_owned()));
            assert_eq!((NUMBER.replace(1), NUMBER.take(), NUMBER.get()), (7, 1, 0));
        });
        thread.join().unwrap();
        assert_eq!(
            (NUMBER.get(), TEXT.take(), TEXT.replace("c".to_owned())),
            (8, "ab".to_owned(), String::new())
        );
        TEXT.set("d".to_owned());
        assert_eq!(TEXT.try_with(|text| text.borrow().len()), Ok(1));
    });
    assert!(found.failure.is_none() && found.complete == 1, "{:?}", found.failure);
}

/// Adds to what was lent when it is dropped.
struct AddOnDrop(RefCell<Option<Arc<AtomicU32>>>);

impl Drop for AddOnDrop {
    fn drop(&mut self) {
        if let Some(sum) = self.0.take() {
            sum.fetch_add(1, Relaxed);
        }
    }
}

thread_local! {
    static ADDS: AddOnDrop = AddOnDrop(RefCell::default());
}

#[test]
fn destructors_are_operations_of_their_thread() {
    let found = explore_all(&Config::default(), || {
        let sum = Arc::new(AtomicU32::new(0));
        let threads = [(); 2].map(|()| {
            let sum = Arc::clone(&sum);
            thread::spawn(move || ADDS.with(|adds| *adds.0.borrow_mut() = Some(sum)))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        // Whoever joins has seen them.
        assert_eq!(sum.load(Relaxed), 2);
        assert_eq!(Arc::strong_count(&sum), 1);
    });
    assert!(found.failure.is_none(), "{:?}", found.failure);
    assert_eq!(found.complete, 2, "two orders of the additions");
}

static SEEN: Mutex<Vec<&str>> = Mutex::new(Vec::new());

struct Says(&'static str);

impl Drop for Says {
    fn drop(&mut self) {
        let other = FIRST.try_with(|first| first.0).unwrap_or("nothing");
        let late = LATE.try_with(|late| late.0).unwrap_or("nothing");
        SEEN.lock().expect("no panic while it is locked").extend([self.0, other, late]);
    }
}

thread_local! {
    static FIRST: Says = Says("first");
    static SECOND: Says = Says("second");
    static LATE: Says = Says("late");
}

#[test]
fn values_made_last_go_first_and_are_gone_then() {
    model(|| {
        FIRST.with(|_| SECOND.with(|_| ()));
    });
    // The second one sees the first, and makes a late one, which goes next and finds itself gone.
    let want =
        ["second", "first", "late", "late", "first", "nothing", "first", "nothing", "nothing"];
    assert_eq!(*SEEN.lock().unwrap(), want);
}

thread_local! {
    static GONE: GoneOnDrop = GoneOnDrop;
}

struct GoneOnDrop;

impl Drop for GoneOnDrop {
    fn drop(&mut self) {
        GONE.with(|_| ());
    }
}

#[test]
#[should_panic(expected = "during or after it is destroyed")]
fn a_value_that_is_gone_cannot_be_used() {
    model(|| GONE.with(|_| ()));
}

static MAKINGS: Counter = Counter::new(0);

lazy_static! {
    static ref SUM: AtomicU32 = AtomicU32::new(10);
    /// Dropped at the end, so it does not leak.
    pub(crate) static ref TRACKED: Track<u32> = {
        MAKINGS.fetch_add(1, SeqCst);
        thread::yield_now();
        Track::new(SUM.load(Relaxed))
    };
    static ref RESTLESS: u32 = panic!("cannot be made");
}

#[test]
fn a_static_is_made_once_in_each_execution() {
    MAKINGS.store(0, SeqCst);
    let found = explore_all(&Config::default(), || {
        let thread = thread::spawn(|| *TRACKED.get_ref());
        assert_eq!(*TRACKED.get_ref(), 10);
        assert_eq!(thread.join().unwrap(), 10);
        SUM.store(11, Relaxed);
    });
    assert!(found.failure.is_none(), "{:?}", found.failure);
    assert_eq!(MAKINGS.load(SeqCst) as u64, found.runs);
    // Who makes it, and whether the other one sees it made or has to wait.
    assert!((2..=4).contains(&found.complete), "{}", found.complete);
}

#[test]
fn a_static_is_made_before_it_is_used() {
    // No race of the value's making with its use by the other thread, though the use is relaxed.
    model(|| {
        let thread = thread::spawn(|| SUM.fetch_add(1, Relaxed));
        SUM.fetch_add(1, Relaxed);
        thread.join().unwrap();
        assert_eq!(SUM.load(Acquire), 12);
    });
}

#[test]
fn a_static_that_cannot_be_made_stays_so() {
    let found = explore_all(&Config::default(), || {
        assert!(std::panic::catch_unwind(|| *RESTLESS).is_err());
        let _ = *RESTLESS;
    });
    let kind = found.failure.expect("a failure").kind;
    assert!(
        matches!(&kind, FailureKind::Panic { message, .. } if message.contains("poisoned")),
        "{kind}"
    );
}

#[test]
fn values_of_a_run_that_is_cut_short_are_dropped() {
    static ALIVE: Counter = Counter::new(0);
    struct Alive;
    impl Drop for Alive {
        fn drop(&mut self) {
            ALIVE.fetch_sub(1, SeqCst);
        }
    }
    fn alive() -> Alive {
        ALIVE.fetch_add(1, SeqCst);
        Alive
    }
    thread_local! { static LOCAL: Alive = alive() }
    lazy_static! {
        static ref LAZY: Alive = alive();
    }
    let found = explore_all(&Config::default(), || {
        LOCAL.with(|_| ());
        let _ = &*LAZY;
        thread::spawn(|| LOCAL.with(|_| thread::park()));
        thread::park();
    });
    assert_eq!(found.deadlocks, 1);
    assert_eq!(ALIVE.load(SeqCst), 0);
}
