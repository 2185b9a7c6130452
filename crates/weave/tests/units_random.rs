//! Programs that nobody thought of: however the search is split, the parts add up.

#![allow(clippy::unwrap_used)]

mod units_programs;

use std::panic;
use std::sync::Once;

use plainweave_weave::raw::{self, Op, Order, Place, Rmw, Shape, Test, Width};
use plainweave_weave::{Config, Exploration, Memory, Unit, explore_all, explore_units, shard};
use proptest::prelude::*;
use units_programs::{config, counts, failure, load, lock, spawn, store};

/// What a thread does next, to one of two variables, or the lock.
#[derive(Clone, Copy, Debug)]
enum Step {
    Load(usize, bool),
    Store(usize, u64, bool),
    Add(usize),
    Swap(usize, u64),
    Await(usize, u64),
    Spin(usize, u64),
    Locked(usize, u64),
    /// The same by a loop around tries.
    Tried(usize),
    /// Takes the lock and keeps it, if it reads this.
    Keep(usize, u64),
    Choose,
    Fence,
    Assert(usize, u64),
}

fn step() -> impl Strategy<Value = Step> {
    let variable = 0..2_usize;
    let value = 1..3_u64;
    prop_oneof![
        3 => (variable.clone(), any::<bool>()).prop_map(|(x, strong)| Step::Load(x, strong)),
        4 => (variable.clone(), value.clone(), any::<bool>())
            .prop_map(|(x, value, strong)| Step::Store(x, value, strong)),
        2 => variable.clone().prop_map(Step::Add),
        2 => (variable.clone(), value.clone()).prop_map(|(x, to)| Step::Swap(x, to)),
        1 => (variable.clone(), value.clone()).prop_map(|(x, least)| Step::Await(x, least)),
        2 => (variable.clone(), 0..2_u64).prop_map(|(x, not)| Step::Spin(x, not)),
        2 => (variable.clone(), value.clone()).prop_map(|(x, value)| Step::Locked(x, value)),
        2 => variable.clone().prop_map(Step::Tried),
        1 => (variable.clone(), 0..2_u64).prop_map(|(x, value)| Step::Keep(x, value)),
        1 => Just(Step::Choose),
        1 => Just(Step::Fence),
        1 => (variable, 0..3_u64).prop_map(|(x, not)| Step::Assert(x, not)),
    ]
}

fn threads() -> impl Strategy<Value = Vec<Vec<Step>>> {
    prop::collection::vec(prop::collection::vec(step(), 1..5), 2..4)
}

#[derive(Clone, Copy)]
struct World {
    variables: [Place; 2],
    lock: Place,
    /// Whether threads wait in loops with hints, or by awaits.
    loops: bool,
}

fn take(step: Step, world: World) {
    let World { variables, lock: mutex, loops } = world;
    let release = || store(mutex, 0, Order::RELEASE);
    match step {
        Step::Load(x, strong) => {
            load(variables[x], if strong { Order::SEQ_CST } else { Order::RELAXED });
        }
        Step::Store(x, value, strong) => {
            store(variables[x], value, if strong { Order::SEQ_CST } else { Order::RELAXED });
        }
        Step::Add(x) => {
            let add = Op::Rmw(Rmw::Add, 1, Width::WORD);
            variables[x].perform(add, Order::ACQ_REL, Order::RELAXED);
        }
        Step::Swap(x, to) => {
            let swap = Op::Cas { expected: 0, new: to };
            variables[x].perform(swap, Order::RELEASE, Order::ACQUIRE);
        }
        Step::Await(x, least) => {
            let wait = Op::AwaitLoad(Test::AtLeast, least);
            variables[x].perform(wait, Order::ACQUIRE, Order::RELAXED);
        }
        Step::Spin(x, not) if !loops => {
            let wait = Op::AwaitLoad(Test::NotEqual, not);
            variables[x].perform(wait, Order::ACQUIRE, Order::RELAXED);
        }
        Step::Spin(x, not) => {
            while load(variables[x], Order::ACQUIRE) == not {
                raw::spin();
            }
        }
        Step::Locked(x, value) => {
            lock(mutex);
            store(variables[x], value, Order::RELAXED);
            release();
        }
        Step::Tried(x) => {
            let take = Op::Cas { expected: 0, new: 1 };
            while loops && !mutex.perform(take, Order::ACQUIRE, Order::RELAXED).wrote {
                raw::spin();
            }
            if !loops {
                lock(mutex);
            }
            load(variables[x], Order::RELAXED);
            release();
        }
        Step::Keep(x, value) => {
            lock(mutex);
            if load(variables[x], Order::RELAXED) != value {
                release();
            }
        }
        Step::Choose => {
            raw::choose(2);
        }
        Step::Fence => raw::fence(Order::SEQ_CST),
        Step::Assert(x, not) => assert!(load(variables[x], Order::RELAXED) != not, "found"),
    }
}

fn run(threads: &[Vec<Step>], loops: bool) {
    let free = || Place::new(0, Shape::Free);
    let world = World { variables: [free(), free()], lock: Place::new(0, Shape::Chain), loops };
    let work = |steps: &Vec<Step>| {
        let steps = steps.clone();
        spawn(move || steps.into_iter().for_each(|step| take(step, world)))
    };
    let threads: Vec<_> = threads.iter().map(work).collect();
    threads.into_iter().for_each(raw::join);
}

/// The programs' own panics are many, and of no interest.
fn keep_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if info.payload().downcast_ref() != Some(&"found") {
                hook(info);
            }
        }));
    });
}

/// In steps of so many runs, through text; unlike a worker, which goes on, each forgets everything.
fn stepwise(config: &Config, runs: u64, threads: &[Vec<Step>]) -> Exploration {
    let mut config = config.clone();
    config.runs = Some(runs);
    let mut total = Exploration::default();
    let mut units = vec![Unit::whole(&config).unwrap()];
    while let Some(unit) = units.pop() {
        let unit = unit.to_string().parse().unwrap();
        let threads = threads.to_vec();
        let (part, rest) = explore_units(&config, vec![unit], move || run(&threads, true)).unwrap();
        total.add(&part);
        units.extend(rest);
    }
    total
}

/// More by `PROPTEST_CASES`.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn parts_of_any_program_add_up(
        threads in threads(),
        sc in any::<bool>(),
    ) {
        keep_quiet();
        let mut config = config(if sc { Memory::Sc } else { Memory::Rc11 });
        let whole = |config: &Config| {
            let threads = threads.clone();
            explore_all(config, move || run(&threads, true))
        };
        config.runs = Some(2000);
        let expected = whole(&config);
        prop_assume!(expected.is_exhaustive());
        config.runs = None;
        for runs in [1, 4] {
            let found = stepwise(&config, runs, &threads);
            prop_assert_eq!(counts(&found), counts(&expected), "{} runs at a time", runs);
            prop_assert_eq!(failure(&found), failure(&expected));
        }
        let mut total = Exploration::default();
        for index in 0..3 {
            let threads = threads.clone();
            total.add(&shard(&config, index, 3, move || run(&threads, true)).unwrap().0);
        }
        prop_assert_eq!(counts(&total), counts(&expected), "shards");
        config.jobs = 3;
        let found = whole(&config);
        prop_assert_eq!(counts(&found), counts(&expected), "workers");
        prop_assert_eq!(failure(&found), failure(&expected));
    }

    /// Whether a thread waits in a loop or by an await makes no difference to what there is.
    #[test]
    fn loops_find_what_awaits_find(threads in threads(), sc in any::<bool>()) {
        keep_quiet();
        let mut config = config(if sc { Memory::Sc } else { Memory::Rc11 });
        config.runs = Some(2000);
        let found = |loops| {
            let threads = threads.clone();
            explore_all(&config, move || run(&threads, loops))
        };
        let (loops, awaits) = (found(true), found(false));
        prop_assume!(loops.is_exhaustive() && awaits.is_exhaustive());
        prop_assert_eq!(
            (loops.complete, loops.deadlocks, loops.failures, loops.digest),
            (awaits.complete, awaits.deadlocks, awaits.failures, awaits.digest)
        );
    }
}
