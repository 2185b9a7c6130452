//! The primitives beside others that do the same job: the same operations, one after the other, get the
//! same answers.
//!
//! Where no peer says what ours says, the operation is left out; the models of `state_machine` have it.

use std::sync::{Condvar, Mutex, mpsc};
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, SendTimeoutError, TryRecvError, TrySendError};
use parking_lot::{ReentrantMutex, ReentrantMutexGuard};
use plainweave_sync::{
    Barrier, Condition, GetError, Lock, LockGuard, PutError, Queue, RLock, RLockGuard, Shutdown,
    SimpleQueue, Wait,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// What an operation on a queue or a channel told.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Told {
    Done,
    Item(u32),
    /// And here is the item again.
    Full(u32),
    Empty,
    TooLate,
    Ended,
    Length(usize, bool, bool),
}

#[derive(Clone, Copy, Debug)]
enum Step {
    TryPut(u32),
    PutInNoTime(u32),
    TryGet,
    GetInNoTime,
    Length,
    /// Whoever puts is gone; nothing is put after it.
    End,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => any::<u32>().prop_map(Step::TryPut),
        3 => any::<u32>().prop_map(Step::PutInNoTime),
        5 => Just(Step::TryGet),
        3 => Just(Step::GetInNoTime),
        3 => Just(Step::Length),
        1 => Just(Step::End),
    ];
    vec(step, 1..40)
}

fn put(result: Result<(), PutError<u32>>) -> Told {
    match result {
        Ok(()) => Told::Done,
        Err(PutError::Full(item) | PutError::TimedOut(item)) => Told::Full(item),
        Err(_) => Told::Ended,
    }
}

fn got(result: Result<u32, GetError>) -> Told {
    match result {
        Ok(item) => Told::Item(item),
        Err(GetError::Empty) => Told::Empty,
        Err(GetError::TimedOut) => Told::TooLate,
        Err(_) => Told::Ended,
    }
}

fn ours(queue: &Queue<u32>, step: Step) -> Told {
    match step {
        Step::TryPut(item) => put(queue.try_put(item)),
        Step::PutInNoTime(item) => put(queue.put_timeout(item, Duration::ZERO)),
        Step::TryGet => got(queue.try_get()),
        Step::GetInNoTime => got(queue.get_timeout(Duration::ZERO)),
        Step::Length => Told::Length(queue.len(), queue.is_empty(), queue.is_full()),
        Step::End => {
            assert!(queue.shutdown(Shutdown::Drain).is_empty());
            Told::Done
        }
    }
}

/// A channel, and its sender until the end.
type Crossbeam = (Option<crossbeam_channel::Sender<u32>>, crossbeam_channel::Receiver<u32>);

fn crossbeams((sender, receiver): &mut Crossbeam, step: Step) -> Told {
    match (step, &sender) {
        (Step::TryPut(_) | Step::PutInNoTime(_), None) => Told::Ended,
        (Step::TryPut(item), Some(sender)) => match sender.try_send(item) {
            Ok(()) => Told::Done,
            Err(TrySendError::Full(item)) => Told::Full(item),
            Err(TrySendError::Disconnected(_)) => Told::Ended,
        },
        (Step::PutInNoTime(item), Some(sender)) => {
            match sender.send_timeout(item, Duration::ZERO) {
                Ok(()) => Told::Done,
                Err(SendTimeoutError::Timeout(item)) => Told::Full(item),
                Err(SendTimeoutError::Disconnected(_)) => Told::Ended,
            }
        }
        (Step::TryGet, _) => match receiver.try_recv() {
            Ok(item) => Told::Item(item),
            Err(TryRecvError::Empty) => Told::Empty,
            Err(TryRecvError::Disconnected) => Told::Ended,
        },
        (Step::GetInNoTime, _) => match receiver.recv_timeout(Duration::ZERO) {
            Ok(item) => Told::Item(item),
            Err(RecvTimeoutError::Timeout) => Told::TooLate,
            Err(RecvTimeoutError::Disconnected) => Told::Ended,
        },
        (Step::Length, _) => Told::Length(receiver.len(), receiver.is_empty(), receiver.is_full()),
        (Step::End, _) => {
            *sender = None;
            Told::Done
        }
    }
}

/// What a lock is asked.
#[derive(Clone, Copy, Debug)]
enum Ask {
    Lock,
    Unlock,
    /// From another thread.
    TryElsewhere,
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    vec(
        prop_oneof![3 => Just(Ask::Lock), 3 => Just(Ask::Unlock), 1 => Just(Ask::TryElsewhere)],
        1..30,
    )
}

fn elsewhere(job: impl FnOnce() -> bool + Send) -> bool {
    std::thread::scope(|scope| scope.spawn(job).join().expect("the job does not panic"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_queue_is_like_a_channel_of_crossbeam(capacity in 0..5_usize, steps in steps()) {
        // 0 is a place to meet for crossbeam, and stands for no limit here.
        let (queue, channel) = match capacity {
            0 => (Queue::new(), crossbeam_channel::unbounded()),
            _ => (Queue::bounded(capacity), crossbeam_channel::bounded(capacity)),
        };
        let mut channel = (Some(channel.0), channel.1);
        for step in steps {
            prop_assert_eq!(ours(&queue, step), crossbeams(&mut channel, step), "{:?}", step);
        }
    }

    #[test]
    fn a_queue_with_a_limit_is_like_a_channel_of_std(capacity in 1..5_usize, steps in steps()) {
        let queue = Queue::bounded(capacity);
        let (sender, receiver) = mpsc::sync_channel(capacity);
        for step in steps {
            let theirs = match step {
                Step::TryPut(item) => match sender.try_send(item) {
                    Ok(()) => Told::Done,
                    Err(mpsc::TrySendError::Full(item)) => Told::Full(item),
                    Err(mpsc::TrySendError::Disconnected(_)) => Told::Ended,
                },
                Step::TryGet => receiver.try_recv().map_or(Told::Empty, Told::Item),
                Step::GetInNoTime => {
                    receiver.recv_timeout(Duration::ZERO).map_or(Told::TooLate, Told::Item)
                }
                Step::PutInNoTime(_) | Step::Length | Step::End => continue,
            };
            prop_assert_eq!(ours(&queue, step), theirs, "{:?}", step);
        }
    }

    #[test]
    fn a_simple_queue_is_like_a_channel_of_std_without_a_limit(steps in steps()) {
        let queue = SimpleQueue::new();
        let (sender, receiver) = mpsc::channel();
        for step in steps {
            match step {
                Step::TryPut(item) | Step::PutInNoTime(item) => {
                    queue.put(item);
                    prop_assert!(sender.send(item).is_ok());
                }
                _ => prop_assert_eq!(queue.try_get().ok(), receiver.try_recv().ok()),
            }
        }
        // What is left comes in the same order.
        prop_assert_eq!(queue.try_iter().collect::<Vec<_>>(), receiver.try_iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_lock_is_like_those_of_std_and_parking_lot(asks in asks()) {
        let (lock, std, parking_lot) = (Lock::new(()), Mutex::new(()), parking_lot::Mutex::new(()));
        let mut held: Option<(LockGuard<'_, ()>, _, _)> = None;
        for ask in asks {
            let answers = match ask {
                Ask::Unlock => {
                    held = None;
                    continue;
                }
                Ask::Lock => {
                    let (ours, stds, theirs) = (lock.try_lock(), std.try_lock(), parking_lot.try_lock());
                    let answers = (ours.is_some(), stds.is_ok(), theirs.is_some());
                    if let (Some(ours), Ok(stds), Some(theirs)) = (ours, stds, theirs) {
                        held = Some((ours, stds, theirs));
                    }
                    answers
                }
                Ask::TryElsewhere => (
                    elsewhere(|| lock.try_lock().is_some()),
                    elsewhere(|| std.try_lock().is_ok()),
                    elsewhere(|| parking_lot.try_lock().is_some()),
                ),
            };
            prop_assert!(answers.0 == answers.1 && answers.0 == answers.2, "{answers:?} to {ask:?}");
            prop_assert_eq!(lock.is_locked(), parking_lot.is_locked());
        }
        drop(held);
    }

    #[test]
    fn an_rlock_is_like_the_one_of_parking_lot(asks in asks()) {
        let (lock, parking_lot) = (RLock::new(()), ReentrantMutex::new(()));
        let mut held: Vec<(RLockGuard<'_, ()>, ReentrantMutexGuard<'_, ()>)> = Vec::new();
        for ask in asks {
            match ask {
                Ask::Lock => {
                    let (Some(ours), Some(theirs)) = (lock.try_lock(), parking_lot.try_lock()) else {
                        return Err(TestCaseError::fail("the owner is refused"));
                    };
                    held.push((ours, theirs));
                }
                Ask::Unlock => drop(held.pop()),
                Ask::TryElsewhere => prop_assert_eq!(
                    elsewhere(|| lock.try_lock().is_some()),
                    elsewhere(|| parking_lot.try_lock().is_some())
                ),
            }
            prop_assert_eq!(lock.is_locked(), parking_lot.is_locked());
            prop_assert_eq!(lock.is_owned(), parking_lot.is_owned_by_current_thread());
        }
    }
}

#[test]
fn a_notification_for_nobody_is_lost_like_those_of_std_and_parking_lot() {
    let (lock, condition) = (Lock::new(()), Condition::new());
    let guard = lock.lock();
    let parking_lot = parking_lot::Condvar::new();
    assert_eq!((condition.notify_one(&guard) > 0, condition.notify_all(&guard)), (false, 0));
    assert_eq!((parking_lot.notify_one(), parking_lot.notify_all()), (false, 0));
    let (_guard, wait) = condition.wait_timeout(guard, Duration::ZERO);

    let (mutex, condvar) = (Mutex::new(()), Condvar::new());
    condvar.notify_all();
    let guard = mutex.lock().expect("nobody panics");
    let (_guard, timed_out) =
        condvar.wait_timeout_while(guard, Duration::ZERO, |()| true).expect("nobody panics");
    assert_eq!(wait == Wait::TimedOut, timed_out.timed_out());
}

/// In every cycle each barrier has one leader.
#[test]
fn a_barrier_is_like_the_one_of_std() {
    const PARTIES: u32 = 3;
    let (barrier, std) = (Barrier::new(PARTIES), std::sync::Barrier::new(PARTIES as usize));
    for _ in 0..20 {
        let leaders = std::thread::scope(|scope| {
            let meet = || {
                let arrival = barrier.wait().expect("nothing breaks it");
                [arrival.is_leader(), std.wait().is_leader()].map(u32::from)
            };
            let parties: Vec<_> = (0..PARTIES).map(|_| scope.spawn(meet)).collect();
            let arrivals = parties.into_iter().map(|party| party.join().expect("nobody panics"));
            arrivals
                .fold([0, 0], |sum, is_leader| [0, 1].map(|which| sum[which] + is_leader[which]))
        });
        assert_eq!(leaders, [1, 1]);
    }
}
