//! An execution that failed, as text that other builds of the program read, too.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex};

use super::identity::Identity;
use super::{Unit, UnitError, again};
use crate::config::Config;
use crate::exploration::{Exploration, Failure};
use crate::explore::WorkUnit;
use crate::graph::{Graph, ThreadIndex};
use crate::run::{self, Engine, Names, Program};
use crate::workers::{Part, Task};

/// The way to a failure: its execution, and the order of its steps with the fewest preemptions.
///
/// A [`Unit`] belongs to one executable. A route does not: whoever has changed the program and follows the
/// route learns whether it still leads to the failure, and if not, where the two part.
///
/// ```
/// use plainweave_weave::sync::Mutex;
/// use plainweave_weave::{Config, Route, explore_all};
///
/// let program = || {
///     let lock = Mutex::new(0);
///     let guard = lock.lock().unwrap();
///     let again = lock.lock().unwrap();
///     drop((guard, again));
/// };
/// let failure = explore_all(&Config::default(), program).failure.expect("it waits for itself");
/// let route: Route = Route::of(&failure).to_string().parse().expect("it is whole");
/// let again = route.replay(&Config::default(), program).failure.expect("it does so again");
/// assert_eq!(failure.to_string(), again.to_string());
/// ```
#[derive(Clone, Debug)]
pub struct Route {
    part: Part,
    /// For each event up to the failure, whose turn it is.
    order: Vec<ThreadIndex>,
}

const PREFIX: &str = "weave-route-1:";

impl Route {
    /// The way to a failure.
    pub fn of(failure: &Failure) -> Self {
        let steps = failure.interleaving.steps.iter();
        Self { part: failure.part(), order: steps.map(|step| step.thread).collect() }
    }

    /// The way along an execution in this order.
    pub(crate) fn along(graph: Graph, names: Names, order: Vec<ThreadIndex>) -> Self {
        let unit = WorkUnit { graph, alternative: None };
        Self { part: Part { unit, names: Arc::new(Mutex::new(names)) }, order }
    }

    /// Runs `program` once along the execution, and each thread on to its next operation. If that is another
    /// one than before, the failure is [`NotDeterministic`](crate::FailureKind::NotDeterministic).
    ///
    /// `config` has the bounds with which the failure was found.
    ///
    /// # Panics
    ///
    /// When called inside a model.
    pub fn replay(
        &self,
        config: &Config,
        program: impl Fn() + Send + Sync + 'static,
    ) -> Exploration {
        let program: Program = Arc::new(program);
        again::run_along(Task::new(config, &|_| (), &program), self.part())
    }

    /// Runs `program` once along the execution, step by step in its order, and no further. It may do more
    /// than the one that failed, as with [`retrace`](crate::retrace).
    ///
    /// # Panics
    ///
    /// When called inside a model.
    pub fn retrace(&self, config: &Config, program: impl Fn() + Send + Sync + 'static) {
        let program: Program = Arc::new(program);
        let Part { unit, names } = self.part();
        let mut engine = Box::new(Engine::new(config.clone(), names));
        engine.search.graph = unit.graph;
        let retraced = run::install(engine, || run::retrace(&program, self.order.clone()));
        assert!(retraced.is_some(), "an execution was retraced inside a model");
    }

    /// With names of its own: a program that has changed may add some.
    fn part(&self) -> Part {
        let names = run::lock(&self.part.names).clone();
        Part { unit: self.part.unit.clone(), names: Arc::new(Mutex::new(names)) }
    }
}

/// The order as numbers of threads with how often each takes its turn, then the execution as a unit.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        for (nth, turn) in self.order.chunk_by(|a, b| a == b).enumerate() {
            let comma = if nth == 0 { "" } else { "," };
            write!(f, "{comma}{}*{}", turn[0], turn.len())?;
        }
        let identity = Identity::from_bytes([0; 8], [0; 8]);
        write!(f, ":{}", Unit { identity, part: self.part.clone() })
    }
}

impl FromStr for Route {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let text = text.trim().strip_prefix(PREFIX).ok_or(UnitError::NotAUnit)?;
        let (turns, unit) = text.split_once(':').ok_or(UnitError::NotAUnit)?;
        let Unit { part, .. } = unit.parse()?;
        let graph = &part.unit.graph;
        let mut order = Vec::new();
        for turn in turns.split(',').filter(|turn| !turn.is_empty()) {
            let numbers = turn.split_once('*').and_then(|(thread, times)| {
                Some((thread.parse::<ThreadIndex>().ok()?, times.parse::<usize>().ok()?))
            });
            let fits = |&(thread, times): &(ThreadIndex, usize)| {
                (thread as usize) < graph.thread_count() && times <= graph.len() - order.len()
            };
            let Some((thread, times)) = numbers.filter(fits) else {
                let what = format!("`{turn}` is no turn of a thread");
                return Err(UnitError::Damaged { what });
            };
            order.extend(std::iter::repeat_n(thread, times));
        }
        Ok(Self { part, order })
    }
}
