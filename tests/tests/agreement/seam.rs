//! A program on an engine.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use check::{Check, Engine, Level, Scope, Verdict};
use runtime::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use runtime::{Atomic, AtomicInt, Deadline, Futex, Runtime, Wait};
use scenarios::{Cx, Field, Params, Scenario};
use sync::{Event, GetError, PutError, Queue, RawLock, Semaphore, Shutdown};
use trace::FaultKind;

use crate::Outcomes;
use crate::program::{FAILED, Program, SHUT_DOWN, Step, outcome};

/// Which memory orderings the words are used with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Orderings {
    SeqCst,
    /// What loom makes of `SeqCst`.
    #[cfg_attr(not(feature = "loom"), allow(dead_code))]
    AcqRel,
}

pub(crate) fn outcomes(engine: Engine, level: Level, program: &Program) -> Outcomes {
    outcomes_with(engine, level, program, Orderings::SeqCst)
}

pub(crate) fn outcomes_with(
    engine: Engine,
    level: Level,
    program: &Program,
    orderings: Orderings,
) -> Outcomes {
    // Leaked, since a scenario is given no more than numbers. The programs are small, and few.
    let program: &'static Program = Box::leak(Box::new(program.clone()));
    let check = Check::new(engine).level(level).straight().early_expiries(None);
    let check = check.budget(Duration::from_secs(300));
    let report = check.run_with::<Generated>(Given { program, orderings });
    match &report.verdict {
        Verdict::Holds { scope: Scope::Exhaustive } => {
            let ends = report.outcomes.into_keys();
            Outcomes::Ends(ends.map(|end| end.replace("ends = ", "")).collect())
        }
        Verdict::Breaks { fault, .. } if is_standstill(fault.kind()) => Outcomes::Sticks,
        _ => panic!("{report:?}\n{program}"),
    }
}

fn is_standstill(fault: FaultKind) -> bool {
    use FaultKind::{Deadlock, LostWakeup, NeverReleased, NeverWoken, SelfDeadlock};
    matches!(fault, Deadlock | LostWakeup | NeverReleased | NeverWoken | SelfDeadlock)
}

struct Generated;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Given {
    program: &'static Program,
    orderings: Orderings,
}

impl Params for Given {
    const FIELDS: &'static [Field] = &[];

    fn for_models() -> Self {
        static NOTHING: Program = Program { threads: Vec::new() };
        Self { program: &NOTHING, orderings: Orderings::SeqCst }
    }

    fn for_native() -> Self {
        Self::for_models()
    }

    fn sizes_mut(&mut self) -> Vec<&mut u32> {
        Vec::new()
    }

    fn values(&self) -> BTreeMap<String, u64> {
        BTreeMap::new()
    }
}

impl Scenario for Generated {
    const NAME: &'static str = "agreement/generated";
    type Params = Given;

    fn run<R: Runtime>(cx: &Cx<R, Given>) {
        let cx = *cx;
        let Given { program, orderings } = cx.params;
        let shared = Arc::new(Shared::<R>::new(orderings));
        // What a thread notes is nobody else's before it has been joined, and no step.
        let notes: Vec<Arc<Mutex<Vec<u32>>>> =
            program.threads.iter().map(|_| Arc::default()).collect();
        let threads: Vec<R::Thread> = (0..program.threads.len())
            .map(|number| {
                let (shared, notes) = (Arc::clone(&shared), Arc::clone(&notes[number]));
                cx.spawn(["ann", "ben", "cid"][number], move || {
                    for step in &program.threads[number] {
                        let note = shared.take(cx.soon(), *step);
                        notes.lock().expect("nobody panics").extend(note);
                    }
                })
            })
            .collect();
        cx.join_all(threads);
        let notes: Vec<Vec<u32>> =
            notes.iter().map(|notes| notes.lock().expect("nobody panics").clone()).collect();
        let words = [0, 1].map(|word| shared.words[word].load(Relaxed));
        R::outcome("ends", outcome(&notes, words));
    }
}

struct Shared<R: Runtime> {
    words: [R::Futex; 2],
    lock: RawLock<R>,
    semaphore: Semaphore<R>,
    event: Event<R>,
    queue: Queue<u32, R>,
    load: runtime::Ordering,
    store: runtime::Ordering,
    exchange: runtime::Ordering,
}

impl<R: Runtime> Shared<R> {
    fn new(orderings: Orderings) -> Self {
        let (load, store, exchange) = match orderings {
            Orderings::SeqCst => (SeqCst, SeqCst, SeqCst),
            Orderings::AcqRel => (Acquire, Release, AcqRel),
        };
        Self {
            words: [R::Futex::new(0), R::Futex::new(0)],
            lock: RawLock::new_in(),
            semaphore: Semaphore::new_in(0),
            event: Event::new_in(),
            queue: Queue::bounded_in(1),
            load,
            store,
            exchange,
        }
    }

    /// Takes a step; what it notes.
    fn take(&self, soon: Deadline, step: Step) -> Option<u32> {
        let Self { words, lock, semaphore, event, queue, load, store, exchange } = self;
        let worked = |it: bool| Some(if it { 1 } else { FAILED });
        match step {
            Step::Load(word) => return Some(words[word].load(*load)),
            Step::Store(word, value) => words[word].store(value, *store),
            Step::Swap(word, value) => return Some(words[word].swap(value, *exchange)),
            Step::Add(word, value) => return Some(words[word].fetch_add(value, *exchange)),
            Step::CompareExchange(word, old, new) => {
                let (Ok(found) | Err(found)) =
                    words[word].compare_exchange(old, new, *exchange, *load);
                return Some(found);
            }
            Step::Wait(word, value) => {
                return Some(noted(words[word].wait(value, Deadline::NEVER)));
            }
            Step::WaitUntil(word, value) => return Some(noted(words[word].wait(value, soon))),
            Step::Wake(word, most) => words[word].wake(most),

            Step::Acquire => lock.acquire(),
            Step::TryAcquire => return worked(lock.try_acquire()),
            Step::Release => return worked(lock.release().is_ok()),
            Step::TakePermit => semaphore.acquire().forget(),
            Step::TryTakePermit => {
                return worked(semaphore.try_acquire().map(sync::Permit::forget).is_ok());
            }
            Step::GivePermit => semaphore.release().expect("there are few"),
            Step::Set => event.set(),
            Step::Clear => event.clear(),
            Step::IsSet => return worked(event.is_set()),
            Step::WaitForSet => {
                event.wait();
                return Some(1);
            }
            Step::WaitForSetUntil => return worked(event.wait_until(soon)),
            Step::Put(item) => return Some(put(queue.put(item))),
            Step::TryPut(item) => return Some(put(queue.try_put(item))),
            Step::Get => return Some(got(queue.get())),
            Step::TryGet => return Some(got(queue.try_get())),
            Step::ShutDown => drop(queue.shutdown(Shutdown::Drain)),
        }
        None
    }
}

fn noted(wait: Wait) -> u32 {
    u32::from(wait == Wait::TimedOut)
}

fn put(result: Result<(), PutError<u32>>) -> u32 {
    match result {
        Ok(()) => 1,
        Err(PutError::ShutDown(_)) => SHUT_DOWN,
        Err(_) => FAILED,
    }
}

fn got(result: Result<u32, GetError>) -> u32 {
    match result {
        Ok(item) => item,
        Err(GetError::ShutDown) => SHUT_DOWN,
        Err(_) => FAILED,
    }
}
