/// Every thread adds one.
fn adds(threads: usize, order: Ordering) {
    let sum = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..threads)
        .map(|_| {
            let sum = Arc::clone(&sum);
            thread::spawn(move || {
                sum.fetch_add(1, order);
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

/// One thread writes, the others read.
fn readers(count: usize) {
    let value = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..count)
        .map(|_| {
            let value = Arc::clone(&value);
            thread::spawn(move || {
                value.load(Acquire);
            })
        })
        .collect();
    value.store(1, Release);
    for thread in threads {
        thread.join().unwrap();
    }
}

/// Store buffering: each thread writes one variable, then reads the other.
fn store_buffering(store: Ordering, load: Ordering) {
    let (x, y) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (x2, y2) = (Arc::clone(&x), Arc::clone(&y));
    let first = thread::spawn(move || {
        x.store(1, store);
        y.load(load);
    });
    let second = thread::spawn(move || {
        y2.store(1, store);
        x2.load(load);
    });
    first.join().unwrap();
    second.join().unwrap();
}

/// Message passing: data, then a flag.
fn message_passing(store: Ordering, load: Ordering) {
    let (data, flag) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (data2, flag2) = (Arc::clone(&data), Arc::clone(&flag));
    let sender = thread::spawn(move || {
        data.store(1, Relaxed);
        flag.store(1, store);
    });
    let receiver = thread::spawn(move || {
        flag2.load(load);
        data2.load(Relaxed);
    });
    sender.join().unwrap();
    receiver.join().unwrap();
}

/// Independent reads of independent writes: do two readers agree on the order of two writes?
fn iriw(store: Ordering, load: Ordering) {
    let (x, y) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let write = |variable: &Arc<AtomicUsize>| {
        let variable = Arc::clone(variable);
        thread::spawn(move || variable.store(1, store))
    };
    let read = |first: &Arc<AtomicUsize>, second: &Arc<AtomicUsize>| {
        let (first, second) = (Arc::clone(first), Arc::clone(second));
        thread::spawn(move || {
            first.load(load);
            second.load(load);
        })
    };
    let threads = [write(&x), write(&y)];
    let readers = [read(&x, &y), read(&y, &x)];
    for thread in threads {
        thread.join().unwrap();
    }
    for reader in readers {
        reader.join().unwrap();
    }
}

/// A stack of at most `count` nodes in an array: every thread pushes one and pops one.
fn stack(count: usize) {
    const EMPTY: usize = usize::MAX;
    let top = Arc::new(AtomicUsize::new(EMPTY));
    let next: Arc<Vec<_>> = Arc::new((0..count).map(|_| AtomicUsize::new(EMPTY)).collect());
    let threads: Vec<_> = (0..count)
        .map(|node| {
            let (top, next) = (Arc::clone(&top), Arc::clone(&next));
            thread::spawn(move || {
                let mut seen = top.load(Acquire);
                loop {
                    next[node].store(seen, Relaxed);
                    match top.compare_exchange(seen, node, Release, Acquire) {
                        Ok(_) => break,
                        Err(now) => seen = now,
                    }
                }
                let mut seen = top.load(Acquire);
                while seen != EMPTY {
                    let below = next[seen].load(Relaxed);
                    match top.compare_exchange(seen, below, Acquire, Acquire) {
                        Ok(_) => break,
                        Err(now) => seen = now,
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
