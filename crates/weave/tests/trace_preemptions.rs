//! The number of preemptions, compared with an interpreter that tries every schedule and shares nothing
//! with the engine: of random programs, and of programs whose numbers are known.

mod programs;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use plainweave_weave::graph::{EventId, Graph};
use plainweave_weave::raw::{self, Op, Order, Place, Shape, Test};
use plainweave_weave::{
    Config, End, Fewest, Memory, Proved, explore, explore_with, fewest_preemptions,
    shortest_failure,
};
use programs::{add, load, spawn, store, store_buffering_counted};

/// One operation of a random program. Locations 0 and 1 are atomics, 2 is a lock, 3 is a queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Act {
    Load(usize),
    Store(usize, u64),
    Add(usize),
    /// Waits until the value is not 0.
    Await(usize),
    Lock,
    Unlock,
    Try,
    /// Goes into the queue.
    Sleep,
    /// Waits until somebody has taken the thread out of the queue.
    Woken,
    Wake(u32),
    /// Skips the next one if the last value read was 0.
    Unless,
    /// Fails if the last value read was 0.
    Check,
    Spawn(u32),
    Join(u32),
}

const LOCK: usize = 2;
const QUEUE: usize = 3;

/// Threads, the first of which starts all others and then waits for them.
type Text = Vec<Vec<Act>>;

/// How an execution came about: of each thread where its events' values come from and what they chose,
/// and the writes of each location in order. Events are numbered by thread and place in it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
struct Shape0 {
    sources: Vec<Vec<(Origin, Vec<u32>)>>,
    writes: [Vec<(u32, u32)>; 4],
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Origin {
    None,
    Initial,
    Event(u32, u32),
}

/// What became of an execution.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Fate {
    Complete,
    Deadlock,
    Failure,
}

// ---------------------------------------------------------------------------------------------
// The interpreter.

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Machine {
    shape: Shape0,
    values: [u64; 4],
    waiters: Vec<u32>,
    /// By thread: what took it out of the queue.
    woken: Vec<Option<(u32, u32)>>,
    threads: Vec<Running>,
    running: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Running {
    at: usize,
    events: u32,
    last: u64,
    started: bool,
    failed: bool,
}

impl Machine {
    fn new(text: &Text) -> Self {
        let thread = Running { at: 0, events: 0, last: 1, started: false, failed: false };
        let mut threads = vec![thread; text.len()];
        threads[0].started = true;
        let mut machine = Self {
            shape: Shape0 { sources: vec![Vec::new(); text.len()], ..Shape0::default() },
            values: [0; 4],
            waiters: Vec::new(),
            woken: vec![None; text.len()],
            threads,
            running: 0,
        };
        (0..text.len()).for_each(|thread| machine.settle(text, thread));
        machine
    }

    /// Does what is no event.
    fn settle(&mut self, text: &Text, thread: usize) {
        let state = &mut self.threads[thread];
        loop {
            match text[thread].get(state.at) {
                Some(Act::Unless) if state.last == 0 => state.at += 2,
                Some(Act::Unless) => state.at += 1,
                Some(Act::Check) if state.last == 0 && state.started => {
                    state.failed = true;
                    return;
                }
                Some(Act::Check) if state.started => state.at += 1,
                _ => return,
            }
        }
    }

    fn has_ended(&self, text: &Text, thread: usize) -> bool {
        let state = self.threads[thread];
        state.started && !state.failed && state.at >= text[thread].len()
    }

    fn can_go_on(&self, text: &Text, thread: usize) -> bool {
        let state = self.threads[thread];
        if !state.started || state.failed {
            return false;
        }
        match text[thread].get(state.at) {
            None => false,
            Some(Act::Lock) => self.values[LOCK] == 0,
            Some(&Act::Await(place)) => self.values[place] != 0,
            Some(Act::Woken) => self.woken[thread].is_some(),
            Some(&Act::Join(child)) => self.has_ended(text, child as usize),
            Some(_) => true,
        }
    }

    /// The states after the next event of a thread: one for each choice.
    fn step(&self, text: &Text, thread: usize) -> Vec<Self> {
        let mut next = self.clone();
        next.running = thread;
        let state = self.threads[thread];
        let id = (u32::try_from(thread).expect("few"), state.events);
        next.threads[thread].at += 1;
        next.threads[thread].events += 1;
        let (place, change, reads): (_, Option<u64>, bool) = match text[thread][state.at] {
            Act::Load(place) | Act::Await(place) => (place, None, true),
            Act::Store(place, value) => (place, Some(value), false),
            Act::Add(place) => (place, Some(self.values[place] + 1), true),
            Act::Lock => (LOCK, Some(1), true),
            Act::Unlock => (LOCK, Some(0), false),
            Act::Try => (LOCK, (self.values[LOCK] == 0).then_some(1), true),
            Act::Sleep => {
                next.waiters.push(id.0);
                (QUEUE, Some(0), true)
            }
            Act::Wake(count) => return next.wake(text, thread, id, count),
            Act::Woken => {
                let (by, at) = next.woken[thread].take().expect("it was woken");
                next.push(thread, Origin::Event(by, at), Vec::new());
                next.settle(text, thread);
                return vec![next];
            }
            Act::Spawn(child) => {
                next.threads[child as usize].started = true;
                next.push(thread, Origin::None, Vec::new());
                next.settle(text, child as usize);
                next.settle(text, thread);
                return vec![next];
            }
            Act::Join(_) => {
                next.push(thread, Origin::None, Vec::new());
                next.settle(text, thread);
                return vec![next];
            }
            Act::Unless | Act::Check => unreachable!("settled"),
        };
        let origin = if reads { next.newest(place) } else { Origin::None };
        next.push(thread, origin, Vec::new());
        if reads && place != LOCK && place != QUEUE {
            next.threads[thread].last = self.values[place];
        }
        if let Some(value) = change {
            next.values[place] = value;
            next.shape.writes[place].push(id);
        }
        next.settle(text, thread);
        vec![next]
    }

    fn wake(self, text: &Text, thread: usize, id: (u32, u32), count: u32) -> Vec<Self> {
        let count = (count as usize).min(self.waiters.len());
        let mut states = Vec::new();
        for chosen in 0u32..1 << self.waiters.len() {
            if chosen.count_ones() as usize != count {
                continue;
            }
            let mut next = self.clone();
            let taken: Vec<u32> = (0..self.waiters.len())
                .filter(|index| chosen >> index & 1 == 1)
                .map(|index| self.waiters[index])
                .collect();
            next.waiters.retain(|waiter| !taken.contains(waiter));
            taken.iter().for_each(|&waiter| next.woken[waiter as usize] = Some(id));
            let origin = next.newest(QUEUE);
            next.push(thread, origin, taken);
            next.shape.writes[QUEUE].push(id);
            next.settle(text, thread);
            states.push(next);
        }
        states
    }

    fn newest(&self, place: usize) -> Origin {
        let last = self.shape.writes[place].last();
        last.map_or(Origin::Initial, |&(thread, index)| Origin::Event(thread, index))
    }

    fn push(&mut self, thread: usize, origin: Origin, taken: Vec<u32>) {
        self.shape.sources[thread].push((origin, taken));
    }
}

/// Every execution, with the fewest preemptions of all schedules that lead to it; and the fewest with
/// which some thread fails.
fn all_schedules(text: &Text) -> (BTreeMap<(Shape0, Fate), u32>, Option<u32>) {
    let mut seen: BTreeMap<Machine, u32> = BTreeMap::new();
    let mut found = BTreeMap::new();
    let mut first_failure: Option<u32> = None;
    let mut stack = vec![(Machine::new(text), 0u32)];
    while let Some((machine, cost)) = stack.pop() {
        if seen.get(&machine).is_some_and(|&known| known <= cost) {
            continue;
        }
        seen.insert(machine.clone(), cost);
        if machine.threads.iter().any(|thread| thread.failed) {
            first_failure = Some(first_failure.map_or(cost, |known| known.min(cost)));
        }
        let price = u32::from(machine.can_go_on(text, machine.running));
        let mut moved = false;
        for thread in 0..text.len() {
            if machine.can_go_on(text, thread) {
                moved = true;
                let cost = if thread == machine.running { cost } else { cost + price };
                stack.extend(machine.step(text, thread).into_iter().map(|next| (next, cost)));
            }
        }
        if !moved {
            let ended = (0..text.len()).all(|thread| machine.has_ended(text, thread));
            let fate = match ended {
                true => Fate::Complete,
                false if machine.threads.iter().any(|thread| thread.failed) => Fate::Failure,
                false => Fate::Deadlock,
            };
            let least = found.entry((machine.shape, fate)).or_insert(cost);
            *least = cost.min(*least);
        }
    }
    (found, first_failure)
}

// ---------------------------------------------------------------------------------------------
// The same programs for the engine.

fn program(text: Text) -> impl Fn() + Send + Sync + 'static {
    move || {
        let places = [
            Place::new(0, Shape::Free),
            Place::new(0, Shape::Free),
            Place::new(0, Shape::Chain),
            Place::new(0, Shape::Chain),
        ];
        let text = Rc::new(text.clone());
        run(&text, 0, places, &Rc::new(Cell::new([0; 8])));
    }
}

fn run(text: &Rc<Text>, thread: usize, places: [Place; 4], children: &Rc<Cell<[u32; 8]>>) {
    let (mut at, mut last) = (0, 1);
    while let Some(&act) = text[thread].get(at) {
        at += 1;
        match act {
            Act::Load(place) => last = load(places[place], Order::SEQ_CST),
            Act::Store(place, value) => store(places[place], value, Order::SEQ_CST),
            Act::Add(place) => last = add(places[place], 1),
            Act::Await(place) => {
                let test = Op::AwaitLoad(Test::NotEqual, 0);
                last = places[place].perform(test, Order::SEQ_CST, Order::RELAXED).value;
            }
            Act::Lock => programs::lock(places[LOCK]),
            Act::Unlock => programs::unlock(places[LOCK]),
            Act::Try => {
                let op = Op::Cas { expected: 0, new: 1 };
                places[LOCK].perform(op, Order::ACQUIRE, Order::RELAXED);
            }
            Act::Sleep => {
                places[QUEUE].perform(Op::Enqueue, Order::ACQ_REL, Order::RELAXED);
            }
            Act::Woken => {
                places[QUEUE].perform(Op::Woken(false), Order::ACQUIRE, Order::RELAXED);
            }
            Act::Wake(count) => {
                places[QUEUE].perform(Op::Wake(count), Order::ACQ_REL, Order::RELAXED);
            }
            Act::Unless if last == 0 => at += 1,
            Act::Unless => {}
            // To unwind without the message.
            Act::Check if last == 0 => std::panic::resume_unwind(Box::new("checked")),
            Act::Check => {}
            Act::Spawn(child) => {
                let (text, shared) = (Rc::clone(text), Rc::clone(children));
                let index = spawn(move || run(&text, child as usize, places, &shared));
                let mut all = children.get();
                all[child as usize] = index;
                children.set(all);
            }
            Act::Join(child) => raw::join(children.get()[child as usize]),
        }
    }
}

/// The same description of a graph. Threads are started in the order of their numbers.
fn shape(graph: &Graph) -> Shape0 {
    let name = |id: EventId| {
        let event = graph.event(id);
        (event.thread(), event.index())
    };
    let threads = u32::try_from(graph.thread_count()).expect("few");
    let of_thread = |thread: u32| {
        let events = graph.of_thread(thread).iter().filter(|&&id| !graph.event(id).is_waiting());
        events
            .map(|&id| {
                let event = graph.event(id);
                let origin = match event.source() {
                    EventId::INIT => Origin::Initial,
                    EventId::NONE => Origin::None,
                    source => Origin::Event(name(source).0, name(source).1),
                };
                let is_wake = matches!(event.request().op, Op::Wake(_));
                (origin, if is_wake { graph.taken_out_by(id) } else { Vec::new() })
            })
            .collect()
    };
    let locations = u32::try_from(graph.location_count()).expect("few");
    let mut writes: [Vec<(u32, u32)>; 4] = Default::default();
    for location in 0..locations {
        writes[location as usize] = graph.writes(location).map(name).collect();
    }
    Shape0 { sources: (0..threads).map(of_thread).collect(), writes }
}

fn compare(text: &Text) -> usize {
    let (expected, first_failure) = all_schedules(text);
    let mut config = sc();
    config.stop_at_first_failure = false;
    let found: Mutex<BTreeMap<(Shape0, Fate), u32>> = Mutex::default();
    let search = |leaf: &plainweave_weave::Leaf<'_>| {
        let fate = match leaf.end {
            End::Complete => Fate::Complete,
            End::Deadlock => Fate::Deadlock,
            End::Failure => Fate::Failure,
            other => panic!("{other:?} of {text:?}"),
        };
        *found.lock().expect("unharmed").entry((shape(leaf.graph), fate)).or_default() += 1;
        if fate == Fate::Complete {
            let Fewest::Found { preemptions, order } = fewest_preemptions(leaf.graph, 1 << 20)
            else {
                panic!("no interleaving of {:?}", leaf.graph);
            };
            assert_eq!(order.len(), leaf.graph.len());
            assert_eq!(expected.get(&(shape(leaf.graph), fate)), Some(&preemptions), "{text:?}");
        }
    };
    let all = explore_with(&config, search, program(text.clone()));
    let found = found.into_inner().expect("unharmed");
    assert!(found.keys().eq(expected.keys()), "{text:?}\n{found:#?}\n{expected:#?}");
    assert!(found.values().all(|&times| times == 1), "{text:?}");
    for bound in 0..=expected.values().copied().max().unwrap_or(0) {
        config.preemptions = Some(bound);
        let bounded = explore(&config, program(text.clone()));
        let count = |fate: Fate| {
            let within = expected.iter().filter(|((_, f), least)| *f == fate && **least <= bound);
            within.count() as u64
        };
        assert_eq!(bounded.complete, count(Fate::Complete), "{bound} {text:?}");
        assert_eq!(bounded.deadlocks, count(Fate::Deadlock), "{bound} {text:?}");
        assert_eq!(
            bounded.complete + bounded.deadlocks + bounded.failures + bounded.beyond,
            all.complete + all.deadlocks + all.failures,
        );
    }
    let fails = expected.iter().filter(|((_, fate), _)| *fate == Fate::Deadlock);
    let least = fails.map(|(_, &least)| least).chain(first_failure).min();
    let shortest = shortest_failure(&sc(), program(text.clone()));
    let preemptions = shortest.failure.map(|failure| failure.interleaving.preemptions());
    assert_eq!(preemptions, least, "{text:?}");
    assert_eq!(shortest.proved, least.map_or(Proved::None, Proved::NoneBelow));
    expected.len()
}

fn sc() -> Config {
    let mut config = Config::default();
    config.memory = Memory::Sc;
    config
}

// ---------------------------------------------------------------------------------------------
// Random programs.

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 20) % limit
    }
}

fn random_thread(dice: &mut Dice, kinds: u64) -> Vec<Act> {
    let mut acts = Vec::new();
    let length = 1 + dice.below(3);
    let mut locked = false;
    while (acts.len() as u64) < length || locked {
        let place = dice.below(2) as usize;
        match dice.below(kinds) {
            0 | 1 => acts.push(Act::Load(place)),
            2 => acts.push(Act::Store(place, 1 + dice.below(2))),
            3 => acts.push(Act::Add(place)),
            4 => acts.extend([Act::Unless, Act::Store(place, 1)]),
            5 | 6 => {
                acts.push(if locked { Act::Unlock } else { Act::Lock });
                locked = !locked;
            }
            7 => acts.push(Act::Check),
            8 => acts.push(Act::Await(place)),
            9 => acts.push(Act::Try),
            10 => acts.extend([Act::Sleep, Act::Woken]),
            _ => acts.push(Act::Wake(1 + dice.below(2) as u32)),
        }
    }
    acts
}

fn random_text(dice: &mut Dice) -> Text {
    let threads = 2 + dice.below(2) as u32;
    let kinds = [5, 8, 12][dice.below(3) as usize];
    let mut main: Vec<Act> = (1..=threads).map(Act::Spawn).collect();
    if dice.below(3) == 0 {
        main.extend(random_thread(dice, kinds));
    }
    // Unjoined threads, and joins in any place, too.
    main.extend((1..=threads).filter(|_| dice.below(4) > 0).map(Act::Join));
    let mut text = vec![main];
    text.extend((0..threads).map(|_| random_thread(dice, kinds)));
    text
}

#[test]
fn random_programs_need_as_many_preemptions_as_their_best_schedule() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let rounds = std::env::var("WEAVE_ROUNDS").ok().and_then(|text| text.parse().ok());
    let mut executions = 0;
    for _ in 0..rounds.unwrap_or(300) {
        executions += compare(&random_text(&mut dice));
    }
    assert!(executions > 1_000, "{executions}");
}

#[test]
fn an_unlock_may_be_worth_a_delay() {
    // If the first thread unlocks before it is left, to leave the second one is a preemption, too.
    let text = vec![
        vec![Act::Spawn(1), Act::Spawn(2), Act::Spawn(3)],
        vec![Act::Lock, Act::Store(1, 1), Act::Unlock, Act::Store(0, 1)],
        vec![Act::Load(1), Act::Load(0), Act::Lock, Act::Unlock],
        vec![Act::Load(0), Act::Lock, Act::Unlock],
    ];
    compare(&text);
}

#[test]
fn an_end_may_be_worth_a_delay() {
    // If the first thread ends at once, to leave each of those that join it is a preemption.
    let joins = vec![Act::Load(1), Act::Load(0), Act::Join(1), Act::Load(0)];
    let text = vec![
        vec![Act::Spawn(1), Act::Spawn(2), Act::Spawn(3), Act::Spawn(4)],
        vec![Act::Store(1, 1), Act::Load(1)],
        joins.clone(),
        joins,
        vec![Act::Store(0, 1)],
    ];
    compare(&text);
}

// ---------------------------------------------------------------------------------------------
// Known numbers.

/// The numbers of complete executions with at most 0, 1, 2, … preemptions, up to all of them.
fn cumulative(config: &Config, program: impl Fn() + Send + Sync + Clone + 'static) -> Vec<u64> {
    let all = explore(config, program.clone());
    let mut numbers = Vec::new();
    while numbers.last() != Some(&all.complete) {
        let mut config = config.clone();
        config.preemptions = Some(u32::try_from(numbers.len()).expect("few"));
        let bounded = explore(&config, program.clone());
        assert_eq!(bounded.complete + bounded.beyond, all.complete);
        numbers.push(bounded.complete);
    }
    numbers
}

fn text(acts: &[Act], threads: u32) -> Text {
    let mut main: Vec<Act> = (1..=threads).map(Act::Spawn).collect();
    main.extend((1..=threads).map(Act::Join));
    let mut text = vec![main];
    text.extend((0..threads).map(|_| acts.to_vec()));
    text
}

fn cumulative_of(acts: &[Act], threads: u32) -> Vec<u64> {
    let text = text(acts, threads);
    let program = Arc::new(program(text));
    cumulative(&sc(), move || program())
}

#[test]
fn orders_of_single_steps_need_no_preemption() {
    for threads in 2..=5 {
        let all = (1..=u64::from(threads)).product();
        assert_eq!(cumulative_of(&[Act::Add(0)], threads), [all]);
        assert_eq!(cumulative_of(&[Act::Lock, Act::Unlock], threads), [all]);
    }
}

#[test]
fn interleavings_of_two_counters_are_words_with_so_many_runs() {
    // Two threads add n times each: words of n A and n B. With r runs they have r - 2 preemptions:
    // the last run of each letter ends with its thread.
    let choose = |n: u64, k: u64| (0..k).fold(1, |ways, i| ways * (n - i) / (i + 1));
    for n in 1..=4u64 {
        let words =
            |runs: u64| 2 * choose(n - 1, runs.div_ceil(2) - 1) * choose(n - 1, runs / 2 - 1);
        let expected: Vec<u64> = (2..=2 * n).map(|most| (2..=most).map(words).sum()).collect();
        let acts = vec![Act::Add(0); usize::try_from(n).expect("small")];
        assert_eq!(cumulative_of(&acts, 2), expected);
    }
}

#[test]
fn weak_executions_count_with_reads_of_old_values_for_free() {
    let rc11 = Config::default();
    // Each side first, without a preemption; both see each other, with one.
    assert_eq!(cumulative(&sc(), store_buffering_counted), [2, 3]);
    // Both miss each other: one side first, and the other reads what is overwritten.
    assert_eq!(cumulative(&rc11, store_buffering_counted), [3, 4]);
}

#[test]
fn a_search_that_must_not_keep_states_gives_up() {
    let limits = Mutex::new(Vec::new());
    let program = program(text(&[Act::Add(0), Act::Add(0)], 3));
    explore_with(
        &sc(),
        |leaf| {
            let found = fewest_preemptions(leaf.graph, 1);
            limits.lock().expect("unharmed").push(matches!(found, Fewest::GaveUp { states: 2.. }));
        },
        program,
    );
    assert_eq!(limits.into_inner().expect("unharmed"), [true; 90]);
}

#[test]
fn weak_graphs_have_no_interleaving() {
    let weak = Mutex::new(0);
    explore_with(
        &Config::default(),
        |leaf| {
            if fewest_preemptions(leaf.graph, usize::MAX) == Fewest::Weak {
                *weak.lock().expect("unharmed") += 1;
            }
        },
        store_buffering_counted,
    );
    assert_eq!(weak.into_inner().expect("unharmed"), 1);
}

#[test]
fn workers_agree_on_what_is_within_the_bound() {
    let mut config = sc();
    config.preemptions = Some(2);
    let program = || program(text(&[Act::Add(0), Act::Load(1), Act::Add(0)], 3));
    let one = explore(&config, program());
    config.jobs = 2;
    let two = explore(&config, program());
    assert!(one.beyond > 0 && one.complete > 0);
    assert_eq!((one.complete, one.beyond, one.digest), (two.complete, two.beyond, two.digest));
}
