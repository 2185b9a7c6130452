/// Every thread takes one lock, `rounds` times.
fn locks(threads: usize, rounds: usize) {
    let lock = Arc::new(Mutex::new(0));
    let threads: Vec<_> = (0..threads)
        .map(|_| {
            let lock = Arc::clone(&lock);
            thread::spawn(move || {
                for _ in 0..rounds {
                    *lock.lock().unwrap() += 1;
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

/// Every thread takes one lock, then another.
fn two_locks(threads: usize) {
    let locks = Arc::new((Mutex::new(0), Mutex::new(0)));
    let threads: Vec<_> = (0..threads)
        .map(|_| {
            let locks = Arc::clone(&locks);
            thread::spawn(move || {
                *locks.0.lock().unwrap() += 1;
                *locks.1.lock().unwrap() += 1;
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

/// Every thread works on a lock of its own.
fn independent_locks(threads: usize, rounds: usize) {
    let threads: Vec<_> = (0..threads)
        .map(|_| {
            let lock = Mutex::new(0);
            thread::spawn(move || {
                for _ in 0..rounds {
                    *lock.lock().unwrap() += 1;
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

/// Philosophers who take the fork on their left first: some execution deadlocks.
fn philosophers(count: usize) {
    let forks: Arc<Vec<_>> = Arc::new((0..count).map(|_| Mutex::new(())).collect());
    let threads: Vec<_> = (0..count)
        .map(|seat| {
            let forks = Arc::clone(&forks);
            thread::spawn(move || {
                let left = forks[seat].lock().unwrap();
                let right = forks[(seat + 1) % count].lock().unwrap();
                drop((left, right));
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
