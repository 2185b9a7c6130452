//! Why runs came to a standstill, on traces written by hand.

extern crate plainweave_trace as trace;

mod support;

use support::{MAIN, Story};
use trace::{Act, Fault, FaultKind, Miss, State, ThreadIndex, Trace};

fn blame(trace: &Trace) -> Fault {
    trace.validate().expect("a consistent trace");
    trace.blame().expect("somebody is stuck").0
}

fn kind(story: &Story) -> FaultKind {
    blame(&story.trace).kind()
}

/// A main thread that has started ann and ben.
fn two() -> (Story, ThreadIndex, ThreadIndex) {
    let mut story = Story::new("dinner.rs");
    let ann = story.spawn(MAIN, "ann", 10);
    let ben = story.spawn(MAIN, "ben", 20);
    (story, ann, ben)
}

#[test]
fn crossed_locks_are_a_deadlock() {
    let (mut story, ann, ben) = two();
    let plate = story.object("lock", "plate", 1);
    let chopsticks = story.object("lock", "chopsticks", 2);
    story.lock(ann, plate, 11);
    story.lock(ben, chopsticks, 21);
    story.block(ann, chopsticks, 12);
    story.join(MAIN, ann, 30);
    story.block(ben, plate, 22);
    let (fault, extent) = story.trace.blame().unwrap();
    assert_eq!(
        fault.to_string(),
        "deadlock: ann holds plate since dinner.rs:11 and waits for chopsticks (lock at \
         dinner.rs:12); ben holds chopsticks since dinner.rs:21 and waits for plate (lock at \
         dinner.rs:22)"
    );
    assert_eq!(extent.to_string(), "stuck: main, ann, ben");
}

#[test]
fn a_thread_at_the_start_of_a_waiting_operation_is_stuck_too() {
    let (mut story, ann, ben) = two();
    let plate = story.object("lock", "plate", 1);
    let chopsticks = story.object("lock", "chopsticks", 2);
    story.lock(ann, plate, 11);
    story.lock(ben, chopsticks, 21);
    story.begin(ann, chopsticks, "lock", 12);
    story.begin(ben, plate, "lock", 22);
    assert_eq!(kind(&story), FaultKind::Deadlock);
}

#[test]
fn a_circle_need_not_be_total() {
    let (mut story, ann, ben) = two();
    let cleo = story.spawn(MAIN, "cleo", 25);
    let plate = story.object("lock", "plate", 1);
    let chopsticks = story.object("lock", "chopsticks", 2);
    story.done(cleo);
    story.lock(ann, plate, 11);
    story.lock(ben, chopsticks, 21);
    story.block(ben, plate, 22);
    story.block(ann, chopsticks, 12);
    let (fault, extent) = story.trace.blame().unwrap();
    assert_eq!(fault.kind(), FaultKind::Deadlock);
    assert!(extent.is_partial());
    assert_eq!(extent.to_string(), "stuck: ann, ben; still running: main; done: cleo");
}

#[test]
fn a_thread_that_waits_for_itself() {
    let (mut story, ann, ben) = two();
    let account = story.object("lock", "account", 1);
    story.lock(ann, account, 11);
    story.block(ben, account, 11);
    story.block(ann, account, 14);
    story.join(MAIN, ann, 30);
    assert_eq!(
        blame(&story.trace).to_string(),
        "self-deadlock: ann holds account since dinner.rs:11 and waits for account (lock at \
         dinner.rs:14), which it has itself"
    );
}

#[test]
fn taking_ones_own_rlock_again_is_no_wait() {
    let (mut story, ann, _) = two();
    let account = story.object("rlock", "account", 1);
    story.lock(ann, account, 11);
    story.begin(ann, account, "lock", 14);
    assert_eq!(story.trace.blame(), None);
}

#[test]
fn joining_one_another_is_a_deadlock() {
    let (mut story, ann, _) = two();
    story.join(ann, MAIN, 11);
    story.join(MAIN, ann, 30);
    assert_eq!(kind(&story), FaultKind::Deadlock);
}

#[test]
fn a_lock_that_its_holder_took_along() {
    let (mut story, ann, ben) = two();
    let key = story.object("lock", "key", 1);
    story.lock(ann, key, 11);
    story.done(ann);
    story.block(ben, key, 21);
    story.join(MAIN, ben, 30);
    assert_eq!(
        blame(&story.trace).to_string(),
        "never-released: ben waits for key (lock at dinner.rs:21); ann took it at dinner.rs:11 and \
         is over"
    );
}

#[test]
fn a_lock_that_another_thread_released_has_no_holder() {
    let (mut story, ann, ben) = two();
    let key = story.object("lock", "key", 1);
    story.lock(ann, key, 11);
    story.begin(ben, key, "release", 21);
    story.act(ben, Some(key), Act::Unlocked, 60);
    story.act(ben, Some(key), Act::Update { before: 1, after: 0 }, 61);
    story.end(ben);
    story.lock(ben, key, 22);
    story.block(ann, key, 12);
    story.block(ben, key, 23);
    let Fault::SelfDeadlock { waiting } = blame(&story.trace) else { panic!("it is ben's own") };
    assert_eq!(waiting.thread, "ben");
}

#[test]
fn permits_that_all_holders_wait_with_are_a_deadlock() {
    let (mut story, ann, ben) = two();
    let permits = story.initial("semaphore", "permits", 2, 1);
    story.acquire(ann, permits, 11);
    story.acquire(ben, permits, 11);
    story.sleep(ann, permits, "acquire", 12);
    story.sleep(ben, permits, "acquire", 12);
    assert_eq!(kind(&story), FaultKind::Deadlock);

    let (mut story, ann, ben) = two();
    let permits = story.initial("semaphore", "permits", 1, 1);
    let lock = story.object("lock", "lock", 2);
    story.lock(ann, lock, 11);
    story.acquire(ben, permits, 21);
    story.sleep(ann, permits, "acquire", 12);
    story.block(ben, lock, 22);
    assert_eq!(kind(&story), FaultKind::Deadlock);
}

#[test]
fn a_permit_whose_holder_is_over_is_never_released() {
    let (mut story, ann, ben) = two();
    let permits = story.initial("semaphore", "permits", 2, 1);
    story.acquire(ann, permits, 11);
    story.acquire(ben, permits, 21);
    story.done(ann);
    story.sleep(ben, permits, "acquire", 22);
    let Fault::NeverReleased { holder, is_over: true, .. } = blame(&story.trace) else {
        panic!("ann has one")
    };
    assert_eq!(holder, "ann");
}

#[test]
fn a_semaphore_used_as_a_signal_has_no_holders() {
    let (mut story, ann, ben) = two();
    let turn = story.object("semaphore", "turn", 1);
    story.give_back(ben, turn, 21);
    story.acquire(ann, turn, 11);
    story.done(ben);
    story.sleep(ann, turn, "acquire", 11);
    let Fault::NeverWoken { missing, .. } = blame(&story.trace) else { panic!("nobody has it") };
    assert_eq!(missing, "nobody gives a permit back");
}

#[test]
fn a_notification_before_the_wait_is_lost() {
    let (mut story, ann, ben) = two();
    let lock = story.object("lock", "box", 1);
    let filled = story.object("condition", "filled", 2);
    story.lock(ben, lock, 21);
    story.notify(ben, filled, 0, 22);
    story.unlock(ben, lock);
    story.done(ben);
    story.lock(ann, lock, 11);
    story.wait(ann, filled, lock, 12);
    story.join(MAIN, ann, 30);
    assert_eq!(
        blame(&story.trace).to_string(),
        "lost-wakeup: ann waits for filled (wait at dinner.rs:12); ben did notify_one at \
         dinner.rs:22 before anybody waited"
    );
}

#[test]
fn a_notification_of_which_another_thread_made_use_is_not_lost() {
    let (mut story, ann, ben) = two();
    let cleo = story.spawn(MAIN, "cleo", 25);
    let lock = story.object("lock", "box", 1);
    let filled = story.object("condition", "filled", 2);
    story.lock(cleo, lock, 31);
    story.notify(cleo, filled, 0, 32);
    story.unlock(cleo, lock);
    // Ann finds the item and does not wait; for ben there never is one.
    story.lock(ann, lock, 11);
    story.unlock(ann, lock);
    story.lock(ben, lock, 11);
    story.wait(ben, filled, lock, 12);
    assert_eq!(
        blame(&story.trace).to_string(),
        "never-woken: ben waits for filled (wait at dinner.rs:12); nobody notifies it"
    );
}

#[test]
fn a_notification_wasted_on_a_thread_that_sleeps_again() {
    let (mut story, ann, ben) = two();
    let lock = story.object("lock", "lock", 1);
    let changed = story.object("condition", "changed", 2);
    let items = story.object("atomic", "items", 3);
    for thread in [ann, MAIN] {
        story.lock(thread, lock, 11);
        story.wait(thread, changed, lock, 13);
    }
    story.lock(ben, lock, 21);
    story.notify(ben, changed, 1, 22);
    story.unlock(ben, lock);
    story.wake(ann, lock);
    story.read(ann, items, 0, 12);
    story.wait(ann, changed, lock, 13);
    story.done(ben);
    let Fault::LostWakeup { sleeper, missed } = blame(&story.trace) else { panic!("it was lost") };
    assert_eq!(sleeper.thread, "main");
    assert_eq!(missed.how, Miss::WokeAnother("ann".to_owned()));
}

#[test]
fn a_value_that_changed_without_a_wake() {
    let (mut story, ann, ben) = two();
    let word = story.object("event", "opening", 1);
    story.sleep(ann, word, "wait", 11);
    story.begin(ben, word, "set", 21);
    story.act(ben, Some(word), Act::Store(1), 70);
    story.end(ben);
    story.done(ben);
    let Fault::LostWakeup { missed, .. } = blame(&story.trace) else { panic!("it was lost") };
    assert_eq!((missed.how, missed.operation.as_ref()), (Miss::WokeNobody, "set"));
}

#[test]
fn what_is_missing_is_said() {
    let (mut story, ann, ben) = two();
    let start = story.object("barrier", "start", 1);
    story.sleep(ann, start, "wait", 11);
    story.sleep(ben, start, "wait", 21);
    story.join(MAIN, ann, 30);
    let Fault::NeverWoken { missing, .. } = blame(&story.trace) else { panic!("it stays open") };
    assert_eq!(missing, "only ann, ben came, and no other thread will");

    let (mut story, ann, _) = two();
    let open = story.object("event", "open", 1);
    story.sleep(ann, open, "wait", 11);
    let Fault::NeverWoken { missing, .. } = blame(&story.trace) else { panic!("nobody sets it") };
    assert_eq!(missing, "nobody sets it");
}

#[test]
fn a_thread_with_a_deadline_is_not_stuck() {
    let (mut story, ann, ben) = two();
    let open = story.object("event", "open", 1);
    story.begin(ann, open, "wait_until", 11);
    story.act(ann, Some(open), Act::Sleep { expected: 0, timed: true }, 85);
    story.done(ben);
    assert_eq!(story.trace.blame(), None);
}

#[test]
fn a_destructor_is_shown_where_its_guard_was_taken() {
    let (mut story, ann, _) = two();
    let plate = story.object("lock", "plate", 1);
    story.lock(ann, plate, 11);
    story.unlock(ann, plate);
    story.lock(ann, plate, 12);
    story.read(ann, plate, 1, 13);
    story.unlock(ann, plate);
    let trace = &story.trace;
    let ends: Vec<u32> = (trace.events.iter())
        .filter(|event| event.act == Act::Unlocked)
        .inspect(|event| assert!(trace.is_end_of(event)))
        .map(|event| trace.user_site(event).line)
        .collect();
    assert_eq!(ends, [11, 12]);
    let locked = trace.events.iter().find(|event| event.act == Act::Locked).unwrap();
    assert!(!trace.is_end_of(locked));
}

#[test]
fn the_accesses_of_a_data_race_are_named() {
    let (mut story, ann, ben) = two();
    let left = story.object("variable", "left", 1);
    story.act(ann, Some(left), Act::Write(3), 11);
    story.act(ben, Some(left), Act::Raced { writes: false }, 21);
    let message = "Causality violation".to_owned();
    let fault = Fault::data_race("ben".to_owned(), message, &story.trace);
    assert_eq!(
        fault.to_string(),
        "data-race: ann writes left at dinner.rs:11, and ben reads left at dinner.rs:21, and \
         nothing orders the two"
    );
}

#[test]
fn objects_without_a_name_are_called_after_their_line() {
    let mut story = Story::new("dinner.rs");
    let [first, second] = [7, 7].map(|line| story.object("lock", "", line));
    let other = story.object("semaphore", "", 7);
    let names = [first, second, other].map(|object| story.trace.object(object));
    assert_eq!(names, ["lock@7", "lock@7#2", "semaphore@7"]);
}

/// A main thread that waits for ann, and ann, who has begun this on a queue.
fn at_a_queue(operation: &'static str) -> (Story, ThreadIndex, u32) {
    let mut story = Story::new("jobs.rs");
    let queue = story.object("queue", "jobs", 1);
    let ann = story.spawn(MAIN, "ann", 10);
    story.begin(ann, queue, operation, 11);
    (story, ann, queue)
}

#[test]
fn a_queue_that_stays_empty_says_what_is_missing() {
    for (operation, missing) in [
        ("get", "no thread is left that puts an item in"),
        ("put", "no thread is left that gets an item out"),
        ("join", "no thread is left that marks its tasks as done"),
    ] {
        let (mut story, ann, queue) = at_a_queue(operation);
        let mark = story.part(queue);
        story.act(ann, Some(mark), Act::Sleep { expected: 1, timed: false }, 50);
        story.join(MAIN, ann, 30);
        let fault = blame(&story.trace);
        let Fault::NeverWoken { sleeper, missing: said } = &fault else { panic!("{fault}") };
        assert_eq!((&*sleeper.thread, &*sleeper.operation), ("ann", operation));
        assert_eq!(said, missing);
    }
}

#[test]
fn an_item_beside_a_sleeper_is_a_lost_wakeup() {
    let (mut story, ann, queue) = at_a_queue("get");
    let mark = story.part(queue);
    story.act(ann, Some(mark), Act::Sleep { expected: 1, timed: false }, 50);
    for act in [Act::Put, Act::Got, Act::Put] {
        story.begin(MAIN, queue, "put", 20);
        story.act(MAIN, Some(queue), act, 51);
        story.end(MAIN);
    }
    story.join(MAIN, ann, 30);
    let fault = blame(&story.trace);
    let Fault::LostWakeup { missed, .. } = &fault else { panic!("{fault}") };
    assert_eq!(
        (&*missed.thread, &*missed.operation, &missed.how),
        ("main", "put", &Miss::WokeNobody)
    );
    let end = State::at_end(&story.trace);
    assert_eq!(end.object(queue).map(|object| object.items), Some(1));
}
