//! In which order items come.

use std::cmp::Reverse;

use plainweave_sync::{JoinableQueue, LifoQueue, PriorityQueue, Queue, Shutdown, SimpleQueue};

#[test]
fn first_in_first_out() {
    for queue in [Queue::new(), Queue::bounded(500)] {
        for number in 0..500 {
            queue.put(number).unwrap();
        }
        assert!(queue.try_iter().eq(0..500));
    }
}

#[test]
fn first_in_first_out_when_simple() {
    let queue = SimpleQueue::new();
    for number in 0..500 {
        queue.put(number);
    }
    assert!(queue.try_iter().eq(0..500));
}

#[test]
fn last_in_first_out() {
    for queue in [LifoQueue::new(), LifoQueue::bounded(500)] {
        for number in 0..500 {
            queue.put(number).unwrap();
        }
        assert!(queue.try_iter().eq((0..500).rev()));
        for number in [1, 2] {
            queue.put(number).unwrap();
        }
        assert_eq!(queue.get(), Ok(2));
        queue.put(3).unwrap();
        assert!(queue.try_iter().eq([3, 1]));
    }
}

#[test]
fn least_first() {
    for queue in [PriorityQueue::new(), PriorityQueue::bounded(500)] {
        // All numbers below 499, in no order: it is a prime.
        for number in 0..499_u32 {
            queue.put(number * 123 % 499).unwrap();
        }
        assert!(queue.try_iter().eq(0..499));
        for number in [2, 1, 3] {
            queue.put(number).unwrap();
        }
        assert_eq!(queue.get(), Ok(1));
        queue.put(1).unwrap();
        queue.put(4).unwrap();
        assert!(queue.try_iter().eq([1, 2, 3, 4]));
    }
}

#[test]
fn greatest_first_when_reversed() {
    let queue = PriorityQueue::new();
    for number in [2, 3, 1] {
        queue.put(Reverse(number)).unwrap();
    }
    assert!(queue.try_iter().eq([3, 2, 1].map(Reverse)));
}

/// Compares by its priority alone.
#[derive(Debug)]
struct Errand(u32, u32);

impl PartialEq for Errand {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Errand {}

impl PartialOrd for Errand {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Errand {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

#[test]
fn equals_come_as_they_were_put() {
    let queue = PriorityQueue::new();
    let mut expected = Vec::new();
    let mut got = Vec::new();
    for round in 0..40 {
        for number in 0..10 {
            queue.put(Errand((round + number) % 3, 10 * round + number)).unwrap();
        }
        // So that the heap is not in order of arrival.
        for _ in 0..3 {
            let Errand(priority, number) = queue.get().unwrap();
            got.push((priority, number));
        }
    }
    got.extend(queue.try_iter().map(|Errand(priority, number)| (priority, number)));
    // What was got in the end, after the last put, is in order altogether; the rest was the first of
    // those that were there.
    let mut there = Vec::new();
    for round in 0..40 {
        there.extend((0..10).map(|number| ((round + number) % 3, 10 * round + number)));
        there.sort_unstable();
        expected.extend(there.drain(..3));
    }
    expected.append(&mut there);
    assert_eq!(got, expected);
}

#[test]
fn a_shutdown_gives_back_as_it_was_put() {
    let queue = PriorityQueue::new();
    for number in [5, 1, 4] {
        queue.put(number).unwrap();
    }
    assert_eq!(queue.get(), Ok(1));
    for number in [3, 2] {
        queue.put(number).unwrap();
    }
    assert_eq!(queue.shutdown(Shutdown::Immediate), [5, 4, 3, 2]);
}

#[test]
fn joinable_queues_have_the_order_of_what_they_are_made_of() {
    let fifo = JoinableQueue::new();
    let stack = JoinableQueue::over(LifoQueue::new());
    let errands = JoinableQueue::over(PriorityQueue::new());
    for number in [2, 3, 1] {
        fifo.put(number).unwrap();
        stack.put(number).unwrap();
        errands.put(number).unwrap();
    }
    assert!(fifo.try_iter().eq([2, 3, 1]));
    assert!(stack.try_iter().eq([1, 3, 2]));
    assert!(errands.try_iter().eq([1, 2, 3]));
}
