//! One adapter an engine: how a search is run on it, and what its failures mean.

#[cfg(feature = "loom")]
mod loom;
mod native;
#[cfg(feature = "shuttle")]
mod shuttle;
#[cfg(feature = "loom")]
pub(crate) mod weakened;
mod weave;

use std::any::Any;

#[cfg(feature = "shuttle")]
pub(crate) use self::shuttle::config as shuttle_config;
use crate::outcomes::Outcomes;
use crate::search::{Runs, Searched, Task};
use crate::{Check, Engine};

/// Does `task` with `program` on the engine of `check`; called on a system thread of its own.
pub(crate) fn run(check: Check, task: Task<'_>, program: impl Runs) -> Searched {
    match check.engine {
        Engine::Native => match task {
            Task::Search => native::search(check, program),
            Task::Replay(_) => Searched::damaged(check, "real threads cannot be told what to do"),
        },
        #[cfg(feature = "loom")]
        Engine::Loom => loom::run(check, task, program),
        #[cfg(feature = "shuttle")]
        Engine::ShuttleRandom | Engine::ShuttlePct | Engine::ShuttleDfs => {
            shuttle::run(check, task, program)
        }
        Engine::Weave | Engine::WeaveSc => weave::run(check, task, program),
        #[cfg(not(all(feature = "loom", feature = "shuttle")))]
        _ => Searched::not_built(check),
    }
}

/// Everything that comes out of `program`, as far as the engine of `check` can go on behind failures;
/// `None` if it cannot.
pub(crate) fn outcomes(check: Check, program: impl Runs) -> Option<Outcomes> {
    match check.engine {
        #[cfg(feature = "shuttle")]
        Engine::ShuttleRandom | Engine::ShuttlePct | Engine::ShuttleDfs => {
            Some(shuttle::outcomes(check, program))
        }
        Engine::Weave | Engine::WeaveSc => Some(weave::outcomes(check, program)),
        _ => None,
    }
}

/// What a panic says.
#[cfg_attr(not(any(feature = "loom", feature = "shuttle")), allow(dead_code))]
fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("the engine gave up")
}
