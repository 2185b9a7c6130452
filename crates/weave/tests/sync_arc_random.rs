//! Random programs over handles of one value: what they see does not depend on whether the counts
//! have events from the start or the search finds out that it needs them.

mod support;

use std::collections::BTreeSet;
use std::sync::{Arc as Std, Mutex as Plain};

use plainweave_weave::Config;
use plainweave_weave::raw::{Op, Order, Place, Rmw, Shape, Width};
use plainweave_weave::sync::{Arc, Weak};
use support::{go, join_all, outcomes};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Clone,
    Count,
    WeakCount,
    GetMut,
    Weaken,
    Upgrade,
    Unwrap,
    Inner,
    Drop,
}

use Step::{
    Clone as CloneIt, Count, Drop as DropIt, GetMut, Inner, Unwrap, Upgrade, WeakCount, Weaken,
};

const STEPS: [Step; 9] =
    [CloneIt, Count, WeakCount, GetMut, Weaken, Upgrade, Unwrap, Inner, DropIt];

/// A value whose destructor says in which order it ran, if it is loud.
struct Value {
    place: Place,
    loud: bool,
}

impl Drop for Value {
    fn drop(&mut self) {
        if self.loud {
            add(self.place);
        }
    }
}

fn add(place: Place) -> u64 {
    place.perform(Op::Rmw(Rmw::Add, 1, Width::WORD), Order::RELAXED, Order::RELAXED).value
}

/// Makes the value always at the same line; `counted` lets the program look at a count of another value
/// made there, at an unknown time, which makes all counts there events.
fn make(place: Place, loud: bool, counted: bool) -> Arc<Value> {
    let new = |loud| Arc::new(Value { place, loud });
    if counted {
        let looked = new(false);
        let other = Arc::clone(&looked);
        let thread = go(move || drop(other));
        let _ = Arc::strong_count(&looked);
        join_all([thread]);
    }
    new(loud)
}

fn run(steps: &[Step], value: Arc<Value>, order: Option<Place>) -> Vec<u64> {
    let mut value = Some(value);
    let mut weak: Weak<Value> = Weak::new();
    let mut seen = Vec::new();
    for step in steps {
        if *step == Upgrade {
            seen.push(u64::from(weak.upgrade().is_some()));
            continue;
        }
        let Some(handle) = &mut value else { continue };
        match step {
            CloneIt => drop(Arc::clone(handle)),
            Count => seen.push(Arc::strong_count(handle) as u64),
            WeakCount => seen.push(Arc::weak_count(handle) as u64),
            GetMut => seen.push(u64::from(Arc::get_mut(handle).is_some())),
            Weaken => weak = Arc::downgrade(handle),
            _ => {
                let handle = value.take().expect("there is one");
                match step {
                    Unwrap => match Arc::try_unwrap(handle) {
                        Ok(inner) => seen.push(10 + u64::from(inner.loud)),
                        Err(handle) => value = Some(handle),
                    },
                    Inner => seen.push(u64::from(Arc::into_inner(handle).is_some())),
                    _ => drop(handle),
                }
            }
        }
    }
    drop(value);
    if let Some(order) = order {
        seen.push(100 + add(order));
    }
    seen
}

type Seen = BTreeSet<Vec<Vec<u64>>>;

fn explore_all(program: &[Vec<Step>], loud: bool, counted: bool) -> Option<(Seen, u64)> {
    let program = program.to_vec();
    let mut config = Config::default();
    config.runs = Some(3_000);
    let (seen, found) = outcomes(&config, move || {
        let place = Place::new(0, Shape::Free);
        let value = make(place, loud, counted);
        let mut handles: Vec<_> = (1..program.len()).map(|_| Arc::clone(&value)).collect();
        handles.push(value);
        let results = Std::new(Plain::new(vec![Vec::new(); program.len()]));
        let threads: Vec<_> = handles
            .into_iter()
            .zip(program.clone())
            .enumerate()
            .map(|(name, (value, steps))| {
                let results = Std::clone(&results);
                go(move || {
                    let seen = run(&steps, value, loud.then_some(place));
                    results.lock().expect("never poisoned")[name] = seen;
                })
            })
            .collect();
        join_all(threads);
        results.lock().expect("never poisoned").clone()
    });
    found.is_exhaustive().then_some((seen, found.complete))
}

fn dice(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state >> 33).expect("31 bits")
}

#[test]
fn counts_found_to_matter_late_are_counts_known_to_matter() {
    let mut state = 0x2545_F491_4F6C_DD1D;
    let (mut compared, mut cheaper) = (0, 0);
    for _ in 0..80 {
        let threads = 2 + dice(&mut state) % 2;
        let program: Vec<Vec<Step>> = (0..threads)
            .map(|_| {
                let steps = dice(&mut state) % (5 - threads) + 1;
                (0..steps).map(|_| STEPS[dice(&mut state) % STEPS.len()]).collect()
            })
            .collect();
        for loud in [false, true] {
            // Too many executions: another one will do.
            let Some((lazy, few)) = explore_all(&program, loud, false) else { continue };
            let Some((counted, many)) = explore_all(&program, loud, true) else { continue };
            compared += 1;
            assert_eq!(lazy, counted, "{program:?} {loud}");
            cheaper += u64::from(few < many / 3);
        }
    }
    assert!(compared > 40 && cheaper > 0, "{compared} compared, {cheaper} cheaper");
}
