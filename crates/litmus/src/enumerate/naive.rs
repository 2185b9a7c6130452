//! The enumerator, as one who finds executions.

use std::collections::BTreeSet;

use super::graph::Event;
use super::{Axioms, End, Enumeration, Execution, GraphKey, Limits, Variant, enumerate};
use crate::explorer::{Counts, Ending, Explorer, Failure};
use crate::program::{Location, Program};
use crate::table::{Model, Subject};
use crate::value::{Value, variable};

/// Finds executions by [`enumerate`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Naive {
    /// How far to go.
    pub limits: Limits,
    /// How the models differ from what they are.
    pub variant: Option<Variant>,
}

impl Explorer for Naive {
    fn explore(
        &self,
        program: &Program,
        model: Model,
        visit: &mut (dyn FnMut(&dyn Ending) + Send),
    ) -> Result<Counts, Failure> {
        let axioms = Axioms { model, variant: self.variant };
        let Enumeration { complete, deadlocks, race, cut, .. } =
            enumerate(program, axioms, &self.limits, |execution| {
                if execution.end() != End::Blocked {
                    visit(execution);
                }
            })?;
        match race {
            None => Ok(Counts { complete, deadlocks, is_cut: cut.is_some() }),
            Some(race) => Err(race.into()),
        }
    }
}

impl Ending for Execution<'_> {
    fn end(&self) -> End {
        self.end
    }

    fn key(&self) -> GraphKey {
        Execution::key(self)
    }

    fn variables(&self) -> Vec<Vec<(String, Value)>> {
        let named = |(name, value): (&str, Value)| (name.to_owned(), value);
        self.threads.iter().map(|thread| thread.variables().map(named).collect()).collect()
    }

    fn locations(&self) -> Vec<(Location, i64)> {
        let accessed: BTreeSet<Location> =
            self.graph.events.iter().filter_map(Event::location).collect();
        let value = |location| (location, self.location_value(location));
        accessed.into_iter().map(value).collect()
    }

    fn value(&self, subject: &Subject) -> Option<i64> {
        match subject {
            Subject::Variable { thread, name } => {
                variable(self.threads.get(*thread)?.variables(), name)
            }
            Subject::Location { name } => {
                Some(self.location_value(self.program.location_called(name)?))
            }
        }
    }
}
