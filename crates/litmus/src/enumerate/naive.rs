//! The enumerator, as one who finds executions.

use super::{Axioms, End, Enumeration, Execution, GraphKey, Limits, Variant, enumerate};
use crate::explorer::{Counts, Ending, Explorer, Failure};
use crate::program::Program;
use crate::table::{Model, Subject};

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
                if execution.end() == End::Complete {
                    visit(execution);
                }
            })?;
        match race {
            None => Ok(Counts { complete, deadlocks, is_cut: cut.is_some() }),
            Some(race) => {
                Err(Failure::Race { location: program.name(race.location), threads: race.threads })
            }
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

    fn value(&self, subject: &Subject) -> Option<i64> {
        match subject {
            Subject::Variable { thread, name } => self.variable(*thread, name)?.number(),
            Subject::Location { name } => {
                Some(self.location_value(self.program.location_called(name)?))
            }
        }
    }
}
