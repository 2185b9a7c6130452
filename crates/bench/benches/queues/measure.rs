//! How long items take from thread to thread.

use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use crate::channels::Channel;

/// Nanoseconds per item, from many threads to many.
pub(crate) fn stream<T: Send, C: Channel<T>>(
    channel: &C,
    item: impl Fn(u32) -> T + Sync,
    (producers, consumers): (u32, u32),
    items: u32,
) -> f64 {
    let threads = usize::try_from(1 + producers + consumers).expect("a handful");
    let start = Barrier::new(threads);
    thread::scope(|scope| {
        let (start, item) = (&start, &item);
        for _ in 0..producers {
            let channel = channel.clone();
            scope.spawn(move || {
                start.wait();
                (0..items / producers).for_each(|number| channel.put(item(number)));
            });
        }
        let getting: Vec<_> = (0..consumers)
            .map(|_| {
                let channel = channel.clone();
                scope.spawn(move || {
                    start.wait();
                    for _ in 0..items / consumers {
                        std::hint::black_box(channel.get());
                    }
                })
            })
            .collect();
        start.wait();
        let begin = Instant::now();
        for thread in getting {
            thread.join().expect("a consumer gets as much as is put");
        }
        each(begin, items)
    })
}

/// Nanoseconds per round trip: an item there, and one back.
pub(crate) fn ping_pong<T: Send, C: Channel<T>>(
    there: &C,
    back: &C,
    item: impl Fn(u32) -> T + Sync,
    trips: u32,
) -> f64 {
    thread::scope(|scope| {
        let (item, other_there, other_back) = (&item, there.clone(), back.clone());
        scope.spawn(move || {
            for number in 0..trips {
                std::hint::black_box(other_there.get());
                other_back.put(item(number));
            }
        });
        let begin = Instant::now();
        for number in 0..trips {
            there.put(item(number));
            std::hint::black_box(back.get());
        }
        each(begin, trips)
    })
}

/// Nanoseconds that each of so many took since then.
fn each(begin: Instant, count: u32) -> f64 {
    begin.elapsed().as_secs_f64() * 1e9 / f64::from(count)
}

/// The middle one, and those between which half of them are.
pub(crate) fn middle(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    let last = values.len() - 1;
    (values[last / 2], values[last / 4], values[last - last / 4])
}
