//! Runs worth a picture, and what is told of them.
#![allow(dead_code, reason = "each test file needs some of them")]

use std::collections::BTreeMap;

use account::Run;
use trace::account::{Account, Executions, Found, Reproduce, Scenario, Search, Verdict};
use trace::{Act, Extent, Fault, Trace};

use crate::support::{MAIN, Story};

/// A run as it was recorded, and what its check found.
#[derive(Clone)]
pub(crate) struct Recorded {
    pub(crate) found: Found,
    pub(crate) fault: Fault,
    pub(crate) extent: Option<Extent>,
    pub(crate) trace: Trace,
}

impl Recorded {
    pub(crate) fn account(&self) -> Account {
        let Self { found, fault, extent, trace } = self;
        let run = Run { fault: Some(fault), extent: extent.as_ref(), trace, schedule: None };
        account::account(found, Some(&run), |_| None)
    }

    fn by(mut self, engine: &str, memory: &str) -> Self {
        engine.clone_into(&mut self.found.search.engine);
        memory.clone_into(&mut self.found.search.memory);
        self
    }
}

/// A standstill.
fn stuck(scenario: &str, trace: Trace) -> Recorded {
    let (fault, extent) = trace.blame().expect("somebody is stuck");
    Recorded { extent: Some(extent), ..recorded(scenario, fault, trace) }
}

fn recorded(scenario: &str, fault: Fault, trace: Trace) -> Recorded {
    trace.validate().expect("a consistent trace");
    let kind = fault.kind();
    let found = Found {
        scenario: Scenario {
            name: scenario.to_owned(),
            story: String::new(),
            expect: format!("breaks({kind})"),
            params: BTreeMap::new(),
        },
        verdict: Verdict {
            result: "breaks".to_owned(),
            fault: Some(kind),
            as_expected: true,
            vacuous: false,
        },
        search: Search {
            engine: "shuttle-dfs".to_owned(),
            memory: "sc".to_owned(),
            scope: "exhaustive".to_owned(),
            finished: false,
            why: None,
            bounds: BTreeMap::new(),
            executions: Executions { complete: 20, blocked: 1, failing: 1 },
            seed: None,
            found_at: None,
            wall_ms: 1,
        },
        outcomes: BTreeMap::new(),
        minimal: None,
        python: String::new(),
        reproduce: Reproduce::default(),
    };
    Recorded { found, fault, extent: None, trace }
}

/// Two locks, taken crosswise.
pub(crate) fn crossed() -> Recorded {
    let mut story = Story::new("crates/scenarios/src/plate_and_chopsticks.rs");
    let plate = story.object("lock", "plate", 14);
    let chopsticks = story.object("lock", "chopsticks", 15);
    let ann = story.spawn(MAIN, "ann", 17);
    let ben = story.spawn(MAIN, "ben", 22);
    story.join(MAIN, ann, 28);
    story.lock(ann, plate, 18);
    story.lock(ben, chopsticks, 23);
    story.block(ben, plate, 24);
    story.block(ann, chopsticks, 19);
    let mut recorded = stuck("plate-and-chopsticks/crossed", story.trace);
    recorded.found.scenario.params.insert("meals".to_owned(), 1);
    recorded
}

/// A lock that is taken twice, while another thread waits for it.
pub(crate) fn double_acquire() -> Recorded {
    let mut story = Story::new("crates/scenarios/src/double_acquire.rs");
    let account = story.object("lock", "account", 40);
    let ann = story.spawn(MAIN, "ann", 70);
    let ben = story.spawn(MAIN, "ben", 70);
    story.lock(ann, account, 72);
    story.begin(ben, account, "lock", 72);
    story.join(MAIN, ann, 77);
    story.block(ann, account, 84);
    stuck("double-acquire/lock", story.trace)
}

/// A notification for which nobody waits yet.
pub(crate) fn notify_before_wait() -> Recorded {
    let mut story = Story::new("crates/scenarios/src/hand_over.rs");
    let lock = story.object("lock", "box", 139);
    let filled = story.object("condition", "filled", 140);
    let ann = story.spawn(MAIN, "ann", 144);
    let producer = story.spawn(MAIN, "producer", 150);
    story.lock(producer, lock, 155);
    story.block(ann, lock, 145);
    story.notify(producer, filled, 0, 157);
    story.unlock(producer, lock);
    story.done(producer);
    story.grant(ann, lock);
    story.wait(ann, filled, lock, 93);
    story.join(MAIN, ann, 160);
    let mut recorded = stuck("hand-over/notify-before-wait", story.trace);
    recorded.found.search.bounds.insert("preemptions".to_owned(), Some(2));
    recorded.found.search.seed = Some(7);
    recorded
}

/// Two consumers, and a queue into which fewer is put than they want.
pub(crate) fn empty_queue() -> Recorded {
    let mut story = Story::new("crates/scenarios/src/producers_consumers.rs");
    let jobs = story.object("queue", "jobs", 130);
    let mark = story.part(jobs);
    let first = story.spawn(MAIN, "consumer-1", 134);
    let second = story.spawn(MAIN, "consumer-2", 134);
    let asleep = Act::Sleep { expected: 1, timed: false };
    let put = |story: &mut Story, thread, operation, act, line| {
        story.begin(thread, jobs, operation, line);
        story.act(thread, Some(jobs), act, 50);
        story.end(thread);
    };
    put(&mut story, MAIN, "put", Act::Put, 119);
    put(&mut story, MAIN, "put", Act::Put, 119);
    put(&mut story, first, "get", Act::Got, 135);
    put(&mut story, MAIN, "shutdown", Act::Store(1), 120);
    put(&mut story, MAIN, "put", Act::Load(1), 121);
    put(&mut story, first, "get", Act::Got, 135);
    story.begin(second, jobs, "get", 135);
    story.act(second, Some(mark), asleep, 60);
    story.done(first);
    story.join(MAIN, second, 140);
    stuck("producers-consumers/one-too-few", story.trace)
}

/// One condition for two purposes: the notification goes to the wrong thread.
pub(crate) fn one_condition() -> Recorded {
    let mut story = Story::new("crates/scenarios/src/bounded_queue.rs");
    let lock = story.object("lock", "lock", 44);
    let changed = story.object("condition", "changed", 45);
    let items = story.object("atomic", "items", 46);
    let first = story.spawn(MAIN, "consumer-1", 47);
    let second = story.spawn(MAIN, "consumer-2", 48);
    for consumer in [first, second] {
        story.lock(consumer, lock, 27);
        story.read(consumer, items, 0, 28);
        story.wait(consumer, changed, lock, 29);
    }
    story.lock(MAIN, lock, 17);
    story.read(MAIN, items, 0, 18);
    story.write(MAIN, items, 1, 22);
    story.notify(MAIN, changed, 1, 23);
    story.unlock(MAIN, lock);
    story.lock(MAIN, lock, 17);
    story.read(MAIN, items, 1, 18);
    story.wait(MAIN, changed, lock, 20);
    story.wake(first, lock);
    story.read(first, items, 1, 28);
    story.write(first, items, 0, 31);
    story.notify(first, changed, 1, 32);
    story.unlock(first, lock);
    story.done(first);
    story.wake(second, lock);
    story.read(second, items, 0, 28);
    story.wait(second, changed, lock, 29);
    stuck("bounded-queue/one-condition", story.trace)
}

/// Two buyers who both read before either writes.
pub(crate) fn lost_update() -> Recorded {
    let mut story = Story::new("crates/scenarios/src/ticket_sale.rs");
    let left = story.initial("atomic", "left", 3, 20);
    let sold = story.initial("atomic", "sold", 0, 21);
    let first = story.spawn(MAIN, "buyer-1", 23);
    let second = story.spawn(MAIN, "buyer-2", 23);
    story.join(MAIN, first, 33);
    story.read(first, left, 3, 27);
    story.read(second, left, 3, 27);
    story.write(second, left, 2, 29);
    story.act(second, Some(sold), Act::Update { before: 0, after: 1 }, 30);
    story.done(second);
    story.write(first, left, 2, 29);
    story.act(first, Some(sold), Act::Update { before: 1, after: 2 }, 30);
    story.done(first);
    story.joined(MAIN, first, 33);
    story.join(MAIN, second, 33);
    story.joined(MAIN, second, 33);
    story.read(MAIN, left, 2, 35);
    story.read(MAIN, sold, 2, 35);
    story.act(MAIN, None, Act::Panicked, 1);
    let message = "assertion `left == right` failed: left and sold, tickets\n  left: 4\n right: 3";
    let at = Some("crates/scenarios/src/ticket_sale.rs:36".to_owned());
    let fault = Fault::of_panic("main".to_owned(), message.to_owned(), at);
    recorded("ticket-sale/unlocked", fault, story.trace)
}

/// A plain flag that nothing orders.
pub(crate) fn data_race() -> Recorded {
    let mut story = Story::new("crates/scenarios/src/server_boot.rs");
    let message = story.initial("variable", "message", 0, 15);
    let ready = story.initial("atomic", "ready", 0, 16);
    let server = story.spawn(MAIN, "server", 17);
    let client = story.spawn(MAIN, "client", 21);
    story.join(MAIN, server, 28);
    story.act(server, Some(message), Act::Write(42), 18);
    story.write(server, ready, 1, 19);
    story.done(server);
    story.joined(MAIN, server, 28);
    story.join(MAIN, client, 29);
    story.read(client, ready, 1, 22);
    story.act(client, Some(message), Act::Raced { writes: false }, 23);
    story.act(client, None, Act::Panicked, 1);
    let said = "Causality violation: concurrent read and write accesses".to_owned();
    let fault = Fault::data_race("client".to_owned(), said, &story.trace);
    recorded("server-boot/plain-flag", fault, story.trace).by("loom", "rc11")
}

/// An old value, read where memory is weak.
pub(crate) fn stale() -> Recorded {
    let mut story = Story::new("crates/scenarios/src/message_passing.rs");
    let message = story.initial("atomic", "message", 0, 15);
    let ready = story.initial("atomic", "ready", 0, 16);
    let sender = story.spawn(MAIN, "sender", 17);
    let receiver = story.spawn(MAIN, "receiver", 21);
    story.join(MAIN, sender, 28);
    story.write(sender, message, 42, 18);
    story.write(sender, ready, 1, 19);
    story.read(receiver, ready, 1, 22);
    story.read(receiver, message, 0, 23);
    story.act(receiver, None, Act::Panicked, 1);
    let at = Some("crates/scenarios/src/message_passing.rs:24".to_owned());
    let said = "assertion `left == right` failed\n  left: 0\n right: 42".to_owned();
    let fault = Fault::of_panic("receiver".to_owned(), said, at);
    recorded("message-passing/relaxed", fault, story.trace).by("loom", "rc11")
}

/// So many philosophers, each with the fork on the left.
pub(crate) fn philosophers(count: u32) -> Recorded {
    let mut story = Story::new("crates/scenarios/src/philosophers.rs");
    let forks: Vec<_> = (1..=count)
        .map(|fork| {
            let name: &'static str = format!("fork-{fork}").leak();
            story.object("lock", name, 80)
        })
        .collect();
    let seats: Vec<_> =
        (1..=count).map(|seat| story.spawn(MAIN, &format!("philosopher-{seat}"), 85)).collect();
    story.join(MAIN, seats[0], 95);
    for (seat, fork) in seats.iter().zip(&forks) {
        story.lock(*seat, *fork, 88);
    }
    for (index, seat) in seats.iter().enumerate() {
        story.block(*seat, forks[(index + 1) % forks.len()], 90);
    }
    let mut recorded = stuck("philosophers/left-first", story.trace);
    recorded.found.scenario.params.insert("philosophers".to_owned(), u64::from(count));
    recorded
}

/// A long prelude, and then a lock that is never released.
pub(crate) fn long() -> Recorded {
    let mut story = Story::new("crates/scenarios/src/stuck.rs");
    let key = story.object("lock", "key", 10);
    let count = story.object("atomic", "count", 11);
    let ann = story.spawn(MAIN, "ann", 20);
    let ben = story.spawn(MAIN, "ben", 20);
    for round in 0..12 {
        for thread in [ann, ben] {
            story.lock(thread, key, 31);
            story.read(thread, count, round, 32);
            story.write(thread, count, round + 1, 32);
            story.unlock(thread, key);
        }
    }
    story.lock(ann, key, 41);
    story.done(ann);
    for round in 0..12 {
        story.read(MAIN, count, 12 + round, 50);
    }
    story.joined(MAIN, ann, 60);
    story.block(ben, key, 43);
    story.join(MAIN, ben, 61);
    stuck("stuck/never-released", story.trace)
}

/// Objects that own one another.
pub(crate) fn leak() -> Recorded {
    let mut story = Story::new("crates/scenarios/src/stuck.rs");
    let lock = story.object("lock", "friend of ann", 40);
    story.lock(MAIN, lock, 50);
    story.unlock(MAIN, lock);
    story.done(MAIN);
    let object = &story.trace.objects[0];
    let leaked = trace::Leaked {
        object: story.trace.object(lock),
        kind: object.kind.clone(),
        created: object.created.clone(),
    };
    recorded("stuck/cycle-of-owners", Fault::Leak { objects: vec![leaked] }, story.trace)
}

/// Everything at once, in one file of the program and another.
pub(crate) fn others() -> Recorded {
    let mut story = Story::new("crates/scenarios/src/opening.rs");
    let start = story.object("barrier", "start", 12);
    let permits = story.initial("semaphore", "permits", 1, 13);
    let open = story.object("event", "open", 14);
    let ann = story.spawn(MAIN, "ann", 20);
    let ben = story.spawn(MAIN, "ben", 20);
    story.act(MAIN, None, Act::Chose { value: 1, of: 3 }, 21);
    story.act(MAIN, Some(open), Act::Refused { found: 2 }, 22);
    story.act(MAIN, None, Act::Fence, 23);
    story.acquire(ann, permits, 30);
    story.sleep(ben, permits, "acquire", 30);
    story.sleep(ann, start, "wait", 31);
    story.begin(MAIN, open, "wait_until", 40);
    story.act(MAIN, Some(open), Act::Sleep { expected: 0, timed: true }, 85);
    story.act(MAIN, Some(open), Act::TimedOut, 85);
    story.end(MAIN);
    story.join(MAIN, ann, 50);
    let mut recorded = stuck("opening/one-missing", story.trace);
    "holds".clone_into(&mut recorded.found.scenario.expect);
    recorded.found.verdict.as_expected = false;
    recorded
}

pub(crate) fn all() -> Vec<(&'static str, Recorded)> {
    vec![
        ("crossed", crossed()),
        ("double_acquire", double_acquire()),
        ("notify_before_wait", notify_before_wait()),
        ("one_condition", one_condition()),
        ("empty_queue", empty_queue()),
        ("lost_update", lost_update()),
        ("data_race", data_race()),
        ("stale", stale()),
        ("six_philosophers", philosophers(6)),
        ("long", long()),
        ("leak", leak()),
        ("others", others()),
    ]
}
