//! `Arc`: what counting costs, what it orders, and what leaks.

mod support;

use std::fmt::Debug;

use plainweave_weave::raw::{Op, Order, Place, Plain, Shape};
use plainweave_weave::sync::{Arc, Mutex, Weak};
use plainweave_weave::{Config, FailureKind, TimeOuts, Unit, explore_all, explore_units, roots};
use support::{exactly, fails, go, holds, join_all, outcomes};

/// Its destructor does something that the model sees.
struct Loud(Place);

impl Loud {
    fn new() -> (Arc<Self>, Place) {
        let place = Place::new(0, Shape::Free);
        (Arc::new(Self(place)), place)
    }
}

impl Drop for Loud {
    fn drop(&mut self) {
        self.0.perform(Op::Store(1), Order::RELAXED, Order::RELAXED);
    }
}

fn load(place: Place) -> u64 {
    place.perform(Op::Load, Order::RELAXED, Order::RELAXED).value
}

fn handles<T: 'static>(value: Arc<T>, count: usize) -> Vec<Arc<T>> {
    let mut handles: Vec<_> = (1..count).map(|_| Arc::clone(&value)).collect();
    handles.push(value);
    handles
}

#[test]
fn handles_cost_nothing_if_nobody_counts() {
    exactly(1, || {
        let value = Arc::new(vec![String::from("a")]);
        let threads = handles(value, 5).into_iter().map(|value| {
            go(move || {
                let another = Arc::clone(&value);
                drop(value);
                assert_eq!(another[0], "a");
            })
        });
        join_all(threads.collect::<Vec<_>>());
    });
}

#[test]
fn who_drops_last_runs_the_destructor() {
    for n in 1..=4 {
        // Any order of n drops, as events.
        exactly((1..=n as u64).product(), move || {
            let (loud, dropped) = Loud::new();
            let threads = handles(loud, n).into_iter().map(|loud| go(move || drop(loud)));
            join_all(threads.collect::<Vec<_>>());
            assert_eq!(load(dropped), 1);
        });
    }
}

#[test]
fn a_destructor_that_can_only_run_in_one_place_costs_nothing() {
    exactly(1, || {
        let (loud, dropped) = Loud::new();
        let mut handles = handles(loud, 4);
        let last = handles.pop();
        join_all(handles.into_iter().map(|loud| go(move || drop(loud))).collect::<Vec<_>>());
        assert_eq!(load(dropped), 0);
        drop(last);
        assert_eq!(load(dropped), 1);
    });
}

#[test]
fn the_last_drop_happens_after_all_others() {
    struct Checked(Plain);
    impl Drop for Checked {
        fn drop(&mut self) {
            self.0.access(true, "the value");
        }
    }
    let reads = |value: &Checked| value.0.access(false, "the value");
    exactly(6, move || {
        let value = Arc::new(Checked(Plain::new()));
        let threads = handles(value, 3).into_iter().map(|value| go(move || reads(&value)));
        join_all(threads.collect::<Vec<_>>());
    });
}

#[test]
fn a_value_inside_of_another_goes_with_it() {
    // The outer destructor may run in either thread, and shows that by the inner one.
    exactly(2, || {
        let (inner, dropped) = Loud::new();
        let outer = Arc::new(vec![inner]);
        let threads = handles(outer, 2).into_iter().map(|outer| go(move || drop(outer)));
        join_all(threads.collect::<Vec<_>>());
        assert_eq!(load(dropped), 1);
    });
    // It may not show it: the inner handle is dropped by either, but never last.
    exactly(1, || {
        let (inner, dropped) = Loud::new();
        let outer = Arc::new(vec![Arc::clone(&inner)]);
        let threads = handles(outer, 2).into_iter().map(|outer| go(move || drop(outer)));
        join_all(threads.collect::<Vec<_>>());
        assert_eq!(load(dropped), 0);
        drop(inner);
        assert_eq!(load(dropped), 1);
    });
}

#[test]
fn counts_after_a_join_are_known() {
    exactly(1, || {
        let value = Arc::new(5);
        let threads =
            handles(Arc::clone(&value), 3).into_iter().map(|value| go(move || drop(value)));
        join_all(threads.collect::<Vec<_>>());
        assert_eq!((Arc::strong_count(&value), Arc::weak_count(&value)), (1, 0));
        assert_eq!(Arc::try_unwrap(value), Ok(5));
    });
}

#[test]
fn counts_before_a_join_are_not() {
    let (seen, _) = outcomes(&Config::default(), || {
        let value = Arc::new(0);
        let other = Arc::clone(&value);
        let thread = go(move || {
            let third = Arc::clone(&other);
            drop(third);
        });
        let count = Arc::strong_count(&value);
        join_all([thread]);
        count
    });
    assert_eq!(seen, [1, 2, 3].into());
}

#[test]
fn a_look_makes_counts_matter_whichever_comes_first() {
    // The look is found before the drop in one schedule and after it in another.
    let both = || {
        let value = Arc::new(0);
        let other = Arc::clone(&value);
        let thread = go(move || drop(other));
        let mut value = value;
        let unique = Arc::get_mut(&mut value).is_some();
        join_all([thread]);
        unique
    };
    assert_eq!(holds(move || assert!(usize::from(both()) < 2)), 2);
    assert_eq!(outcomes(&Config::default(), both).0, [false, true].into());
}

#[test]
fn being_unique_acquires() {
    exactly(2, || {
        let cell = Arc::new(Plain::new());
        let other = Arc::clone(&cell);
        let thread = go(move || other.access(false, "the value"));
        let mut cell = cell;
        if let Some(cell) = Arc::get_mut(&mut cell) {
            cell.access(true, "the value");
        }
        join_all([thread]);
    });
}

#[test]
fn one_of_those_who_take_the_value_apart_gets_it() {
    for n in 1..=3 {
        holds(move || {
            let winners = Place::new(0, Shape::Free);
            let threads = handles(Arc::new(String::from("x")), n).into_iter().map(|value| {
                go(move || {
                    if let Some(text) = Arc::into_inner(value) {
                        assert_eq!(text, "x");
                        assert_eq!(load(winners), 0);
                        winners.perform(Op::Store(1), Order::RELAXED, Order::RELAXED);
                    }
                })
            });
            join_all(threads.collect::<Vec<_>>());
            assert_eq!(load(winners), 1);
        });
    }
}

#[test]
fn unwrapping_may_fail_in_all_threads() {
    let (seen, _) = outcomes(&Config::default(), || {
        let won = Place::new(0, Shape::Free);
        let threads = handles(Arc::new(1), 2).into_iter().map(|value| {
            go(move || {
                if Arc::try_unwrap(value).is_ok() {
                    won.perform(Op::Store(1), Order::RELAXED, Order::RELAXED);
                }
            })
        });
        join_all(threads.collect::<Vec<_>>());
        load(won)
    });
    assert_eq!(seen, [0, 1].into());
}

#[test]
fn weak_handles_find_the_value_or_not() {
    let (seen, found) = outcomes(&Config::default(), || {
        let value = Arc::new(3);
        let weak = Arc::downgrade(&value);
        let thread = go(move || drop(value));
        let seen = weak.upgrade().map(|value| *value);
        join_all([thread]);
        assert!(weak.upgrade().is_none());
        assert_eq!((weak.strong_count(), weak.weak_count()), (0, 0));
        seen
    });
    assert_eq!(seen, [None, Some(3)].into());
    // Before the drop, after it, and while it is the last but one.
    assert_eq!(found.complete, 3);
}

#[test]
fn a_weak_handle_that_cannot_fail_costs_nothing() {
    exactly(1, || {
        let value = Arc::new(3);
        let threads: Vec<_> = (0..3)
            .map(|_| {
                let weak = Arc::downgrade(&value);
                go(move || assert_eq!(weak.upgrade().as_deref(), Some(&3)))
            })
            .collect();
        join_all(threads);
        assert_eq!(Arc::strong_count(&value), 1);
    });
}

#[test]
fn make_mut_clones_moves_or_does_nothing() {
    exactly(1, || {
        let mut value = Arc::new(String::from("a"));
        Arc::make_mut(&mut value).push('b');
        let copy = Arc::clone(&value);
        Arc::make_mut(&mut value).push('c');
        assert_eq!((&**copy, &**value), ("ab", "abc"));
        let weak = Arc::downgrade(&value);
        Arc::make_mut(&mut value).push('d');
        assert!(weak.upgrade().is_none());
        assert_eq!(Arc::unwrap_or_clone(value), "abcd");
    });
    holds(|| {
        let mut value = Arc::new(vec![1]);
        let other = Arc::clone(&value);
        let thread = go(move || assert_eq!(*other, [1]));
        Arc::make_mut(&mut value).push(2);
        join_all([thread]);
        assert_eq!(*value, [1, 2]);
    });
}

#[test]
fn cycles_of_weak_handles_do_not_leak() {
    struct Node {
        own: Weak<Node>,
    }
    exactly(1, || {
        let node = Arc::new_cyclic(|own| {
            assert!(own.upgrade().is_none());
            Node { own: own.clone() }
        });
        let again = node.own.upgrade().expect("the value is there");
        assert!(Arc::ptr_eq(&node, &again));
        assert_eq!((Arc::strong_count(&node), Arc::weak_count(&node)), (2, 1));
    });
}

#[test]
fn cycles_of_strong_handles_leak() {
    struct Node {
        next: Mutex<Option<Arc<Node>>>,
    }
    let failure = fails(|| {
        let node = Arc::new(Node { next: Mutex::new(None) });
        *node.next.lock().unwrap() = Some(Arc::clone(&node));
    });
    assert!(matches!(failure, FailureKind::Leak { what: "Arc", .. }), "{failure}");
    let failure = fails(|| std::mem::forget(Arc::new(1)));
    assert!(matches!(failure, FailureKind::Leak { what: "Arc", .. }), "{failure}");
    assert!(failure.to_string().contains("sync_arc.rs"), "{failure}");
}

#[test]
fn pointers_come_and_go() {
    exactly(1, || {
        let value = Arc::new(5);
        let pointer = Arc::into_raw(Arc::clone(&value));
        assert_eq!(Arc::as_ptr(&value), pointer);
        #[expect(unsafe_code, reason = "it is what is tested")]
        // SAFETY: the pointer comes from `into_raw`, and becomes a handle twice: once for that, once
        // for the increment.
        unsafe {
            Arc::increment_strong_count(pointer);
            assert_eq!(Arc::strong_count(&value), 3);
            Arc::decrement_strong_count(pointer);
            drop(value);
            let value = Arc::from_raw(pointer);
            assert_eq!((*value, Arc::strong_count(&value)), (5, 1));
        }
    });
}

#[test]
fn values_without_a_size() {
    trait Shape: Send + Sync {
        fn sides(&self) -> u32;
    }
    struct Square;
    impl Shape for Square {
        fn sides(&self) -> u32 {
            4
        }
    }
    exactly(1, || {
        let square = Arc::new(Square);
        let shape: Arc<dyn Shape> = Arc::unsize(Arc::clone(&square), |std| std as _);
        let thread = go(move || assert_eq!(shape.sides(), 4));
        join_all([thread]);
        let boxed: Box<dyn Debug> = Box::new(1);
        let all: (Arc<dyn Debug>, Arc<[i32]>, Arc<str>) =
            (boxed.into(), vec![1, 2].into(), "text".into());
        assert_eq!(format!("{all:?}"), "(1, [1, 2], \"text\")");
        assert_eq!(Arc::strong_count(&square), 1);
    });
}

#[test]
fn searches_that_start_anew_count_only_what_counts() {
    let program = || {
        let (loud, _) = Loud::new();
        let threads = handles(loud, 3).into_iter().map(|loud| go(move || drop(loud)));
        join_all(threads.collect::<Vec<_>>());
    };
    let mut config = Config::default();
    config.time_outs = TimeOuts::Never;
    let alone = explore_all(&config, program);
    config.jobs = 2;
    let together = explore_all(&config, program);
    assert_eq!((alone.complete, alone.runs), (6, 6));
    assert_eq!((alone.digest, alone.progress), (together.digest, together.progress));
}

#[test]
fn the_broken_twin_of_a_count_is_found() {
    // The mistake: to ask for the count and to drop are two steps.
    let failure = fails(|| {
        let (loud, dropped) = Loud::new();
        let cleaned = Place::new(0, Shape::Free);
        let threads = handles(loud, 2).into_iter().map(|loud| {
            go(move || {
                if Arc::strong_count(&loud) == 1 {
                    cleaned.perform(Op::Store(1), Order::RELAXED, Order::RELAXED);
                }
            })
        });
        join_all(threads.collect::<Vec<_>>());
        assert_eq!((load(dropped), load(cleaned)), (1, 1), "nobody was last");
    });
    assert!(matches!(failure, FailureKind::Panic { .. }), "{failure}");
}

/// Several threads drop a value whose destructor shows where it runs.
fn dropped_by_any() {
    let (loud, _) = Loud::new();
    join_all(handles(loud, 3).into_iter().map(|loud| go(move || drop(loud))).collect::<Vec<_>>());
}

#[test]
fn units_of_a_search_add_up_with_counts_that_matter() {
    let config = Config::default();
    let all = vec![Unit::whole(&config).expect("the executable is there")];
    let (whole, _) = explore_units(&config, all, dropped_by_any).expect("it is ours");
    let (mut sum, units) = roots(&config, dropped_by_any, 3).expect("the executable is there");
    assert!(units.len() >= 3);
    let units: Vec<Unit> =
        units.iter().map(|unit| unit.to_string().parse().expect("it is a unit")).collect();
    let (rest, left) = explore_units(&config, units, dropped_by_any).expect("they are ours");
    sum.add(&rest);
    assert!(left.is_empty() && whole.is_exhaustive());
    assert_eq!((sum.complete, sum.digest), (whole.complete, whole.digest));
}
