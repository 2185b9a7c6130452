//! Shutting down.

use std::thread;
use std::time::Duration;

use plainweave_sync::{GetError, PutError, Shutdown};

use super::{AnyQueue, for_each_kind};
use crate::{FOR_EVER, PAST, asleep};

for_each_kind! { u32:
    draining_leaves_what_is_there
    immediately_it_comes_back
    a_second_shutdown_may_be_stricter
    a_full_queue_is_shut_down_rather_than_full
    an_iteration_ends
    all_who_get_are_told
    all_who_put_are_told
    who_is_woken_for_an_item_tells_the_others
    who_is_woken_for_a_place_tells_the_others
}

/// Every way to put is refused, and the item comes back.
fn assert_takes_nothing<Q: AnyQueue<u32>>(queue: &Q) {
    assert_eq!(queue.put(9), Err(PutError::ShutDown(9)));
    assert_eq!(queue.try_put(9), Err(PutError::ShutDown(9)));
    assert_eq!(queue.put_timeout(9, Duration::ZERO), Err(PutError::ShutDown(9)));
    assert_eq!(queue.put_timeout(9, FOR_EVER), Err(PutError::ShutDown(9)));
    assert_eq!(queue.put_until(9, PAST), Err(PutError::ShutDown(9)));
}

fn assert_has_ended<Q: AnyQueue<u32>>(queue: &Q) {
    assert_eq!(queue.get(), Err(GetError::ShutDown));
    assert_eq!(queue.try_get(), Err(GetError::ShutDown));
    assert_eq!(queue.get_timeout(Duration::ZERO), Err(GetError::ShutDown));
    assert_eq!(queue.get_timeout(FOR_EVER), Err(GetError::ShutDown));
    assert_eq!(queue.get_until(PAST), Err(GetError::ShutDown));
    assert!(queue.is_empty());
}

fn draining_leaves_what_is_there<Q: AnyQueue<u32>>() {
    for queue in [Q::unbounded(), Q::bounded(2)] {
        queue.put(1).unwrap();
        queue.put(2).unwrap();
        assert!(queue.shutdown(Shutdown::Drain).is_empty());
        assert_takes_nothing(&queue);
        assert_eq!(queue.len(), 2);
        let got = [queue.get().unwrap(), queue.try_get().unwrap()];
        assert!(got == [1, 2] || got == [2, 1], "{got:?}");
        assert_has_ended(&queue);
        assert_takes_nothing(&queue);
    }
}

fn immediately_it_comes_back<Q: AnyQueue<u32>>() {
    for queue in [Q::unbounded(), Q::bounded(4)] {
        for number in [7, 3, 7, 5] {
            queue.put(number).unwrap();
        }
        assert_eq!(queue.shutdown(Shutdown::Immediate), [7, 3, 7, 5], "as it was put");
        assert_takes_nothing(&queue);
        assert_has_ended(&queue);
    }
}

fn a_second_shutdown_may_be_stricter<Q: AnyQueue<u32>>() {
    let queue = Q::unbounded();
    queue.put(1).unwrap();
    queue.put(2).unwrap();
    for _ in 0..2 {
        assert!(queue.shutdown(Shutdown::Drain).is_empty());
    }
    assert_eq!(queue.shutdown(Shutdown::Immediate), [1, 2]);
    for how in [Shutdown::Immediate, Shutdown::Drain] {
        assert!(queue.shutdown(how).is_empty());
        assert_has_ended(&queue);
        assert_takes_nothing(&queue);
    }
}

fn a_full_queue_is_shut_down_rather_than_full<Q: AnyQueue<u32>>() {
    let queue = Q::bounded(1);
    queue.put(1).unwrap();
    queue.shutdown(Shutdown::Drain);
    assert_takes_nothing(&queue);
    assert!(queue.is_full());
}

fn an_iteration_ends<Q: AnyQueue<u32>>() {
    let queue = Q::bounded(1);
    thread::scope(|scope| {
        let sum = scope.spawn(|| queue.iter().sum::<u32>());
        for number in 1..=10 {
            queue.put(number).unwrap();
        }
        queue.shutdown(Shutdown::Drain);
        assert_eq!(sum.join().unwrap(), 55);
    });
}

fn all_who_get_are_told<Q: AnyQueue<u32>>() {
    for how in [Shutdown::Drain, Shutdown::Immediate] {
        for queue in [Q::unbounded(), Q::bounded(1)] {
            thread::scope(|scope| {
                for _ in 0..2 {
                    asleep(scope, || assert_eq!(queue.get(), Err(GetError::ShutDown)));
                    asleep(scope, || {
                        assert_eq!(queue.get_timeout(FOR_EVER), Err(GetError::ShutDown));
                    });
                }
                queue.shutdown(how);
            });
        }
    }
}

fn all_who_put_are_told<Q: AnyQueue<u32>>() {
    for how in [Shutdown::Drain, Shutdown::Immediate] {
        let queue = Q::bounded(1);
        queue.put(0).unwrap();
        thread::scope(|scope| {
            for number in 1..3 {
                let queue = &queue;
                asleep(scope, move || {
                    assert_eq!(queue.put(number), Err(PutError::ShutDown(number)));
                });
                asleep(scope, move || {
                    let put = queue.put_timeout(number, FOR_EVER);
                    assert_eq!(put, Err(PutError::ShutDown(number)));
                });
            }
            queue.shutdown(how);
        });
    }
}

/// The shutdown finds a wake-up under way, and leaves it to that one.
fn who_is_woken_for_an_item_tells_the_others<Q: AnyQueue<u32>>() {
    for queue in [Q::unbounded(), Q::bounded(2)] {
        let mut got = thread::scope(|scope| {
            let gets = [(); 3].map(|()| asleep(scope, || queue.get()));
            queue.put(7).unwrap();
            queue.shutdown(Shutdown::Drain);
            gets.map(|get| get.join().unwrap())
        });
        got.sort_by_key(Result::is_err);
        assert_eq!(got, [Ok(7), Err(GetError::ShutDown), Err(GetError::ShutDown)]);
    }
}

fn who_is_woken_for_a_place_tells_the_others<Q: AnyQueue<u32>>() {
    let queue = Q::bounded(2);
    queue.put(0).unwrap();
    queue.put(0).unwrap();
    let puts = thread::scope(|scope| {
        let puts = [(); 3].map(|()| asleep(scope, || queue.put(7)));
        queue.get().unwrap();
        queue.shutdown(Shutdown::Drain);
        puts.map(|put| put.join().unwrap())
    });
    // The place may be taken, or the end may be faster.
    assert!(puts.iter().filter(|put| put.is_ok()).count() <= 1, "{puts:?}");
}
