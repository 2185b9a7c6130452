/// A buffer of one place: producers wait while it is full, consumers while it is empty.
fn buffer(producers: usize, consumers: usize) {
    assert_eq!(producers, consumers, "or someone waits for ever");
    let place = Arc::new((Mutex::new(None), Condvar::new(), Condvar::new()));
    let produce = (0..producers).map(|item| {
        let place = Arc::clone(&place);
        thread::spawn(move || {
            let mut held = place.0.lock().unwrap();
            while held.is_some() {
                held = place.1.wait(held).unwrap();
            }
            *held = Some(item);
            place.2.notify_one();
        })
    });
    let produce: Vec<_> = produce.collect();
    let consume = (0..consumers).map(|_| {
        let place = Arc::clone(&place);
        thread::spawn(move || {
            let mut held = place.0.lock().unwrap();
            while held.is_none() {
                held = place.2.wait(held).unwrap();
            }
            *held = None;
            place.1.notify_one();
        })
    });
    let consume: Vec<_> = consume.collect();
    for thread in produce.into_iter().chain(consume) {
        thread.join().unwrap();
    }
}

/// A queue without bound: producers put one item each, consumers take one each.
fn queue(producers: usize, consumers: usize) {
    assert!(producers >= consumers, "or someone waits for ever");
    let queue = Arc::new((Mutex::new(VecDeque::new()), Condvar::new()));
    let produce = (0..producers).map(|item| {
        let queue = Arc::clone(&queue);
        thread::spawn(move || {
            queue.0.lock().unwrap().push_back(item);
            queue.1.notify_one();
        })
    });
    let produce: Vec<_> = produce.collect();
    let consume = (0..consumers).map(|_| {
        let queue = Arc::clone(&queue);
        thread::spawn(move || {
            let mut items = queue.0.lock().unwrap();
            while items.is_empty() {
                items = queue.1.wait(items).unwrap();
            }
            items.pop_front().unwrap();
        })
    });
    let consume: Vec<_> = consume.collect();
    for thread in produce.into_iter().chain(consume) {
        thread.join().unwrap();
    }
}
