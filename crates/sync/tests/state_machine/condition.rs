//! `Condition`: a queue of threads, and the locks that one needs to use it.
//!
//! The threads that wait are real; the model knows when they wait, because the lock tells it.

use std::cell::Cell;
use std::collections::VecDeque;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use plainweave_sync::{Condition, Lock, NotHeld, RLock, RLockGuard, RawLock, RawRLock, Wait};
use proptest::prelude::*;

use crate::{Compared, PAST, elsewhere, for_good};

pub(crate) struct Queue;

#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    /// Who waits, oldest first.
    waiting: VecDeque<usize>,
    /// How many threads have come in all.
    came: usize,
    /// How many guards of the `RLock` the test has.
    guards: u32,
    raw_is_held: bool,
    raw_levels: u32,
}

#[derive(Clone, Debug)]
pub(crate) enum Operation {
    /// One more thread waits.
    Come,
    /// Notifies so many at once, and waits until they have gone on.
    Notify(u32),
    NotifyAll,
    /// Comes and gives up at once.
    WaitInNoTime,
    WaitTooLate,
    /// Asks a predicate that answers like this, then no longer.
    WaitWhileTooLate(bool, bool),
    LockRecursively,
    UnlockRecursively,
    WaitRecursively,
    AcquireRaw,
    ReleaseRaw,
    WaitRaw,
    NotifyNobodyRaw,
    AcquireRawRecursively,
    ReleaseRawRecursively,
    WaitRawRecursively,
    NotifyNobodyRawRecursively,
    StrangerWaitsRawRecursively,
}
use Operation::*;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    /// How many were told, and who went on, in order of arrival.
    Notified(u32, Vec<usize>),
    Waited(Wait),
    /// How the wait ended, and how many levels the thread has after it.
    WaitedAtLevel(Wait, u32),
    WaitedRaw(Result<Wait, NotHeld>, u32),
    NotifiedRaw(Result<u32, NotHeld>),
    Nothing,
}

#[derive(Debug, Default)]
struct Shared {
    line: Lock<Line>,
    condition: Condition,
    /// For waits that nobody ends.
    lonely: Condition,
    recursive: RLock<Cell<()>>,
    raw: RawLock,
    raw_recursive: RawRLock,
}

#[derive(Debug, Default)]
struct Line {
    came: usize,
    gone: Vec<usize>,
}

pub(crate) struct Real {
    shared: &'static Shared,
    guards: Vec<RLockGuard<'static, Cell<()>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Real {
    fn come(&mut self) {
        let shared = self.shared;
        let number = self.threads.len();
        self.threads.push(thread::spawn(move || {
            let mut line = shared.line.lock();
            line.came += 1;
            shared.condition.wait(line).gone.push(number);
        }));
        // Once we see the count, the lock has been given up, so the thread is in the queue.
        while shared.line.lock().came <= number {
            thread::yield_now();
        }
    }

    fn notify(&self, most: u32) -> Answer {
        let mut line = self.shared.line.lock();
        line.gone.clear();
        let condition = &self.shared.condition;
        let told = match most {
            1 => condition.notify_one(&line),
            u32::MAX => condition.notify_all(&line),
            _ => condition.notify(most, &line),
        };
        drop(line);
        loop {
            let mut gone = self.shared.line.lock().gone.clone();
            if gone.len() == told as usize {
                gone.sort_unstable();
                return Answer::Notified(told, gone);
            }
            thread::yield_now();
        }
    }
}

impl Compared for Queue {
    type Model = Model;
    type Real = Real;
    type Operation = Operation;
    type Answer = Answer;

    fn beginnings() -> BoxedStrategy<Model> {
        Just(Model::default()).boxed()
    }

    fn real(_: &Model) -> Real {
        Real { shared: for_good(Shared::default()), guards: Vec::new(), threads: Vec::new() }
    }

    fn operations(_: &Model) -> BoxedStrategy<Operation> {
        let raw = [
            AcquireRaw,
            ReleaseRaw,
            WaitRaw,
            NotifyNobodyRaw,
            AcquireRawRecursively,
            ReleaseRawRecursively,
            WaitRawRecursively,
            NotifyNobodyRawRecursively,
            StrangerWaitsRawRecursively,
        ];
        prop_oneof![
            4 => Just(Come),
            2 => (0_u32..4).prop_map(Notify),
            1 => Just(NotifyAll),
            2 => Just(WaitInNoTime),
            2 => Just(WaitTooLate),
            2 => any::<(bool, bool)>().prop_map(|(first, then)| WaitWhileTooLate(first, then)),
            2 => Just(LockRecursively),
            2 => Just(UnlockRecursively),
            2 => Just(WaitRecursively),
            9 => prop::sample::select(raw.to_vec()),
        ]
        .boxed()
    }

    fn is_possible(model: &Model, operation: &Operation) -> bool {
        match operation {
            Come => model.waiting.len() < 4,
            UnlockRecursively | WaitRecursively => model.guards > 0,
            AcquireRaw => !model.raw_is_held,
            ReleaseRaw => model.raw_is_held,
            ReleaseRawRecursively => model.raw_levels > 0,
            _ => true,
        }
    }

    fn foretell(model: &mut Model, operation: &Operation) -> Answer {
        let mut notified = |most: u32| {
            let most = model.waiting.len().min(most as usize);
            let gone: Vec<_> = model.waiting.drain(..most).collect();
            Answer::Notified(u32::try_from(most).expect("a few"), gone)
        };
        let needs = |is_held: bool| if is_held { Ok(()) } else { Err(NotHeld) };
        match *operation {
            Notify(most) => return notified(most),
            NotifyAll => return notified(u32::MAX),
            WaitInNoTime | WaitTooLate => return Answer::Waited(Wait::TimedOut),
            WaitWhileTooLate(first, then) => {
                return Answer::Waited(if first && then { Wait::TimedOut } else { Wait::Woken });
            }
            WaitRecursively => return Answer::WaitedAtLevel(Wait::TimedOut, model.guards),
            WaitRaw => {
                let wait = needs(model.raw_is_held).map(|()| Wait::TimedOut);
                return Answer::WaitedRaw(wait, u32::from(model.raw_is_held));
            }
            WaitRawRecursively => {
                let wait = needs(model.raw_levels > 0).map(|()| Wait::TimedOut);
                return Answer::WaitedRaw(wait, model.raw_levels);
            }
            StrangerWaitsRawRecursively => return Answer::WaitedRaw(Err(NotHeld), 0),
            NotifyNobodyRaw => return Answer::NotifiedRaw(needs(model.raw_is_held).map(|()| 0)),
            NotifyNobodyRawRecursively => {
                return Answer::NotifiedRaw(needs(model.raw_levels > 0).map(|()| 0));
            }
            Come => {
                model.waiting.push_back(model.came);
                model.came += 1;
            }
            LockRecursively => model.guards += 1,
            UnlockRecursively => model.guards -= 1,
            AcquireRaw => model.raw_is_held = true,
            ReleaseRaw => model.raw_is_held = false,
            AcquireRawRecursively => model.raw_levels += 1,
            ReleaseRawRecursively => model.raw_levels -= 1,
        }
        Answer::Nothing
    }

    fn perform(real: &mut Real, operation: Operation) -> Answer {
        let Shared { line, condition, lonely, recursive, raw, raw_recursive } = real.shared;
        match operation {
            Notify(most) => return real.notify(most),
            NotifyAll => return real.notify(u32::MAX),
            WaitInNoTime => {
                return Answer::Waited(condition.wait_timeout(line.lock(), Duration::ZERO).1);
            }
            WaitTooLate => return Answer::Waited(condition.wait_until(line.lock(), PAST).1),
            WaitWhileTooLate(first, then) => {
                let mut answers = [first, then].into_iter();
                let is_so = |_: &mut _| answers.next().unwrap_or(false);
                return Answer::Waited(condition.wait_while_until(line.lock(), PAST, is_so).1);
            }
            WaitRecursively => {
                let guard = real.guards.pop().expect("see `is_possible`");
                let (guard, wait) = lonely.wait_until(guard, PAST);
                real.guards.push(guard);
                return Answer::WaitedAtLevel(wait, recursive.level());
            }
            WaitRaw => {
                let wait = lonely.wait_raw(raw, PAST);
                return Answer::WaitedRaw(wait, u32::from(raw.is_locked()));
            }
            WaitRawRecursively => {
                let wait = lonely.wait_raw(raw_recursive, PAST);
                return Answer::WaitedRaw(wait, raw_recursive.level());
            }
            StrangerWaitsRawRecursively => {
                let wait = || (lonely.wait_raw(raw_recursive, PAST), raw_recursive.level());
                let (wait, level) = elsewhere(wait);
                return Answer::WaitedRaw(wait, level);
            }
            NotifyNobodyRaw => return Answer::NotifiedRaw(lonely.notify_raw(9, raw)),
            NotifyNobodyRawRecursively => {
                return Answer::NotifiedRaw(lonely.notify_raw(9, raw_recursive));
            }
            Come => real.come(),
            LockRecursively => real.guards.push(recursive.lock()),
            UnlockRecursively => drop(real.guards.pop()),
            AcquireRaw => raw.acquire(),
            ReleaseRaw => raw.release().expect("see `is_possible`"),
            AcquireRawRecursively => raw_recursive.acquire(),
            ReleaseRawRecursively => raw_recursive.release().expect("see `is_possible`"),
        }
        Answer::Nothing
    }

    fn finish(real: Real) {
        let Real { shared, threads, .. } = real;
        shared.condition.notify_all(&shared.line.lock());
        for thread in threads {
            thread.join().expect("no panic");
        }
    }
}
