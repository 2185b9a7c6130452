//! Traces written by hand, step by step as the primitives take them.
#![allow(dead_code, reason = "each test file needs some of it")]

use std::borrow::Cow;

use trace::{Act, Call, CallId, Event, Object, ObjectId, Ordering, Site, ThreadIndex, Trace};

pub(crate) const MAIN: ThreadIndex = 0;
const PRIMITIVE: &str = "crates/sync/src/primitive.rs";

/// The three states of a lock's word.
const UNLOCKED: u64 = 0;
const LOCKED: u64 = 1;
const CONTENDED: u64 = 2;

/// A trace that grows.
#[derive(Debug)]
pub(crate) struct Story {
    pub(crate) trace: Trace,
    file: &'static str,
    /// The operation each thread is in.
    calls: Vec<Option<CallId>>,
}

impl Story {
    pub(crate) fn new(file: &'static str) -> Self {
        let trace = Trace { threads: vec!["main".to_owned()], ..Trace::default() };
        Self { trace, file, calls: vec![None] }
    }

    pub(crate) fn spawn(&mut self, by: ThreadIndex, name: &str, line: u32) -> ThreadIndex {
        let thread = u32::try_from(self.calls.len()).expect("few threads");
        self.trace.threads.push(name.to_owned());
        self.calls.push(None);
        self.act(by, None, Act::Spawn(thread), line);
        thread
    }

    pub(crate) fn object(&mut self, kind: &'static str, name: &'static str, line: u32) -> ObjectId {
        self.initial(kind, name, 0, line)
    }

    pub(crate) fn initial(
        &mut self,
        kind: &'static str,
        name: &'static str,
        initial: u64,
        line: u32,
    ) -> ObjectId {
        let name = (!name.is_empty()).then_some(Cow::Borrowed(name));
        let created = self.site(line);
        let object = Object { name, kind: kind.into(), created, part_of: None, initial };
        self.push(object)
    }

    pub(crate) fn part(&mut self, whole: ObjectId) -> ObjectId {
        let created = Site { file: PRIMITIVE.into(), line: 1 };
        let part_of = Some(whole);
        self.push(Object { name: None, kind: "atomic".into(), created, part_of, initial: 0 })
    }

    fn push(&mut self, object: Object) -> ObjectId {
        self.trace.objects.push(object);
        u32::try_from(self.trace.objects.len() - 1).expect("few objects")
    }

    fn site(&self, line: u32) -> Site {
        Site { file: self.file.into(), line }
    }

    /// A step of a thread: at this line of the program, or of the primitive it is in.
    pub(crate) fn act(
        &mut self,
        thread: ThreadIndex,
        object: Option<ObjectId>,
        act: Act,
        line: u32,
    ) {
        let call = self.calls[thread as usize];
        let site = match call {
            Some(_) => Site { file: PRIMITIVE.into(), line },
            None => self.site(line),
        };
        let ordering = match act {
            Act::Load(_) | Act::Store(_) | Act::Update { .. } | Act::Exchanged { .. } => {
                Some(Ordering::Relaxed)
            }
            _ => None,
        };
        self.trace.events.push(Event { thread, object, call, act, ordering, site });
    }

    pub(crate) fn begin(
        &mut self,
        thread: ThreadIndex,
        object: ObjectId,
        operation: &'static str,
        line: u32,
    ) {
        let outer = self.calls[thread as usize];
        let by_drop = line == 0;
        let site = if by_drop || outer.is_some() {
            Site { file: PRIMITIVE.into(), line: 99 }
        } else {
            self.site(line)
        };
        let only_waits = operation == "lock";
        let operation = operation.into();
        let call = Call { outer, thread, object, operation, site, by_drop, only_waits };
        self.calls[thread as usize] =
            Some(u32::try_from(self.trace.calls.len()).expect("few calls"));
        self.trace.calls.push(call);
        self.act(thread, Some(object), Act::Begin, line);
    }

    pub(crate) fn end(&mut self, thread: ThreadIndex) {
        let call = self.calls[thread as usize].expect("an operation to end");
        self.calls[thread as usize] = self.trace.calls[call as usize].outer;
    }

    pub(crate) fn done(&mut self, thread: ThreadIndex) {
        self.act(thread, None, Act::Done, 1);
    }

    pub(crate) fn join(&mut self, thread: ThreadIndex, other: ThreadIndex, line: u32) {
        self.act(thread, None, Act::Join(other), line);
    }

    pub(crate) fn joined(&mut self, thread: ThreadIndex, other: ThreadIndex, line: u32) {
        self.act(thread, None, Act::Joined(other), line);
    }

    pub(crate) fn read(&mut self, thread: ThreadIndex, object: ObjectId, value: u64, line: u32) {
        self.act(thread, Some(object), Act::Load(value), line);
    }

    pub(crate) fn write(&mut self, thread: ThreadIndex, object: ObjectId, value: u64, line: u32) {
        self.act(thread, Some(object), Act::Store(value), line);
    }

    /// Takes a free lock.
    pub(crate) fn lock(&mut self, thread: ThreadIndex, lock: ObjectId, line: u32) {
        self.begin(thread, lock, "lock", line);
        self.act(thread, Some(lock), Act::Update { before: UNLOCKED, after: LOCKED }, 40);
        self.act(thread, Some(lock), Act::Locked, 41);
        self.end(thread);
    }

    /// Wants a lock that is not free, and sleeps.
    pub(crate) fn block(&mut self, thread: ThreadIndex, lock: ObjectId, line: u32) {
        self.begin(thread, lock, "lock", line);
        self.act(thread, Some(lock), Act::Refused { found: LOCKED }, 40);
        self.act(thread, Some(lock), Act::Update { before: LOCKED, after: CONTENDED }, 50);
        self.act(thread, Some(lock), Act::Sleep { expected: CONTENDED, timed: false }, 51);
    }

    /// Gets the lock for which it slept.
    pub(crate) fn grant(&mut self, thread: ThreadIndex, lock: ObjectId) {
        self.act(thread, Some(lock), Act::Woke, 51);
        self.act(thread, Some(lock), Act::Update { before: UNLOCKED, after: CONTENDED }, 50);
        self.act(thread, Some(lock), Act::Locked, 41);
        self.end(thread);
    }

    /// Drops the guard of a lock.
    pub(crate) fn unlock(&mut self, thread: ThreadIndex, lock: ObjectId) {
        self.begin(thread, lock, "unlock", 0);
        self.release(thread, lock);
        self.end(thread);
    }

    fn release(&mut self, thread: ThreadIndex, lock: ObjectId) {
        self.act(thread, Some(lock), Act::Unlocked, 60);
        self.act(thread, Some(lock), Act::Update { before: LOCKED, after: UNLOCKED }, 61);
    }

    /// Gives the lock up and sleeps until notified.
    pub(crate) fn wait(
        &mut self,
        thread: ThreadIndex,
        condition: ObjectId,
        lock: ObjectId,
        line: u32,
    ) {
        self.begin(thread, condition, "wait", line);
        let latch = self.part(condition);
        self.begin(thread, lock, "unlock", 1);
        self.release(thread, lock);
        self.end(thread);
        self.act(thread, Some(latch), Act::Sleep { expected: 0, timed: false }, 80);
    }

    /// Has been notified, and gets the lock again.
    pub(crate) fn wake(&mut self, thread: ThreadIndex, lock: ObjectId) {
        let asleep =
            self.trace.events.iter().rfind(|event| event.thread == thread).expect("it sleeps");
        self.act(thread, asleep.object, Act::Woke, 80);
        self.lock(thread, lock, 1);
        self.end(thread);
    }

    /// Notifies so many of those who wait.
    pub(crate) fn notify(
        &mut self,
        thread: ThreadIndex,
        condition: ObjectId,
        waiters: u32,
        line: u32,
    ) {
        self.begin(thread, condition, "notify_one", line);
        self.act(thread, Some(condition), Act::Notified(waiters), 90);
        self.end(thread);
    }

    /// Takes a permit of a semaphore.
    pub(crate) fn acquire(&mut self, thread: ThreadIndex, semaphore: ObjectId, line: u32) {
        self.begin(thread, semaphore, "acquire", line);
        self.act(thread, Some(semaphore), Act::Update { before: 1, after: 0 }, 70);
        self.act(thread, Some(semaphore), Act::Acquired(1), 71);
        self.end(thread);
    }

    /// Gives a permit back.
    pub(crate) fn give_back(&mut self, thread: ThreadIndex, semaphore: ObjectId, line: u32) {
        self.begin(thread, semaphore, "release", line);
        self.act(thread, Some(semaphore), Act::Released(1), 75);
        self.act(thread, Some(semaphore), Act::Update { before: 0, after: 1 }, 76);
        self.end(thread);
    }

    /// Begins an operation in which it sleeps.
    pub(crate) fn sleep(
        &mut self,
        thread: ThreadIndex,
        object: ObjectId,
        operation: &'static str,
        line: u32,
    ) {
        self.begin(thread, object, operation, line);
        self.act(thread, Some(object), Act::Sleep { expected: 0, timed: false }, 85);
    }
}
