//! A loop that only gives hints ends the exploration, as one that does too much does.

use plainweave_weave::raw::{self, Op, Order, Place, Shape};
use plainweave_weave::{Config, Ended, explore_all};

fn config() -> Config {
    let mut config = Config::default();
    config.steps = 1_000;
    config
}

#[test]
fn a_loop_that_looks_at_nothing_is_cut() {
    let exploration = explore_all(&config(), || {
        raw::spawn(Box::new(|| {
            loop {
                raw::spin();
            }
        }));
    });
    assert!(matches!(exploration.ended, Ended::Steps { limit: 1_000, .. }), "{exploration:?}");
    assert_eq!(exploration.cut, 1);
}

/// The last read of a loop that has ended is not what the next loop waits for.
#[test]
fn a_read_before_such_a_loop_is_not_waited_for() {
    let exploration = explore_all(&config(), || {
        let flag = Place::new(0, Shape::Free);
        flag.perform(Op::Load, Order::RELAXED, Order::RELAXED);
        loop {
            raw::spin();
        }
    });
    assert!(matches!(exploration.ended, Ended::Steps { .. }), "{exploration:?}");
}

/// As many hints as a back-off gives are no loop without end.
#[test]
fn hints_between_two_reads_may_be_many() {
    let exploration = explore_all(&config(), || {
        let flag = Place::new(0, Shape::Free);
        raw::spawn(Box::new(move || {
            flag.perform(Op::Store(1), Order::RELEASE, Order::RELAXED);
        }));
        while flag.perform(Op::Load, Order::ACQUIRE, Order::RELAXED).value == 0 {
            (0..500).for_each(|_| raw::spin());
        }
    });
    assert!(exploration.is_exhaustive(), "{exploration:?}");
    assert_eq!((exploration.complete, exploration.deadlocks), (1, 0));
}
