//! Explores a program, and counts what it declares.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::sync::Mutex;

use weave::{Config, End, Exploration, Leaf};

/// How often each combination of results was declared by an execution that came to its end.
pub(crate) type Outcomes = BTreeMap<String, u64>;

/// Explores everything, whatever fails.
pub(crate) fn explore(body: impl Fn() + Send + Sync + 'static) -> (Exploration, Outcomes) {
    let mut config = Config::default();
    config.stop_at_first_failure = false;
    explore_within(&config, body)
}

/// Explores until objects that are tried are known, as `check` does.
pub(crate) fn explore_within(
    config: &Config,
    body: impl Fn() + Send + Sync + 'static,
) -> (Exploration, Outcomes) {
    let body = std::sync::Arc::new(body);
    loop {
        runtime_model::start_anew();
        let outcomes = Mutex::new(Outcomes::new());
        let count = |leaf: &Leaf<'_>| {
            if leaf.end == End::Complete {
                let row = plainweave_runtime_weave::outcome();
                let row: Vec<_> =
                    row.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                *outcomes.lock().expect("no callback panics").entry(row.join(", ")).or_default() +=
                    1;
            }
        };
        let body = std::sync::Arc::clone(&body);
        let exploration =
            weave::explore_with(config, count, move || plainweave_runtime_weave::run(&*body));
        if !runtime_model::wants_to_start_anew() {
            assert!(exploration.is_exhaustive(), "{exploration:?}");
            return (exploration, outcomes.into_inner().expect("no callback panics"));
        }
    }
}
