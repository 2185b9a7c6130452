//! Runs that end in the middle: whatever their threads hold, the process survives, destructors run
//! and wait for nothing, and the next model starts clean.

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc as Std, PoisonError};
use std::time::Duration;

use plainweave_weave::sync::mpsc::{channel, sync_channel};
use plainweave_weave::sync::{
    Arc, Barrier, Condvar, LazyLock, Mutex, Notify, Once, OnceLock, RwLock,
};
use plainweave_weave::{Config, Exploration, FailureKind, Schedule, explore_all};
use support::{exactly, give_up, go, join_all};

/// Everything one can wait for, and a destructor that uses all of it.
struct Everything {
    lock: Mutex<u32>,
    shared: RwLock<u32>,
    signal: Condvar,
    barrier: Barrier,
    once: Once,
    cell: OnceLock<u32>,
    lazy: LazyLock<u32>,
    notify: Notify,
    destroyed: Std<AtomicUsize>,
}

impl Everything {
    fn new(destroyed: &Std<AtomicUsize>) -> Arc<Self> {
        Arc::new(Self {
            lock: Mutex::new(0),
            shared: RwLock::new(0),
            signal: Condvar::new(),
            barrier: Barrier::new(9),
            once: Once::new(),
            cell: OnceLock::new(),
            lazy: LazyLock::new(|| 1),
            notify: Notify::new(),
            destroyed: Std::clone(destroyed),
        })
    }
}

impl Drop for Everything {
    fn drop(&mut self) {
        use_all(self);
        self.destroyed.fetch_add(1, Ordering::Relaxed);
    }
}

/// Waits for what never comes, if it is not torn down.
fn use_all(all: &Everything) {
    let guard = all.lock.lock().unwrap_or_else(PoisonError::into_inner);
    let guard = all.signal.wait(guard).unwrap_or_else(PoisonError::into_inner);
    let guard = all.signal.wait_while(guard, |_| true).unwrap_or_else(PoisonError::into_inner);
    let timed = all.signal.wait_timeout_while(guard, Duration::ZERO, |_| true);
    drop(timed);
    drop(all.lock.try_lock());
    *all.shared.write().unwrap_or_else(PoisonError::into_inner) += 1;
    drop(all.shared.read());
    let _ = all.barrier.wait();
    all.once.call_once_force(|_| ());
    assert_eq!((*all.cell.get_or_init(|| 1), *all.lazy), (1, 1));
    all.notify.wait();
    let (sender, receiver) = channel();
    let (bounded, kept) = sync_channel(1);
    drop((sender.send(Arc::new(1)), bounded.try_send(Arc::new(2))));
    drop((receiver.try_recv(), receiver.recv(), kept.recv(), kept.recv()));
    drop((bounded.send(Arc::new(1)), bounded.send(Arc::new(2))));
    let value = Arc::new(1);
    let weak = Arc::downgrade(&value);
    drop((weak.upgrade(), Arc::strong_count(&value), Arc::try_unwrap(value)));
    let thread = go(|| ());
    join_all([thread]);
}

/// Uses all while it is unwound, too.
struct UsesAll(Arc<Everything>);

impl Drop for UsesAll {
    fn drop(&mut self) {
        use_all(&self.0);
    }
}

fn check(program: impl Fn(&Std<AtomicUsize>) + Send + Sync + 'static) -> Exploration {
    let destroyed = Std::new(AtomicUsize::new(0));
    let inside = Std::clone(&destroyed);
    let mut config = Config::default();
    config.stop_at_first_failure = false;
    let found = explore_all(&config, move || program(&inside));
    // And in those runs after which a search started anew.
    assert!(destroyed.load(Ordering::Relaxed) as u64 >= found.runs, "something was not dropped");
    // The process is fine, and so is the engine.
    exactly(2, || {
        let lock = Arc::new(Mutex::new(0));
        let other = Arc::clone(&lock);
        let thread = go(move || *other.lock().expect("nobody panics") += 1);
        *lock.lock().expect("nobody panics") += 1;
        join_all([thread]);
    });
    found
}

#[test]
fn a_deadlock_with_guards_and_handles() {
    let found = check(|destroyed| {
        let all = Everything::new(destroyed);
        let held = all.lock.lock().unwrap();
        let _reading = all.shared.read().unwrap();
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let uses = UsesAll(Arc::clone(&all));
                go(move || {
                    let _uses = &uses;
                    let _never = uses.0.lock.lock();
                })
            })
            .collect();
        join_all(threads);
        drop(held);
    });
    assert!(found.deadlocks > 0 && found.complete == 0);
}

#[test]
fn a_panic_in_a_thread_that_holds_locks() {
    let found = check(|destroyed| {
        let all = Everything::new(destroyed);
        let uses = Arc::clone(&all);
        let thread = go(move || {
            let _held = uses.lock.lock();
            let _reading = uses.shared.read();
            give_up();
        });
        drop(all.lock.lock());
        join_all([thread]);
        let _uses = UsesAll(all);
        give_up();
    });
    assert!(matches!(found.failure.expect("a panic").kind, FailureKind::Panic { .. }));
}

#[test]
fn a_destructor_that_waits_while_its_thread_unwinds() {
    struct Locks(Arc<Everything>);
    impl Drop for Locks {
        fn drop(&mut self) {
            drop(self.0.lock.lock());
            drop(self.0.shared.write());
        }
    }
    let found = check(|destroyed| {
        let all = Everything::new(destroyed);
        let locks = Locks(Arc::clone(&all));
        let thread = go(move || {
            let _locks = locks;
            give_up();
        });
        let _held = all.lock.lock();
        join_all([thread]);
    });
    assert!(found.failures > 0);
}

#[test]
fn waits_that_are_over_when_the_run_is() {
    let found = check(|destroyed| {
        let all = Everything::new(destroyed);
        let (sender, receiver) = channel::<Arc<u32>>();
        let (bounded, _kept) = sync_channel::<Arc<u32>>(0);
        let uses = || UsesAll(Arc::clone(&all));
        let waits: Vec<Box<dyn FnOnce(UsesAll)>> = vec![
            Box::new(|uses| uses.0.notify.wait()),
            Box::new(|uses| assert!(uses.0.barrier.wait().is_leader())),
            Box::new(|uses| drop(uses.0.signal.wait(uses.0.lock.lock().unwrap()))),
            Box::new(|uses| assert_eq!(*uses.0.cell.wait(), 1)),
            Box::new(|uses| uses.0.once.call_once(|| assert!(uses.0.barrier.wait().is_leader()))),
            Box::new(move |_| drop(receiver.recv())),
            Box::new(move |_| drop(bounded.send(Arc::new(1)))),
        ];
        let threads: Vec<_> = waits
            .into_iter()
            .map(|wait| {
                let uses = uses();
                go(move || wait(uses))
            })
            .collect();
        join_all(threads);
        drop(sender);
    });
    // Two orders of arrival at the barrier.
    assert_eq!((found.deadlocks, found.runs), (2, 2));
}

#[test]
fn a_search_that_starts_anew_while_a_thread_unwinds() {
    struct Loud(Arc<Mutex<u32>>, Std<AtomicUsize>);
    impl Drop for Loud {
        fn drop(&mut self) {
            *self.0.lock().unwrap() += 1;
            self.1.fetch_add(1, Ordering::Relaxed);
        }
    }
    let found = check(|destroyed| {
        let _all = Everything::new(destroyed);
        let loud = Arc::new(Loud(Arc::new(Mutex::new(0)), Std::default()));
        let threads = (0..2).map(|_| {
            let loud = Arc::clone(&loud);
            go(move || {
                support::caught(move || {
                    let _loud = loud;
                    give_up();
                });
            })
        });
        let threads: Vec<_> = threads.collect();
        drop(loud);
        drop(threads);
        give_up();
    });
    assert!(found.failure.is_some());
}

/// Each thread fails, and says so when it has unwound, as recorders do. The first that says so ends the run
/// while the others are in the middle of their unwinding: these go on with it. A second panic there would
/// abort the process.
#[test]
fn threads_that_give_up_one_after_the_other() {
    struct Adds(Std<AtomicUsize>, Arc<Mutex<u32>>);
    impl Drop for Adds {
        fn drop(&mut self) {
            *self.1.lock().unwrap_or_else(PoisonError::into_inner) += 1;
            self.0.fetch_sub(1, Ordering::Relaxed);
        }
    }
    for seed in 1..100 {
        // Not all have been started when the run ends.
        let left = Std::new(AtomicUsize::new(0));
        let inside = Std::clone(&left);
        let mut config = Config::default();
        config.schedule = Schedule::Random(seed);
        let found = explore_all(&config, move || {
            let lock = Arc::new(Mutex::new(0));
            let threads = (0..4).map(|_| {
                let adds = Adds(Std::clone(&inside), Arc::clone(&lock));
                inside.fetch_add(1, Ordering::Relaxed);
                go(move || {
                    support::caught(move || {
                        let _adds = adds;
                        give_up();
                    });
                    plainweave_weave::raw::abandon();
                })
            });
            join_all(threads.collect::<Vec<_>>());
        });
        assert_eq!(left.load(Ordering::Relaxed), 0, "seed {seed}: {found:?}");
    }
}
