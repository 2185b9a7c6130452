//! Runs a program along a failure once more.

use std::mem::discriminant;
use std::sync::{Arc, Mutex};

use crate::config::Config;
use crate::exploration::{Ended, Exploration, Failure};
use crate::run::{self, End, Engine, FailureKind, Program};
use crate::trace::Line;

/// Runs `program` once, along the execution of `failure`: it fails again in the same way. If it does not,
/// that is the failure: [`FailureKind::NotDeterministic`], with what differs.
///
/// `config` is that of the exploration in which it failed; bounds on preemptions, runs and time do not
/// apply.
///
/// # Panics
///
/// When called inside a model.
///
/// ```
/// use plainweave_weave::sync::Mutex;
/// use plainweave_weave::{Config, explore_all, replay};
///
/// let program = || {
///     let lock = Mutex::new(0);
///     let guard = lock.lock().unwrap();
///     let again = lock.lock().unwrap();
///     drop((guard, again));
/// };
/// let failure = explore_all(&Config::default(), program).failure.expect("it waits for itself");
/// let again = replay(&Config::default(), &failure, program).failure.expect("it does so again");
/// assert_eq!(failure.to_string(), again.to_string());
/// ```
pub fn replay(
    config: &Config,
    failure: &Failure,
    program: impl Fn() + Send + Sync + 'static,
) -> Exploration {
    let program: Program = Arc::new(program);
    let names = Arc::new(Mutex::new(failure.names.clone()));
    let mut engine = Box::new(Engine::new(Config { preemptions: None, ..config.clone() }, names));
    engine.search.graph = failure.graph.clone();
    let outcome = run::install(engine, || {
        let mut exploration =
            Exploration { runs: 1, ended: Ended::Failed, ..Exploration::default() };
        run::execute_recorded(&program, |finished| {
            run::with(|engine| {
                let found = engine.what_failed(&finished);
                let (end, kind) = match found {
                    Some(kind) if is_the_same(&kind, &failure.kind) => (finished.end, kind),
                    Some(kind @ FailureKind::NotDeterministic { .. }) => (End::Failure, kind),
                    other => (End::Failure, differs(failure, other.as_ref())),
                };
                exploration.count(&engine.search.graph, end);
                exploration.failure = Some(engine.report(kind));
            });
        });
        exploration
    });
    outcome.unwrap_or_else(|| panic!("a replay was started inside a model"))
}

/// Whether two failures are of the same kind and thread; lines and messages may have moved.
fn is_the_same(found: &FailureKind, wanted: &FailureKind) -> bool {
    match (found, wanted) {
        (FailureKind::Panic { thread: found, .. }, FailureKind::Panic { thread, .. }) => {
            found == thread
        }
        _ => discriminant(found) == discriminant(wanted),
    }
}

/// The same steps led to something else.
fn differs(failure: &Failure, found: Option<&FailureKind>) -> FailureKind {
    let wanted = &failure.kind;
    let thread = match wanted {
        FailureKind::Panic { thread, .. } => *thread,
        FailureKind::Race { first, .. } => first.thread,
        FailureKind::Deadlock { blocked } => blocked.first().map_or(0, |blocked| blocked.thread),
        _ => 0,
    };
    let index =
        u32::try_from(failure.graph.of_thread(thread).len()).expect("bounded by a thread's steps");
    let said = |kind: &FailureKind| match kind {
        FailureKind::Panic { message, .. } => format!("panic: {message}"),
        FailureKind::Race { second, .. } => format!("race with what is at {}", Line(second.site)),
        FailureKind::Deadlock { .. } => "wait for ever".to_owned(),
        other => other.to_string(),
    };
    let now = found.map_or_else(|| "go on".to_owned(), said);
    FailureKind::NotDeterministic { thread, index, before: said(wanted), now }
}
