//! `SimpleQueue`.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use plainweave_sync::{GetError, SimpleQueue};

use crate::{FOR_EVER, PAST};

#[test]
fn what_is_put_comes_out() {
    let queue = SimpleQueue::default();
    for number in 0..300 {
        queue.put(number);
    }
    assert_eq!((queue.len(), queue.is_empty()), (300, false));
    assert_eq!(queue.get(), 0);
    assert_eq!(queue.try_get(), Ok(1));
    assert_eq!(queue.get_timeout(Duration::ZERO), Ok(2));
    assert_eq!(queue.get_timeout(FOR_EVER), Ok(3));
    assert_eq!(queue.get_until(PAST), Ok(4));
    assert!(queue.try_iter().eq(5..300));
    assert!(queue.is_empty());
}

#[test]
fn an_empty_queue_has_nothing() {
    let queue: SimpleQueue<u32> = SimpleQueue::new_in().named("simple");
    assert_eq!(queue.try_get(), Err(GetError::Empty));
    assert_eq!(queue.get_timeout(Duration::ZERO), Err(GetError::TimedOut));
    assert_eq!(queue.get_until(PAST), Err(GetError::TimedOut));
    assert_eq!(queue.try_iter().count(), 0);
}

#[test]
fn each_item_wakes_somebody() {
    let queue = SimpleQueue::new();
    let mut got = thread::scope(|scope| {
        let gets: Vec<_> = (0..4).map(|_| scope.spawn(|| queue.get())).collect();
        for number in 0..4 {
            queue.put(number);
        }
        gets.into_iter().map(|get| get.join().unwrap()).collect::<Vec<_>>()
    });
    got.sort_unstable();
    assert_eq!(got, [0, 1, 2, 3]);
}

#[test]
fn an_iteration_waits_for_ever() {
    let queue = SimpleQueue::new();
    thread::scope(|scope| {
        let sum = scope.spawn(|| queue.iter().take(10).sum::<u32>());
        for number in 1..=10 {
            queue.put(number);
        }
        assert_eq!(sum.join().unwrap(), 55);
    });
    queue.put(1);
    assert_eq!((&queue).into_iter().next(), Some(1));
}

#[test]
fn a_destructor_may_put_into_its_own_queue() {
    static QUEUE: SimpleQueue<Phoenix> = SimpleQueue::new();

    struct Phoenix(u32);

    impl Drop for Phoenix {
        fn drop(&mut self) {
            if let Some(lives) = self.0.checked_sub(1) {
                QUEUE.put(Self(lives));
            }
        }
    }

    QUEUE.put(Phoenix(5));
    let lives: Vec<_> = QUEUE.try_iter().map(|item| item.0).collect();
    assert_eq!(lives, [5, 4, 3, 2, 1, 0]);
}

#[test]
fn what_is_left_is_dropped_with_the_queue() {
    let item = Arc::new(());
    let queue = SimpleQueue::new();
    for _ in 0..300 {
        queue.put(Arc::clone(&item));
    }
    drop(queue.get());
    assert_eq!(Arc::strong_count(&item), 300);
    drop(queue);
    assert_eq!(Arc::strong_count(&item), 1);
}
