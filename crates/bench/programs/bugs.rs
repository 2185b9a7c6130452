/// Check, then act: both threads see the last ticket.
fn ticket() {
    let left = Arc::new(AtomicUsize::new(1));
    let sold = Arc::new(AtomicUsize::new(0));
    let buyers: Vec<_> = (0..2)
        .map(|_| {
            let (left, sold) = (Arc::clone(&left), Arc::clone(&sold));
            thread::spawn(move || {
                if left.load(SeqCst) > 0 {
                    left.store(0, SeqCst);
                    sold.fetch_add(1, SeqCst);
                }
            })
        })
        .collect();
    for buyer in buyers {
        buyer.join().unwrap();
    }
    assert!(sold.load(SeqCst) <= 1, "the last ticket was sold twice");
}

/// A third thread looks at a sum before the first two are done with it.
fn order_violation() {
    let data = Arc::new(Mutex::new(0));
    let add = |amount: usize| {
        let data = Arc::clone(&data);
        thread::spawn(move || *data.lock().unwrap() += amount)
    };
    let adders = [add(1), add(2)];
    let reader = {
        let data = Arc::clone(&data);
        thread::spawn(move || assert!(*data.lock().unwrap() < 3, "both were faster"))
    };
    for thread in adders {
        thread.join().unwrap();
    }
    reader.join().unwrap();
}

/// Setters write one variable, then the other; a checker may look in between.
fn reorder(setters: usize) {
    let (a, b) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let setters: Vec<_> = (1..setters)
        .map(|_| {
            let (a, b) = (Arc::clone(&a), Arc::clone(&b));
            thread::spawn(move || {
                a.store(1, SeqCst);
                b.store(1, SeqCst);
            })
        })
        .collect();
    let checker = thread::spawn(move || {
        let (a, b) = (a.load(SeqCst), b.load(SeqCst));
        assert!((a, b) == (0, 0) || (a, b) == (1, 1), "seen half done");
    });
    for thread in setters {
        thread.join().unwrap();
    }
    checker.join().unwrap();
}

/// The same data, protected by different locks.
fn wrong_lock() {
    let locks = Arc::new((Mutex::new(()), Mutex::new(())));
    let data = Arc::new(AtomicUsize::new(0));
    let (locks2, data2) = (Arc::clone(&locks), Arc::clone(&data));
    let first = thread::spawn(move || {
        let _held = locks.0.lock().unwrap();
        let before = data.load(SeqCst);
        data.store(before + 1, SeqCst);
        assert_eq!(data.load(SeqCst), before + 1, "someone else was here");
    });
    let second = thread::spawn(move || {
        let _held = locks2.1.lock().unwrap();
        data2.fetch_add(1, SeqCst);
    });
    first.join().unwrap();
    second.join().unwrap();
}

/// Two locks, taken crosswise.
fn crossed_locks() {
    let locks = Arc::new((Mutex::new(()), Mutex::new(())));
    let locks2 = Arc::clone(&locks);
    let first = thread::spawn(move || {
        let first = locks.0.lock().unwrap();
        let second = locks.1.lock().unwrap();
        drop((first, second));
    });
    let second = thread::spawn(move || {
        let second = locks2.1.lock().unwrap();
        let first = locks2.0.lock().unwrap();
        drop((first, second));
    });
    first.join().unwrap();
    second.join().unwrap();
}

/// Notified before it waits, and nothing says so.
fn lost_wakeup() {
    let pair = Arc::new((Mutex::new(()), Condvar::new()));
    let pair2 = Arc::clone(&pair);
    let waiter = thread::spawn(move || {
        let held = pair.0.lock().unwrap();
        drop(pair.1.wait(held).unwrap());
    });
    let notifier = thread::spawn(move || pair2.1.notify_one());
    waiter.join().unwrap();
    notifier.join().unwrap();
}

/// A queue of two that notifies only when it was full: two producers wait, one is woken.
fn notify_only_when_full() {
    let queue = Arc::new((Mutex::new(2usize), Condvar::new()));
    let producers: Vec<_> = (0..2)
        .map(|_| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                let mut items = queue.0.lock().unwrap();
                while *items == 2 {
                    items = queue.1.wait(items).unwrap();
                }
                *items += 1;
            })
        })
        .collect();
    let consumer = thread::spawn(move || {
        for _ in 0..2 {
            let mut items = queue.0.lock().unwrap();
            let was_full = *items == 2;
            *items -= 1;
            if was_full {
                queue.1.notify_one();
            }
        }
    });
    for thread in producers {
        thread.join().unwrap();
    }
    consumer.join().unwrap();
}

/// The same queue done right: no bug to find.
fn notify_always() {
    let place = Arc::new((Mutex::new(0usize), Condvar::new()));
    let producers: Vec<_> = (0..2)
        .map(|_| {
            let place = Arc::clone(&place);
            thread::spawn(move || {
                let mut items = place.0.lock().unwrap();
                while *items == 1 {
                    items = place.1.wait(items).unwrap();
                }
                *items += 1;
                place.1.notify_all();
            })
        })
        .collect();
    let consumer = thread::spawn(move || {
        for _ in 0..2 {
            let mut items = place.0.lock().unwrap();
            while *items == 0 {
                items = place.1.wait(items).unwrap();
            }
            *items -= 1;
            place.1.notify_all();
        }
    });
    for thread in producers {
        thread.join().unwrap();
    }
    consumer.join().unwrap();
}

/// A wait guarded by `if`: the item may be gone when the thread has the lock again.
fn if_instead_of_while() {
    let queue = Arc::new((Mutex::new(0usize), Condvar::new()));
    let consumers: Vec<_> = (0..2)
        .map(|_| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                let mut items = queue.0.lock().unwrap();
                if *items == 0 {
                    items = queue.1.wait(items).unwrap();
                }
                assert!(*items > 0, "taken from an empty queue");
                *items -= 1;
            })
        })
        .collect();
    let producer = thread::spawn(move || {
        *queue.0.lock().unwrap() += 1;
        queue.1.notify_all();
        *queue.0.lock().unwrap() += 1;
        queue.1.notify_all();
    });
    for thread in consumers {
        thread.join().unwrap();
    }
    producer.join().unwrap();
}

/// A result is set after a look at the state, which a cancellation may have changed since.
fn future_cancel_race() {
    const PENDING: usize = 0;
    const CANCELLED: usize = 1;
    const DONE: usize = 2;
    let state = Arc::new(Mutex::new(PENDING));
    let state2 = Arc::clone(&state);
    let worker = thread::spawn(move || {
        let pending = *state.lock().unwrap() == PENDING;
        if pending {
            let mut state = state.lock().unwrap();
            assert_eq!(*state, PENDING, "a result for a future that was cancelled");
            *state = DONE;
        }
    });
    let canceller = thread::spawn(move || {
        let mut state = state2.lock().unwrap();
        if *state == PENDING {
            *state = CANCELLED;
        }
    });
    worker.join().unwrap();
    canceller.join().unwrap();
}

/// A worker is started after the pool has counted the workers that it waits for.
fn pool_shutdown() {
    let shut = Arc::new(AtomicUsize::new(0));
    let workers = Arc::new(Mutex::new(0));
    let (shut2, workers2) = (Arc::clone(&shut), Arc::clone(&workers));
    let submit = thread::spawn(move || {
        if shut.load(SeqCst) == 0 {
            *workers.lock().unwrap() += 1;
        }
    });
    let workers = Arc::clone(&workers2);
    let shutdown = thread::spawn(move || {
        shut2.store(1, SeqCst);
        let waited_for: usize = *workers2.lock().unwrap();
        waited_for
    });
    submit.join().unwrap();
    let waited_for = shutdown.join().unwrap();
    assert_eq!(*workers.lock().unwrap(), waited_for, "a worker that nobody waits for");
}

/// Deposit, withdraw, and a check that expects the wrong balance once both are done.
fn account() {
    let account = Arc::new(Mutex::new((10usize, false, false)));
    let deposit = {
        let account = Arc::clone(&account);
        thread::spawn(move || {
            let mut account = account.lock().unwrap();
            account.0 += 2;
            account.1 = true;
        })
    };
    let withdraw = {
        let account = Arc::clone(&account);
        thread::spawn(move || {
            let mut account = account.lock().unwrap();
            account.0 -= 1;
            account.2 = true;
        })
    };
    let check = thread::spawn(move || {
        let account = account.lock().unwrap();
        if account.1 && account.2 {
            assert_eq!(account.0, 10 - 2 - 1, "the formula is wrong");
        }
    });
    deposit.join().unwrap();
    withdraw.join().unwrap();
    check.join().unwrap();
}

/// Store buffering with relaxed accesses: both threads read the old value.
fn store_buffering_bug() {
    let (x, y) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (x2, y2) = (Arc::clone(&x), Arc::clone(&y));
    let first = thread::spawn(move || {
        x.store(1, Relaxed);
        y.load(Relaxed)
    });
    let second = thread::spawn(move || {
        y2.store(1, Relaxed);
        x2.load(Relaxed)
    });
    let seen = (first.join().unwrap(), second.join().unwrap());
    assert_ne!(seen, (0, 0), "neither saw the other");
}

/// Message passing with a relaxed flag: the flag is seen before the data.
fn message_passing_bug() {
    let (data, flag) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (data2, flag2) = (Arc::clone(&data), Arc::clone(&flag));
    let sender = thread::spawn(move || {
        data.store(1, Relaxed);
        flag.store(1, Relaxed);
    });
    let receiver = thread::spawn(move || {
        if flag2.load(Relaxed) == 1 {
            assert_eq!(data2.load(Relaxed), 1, "the flag came first");
        }
    });
    sender.join().unwrap();
    receiver.join().unwrap();
}

/// An outcome of a sequentially consistent program that loom never shows.
fn seen_from_behind() {
    let (x, y) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (x2, y2) = (Arc::clone(&x), Arc::clone(&y));
    let first = thread::spawn(move || {
        let seen = x.load(SeqCst);
        y.store(1, SeqCst);
        assert_eq!(seen, 0, "the other thread was first");
    });
    let second = thread::spawn(move || {
        y2.load(SeqCst);
        x2.load(SeqCst);
        x2.store(1, SeqCst);
    });
    first.join().unwrap();
    second.join().unwrap();
}
