//! Many items through each kind of queue, from and to real threads: what comes out is what went in,
//! and each producer's items come in its order.

use std::thread;

use plainweave_sync::{Queue, Shutdown};

/// Items of each run. `cargo test` is quick; a longer run says so by itself.
fn items() -> u64 {
    let items = std::env::var("PLAINWEAVE_STRESS_ITEMS").ok();
    items.map_or(100_000, |items| items.parse().expect("PLAINWEAVE_STRESS_ITEMS is a number"))
}

/// Who put an item, and as which one of its own.
type Item = (u64, u64);

fn run(queue: &Queue<Item>, producers: u64, consumers: usize) {
    let each = items() / producers;
    let got: Vec<Vec<Item>> = thread::scope(|scope| {
        let getting: Vec<_> =
            (0..consumers).map(|_| scope.spawn(|| queue.iter().collect::<Vec<_>>())).collect();
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
        assert!(queue.shutdown(Shutdown::Drain).is_empty());
        getting.into_iter().map(|thread| thread.join().expect("nor does a consumer")).collect()
    });
    for items in &got {
        for producer in 0..producers {
            let own = items.iter().filter(|item| item.0 == producer).map(|item| item.1);
            assert!(own.is_sorted(), "producer {producer} in order");
        }
    }
    let mut all: Vec<Item> = got.into_iter().flatten().collect();
    all.sort_unstable();
    let put = (0..producers).flat_map(|producer| (0..each).map(move |number| (producer, number)));
    assert!(all.into_iter().eq(put), "what comes out is what went in");
}

#[test]
fn first_in_first_out() {
    for producers in [1, 2, 4] {
        for consumers in [1, 2, 4] {
            for capacity in [1, 2, 16, 1024] {
                run(&Queue::bounded(capacity), producers, consumers);
            }
            run(&Queue::new(), producers, consumers);
        }
    }
}
