//! Futures and their promises against a naive model of them, over random sequences of operations.
//!
//! The model is single-threaded and knows nothing of words and orderings. Nothing waits: every deadline
//! has passed. What made a sequence fail is kept in `proptest-regressions/` and tried first ever after.

mod promise;

use std::time::Duration;

use plainweave_pool::Deadline;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use proptest_state_machine::prop_state_machine;
use runtime::Moment;

use promise::Test;

/// A deadline that has passed long ago.
const PAST: Deadline = Deadline::at(Moment(Duration::ZERO));

prop_state_machine! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(concat!(
            env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/a_promise.txt",
        )))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_promise_does_what_its_model_does(sequential 1..30 => Test);
}
