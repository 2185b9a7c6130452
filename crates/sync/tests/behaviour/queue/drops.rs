//! Each item is dropped once, and may use the queue when it is.

use std::cmp::Ordering;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

use plainweave_sync::Shutdown;

use super::{AnyQueue, for_each_kind};

for_each_kind! { crate::queue::drops::Counted:
    what_is_got_is_dropped_by_who_got_it
    what_is_left_is_dropped_with_the_queue
    what_is_refused_is_dropped_by_who_put_it
    what_a_shutdown_gives_back_is_dropped_outside
    what_is_got_here_and_there_is_dropped_once
}

/// How often items were dropped, by their numbers.
#[derive(Debug, Default)]
struct Drops(Vec<AtomicUsize>);

impl Drops {
    fn of(items: usize) -> Arc<Self> {
        Arc::new(Self((0..items).map(|_| AtomicUsize::new(0)).collect()))
    }

    fn counts(&self) -> Vec<usize> {
        self.0.iter().map(|count| count.load(Relaxed)).collect()
    }
}

/// Counts how often it is dropped. Compares by its number.
#[derive(Debug)]
pub(super) struct Counted {
    number: usize,
    drops: Arc<Drops>,
}

impl Counted {
    fn all(drops: &Arc<Drops>) -> impl Iterator<Item = Self> {
        let drops = Arc::clone(drops);
        (0..drops.0.len()).map(move |number| Self { number, drops: Arc::clone(&drops) })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.drops.0[self.number].fetch_add(1, Relaxed);
    }
}

impl PartialEq for Counted {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Counted {}

impl PartialOrd for Counted {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Counted {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.cmp(&other.number)
    }
}

fn what_is_got_is_dropped_by_who_got_it<Q: AnyQueue<Counted>>() {
    for queue in [Q::unbounded(), Q::bounded(200)] {
        let drops = Drops::of(200);
        for item in Counted::all(&drops) {
            queue.put(item).unwrap();
        }
        assert_eq!(drops.counts(), [0; 200]);
        while let Ok(item) = queue.try_get() {
            let number = item.number;
            assert_eq!(drops.counts()[number], 0);
            drop(item);
            assert_eq!(drops.counts()[number], 1);
        }
        assert_eq!(drops.counts(), [1; 200]);
        drop(queue);
        assert_eq!(drops.counts(), [1; 200]);
    }
}

fn what_is_left_is_dropped_with_the_queue<Q: AnyQueue<Counted>>() {
    for queue in [Q::unbounded(), Q::bounded(200)] {
        let drops = Drops::of(200);
        for item in Counted::all(&drops) {
            queue.put(item).unwrap();
        }
        drop(queue.get());
        queue.shutdown(Shutdown::Drain);
        assert_eq!(drops.counts().iter().sum::<usize>(), 1);
        drop(queue);
        assert_eq!(drops.counts(), [1; 200]);
    }
}

fn what_is_refused_is_dropped_by_who_put_it<Q: AnyQueue<Counted>>() {
    let queue = Q::bounded(1);
    let drops = Drops::of(3);
    let [first, second, third] = Counted::all(&drops).collect::<Vec<_>>().try_into().unwrap();
    queue.put(first).unwrap();
    let error = queue.try_put(second).unwrap_err();
    assert_eq!(drops.counts(), [0, 0, 0]);
    drop(error);
    assert_eq!(drops.counts(), [0, 1, 0]);
    queue.shutdown(Shutdown::Drain);
    drop(queue.put(third).unwrap_err().into_inner());
    assert_eq!(drops.counts(), [0, 1, 1]);
    drop(queue);
    assert_eq!(drops.counts(), [1, 1, 1]);
}

fn what_a_shutdown_gives_back_is_dropped_outside<Q: AnyQueue<Counted>>() {
    let drops = Drops::of(5);
    let queue = Q::bounded(5);
    for item in Counted::all(&drops) {
        queue.put(item).unwrap();
    }
    let left = queue.shutdown(Shutdown::Immediate);
    assert_eq!(drops.counts(), [0; 5]);
    drop(left);
    assert_eq!(drops.counts(), [1; 5]);
    drop(queue);
    assert_eq!(drops.counts(), [1; 5]);
}

fn what_is_got_here_and_there_is_dropped_once<Q: AnyQueue<Counted>>() {
    for queue in [Q::unbounded(), Q::bounded(3)] {
        let drops = Drops::of(400);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| queue.iter().for_each(drop));
            }
            for item in Counted::all(&drops) {
                queue.put(item).unwrap();
            }
            queue.shutdown(Shutdown::Drain);
        });
        assert_eq!(drops.counts(), [1; 400]);
    }
}

mod one_that_uses_the_queue {
    use super::*;

    for_each_kind! { super::Phoenix:
        may_put
        is_refused_after_a_shutdown
    }

    fn may_put<Q: AnyQueue<Phoenix>>() {
        for queue in [Q::unbounded(), Q::bounded(1)] {
            let queue = Phoenix::with_five_lives(queue);
            let mut got = 0;
            while let Ok(item) = queue.try_get() {
                got += 1;
                drop(item);
            }
            assert_eq!(got, 6);
        }
    }

    fn is_refused_after_a_shutdown<Q: AnyQueue<Phoenix>>() {
        for queue in [Q::unbounded(), Q::bounded(1)] {
            let queue = Phoenix::with_five_lives(queue);
            let left = queue.shutdown(Shutdown::Immediate);
            assert_eq!(left.len(), 1);
            drop(left);
            assert!(queue.is_empty());
        }
    }
}

/// Puts another one into its queue when it is dropped, as long as it has lives.
pub(super) struct Phoenix {
    lives: usize,
    put: Arc<dyn Fn(Self) + Send + Sync>,
}

impl Phoenix {
    /// A queue, for good, with one in it.
    fn with_five_lives<Q: AnyQueue<Self>>(queue: Q) -> &'static Q {
        let queue: &'static Q = Box::leak(Box::new(queue));
        let put = move |item| {
            assert_eq!(queue.len(), 0);
            let _ = queue.put(item);
        };
        queue.put(Self { lives: 5, put: Arc::new(put) }).unwrap();
        queue
    }
}

impl Drop for Phoenix {
    fn drop(&mut self) {
        if let Some(lives) = self.lives.checked_sub(1) {
            (self.put)(Self { lives, put: Arc::clone(&self.put) });
        }
    }
}

impl std::fmt::Debug for Phoenix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Phoenix({})", self.lives)
    }
}

impl PartialEq for Phoenix {
    fn eq(&self, other: &Self) -> bool {
        self.lives == other.lives
    }
}

impl Eq for Phoenix {}

impl PartialOrd for Phoenix {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Phoenix {
    fn cmp(&self, other: &Self) -> Ordering {
        self.lives.cmp(&other.lives)
    }
}
