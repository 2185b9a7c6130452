//! Futures, their promises and pools against naive models of them, over random sequences of operations.
//!
//! The models are single-threaded and know nothing of words and orderings. Nothing waits unless its model
//! says that there is nothing to wait for: every deadline has passed. What made a sequence fail is kept in
//! `proptest-regressions/` and tried first ever after.

mod pool;
mod promise;

use std::time::Duration;

use plainweave_pool::Deadline;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use proptest_state_machine::prop_state_machine;
use runtime::Moment;

use pool::Test as PoolTest;
use promise::Test as PromiseTest;

/// A deadline that has passed long ago.
const PAST: Deadline = Deadline::at(Moment(Duration::ZERO));

fn config(cases: u32, regressions: &'static str) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(regressions))),
        ..ProptestConfig::default()
    }
}

prop_state_machine! {
    #![proptest_config(config(128, concat!(
        env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/a_promise.txt",
    )))]

    #[test]
    fn a_promise_does_what_its_model_does(sequential 1..30 => PromiseTest);
}

prop_state_machine! {
    #![proptest_config(config(128, concat!(
        env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/a_pool.txt",
    )))]

    #[test]
    fn a_pool_does_what_its_model_does(sequential 1..30 => PoolTest);
}
