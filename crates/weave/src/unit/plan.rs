//! Splits a search before it is explored.

use std::collections::VecDeque;
use std::sync::Arc;

use super::identity::Identity;
use super::session::{self, units};
use super::{Unit, UnitError};
use crate::config::Config;
use crate::exploration::{Ended, Exploration, Leaf};
use crate::run::Counted;
use crate::run::Program;
use crate::workers::{self, Explored, Limits, Part, Task};

/// Units a shard is made of, so that the largest of them is seldom most of its work.
const UNITS_A_SHARD: usize = 16;

/// Splits the search into at least `least` units, if it has as many: always the oldest unit is
/// replaced by what one run of the program finds below it. The executions of these runs are in the
/// result; the units are the rest. The same on every machine, whatever the budgets of `config`.
///
/// Ends earlier at a failure, if `config` stops at the first.
///
/// # Errors
///
/// If the executable cannot be read, by which units are told from those of other programs.
///
/// # Panics
///
/// When called inside a model.
pub fn roots(
    config: &Config,
    program: impl Fn() + Send + Sync + 'static,
    least: usize,
) -> Result<(Exploration, Vec<Unit>), UnitError> {
    roots_with(config, |_| (), program, least)
}

/// Like [`roots`], and shows each run to `leaf` when it has ended.
///
/// # Errors
///
/// As [`roots`].
///
/// # Panics
///
/// When called inside a model.
pub fn roots_with(
    config: &Config,
    leaf: impl Fn(&Leaf<'_>) + Sync,
    program: impl Fn() + Send + Sync + 'static,
    least: usize,
) -> Result<(Exploration, Vec<Unit>), UnitError> {
    let identity = Identity::of(config)?;
    let program: Program = Arc::new(program);
    let (found, parts) = split(Task::new(config, &leaf, &program), least);
    Ok((found, units(identity, parts)))
}

/// Explores part `index` of `count` of a search. The parts are disjoint and together the whole: every
/// machine makes the same plan of [`roots`] and takes each `count`th of them, so nothing but the two
/// numbers need agree. What the plan itself found belongs to part 0. What a budget leaves over comes
/// back as units.
///
/// A plan that ends at a failure is the end of every part.
///
/// # Errors
///
/// If there is no such part, the executable cannot be read, or a checkpoint cannot be written.
///
/// # Panics
///
/// When called inside a model.
pub fn shard(
    config: &Config,
    index: usize,
    count: usize,
    program: impl Fn() + Send + Sync + 'static,
) -> Result<(Exploration, Vec<Unit>), UnitError> {
    shard_with(config, index, count, |_| (), program)
}

/// Like [`shard`], and shows each run to `leaf` when it has ended, those of the plan in part 0.
///
/// # Errors
///
/// As [`shard`].
///
/// # Panics
///
/// When called inside a model.
pub fn shard_with(
    config: &Config,
    index: usize,
    count: usize,
    leaf: impl Fn(&Leaf<'_>) + Sync,
    program: impl Fn() + Send + Sync + 'static,
) -> Result<(Exploration, Vec<Unit>), UnitError> {
    if index >= count {
        return Err(UnitError::NoSuchShard { index, count });
    }
    let identity = Identity::of(config)?;
    let program: Program = Arc::new(program);
    let task = Task::new(config, &leaf, &program);
    let silent = Task { on_leaf: &|_| (), ..task };
    let least = count.saturating_mul(UNITS_A_SHARD);
    let (mut found, parts) = split(if index == 0 { task } else { silent }, least);
    let own: Vec<Part> = parts.into_iter().skip(index).step_by(count).collect();
    let over = session::is_final(&found.ended);
    if index > 0 {
        let Exploration { ended, failure, .. } = found;
        found = Exploration { ended, failure, ..Exploration::default() };
    }
    if over {
        return Ok((found, units(identity, own)));
    }
    found.ended = Ended::Exhausted;
    session::explore_parts(task, found, own, identity)
}

/// Runs the program once below the oldest part, until there are enough.
fn split(task: Task<'_>, least: usize) -> (Exploration, Vec<Part>) {
    let config = Config { jobs: 1, stop: None, ..task.config.clone() };
    let task = Task { config: &config, ..task };
    let mut parts = VecDeque::from([Part::whole(&config, Counted::All)]);
    let mut found = Exploration::default();
    while parts.len() < least
        && let Some(oldest) = parts.pop_front()
    {
        let limits = Limits { runs: Some(1), deadline: None };
        let Explored { found: part, rest, .. } = workers::explore(task, vec![oldest], limits, None);
        let over = session::is_final(&part.ended);
        found.add(&part);
        parts.extend(rest);
        if over {
            break;
        }
    }
    if parts.is_empty() && !session::is_final(&found.ended) {
        found.ended = Ended::Exhausted;
    }
    (found, parts.into())
}
