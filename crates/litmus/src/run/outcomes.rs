//! How a program can end, as a table.

use std::collections::BTreeMap;

use weave::Ended;

use super::engine::{Report, Weave};
use crate::enumerate::{End, GraphKey};
use crate::explorer::{Ending, Failure, Race};
use crate::program::{Kind, Program};
use crate::table::Model;
use crate::value::Value;

/// How a program can end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// The memory model.
    pub memory: Model,
    /// How many executions there are in which every thread has ended.
    pub executions: u64,
    /// How many there are in which some thread waits for ever.
    pub deadlocks: u64,
    /// How many runs are no executions, since an `assume` stopped a thread.
    pub blocked: u64,
    /// How many runs ended in a race.
    pub races: u64,
    /// A race, if there is one. Then the program is wrong, and the rest means nothing.
    pub race: Option<Race>,
    /// Why the exploration ended.
    pub ended: Ended,
    /// Whether this is all.
    pub complete: bool,
    /// What the executions in which every thread has ended end with, in order.
    pub table: Vec<OutcomeCount>,
    /// The least of the executions in which some thread waits for ever.
    pub deadlock: Option<GraphKey>,
}

/// One way to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeCount {
    /// What variables (`0:a`), parts of them (`0:r[0]`) and locations that are no mutexes (`x`,
    /// `A[1]`) have.
    pub values: BTreeMap<String, i64>,
    /// How many executions end like this.
    pub executions: u64,
    /// The least of them.
    pub witness: GraphKey,
}

impl Outcomes {
    /// Explores a program.
    ///
    /// ```
    /// use plainweave_litmus::Program;
    /// use plainweave_litmus::run::{Outcomes, Weave};
    /// use plainweave_litmus::table::Model;
    ///
    /// let program = Program::new("x:=1@rlx; a<-y@rlx || y:=1@rlx; b<-x@rlx")?;
    /// let outcomes = Outcomes::of(&program, Model::Rc11, &Weave::default())?;
    /// let is_weak = |values: &std::collections::BTreeMap<String, i64>| {
    ///     values["0:a"] == 0 && values["1:b"] == 0
    /// };
    /// assert!(outcomes.table.iter().any(|outcome| is_weak(&outcome.values)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A mistake that the program makes in some execution, or why the engine refuses it.
    pub fn of(program: &Program, memory: Model, weave: &Weave) -> Result<Self, Failure> {
        let mut table: BTreeMap<BTreeMap<String, i64>, (u64, GraphKey)> = BTreeMap::new();
        let mut deadlock: Option<GraphKey> = None;
        let report = weave.report(program, memory, &mut |execution| {
            let key = execution.key();
            if execution.end() != End::Complete {
                if deadlock.as_ref().is_none_or(|known| key < *known) {
                    deadlock = Some(key);
                }
                return;
            }
            let row = table.entry(values(program, execution));
            let (count, witness) = row.or_insert_with(|| (0, key.clone()));
            *count += 1;
            if key < *witness {
                *witness = key;
            }
        })?;
        let Report { complete, deadlocks, blocked, races, race, ended, .. } = report;
        let row = |(values, (executions, witness))| OutcomeCount { values, executions, witness };
        Ok(Self {
            memory,
            executions: complete,
            deadlocks,
            blocked,
            races,
            race,
            complete: ended == Ended::Exhausted,
            ended,
            table: table.into_iter().map(row).collect(),
            deadlock,
        })
    }
}

/// What an execution ends with.
fn values(program: &Program, execution: &dyn Ending) -> BTreeMap<String, i64> {
    let mut values = BTreeMap::new();
    for (thread, variables) in execution.variables().into_iter().enumerate() {
        for (name, value) in variables {
            match value {
                Value::Number(number) => {
                    values.insert(format!("{thread}:{name}"), number);
                }
                Value::Pair { succeeded, found } => {
                    values.insert(format!("{thread}:{name}[0]"), i64::from(succeeded));
                    values.insert(format!("{thread}:{name}[1]"), found);
                }
            }
        }
    }
    let locations = execution.locations().into_iter();
    let data = locations.filter(|&(location, _)| program.kind(location) != Kind::Mutex);
    values.extend(data.map(|(location, value)| (program.name(location), value)));
    values
}
