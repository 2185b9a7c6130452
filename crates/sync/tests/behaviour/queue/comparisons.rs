//! Items of a `PriorityQueue` whose comparisons do more than compare.

use std::cmp::Ordering;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::Duration;

use plainweave_sync::{Event, GetError, JoinableQueue, Lock, PriorityQueue, PutError, Shutdown};

use crate::{FOR_EVER, PAST, asleep, until};

/// A number that does something before it is compared.
#[derive(Clone)]
struct Item {
    number: u32,
    first: Arc<dyn Fn() + Send + Sync>,
}

impl Item {
    fn new(number: u32, first: impl Fn() + Send + Sync + 'static) -> Self {
        Self { number, first: Arc::new(first) }
    }

    fn plain(number: u32) -> Self {
        Self::new(number, || ())
    }
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Item {}

impl PartialOrd for Item {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Item {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.first)();
        (other.first)();
        self.number.cmp(&other.number)
    }
}

/// A queue for as long as the tests run: so comparisons can refer to it.
fn for_good<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn numbers(items: impl IntoIterator<Item = Item>) -> Vec<u32> {
    items.into_iter().map(|item| item.number).collect()
}

/// What it panicked with.
fn panics<T>(job: impl FnOnce() -> T) -> &'static str {
    let panic = catch_unwind(AssertUnwindSafe(|| drop(job()))).expect_err("it panics");
    panic.downcast_ref::<&str>().expect("with a text")
}

/// Items that cannot be compared as long as this is set.
fn that_panic(numbers: impl IntoIterator<Item = u32>) -> (Arc<AtomicBool>, Vec<Item>) {
    let is_on = Arc::new(AtomicBool::new(true));
    let item = |number| {
        let is_on = Arc::clone(&is_on);
        Item::new(number, move || {
            if is_on.load(Relaxed) {
                // As a panic does, but quietly.
                resume_unwind(Box::new("incomparable"));
            }
        })
    };
    let items = numbers.into_iter().map(item).collect();
    (is_on, items)
}

#[test]
fn putting_compares_nothing() {
    let queue = PriorityQueue::new();
    let (_, items) = that_panic(0..10);
    for item in items {
        queue.put(item).unwrap();
    }
    assert_eq!(queue.len(), 10);
    assert_eq!(
        numbers(queue.shutdown(Shutdown::Immediate)),
        (0..10).collect::<Vec<_>>(),
        "nor this"
    );
}

#[test]
fn a_panic_loses_nothing() {
    for count in [2, 3, 4, 7, 20] {
        let queue = PriorityQueue::bounded(20);
        let (is_on, items) = that_panic(0..count);
        for item in items.into_iter().rev() {
            queue.put(item).unwrap();
        }
        for _ in 0..3 {
            assert_eq!(panics(|| queue.get()), "incomparable");
            assert_eq!(panics(|| queue.try_get()), "incomparable");
            assert_eq!(panics(|| queue.get_until(PAST)), "incomparable");
            assert_eq!(queue.len(), count as usize);
        }
        is_on.store(false, Relaxed);
        assert_eq!(numbers(queue.try_iter()), (0..count).collect::<Vec<_>>(), "it is usable");
    }
}

/// The panic comes at each comparison in turn, so at each stage of the work on the heap.
#[test]
fn a_panic_at_any_comparison_loses_nothing() {
    for at in 0..40 {
        let left = Arc::new(Lock::new(u32::MAX));
        let item = |number| {
            let left = Arc::clone(&left);
            Item::new(number, move || {
                let mut left = left.lock();
                *left = left.wrapping_sub(1);
                if *left == 0 {
                    drop(left);
                    resume_unwind(Box::new("incomparable"));
                }
            })
        };
        let queue = PriorityQueue::new();
        for number in [3, 8, 1, 6, 4] {
            queue.put(item(number)).unwrap();
        }
        assert_eq!(queue.get().unwrap().number, 1);
        for number in [2, 7, 5, 1, 9] {
            queue.put(item(number)).unwrap();
        }
        *left.lock() = at + 1;
        let mut got = Vec::new();
        let mut panicked = 0;
        loop {
            let len = queue.len();
            match catch_unwind(AssertUnwindSafe(|| queue.try_get())) {
                Ok(Ok(item)) => got.push(item.number),
                Ok(Err(error)) => {
                    assert_eq!((error, len), (GetError::Empty, 0));
                    break;
                }
                Err(_) => {
                    panicked += 1;
                    assert_eq!(queue.len(), len);
                }
            }
        }
        assert_eq!(got, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert!(panicked <= 1);
        assert!(at > 20 || panicked == 1, "{at}");
    }
}

#[test]
fn a_panic_leaves_unfinished_as_it_is() {
    let queue = JoinableQueue::over(PriorityQueue::new());
    let (is_on, items) = that_panic(0..2);
    for item in items {
        queue.put(item).unwrap();
    }
    assert_eq!(panics(|| queue.get_task().map(drop)), "incomparable");
    assert_eq!((queue.len(), queue.unfinished()), (2, 2));
    is_on.store(false, Relaxed);
    assert_eq!(queue.get_task().unwrap().number, 0);
    assert_eq!((queue.len(), queue.unfinished()), (1, 1));
}

#[test]
fn a_comparison_may_put() {
    let queue: &PriorityQueue<Item> = for_good(PriorityQueue::bounded(4));
    let has_put = AtomicBool::new(false);
    let puts = Item::new(2, move || {
        if !has_put.swap(true, Relaxed) {
            queue.put(Item::plain(0)).unwrap();
            queue.try_put(Item::plain(3)).unwrap();
        }
    });
    queue.put(puts).unwrap();
    queue.put(Item::plain(1)).unwrap();
    // What is put meanwhile is put later.
    assert_eq!(numbers(queue.try_iter()), [1, 0, 2, 3]);
}

#[test]
fn a_comparison_that_gets_is_refused() {
    let queue: &PriorityQueue<Item> = for_good(PriorityQueue::new());
    let gets = Item::new(2, move || {
        assert_eq!(queue.get().err(), Some(GetError::Reentrant));
        assert_eq!(queue.try_get().err(), Some(GetError::Reentrant));
        assert_eq!(queue.get_timeout(Duration::ZERO).err(), Some(GetError::Reentrant));
        assert_eq!(queue.get_timeout(FOR_EVER).err(), Some(GetError::Reentrant));
        assert_eq!(queue.iter().count(), 0);
    });
    queue.put(gets).unwrap();
    queue.put(Item::plain(1)).unwrap();
    assert_eq!(numbers(queue.try_iter()), [1, 2]);
}

#[test]
fn a_comparison_may_look() {
    let queue: &PriorityQueue<Item> = for_good(PriorityQueue::bounded(3));
    let looks = Item::new(2, move || {
        assert_eq!((queue.len(), queue.is_empty(), queue.is_full()), (1, false, false));
    });
    queue.put(looks).unwrap();
    queue.put(Item::plain(1)).unwrap();
    assert_eq!(queue.get().unwrap().number, 1);
}

#[test]
fn a_comparison_may_shut_down() {
    for how in [Shutdown::Drain, Shutdown::Immediate] {
        let queue: &PriorityQueue<Item> = for_good(PriorityQueue::new());
        let left = Arc::new(Lock::new(Vec::new()));
        let shuts_down = {
            let left = Arc::clone(&left);
            Item::new(2, move || {
                let _ = queue.put(Item::plain(7));
                left.lock().extend(numbers(queue.shutdown(how)));
            })
        };
        queue.put(shuts_down).unwrap();
        queue.put(Item::plain(1)).unwrap();
        let got = numbers(queue.iter());
        match how {
            Shutdown::Drain => assert_eq!((got, numbers_of(&left)), (vec![1, 2, 7], vec![])),
            // What is being compared stays.
            Shutdown::Immediate => assert_eq!((got, numbers_of(&left)), (vec![1, 2], vec![7])),
        }
        assert!(matches!(queue.put(Item::plain(1)), Err(PutError::ShutDown(_))));
    }
}

/// Who sleeps is told also when it is a comparison that takes all items.
#[test]
fn a_comparison_that_shuts_down_tells_who_waits_for_room() {
    let queue: &PriorityQueue<Item> = for_good(PriorityQueue::bounded(3));
    let goes_on: &Event = for_good(Event::new());
    let shuts_down = Item::new(2, move || {
        goes_on.wait();
        queue.shutdown(Shutdown::Immediate);
    });
    thread::scope(|scope| {
        // The place of what is being got is taken by the first who puts.
        for item in [shuts_down, Item::plain(1), Item::plain(3)] {
            queue.put(item).unwrap();
        }
        let got = asleep(scope, || queue.get().unwrap().number);
        queue.put(Item::plain(4)).unwrap();
        let refused = asleep(scope, || queue.put(Item::plain(5)));
        goes_on.set();
        assert_eq!(got.join().unwrap(), 1);
        assert!(matches!(refused.join().unwrap(), Err(PutError::ShutDown(_))));
    });
}

fn numbers_of(left: &Lock<Vec<u32>>) -> Vec<u32> {
    left.lock().clone()
}

/// A queue of three items, the least of which waits in a comparison.
fn that_waits() -> (PriorityQueue<Item>, Arc<Event>, Arc<Event>) {
    let (comparing, goes_on) = (Arc::new(Event::new()), Arc::new(Event::new()));
    let waits = {
        let (comparing, goes_on) = (Arc::clone(&comparing), Arc::clone(&goes_on));
        Item::new(1, move || {
            comparing.set();
            goes_on.wait();
        })
    };
    let queue = PriorityQueue::bounded(3);
    for item in [waits, Item::plain(2), Item::plain(3)] {
        queue.put(item).unwrap();
    }
    (queue, comparing, goes_on)
}

#[test]
fn others_put_while_somebody_compares() {
    let (queue, comparing, goes_on) = that_waits();
    thread::scope(|scope| {
        let get = scope.spawn(|| queue.get().unwrap().number);
        comparing.wait();
        assert_eq!(queue.len(), 2);
        queue.put(Item::plain(0)).unwrap();
        assert!(queue.is_full());
        assert!(matches!(queue.try_put(Item::plain(0)), Err(PutError::Full(_))));
        goes_on.set();
        assert_eq!(get.join().unwrap(), 1);
    });
    assert_eq!(numbers(queue.try_iter()), [0, 2, 3]);
}

#[test]
fn others_get_once_somebody_has_compared() {
    let (queue, comparing, goes_on) = that_waits();
    thread::scope(|scope| {
        let get = scope.spawn(|| queue.get().unwrap().number);
        comparing.wait();
        let others = [
            scope.spawn(|| queue.try_get().unwrap().number),
            scope.spawn(|| queue.get_until(PAST).unwrap().number),
        ];
        thread::yield_now();
        goes_on.set();
        assert_eq!(get.join().unwrap(), 1);
        let others = others.map(|other| other.join().unwrap());
        assert!(others == [2, 3] || others == [3, 2]);
    });
}

#[test]
fn a_shutdown_takes_what_nobody_has_got() {
    let (queue, comparing, goes_on) = that_waits();
    thread::scope(|scope| {
        let get = scope.spawn(|| queue.get().unwrap().number);
        comparing.wait();
        queue.put(Item::plain(0)).unwrap();
        let left = scope.spawn(|| numbers(queue.shutdown(Shutdown::Immediate)));
        // It takes effect before the comparison is over.
        until(|| queue.is_empty());
        assert!(matches!(queue.put(Item::plain(0)), Err(PutError::ShutDown(_))));
        goes_on.set();
        assert_eq!(get.join().unwrap(), 1);
        assert_eq!(left.join().unwrap(), [2, 3, 0]);
        assert_eq!(queue.get().err(), Some(GetError::ShutDown));
    });
}

/// The get that fails has given its place away meanwhile.
#[test]
fn a_panic_may_leave_one_more_than_there_is_room_for() {
    let queue: &PriorityQueue<Item> = for_good(PriorityQueue::bounded(2));
    let is_on = Arc::new(AtomicBool::new(true));
    let takes_the_place = {
        let is_on = Arc::clone(&is_on);
        Item::new(1, move || {
            if is_on.swap(false, Relaxed) {
                queue.try_put(Item::plain(0)).unwrap();
                resume_unwind(Box::new("incomparable"));
            }
        })
    };
    queue.put(takes_the_place).unwrap();
    queue.put(Item::plain(2)).unwrap();
    assert_eq!(panics(|| queue.get()), "incomparable");
    assert_eq!((queue.len(), queue.is_full()), (3, true));
    assert_eq!(queue.get().unwrap().number, 0);
    assert!(matches!(queue.try_put(Item::plain(3)), Err(PutError::Full(_))));
    assert_eq!(numbers(queue.try_iter()), [1, 2]);
}

/// A get that fails after a shutdown has counted its item out leaves it to that.
#[test]
fn a_panic_leaves_its_item_to_a_shutdown() {
    let queue = PriorityQueue::new();
    let (comparing, goes_on) = (Arc::new(Event::new()), Arc::new(Event::new()));
    let fails = {
        let (comparing, goes_on) = (Arc::clone(&comparing), Arc::clone(&goes_on));
        Item::new(1, move || {
            comparing.set();
            goes_on.wait();
            resume_unwind(Box::new("incomparable"));
        })
    };
    queue.put(fails).unwrap();
    queue.put(Item::plain(2)).unwrap();
    thread::scope(|scope| {
        let get = scope.spawn(|| panics(|| queue.get()));
        comparing.wait();
        let left = scope.spawn(|| numbers(queue.shutdown(Shutdown::Immediate)));
        until(|| queue.is_empty());
        goes_on.set();
        assert_eq!(get.join().unwrap(), "incomparable");
        assert_eq!(left.join().unwrap(), [1, 2]);
    });
    assert_eq!(queue.len(), 0);
    assert_eq!(queue.get().err(), Some(GetError::ShutDown));
}

#[test]
fn comparisons_that_contradict_each_other_lose_nothing() {
    #[derive(PartialEq, Eq)]
    struct Contrary(u32);

    impl PartialOrd for Contrary {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }

    impl Ord for Contrary {
        fn cmp(&self, _: &Self) -> Ordering {
            Ordering::Less
        }
    }

    let queue = PriorityQueue::new();
    for number in 0..50 {
        queue.put(Contrary(number)).unwrap();
    }
    let mut got: Vec<_> = queue.try_iter().map(|item| item.0).collect();
    got.sort_unstable();
    assert!(got.into_iter().eq(0..50));
}
