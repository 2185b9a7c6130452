//! What is seen on which engine: time, weak memory, standstills; and what is not claimed.

use std::sync::atomic::AtomicBool;

use check::Engine;
use linear::{Answers, Spec};
use plainweave_property::proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
use plainweave_property::{Counterexample, Outcome, Property, Size, Subject};
use runtime::{Atomic, Ordering, Runtime};
use trace::FaultKind;

#[derive(Clone, Debug, PartialEq)]
enum Operation {
    /// This thread sets it to this.
    Set(usize, u32),
    /// What this thread sees.
    Get(usize),
}

/// A variable, which starts with 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Register(u32);

impl Spec for Register {
    type Operation = Operation;
    type Result = u32;

    fn apply(&self, operation: &Operation) -> Answers<Self, u32> {
        match operation {
            Operation::Set(_, value) => Answers::one(Self(*value), *value),
            Operation::Get(_) => Answers::one(self.clone(), self.0),
        }
    }
}

/// How a variable is made.
trait Kind: Clone + std::fmt::Debug + Send + Sync + 'static {
    const NAME: &'static str;

    fn set<R: Runtime>(words: &[R::AtomicU32; 4], me: usize, value: u32);
    fn get<R: Runtime>(words: &[R::AtomicU32; 4], me: usize) -> u32;
}

#[derive(Clone, Debug)]
struct Registers<K>(K);

impl<K: Kind> Subject for Registers<K> {
    const NAME: &'static str = K::NAME;
    type Object<R: Runtime> = [R::AtomicU32; 4];
    type Spec = Register;

    fn operations(&self, me: usize) -> BoxedStrategy<Operation> {
        let set = (1..100_u32).prop_map(move |value| Operation::Set(me, value));
        prop_oneof![Just(Operation::Get(me)), set].boxed()
    }

    fn spec(&self) -> Register {
        Register(0)
    }

    fn object<R: Runtime>(&self) -> [R::AtomicU32; 4] {
        [(); 4].map(|()| R::AtomicU32::new(0))
    }

    fn apply<R: Runtime>(words: &[R::AtomicU32; 4], operation: &Operation) -> u32 {
        match *operation {
            Operation::Set(me, value) => {
                K::set::<R>(words, me, value);
                value
            }
            Operation::Get(me) => K::get::<R>(words, me),
        }
    }
}

/// One word. No ordering is needed: whoever knows that a call is over sees what it wrote.
#[derive(Clone, Debug)]
struct Plain;

impl Kind for Plain {
    const NAME: &'static str = "register";

    fn set<R: Runtime>(words: &[R::AtomicU32; 4], _: usize, value: u32) {
        words[0].store(value, Ordering::Relaxed);
    }

    fn get<R: Runtime>(words: &[R::AtomicU32; 4], _: usize) -> u32 {
        words[0].load(Ordering::Relaxed)
    }
}

/// The mistake: each thread prefers what it has set itself.
#[derive(Clone, Debug)]
struct Cached;

impl Kind for Cached {
    const NAME: &'static str = "register with a cache";

    fn set<R: Runtime>(words: &[R::AtomicU32; 4], me: usize, value: u32) {
        words[me].store(value, Ordering::SeqCst);
        words[3].store(value, Ordering::SeqCst);
    }

    fn get<R: Runtime>(words: &[R::AtomicU32; 4], me: usize) -> u32 {
        match words[me].load(Ordering::SeqCst) {
            0 => words[3].load(Ordering::SeqCst),
            own => own,
        }
    }
}

/// A value behind a number that says whether there is one. The mistake: a Relaxed number publishes nothing.
#[derive(Clone, Debug)]
struct Unpublished;

impl Kind for Unpublished {
    const NAME: &'static str = "register that publishes nothing";

    fn set<R: Runtime>(words: &[R::AtomicU32; 4], _: usize, value: u32) {
        words[0].store(value, Ordering::Relaxed);
        words[1].store(1, Ordering::Relaxed);
    }

    fn get<R: Runtime>(words: &[R::AtomicU32; 4], _: usize) -> u32 {
        if words[1].load(Ordering::Relaxed) == 0 {
            return 0;
        }
        match words[0].load(Ordering::Relaxed) {
            // It is said to be there.
            0 => u32::MAX,
            value => value,
        }
    }
}

/// The mistake: zero is not what it can work with.
#[derive(Clone, Debug)]
struct Panics;

impl Kind for Panics {
    const NAME: &'static str = "register that panics";

    fn set<R: Runtime>(words: &[R::AtomicU32; 4], _: usize, value: u32) {
        words[0].store(value, Ordering::Relaxed);
    }

    fn get<R: Runtime>(words: &[R::AtomicU32; 4], _: usize) -> u32 {
        let value = words[0].load(Ordering::Relaxed);
        assert!(value != 50, "of all numbers");
        value
    }
}

/// Is wrong once, and never again: as what happens on real threads sometimes.
#[derive(Clone, Debug)]
struct WrongOnce;

/// Whether it was. It is no part of the object, so no engine sees it.
static WAS_WRONG: AtomicBool = AtomicBool::new(false);

impl Kind for WrongOnce {
    const NAME: &'static str = "register that is wrong once";

    fn set<R: Runtime>(words: &[R::AtomicU32; 4], _: usize, value: u32) {
        words[0].store(value, Ordering::Relaxed);
    }

    fn get<R: Runtime>(words: &[R::AtomicU32; 4], _: usize) -> u32 {
        let value = words[0].load(Ordering::Relaxed);
        if WAS_WRONG.swap(true, Ordering::Relaxed) { value } else { u32::MAX }
    }
}

fn of<K: Kind>(kind: K, engine: Engine) -> Property<Registers<K>> {
    Property::new(Registers(kind), engine)
}

#[track_caller]
fn broken<S: Subject>(property: &Property<S>) -> Box<Counterexample<S>> {
    match property.run() {
        Outcome::Breaks(found) => found,
        other => panic!("it should break: {other:?}"),
    }
}

#[test]
fn a_relaxed_word_is_linearizable_among_those_who_know_of_each_other() {
    let looked = of(Plain, Engine::Weave).verify();
    assert_eq!(looked.in_part, 0, "every execution of every program");
}

#[test]
fn a_call_that_was_over_comes_first() {
    // Each thread by itself may believe what it sees, so only time tells.
    let found = broken(&of(Cached, Engine::Weave));
    assert_eq!(
        found.program.calls(),
        3,
        "one sets, another one sets, and the first one gets its own"
    );
    assert!(found.is_smallest);
}

#[test]
fn an_operation_becomes_simple() {
    let found = broken(&of(Cached, Engine::Weave));
    let sets = found.program.threads.concat();
    let values: Vec<u32> = sets
        .iter()
        .filter_map(|operation| match operation {
            Operation::Set(_, value) => Some(*value),
            Operation::Get(_) => None,
        })
        .collect();
    assert!(values.iter().all(|value| *value <= 2), "{values:?}");
}

#[test]
fn weak_memory_shows_where_it_is() {
    let found = broken(&of(Unpublished, Engine::Weave));
    assert_eq!(found.program.calls(), 2, "one sets, and one gets");
    let looked = of(Unpublished, Engine::WeaveSc).verify();
    assert_eq!(looked.in_part, 0);
}

#[test]
fn a_panic_is_a_fault_like_any_other() {
    let found = broken(&of(Panics, Engine::Weave).programs(2_000));
    assert_eq!(found.report.fault_kind(), Some(FaultKind::Panic));
    assert!(found.unexplained.is_none(), "no history came to its end");
    assert!(found.to_string().contains("of all numbers"), "{found}");
}

#[test]
fn what_is_found_is_the_same_every_time() {
    let [one, other] = [(); 2].map(|()| broken(&of(Cached, Engine::Weave)).to_string());
    assert_eq!(one, other);
}

#[test]
fn a_search_that_was_cut_short_does_not_hold() {
    let property = of(Plain, Engine::Weave).check(|check| check.runs(2));
    let Outcome::Undecided { why, .. } = property.run() else {
        panic!("it is not looked at whole")
    };
    assert!(why.contains("allowed number of runs"), "{why}");
}

#[test]
fn what_was_seen_once_is_told_though_it_does_not_come_again() {
    let found = broken(&of(WrongOnce, Engine::Native));
    assert_eq!(found.report.fault_kind(), Some(FaultKind::Assertion));
    assert!(found.unexplained.as_ref().is_some_and(|why| why.contains("4294967295")), "{found}");
    assert!(!found.is_smallest, "a smaller program may be wrong another time");
}

#[test]
fn real_threads_look_at_a_program_in_part() {
    let looked = of(Plain, Engine::Native).verify();
    assert!(looked.programs > 0);
    assert_eq!(looked.in_part, looked.programs);
}

#[track_caller]
fn undecided(size: Size) -> String {
    match of(Plain, Engine::Weave).size(size).run() {
        Outcome::Undecided { why, .. } => why,
        other => panic!("it is too much: {other:?}"),
    }
}

#[test]
fn of_what_is_too_large_nothing_is_said() {
    let why = undecided(Size { initial: 200, threads: 1, calls: 1, last: 0 });
    assert!(why.ends_with("calls are too many"), "{why}");
    let why = undecided(Size { initial: 0, threads: 3, calls: 60, last: 0 });
    assert!(why.contains("not found out in 100000 states"), "{why}");
}

#[test]
fn programs_are_as_large_as_they_may_be_and_no_larger() {
    let size = Size { initial: 0, threads: 1, calls: 1, last: 0 };
    let looked = of(Plain, Engine::Weave).size(size).verify();
    assert_eq!(looked.executions, looked.programs, "one thread has one execution");
}
