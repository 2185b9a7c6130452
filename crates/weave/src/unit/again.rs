//! One execution, once more.

use std::sync::Arc;

use super::identity::Identity;
use super::{Unit, UnitError};
use crate::config::Config;
use crate::exploration::{Ended, Exploration};
use crate::explore::Applied;
use crate::run::{self, Engine, Program};
use crate::workers::{Part, Task};

/// Runs the program once along `unit`, which is usually an execution that failed
/// ([`Failure::unit`](crate::Failure::unit)). Bounds on preemptions, runs and time do not apply.
///
/// # Errors
///
/// If the unit belongs to another program or another search, or the executable cannot be read.
///
/// # Panics
///
/// When called inside a model.
pub fn replay_unit(
    config: &Config,
    unit: &Unit,
    program: impl Fn() + Send + Sync + 'static,
) -> Result<Exploration, UnitError> {
    Identity::of(config)?.check(unit.identity, "unit")?;
    let program: Program = Arc::new(program);
    Ok(run_along(Task::new(config, &|_| (), &program), unit.part.clone()))
}

pub(super) fn run_along(task: Task<'_>, part: Part) -> Exploration {
    let config = Config { preemptions: None, ..task.config.clone() };
    let engine = Box::new(Engine::new(config, part.names));
    let outcome = run::install(engine, || {
        let mut found = Exploration { ended: Ended::Runs, ..Exploration::default() };
        let applied = run::with(|engine| {
            engine.search.adopt(part.unit);
            engine.search.advance()
        });
        if applied != Some(Applied::Consistent) {
            return found;
        }
        found.runs = 1;
        run::execute_recorded(task.program, |finished| {
            run::with(|engine| {
                found.count(&engine.search.graph, finished.end);
                found.failure = engine.what_failed(&finished).map(|kind| engine.report(kind));
            });
        });
        found
    });
    outcome.unwrap_or_else(|| panic!("a unit was repeated inside a model"))
}
