//! Panics that become part of a verdict are not printed.
//!
//! The hook is installed once and for all; swapping it around each check would race with the tests
//! beside it. It asks whether the *thread* that panics takes part in a recorded run, and passes
//! every other panic on to the hook that was there before.

use std::panic;
use std::sync::Once;

use runtime_model::census;

pub(crate) fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = panic::take_hook();
        // Shuttle puts a hook of its own, which prints, on top of ours at its first execution. So
        // that has to be now, and it is thrown away.
        #[cfg(feature = "shuttle")]
        shuttle::check_dfs(|| (), None);
        panic::set_hook(Box::new(move |panic| {
            if !record::is_recorded() {
                before(panic);
            } else if let Some(location) = panic.location() {
                record::panicked_at(location);
                // The engine itself gives up: destructors must leave it alone from here on.
                if is_engine(location.file()) {
                    census::abandon();
                }
            }
        }));
    });
}

/// Whether a file is part of a model checker.
pub(crate) fn is_engine(file: &str) -> bool {
    ["/loom-", "/shuttle-", "/generator-", "/corosensei-"].iter().any(|name| file.contains(name))
}
