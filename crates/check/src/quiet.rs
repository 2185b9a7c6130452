//! Panics that become part of a verdict are not printed.
//!
//! The hook is installed once and for all; swapping it around each check would race with the tests
//! beside it. It asks whether the *thread* that panics takes part in a recorded run or a model, and passes
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
            let is_part_of_a_verdict = record::is_recorded() || weave::raw::is_inside();
            if !is_part_of_a_verdict {
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

/// Whether a file is part of a model checker: `…/loom-0.7.3/src/…`, or `…/loom/src/rt/…` if vendored.
pub(crate) fn is_engine(file: &str) -> bool {
    const ENGINES: [&str; 4] = ["loom", "shuttle", "generator", "corosensei"];
    let file = file.replace('\\', "/");
    let mut folders = file.split('/');
    folders.any(|folder| {
        // The crates of Shuttle are called `shuttle-engine` and so on.
        let mut words = folder.split('-');
        let is_named = words.next().is_some_and(|name| ENGINES.contains(&name));
        let is_version = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
        is_named && words.next_back().is_some_and(is_version)
    }) || ["/vendor/loom/", "/vendor/shuttle", "/vendor/generator/", "/vendor/corosensei/"]
        .iter()
        .any(|vendored| file.contains(vendored))
}

#[cfg(test)]
mod tests {
    use super::is_engine;

    #[test]
    fn engines_are_known_by_their_versions() {
        assert!(is_engine("/home/me/.cargo/registry/src/index-1/loom-0.7.3/src/rt/path.rs"));
        assert!(is_engine("C:\\registry\\src\\index\\shuttle-engine-0.1.8\\src\\lib.rs"));
        assert!(is_engine("/home/me/project/vendor/loom/src/rt/path.rs"));
    }

    #[test]
    fn programs_named_after_an_engine_are_none() {
        assert!(!is_engine("/home/me/loom-demo/src/lib.rs"));
        assert!(!is_engine("crates/runtime-loom/src/gate.rs"));
        assert!(!is_engine("tests/loom.rs"));
    }
}
