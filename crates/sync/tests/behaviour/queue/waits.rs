//! Those who wait are woken, whichever side comes first.

use std::thread;

use super::{AnyQueue, for_each_kind};
use crate::{FOR_EVER, PAST, asleep};

for_each_kind! { u32:
    a_get_waits_for_a_put
    a_put_waits_for_room
    a_timeout_that_no_clock_can_tell_outlasts_the_other_side
    each_item_wakes_somebody
    each_place_wakes_somebody
    items_that_come_at_once_wake_all_who_sleep
    places_that_come_at_once_wake_all_who_sleep
    who_gives_up_takes_no_wake_up_along
    turns_are_taken
}

fn a_get_waits_for_a_put<Q: AnyQueue<u32>>() {
    for queue in [Q::unbounded(), Q::bounded(1)] {
        thread::scope(|scope| {
            let get = scope.spawn(|| queue.get());
            thread::yield_now();
            queue.put(7).unwrap();
            assert_eq!(get.join().unwrap(), Ok(7));
        });
    }
}

fn a_put_waits_for_room<Q: AnyQueue<u32>>() {
    let queue = Q::bounded(1);
    queue.put(1).unwrap();
    thread::scope(|scope| {
        let put = scope.spawn(|| queue.put(2));
        thread::yield_now();
        assert_eq!(queue.get(), Ok(1));
        assert_eq!(put.join().unwrap(), Ok(()));
    });
    assert_eq!(queue.try_get(), Ok(2));
}

fn a_timeout_that_no_clock_can_tell_outlasts_the_other_side<Q: AnyQueue<u32>>() {
    let queue = Q::bounded(1);
    thread::scope(|scope| {
        scope.spawn(|| assert_eq!(queue.get_timeout(FOR_EVER), Ok(1)));
        queue.put(1).unwrap();
    });
    queue.put(2).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| assert_eq!(queue.put_timeout(3, FOR_EVER), Ok(())));
        assert_eq!(queue.get(), Ok(2));
    });
}

fn each_item_wakes_somebody<Q: AnyQueue<u32>>() {
    for queue in [Q::unbounded(), Q::bounded(8)] {
        let mut got = thread::scope(|scope| {
            let gets: Vec<_> = (0..4).map(|_| scope.spawn(|| queue.get().unwrap())).collect();
            for number in 0..4 {
                queue.put(number).unwrap();
            }
            gets.into_iter().map(|get| get.join().unwrap()).collect::<Vec<_>>()
        });
        got.sort_unstable();
        assert_eq!(got, [0, 1, 2, 3]);
    }
}

fn each_place_wakes_somebody<Q: AnyQueue<u32>>() {
    let queue = Q::bounded(4);
    for number in 0..4 {
        queue.put(number).unwrap();
    }
    thread::scope(|scope| {
        for number in 4..8 {
            let queue = &queue;
            scope.spawn(move || queue.put(number).unwrap());
        }
        for _ in 0..4 {
            queue.get().unwrap();
        }
    });
    assert_eq!(queue.len(), 4);
}

/// The first one is still on its way when the others come: who is woken for it wakes the next one.
fn items_that_come_at_once_wake_all_who_sleep<Q: AnyQueue<u32>>() {
    for queue in [Q::unbounded(), Q::bounded(3)] {
        thread::scope(|scope| {
            for _ in 0..3 {
                asleep(scope, || queue.get().unwrap());
            }
            for number in 0..3 {
                queue.put(number).unwrap();
            }
        });
        assert!(queue.is_empty());
    }
}

fn places_that_come_at_once_wake_all_who_sleep<Q: AnyQueue<u32>>() {
    let queue = Q::bounded(3);
    for number in 0..3 {
        queue.put(number).unwrap();
    }
    thread::scope(|scope| {
        for number in 3..6 {
            let queue = &queue;
            asleep(scope, move || queue.put(number).unwrap());
        }
        for _ in 0..3 {
            queue.get().unwrap();
        }
    });
    assert!(queue.is_full());
}

/// Those who are too late come and go while others sleep.
fn who_gives_up_takes_no_wake_up_along<Q: AnyQueue<u32>>() {
    const TRIES: u32 = 50;
    let queue = Q::unbounded();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| queue.get().unwrap());
        }
        scope.spawn(|| (0..TRIES).filter(|_| queue.get_until(PAST).is_ok()).count());
        for number in 0..TRIES + 2 {
            queue.put(number).unwrap();
        }
    });

    let queue = Q::bounded(1);
    queue.put(0).unwrap();
    thread::scope(|scope| {
        for number in 1..=2 {
            let queue = &queue;
            scope.spawn(move || queue.put(number).unwrap());
        }
        let tries = scope.spawn(|| (0..TRIES).filter(|_| queue.put_until(3, PAST).is_ok()).count());
        for _ in 0..3 {
            queue.get().unwrap();
        }
        for _ in 0..tries.join().unwrap() {
            queue.get().unwrap();
        }
    });
    assert!(queue.is_empty());
}

fn turns_are_taken<Q: AnyQueue<u32>>() {
    const TURNS: u32 = 300;
    let (there, back) = (Q::bounded(1), Q::unbounded());
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..TURNS {
                back.put(there.get().unwrap() + 1).unwrap();
            }
        });
        for turn in 0..TURNS {
            there.put(turn).unwrap();
            assert_eq!(back.get(), Ok(turn + 1));
        }
    });
}
