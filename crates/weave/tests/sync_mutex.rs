//! `Mutex`: what it orders, how many executions it has, and how it is poisoned.

mod support;

use std::sync::{PoisonError, TryLockError};

use plainweave_weave::raw::{self, Op, Order, Place, Plain, Rmw, Shape, Width};
use plainweave_weave::sync::{Arc, Mutex, MutexGuard};
use plainweave_weave::{Config, FailureKind};
use support::{caught, deadlocks, exactly, fails, give_up, go, holds, join_all, outcomes};

fn threads(count: u64, body: impl Fn(u64) + Clone + 'static) {
    let start = |index| {
        let body = body.clone();
        go(move || body(index))
    };
    join_all((0..count).map(start).collect::<Vec<_>>());
}

#[test]
fn n_threads_take_it_in_n_factorial_orders() {
    for n in 1..=5 {
        exactly((1..=n).product(), move || {
            let count = Arc::new(Mutex::new(0));
            let counted = Arc::clone(&count);
            threads(n, move |_| *counted.lock().unwrap() += 1);
            assert_eq!(*count.lock().unwrap(), n);
        });
    }
}

#[test]
fn rounds_are_multiset_permutations() {
    exactly(90, || {
        let order = Arc::new(Mutex::new(Vec::new()));
        let pushed = Arc::clone(&order);
        threads(3, move |thread| {
            for _ in 0..2 {
                pushed.lock().unwrap().push(thread);
            }
        });
        assert_eq!(order.lock().unwrap().len(), 6);
    });
}

#[test]
fn it_orders_what_it_protects() {
    exactly(2, || {
        let cell = Arc::new((Mutex::new(()), Plain::new()));
        threads(2, move |_| {
            let _guard = cell.0.lock();
            cell.1.access(true, "the data");
        });
    });
}

#[test]
fn a_lock_by_hand_that_does_not_release_orders_nothing() {
    let failure = fails(|| {
        let cell = Arc::new((Place::new(0, Shape::Free), Plain::new()));
        threads(2, move |_| {
            let (word, data) = &*cell;
            let op = Op::AwaitCas { expected: 0, new: 1 };
            word.perform(op, Order::ACQUIRE, Order::RELAXED);
            data.access(true, "the data");
            // The mistake: relaxed.
            word.perform(Op::Rmw(Rmw::Sub, 1, Width::WORD), Order::RELAXED, Order::RELAXED);
        });
    });
    assert!(matches!(failure, FailureKind::Race { what: "the data", .. }), "{failure}");
}

#[test]
fn a_try_fails_only_while_it_is_held() {
    let (seen, _) = outcomes(&Config::default(), || {
        let lock = Arc::new(Mutex::new(0));
        let other = Arc::clone(&lock);
        let thread = go(move || drop(other.lock().unwrap()));
        let outcome = match lock.try_lock() {
            Ok(_) => "open",
            Err(TryLockError::WouldBlock) => "held",
            Err(TryLockError::Poisoned(_)) => "poisoned",
        };
        join_all([thread]);
        assert!(lock.try_lock().is_ok());
        outcome
    });
    assert_eq!(seen, ["held", "open"].into());
}

#[test]
fn crossed_locks_are_a_deadlock_at_the_second_of_each() {
    let line = line!();
    let found = deadlocks(|| {
        let locks = Arc::new((Mutex::new(()), Mutex::new(())));
        let crossed = Arc::clone(&locks);
        let thread = go(move || {
            let _first = crossed.1.lock().unwrap();
            let _second = crossed.0.lock().unwrap();
        });
        let first = locks.0.lock().unwrap();
        let second = locks.1.lock().unwrap();
        drop((first, second));
        join_all([thread]);
    });
    assert_eq!(found, [line + 9, line + 6]);
}

#[test]
fn a_lock_taken_twice_is_a_deadlock() {
    let line = line!();
    let found = deadlocks(|| {
        let lock = Mutex::new(());
        let _first = lock.lock();
        let _second = lock.lock();
    });
    assert_eq!(found, [line + 4]);
}

#[test]
fn unlocks_are_shown_where_the_lock_was_taken() {
    let line = line!();
    let found = plainweave_weave::explore_with(
        &Config::default(),
        |leaf| {
            let sites: Vec<u32> =
                leaf.graph.events().map(|(_, event)| event.request().site.line()).collect();
            assert_eq!(sites, [line + 10; 2]);
        },
        move || {
            let lock = Mutex::new(());
            drop(lock.lock());
        },
    );
    assert!(found.failure.is_none());
}

#[test]
fn a_panic_with_the_lock_poisons_it() {
    exactly(2, || {
        let lock = Arc::new(Mutex::new(0));
        let poisoner = Arc::clone(&lock);
        let thread = go(move || {
            assert!(caught(|| {
                let mut guard = poisoner.lock().unwrap_or_else(PoisonError::into_inner);
                *guard = 1;
                give_up();
            }));
        });
        let seen = match lock.lock() {
            Ok(guard) => (*guard, false),
            Err(error) => (**error.get_ref(), true),
        };
        assert!(matches!(seen, (0, false) | (1, true)), "{seen:?}");
        join_all([thread]);
        assert!(lock.is_poisoned() && lock.try_lock().is_err());
        lock.clear_poison();
        assert!(!lock.is_poisoned());
        assert_eq!(*lock.lock().unwrap(), 1);
    });
}

#[test]
fn a_guard_taken_while_unwinding_does_not_poison() {
    struct Locks(Arc<Mutex<u32>>);
    impl Drop for Locks {
        fn drop(&mut self) {
            *self.0.lock().unwrap() += 1;
        }
    }
    exactly(1, || {
        let lock = Arc::new(Mutex::new(0));
        assert!(caught(|| {
            let _locks = Locks(Arc::clone(&lock));
            give_up();
        }));
        assert!(!lock.is_poisoned());
        assert_eq!(*lock.lock().unwrap(), 1);
    });
}

#[test]
fn whether_it_is_poisoned_is_news_of_any_age() {
    let (seen, _) = outcomes(&Config::default(), || {
        let lock = Arc::new(Mutex::new(0));
        let poisoner = Arc::clone(&lock);
        let thread = go(move || {
            caught(|| {
                let _guard = poisoner.lock();
                give_up();
            });
        });
        let seen = (lock.is_poisoned(), lock.is_poisoned());
        join_all([thread]);
        seen
    });
    assert_eq!(seen, [(false, false), (false, true), (true, true)].into());
}

#[test]
fn what_is_inside_comes_out() {
    exactly(1, || {
        let mut lock = Mutex::from(String::from("a"));
        lock.get_mut().unwrap().push('b');
        lock.lock().unwrap().push('c');
        assert_eq!(lock.into_inner().unwrap(), "abc");
        assert_eq!(Mutex::<u32>::default().into_inner().unwrap(), 0);
        let unsized_lock: &Mutex<[u32]> = &Mutex::new([1, 2]);
        assert_eq!(unsized_lock.lock().unwrap().len(), 2);
        assert_eq!(format!("{:?}", unsized_lock.lock().unwrap()), "[1, 2]");
    });
}

#[test]
fn guards_are_shared_but_do_not_move() {
    fn is_sync<T: Sync>(_: &T) {}
    exactly(1, || {
        let lock = Mutex::new(1);
        let guard: MutexGuard<'_, _> = lock.lock().unwrap();
        is_sync(&guard);
        is_sync(&lock);
    });
}

#[test]
fn hundreds_of_sections_of_one_thread_are_one_execution() {
    assert_eq!(
        holds(|| {
            let lock = Mutex::new(0);
            for _ in 0..300 {
                *lock.lock().unwrap() += 1;
            }
            assert_eq!(raw::current(), 0);
        }),
        1
    );
}
