//! Many threads at once on each kind of queue, on the real machine: what comes out is what went in,
//! and each producer's items come in its order where that is promised.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::thread;
use std::time::Duration;

use plainweave_sync::{
    GetError, JoinableQueue, LifoQueue, Native, PriorityQueue, PutError, Queue, Shutdown,
    SimpleQueue, TooManyTaskDone,
};

/// Items of each run. `cargo test` is quick; a longer run says so by itself.
fn items() -> u64 {
    let items = std::env::var("PLAINWEAVE_STRESS_ITEMS").ok();
    items.map_or(1_000, |items| items.parse().expect("PLAINWEAVE_STRESS_ITEMS is a number"))
}

/// Who put an item, and as which one of its own.
type Item = (u64, u64);

/// What a run needs.
trait Stressed: Sync {
    /// Whether one producer's items come in its order.
    const IN_ORDER: bool;

    fn put(&self, item: Item) -> Result<(), PutError<Item>>;
    fn get(&self) -> Result<Item, GetError>;
    fn end(&self);
}

macro_rules! stressed {
    ($($queue:ty, $in_order:literal;)*) => {$(
        impl Stressed for $queue {
            const IN_ORDER: bool = $in_order;

            fn put(&self, item: Item) -> Result<(), PutError<Item>> {
                self.put(item)
            }

            fn get(&self) -> Result<Item, GetError> {
                self.get()
            }

            fn end(&self) {
                assert!(self.shutdown(Shutdown::Drain).is_empty());
            }
        }
    )*};
}

stressed! {
    Queue<Item>, true;
    LifoQueue<Item>, false;
    PriorityQueue<Item>, false;
    JoinableQueue<Item>, true;
}

fn run(queue: &impl Stressed, producers: u64, consumers: usize) {
    run_with(queue, producers, consumers, items());
}

fn run_with(queue: &impl Stressed, producers: u64, consumers: usize, items: u64) {
    let each = items / producers;
    let got = thread::scope(|scope| {
        let get_all = || std::iter::from_fn(|| queue.get().ok()).collect::<Vec<_>>();
        let getting: Vec<_> = (0..consumers).map(|_| scope.spawn(get_all)).collect();
        let putting: Vec<_> = (0..producers)
            .map(|producer| {
                scope.spawn(move || {
                    for number in 0..each {
                        queue.put((producer, number)).expect("the queue is open");
                    }
                })
            })
            .collect();
        for thread in putting {
            thread.join().expect("a producer does not fail");
        }
        queue.end();
        getting.into_iter().map(|thread| thread.join().expect("nor does a consumer")).collect()
    });
    compare(got, producers, each, is_in_order(queue));
}

fn is_in_order<Q: Stressed>(_: &Q) -> bool {
    Q::IN_ORDER
}

/// What each consumer got is all that was put, once.
fn compare(got: Vec<Vec<Item>>, producers: u64, each: u64, in_order: bool) {
    if in_order {
        for items in &got {
            let mut last = BTreeMap::new();
            for &(producer, number) in items {
                let before = last.insert(producer, number);
                assert!(
                    before.is_none_or(|before| before < number),
                    "producer {producer} in order"
                );
            }
        }
    }
    let mut all: Vec<Item> = got.into_iter().flatten().collect();
    all.sort_unstable();
    let put = (0..producers).flat_map(|producer| (0..each).map(move |number| (producer, number)));
    assert!(all.into_iter().eq(put), "what comes out is what went in");
}

/// With few and many threads on each side, and little room and much.
macro_rules! stress {
    ($queue:ident) => {
        for producers in [1, 2, 4] {
            for consumers in [1, 2, 4] {
                for capacity in [1, 2, 16, 1024] {
                    run(&$queue::bounded(capacity), producers, consumers);
                }
                run(&$queue::new(), producers, consumers);
            }
        }
    };
}

#[test]
fn first_in_first_out() {
    stress!(Queue);
}

/// Ten million items through each kind of queue, for each number of threads on each side.
///
/// ```text
/// cargo test --release -p plainweave-sync --test queue_stress -- --ignored --nocapture
/// ```
#[test]
#[ignore = "takes minutes"]
fn ten_million_items() {
    const ITEMS: u64 = 10_000_000;
    for (producers, consumers) in [1, 2, 4].into_iter().flat_map(|n| [(n, 1), (n, 2), (n, 4)]) {
        println!("{producers} put, {consumers} get");
        run_with(&Queue::bounded(1024), producers, consumers, ITEMS);
        run_with(&Queue::new(), producers, consumers, ITEMS);
        run_with(&LifoQueue::bounded(1024), producers, consumers, ITEMS);
        run_with(&PriorityQueue::bounded(1024), producers, consumers, ITEMS);
        run_with(&JoinableQueue::bounded(1024), producers, consumers, ITEMS);
        run_simple(producers, consumers, ITEMS);
    }
}

#[test]
fn last_in_first_out() {
    stress!(LifoQueue);
}

#[test]
fn by_priority() {
    stress!(PriorityQueue);
}

/// What one thread gets while nobody puts is in order, whoever put it, and in which order.
#[test]
fn by_priority_when_all_is_there() {
    let queue = PriorityQueue::new();
    let each = items() / 4;
    thread::scope(|scope| {
        for producer in 0..4 {
            let queue = &queue;
            scope.spawn(move || {
                for number in (0..each).rev() {
                    queue.put((number, producer)).expect("the queue is open");
                }
            });
        }
    });
    let all = (0..each).flat_map(|number| (0..4).map(move |producer| (number, producer)));
    assert!(queue.try_iter().eq(all));
}

#[test]
fn simple() {
    for (producers, consumers) in [1, 2, 4].into_iter().flat_map(|n| [(n, 1), (n, 2), (n, 4)]) {
        run_simple(producers, consumers, items());
    }
}

fn run_simple(producers: u64, consumers: usize, items: u64) {
    let queue = SimpleQueue::new();
    let each = items / producers;
    let all = usize::try_from(each * producers).expect("they fit in memory");
    let share = all / consumers;
    let got = thread::scope(|scope| {
        for producer in 0..producers {
            let queue = &queue;
            scope.spawn(move || {
                for number in 0..each {
                    queue.put((producer, number));
                }
            });
        }
        let get_share = || queue.iter().take(share).collect::<Vec<_>>();
        let getting: Vec<_> = (0..consumers).map(|_| scope.spawn(get_share)).collect();
        getting.into_iter().map(|thread| thread.join().expect("it does not fail")).collect()
    });
    compare(got, producers, each, true);
}

/// Tasks that put further tasks. Whenever a join returns, all those of its round are done.
fn join_rounds<Q: plainweave_sync::QueueKind<u64, Native> + Sync>(
    queue: &JoinableQueue<u64, Native, Q>,
    workers: usize,
) {
    const PER_ROUND: u64 = 20;
    let done = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                for task in queue.tasks() {
                    if *task > 0 {
                        queue.put(*task - 1).expect("the queue is open");
                    }
                    done.fetch_add(1, Relaxed);
                }
            });
        }
        for round in 1..=items() / PER_ROUND {
            for _ in 0..PER_ROUND / 2 {
                queue.put(1).expect("the queue is open");
            }
            queue.join();
            assert_eq!(done.load(Relaxed), PER_ROUND * round, "a join returns when all is done");
            assert_eq!(queue.task_done(), Err(TooManyTaskDone));
        }
        queue.shutdown(Shutdown::Drain);
    });
}

#[test]
fn joined() {
    for workers in [1, 2, 4] {
        join_rounds(&JoinableQueue::new(), workers);
        join_rounds(&JoinableQueue::bounded(64), workers);
        join_rounds(&JoinableQueue::over(LifoQueue::new()), workers);
        join_rounds(&JoinableQueue::over(PriorityQueue::new()), workers);
    }
}

/// However many say that a task is done, and however often: no more of them are believed than were
/// put.
#[test]
fn marked_done_by_many() {
    let queue = JoinableQueue::new();
    let total = items();
    let (put, believed) = (AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while believed.load(Relaxed) < total {
                    if queue.task_done().is_ok() {
                        believed.fetch_add(1, Relaxed);
                    } else {
                        thread::yield_now();
                    }
                }
            });
        }
        for item in 0..total {
            put.fetch_add(1, Relaxed);
            queue.put(item).expect("the queue is open");
        }
        queue.join();
    });
    assert_eq!(believed.into_inner(), put.into_inner());
    assert_eq!(queue.unfinished(), 0);
    assert_eq!(queue.task_done(), Err(TooManyTaskDone));
}

/// Two threads put, each into a queue of its own, and then look into the other one's: they must not
/// both find nothing. The processor lets them, unless something between the two keeps it from doing so;
/// in a model a put's own fences do, which natively are none.
fn look_at_each_other<Q: Sync>(
    queues: &[Q; 2],
    put: fn(&Q),
    is_empty: fn(&Q) -> bool,
    get: fn(&Q),
) {
    let round = |mine: &Q, other: &Q, barrier: &SpinBarrier| {
        let mut found_nothing = Vec::new();
        for _ in 0..2 * items() {
            barrier.wait();
            put(mine);
            found_nothing.push(is_empty(other));
            barrier.wait();
            get(mine);
        }
        found_nothing
    };
    let [one, other] = queues;
    let barrier = SpinBarrier::default();
    let (here, there) = thread::scope(|scope| {
        let there = scope.spawn(|| round(other, one, &barrier));
        (round(one, other, &barrier), there.join().expect("a round does not panic"))
    });
    let both = here.iter().zip(&there).filter(|(here, there)| **here && **there).count();
    assert_eq!(both, 0, "of {} rounds", here.len());
}

/// For two threads that are to go on at the same moment, as nearly as can be.
#[derive(Default)]
struct SpinBarrier(AtomicU64);

impl SpinBarrier {
    fn wait(&self) {
        let arrival = self.0.fetch_add(1, SeqCst);
        let all = arrival - arrival % 2 + 2;
        let mut looks = 0_u32;
        while self.0.load(SeqCst) < all {
            looks += 1;
            // There may be a single processor.
            if looks.is_multiple_of(1_000) { thread::yield_now() } else { std::hint::spin_loop() }
        }
    }
}

#[test]
fn two_lengths() {
    look_at_each_other(
        &[LifoQueue::new(), LifoQueue::new()],
        |queue| queue.put(1).expect("the queue is open"),
        LifoQueue::<u32>::is_empty,
        |queue| assert_eq!(queue.try_get(), Ok(1)),
    );
    look_at_each_other(
        &[PriorityQueue::new(), PriorityQueue::new()],
        |queue| queue.put(1).expect("the queue is open"),
        PriorityQueue::<u32>::is_empty,
        |queue| assert_eq!(queue.try_get(), Ok(1)),
    );
    look_at_each_other(
        &[Queue::new(), Queue::new()],
        |queue| queue.put(1).expect("the queue is open"),
        Queue::<u32>::is_empty,
        |queue| assert_eq!(queue.try_get(), Ok(1)),
    );
}

#[test]
fn two_joins() {
    look_at_each_other(
        &[JoinableQueue::new(), JoinableQueue::new()],
        |queue| queue.put(1).expect("the queue is open"),
        |queue: &JoinableQueue<u32>| queue.unfinished() == 0,
        |queue| drop(queue.try_get_task().expect("one was put")),
    );
    look_at_each_other(
        &[JoinableQueue::new(), JoinableQueue::new()],
        |queue| queue.put(1).expect("the queue is open"),
        |queue: &JoinableQueue<u32>| queue.join_timeout(Duration::ZERO).is_ok(),
        |queue| drop(queue.try_get_task().expect("one was put")),
    );
}
