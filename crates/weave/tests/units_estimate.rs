//! Estimates are orders of magnitude.

mod units_programs;

use plainweave_weave::{Config, Memory, estimate, explore_all};
use units_programs::{adds, all, config, locks, whole};

#[test]
fn an_estimate_is_right_about_the_order_of_magnitude() {
    for (threads, rounds, truth) in [(2, 2, 6.0), (3, 2, 90.0), (2, 7, 3432.0), (3, 3, 1680.0)] {
        let estimate = estimate(&Config::default(), locks(threads, rounds), 1000);
        println!("{threads} x {rounds}: {truth} {estimate:?}");
        assert!(estimate.low <= estimate.runs && estimate.runs <= estimate.high);
        let ratio = estimate.runs / truth;
        assert!((0.1..10.0).contains(&ratio), "{estimate:?} instead of {truth}");
    }
}

#[test]
fn an_estimate_is_the_same_each_time() {
    let config = config(Memory::Rc11);
    for (_, body) in all() {
        let again = body.clone();
        let first = estimate(&config, move || body(), 20);
        assert_eq!(first, estimate(&config, move || again(), 20));
    }
}

/// Where each path has as many branches as any other one, nothing is left to chance.
#[test]
fn an_even_tree_is_counted_exactly() {
    let even = || {
        let chosen = plainweave_weave::raw::choose(6);
        assert!(chosen < 6);
    };
    assert_eq!(explore_all(&Config::default(), even).runs, 6);
    let found = estimate(&Config::default(), even, 9);
    assert_eq!((found.low, found.runs, found.high), (6.0, 6.0, 6.0));
    let nothing = estimate(&Config::default(), || (), 0);
    assert_eq!((nothing.low, nothing.runs, nothing.high), (1.0, 1.0, 1.0));
}

/// The mean over all descents is unbiased; the median of batches stays near it if there are many.
#[test]
fn more_descents_come_nearer() {
    for (name, body) in all() {
        let truth = whole(&config(Memory::Rc11), &body).runs;
        let found = estimate(&config(Memory::Rc11), move || body(), 2000);
        let truth = f64::from(u32::try_from(truth).unwrap());
        let ratio = found.runs / truth;
        println!("{name}: {truth} {found:?}");
        assert!((0.3..3.0).contains(&ratio), "{name}: {found:?} instead of {truth}");
    }
    let found = estimate(&Config::default(), adds(5), 2000);
    assert!((60.0..240.0).contains(&found.runs), "{found:?} instead of 120");
}
