//! Compares what is known about programs with what an explorer finds.

mod line;

use std::collections::BTreeSet;

pub use line::{Line, Totals, Verdict};

use crate::enumerate::{End, fewest_preemptions};
use crate::error::ProgramError;
use crate::explorer::{Counts, Explorer, Failure};
use crate::program::Program;
use crate::table::{CountRow, Model, OutcomeRow, Subject, Table};
use crate::thread::Thread;

/// The most states to look at for the preemptions of one execution.
const STATES_MAX: usize = 10_000_000;

/// A row that cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, {name}: {problem}")]
pub struct RowError {
    /// The line in the table.
    pub line: usize,
    /// The name in the row.
    pub name: String,
    /// What is wrong.
    #[source]
    pub problem: RowProblem,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// The program, the initial values or the finals.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// The program goes wrong.
    #[error(transparent)]
    Failure(#[from] Failure),
    /// The outcome speaks of something that the program does not have.
    #[error("the program has no `{0}`: `0:a` is variable `a` of thread 0, `x` a location")]
    NoSubject(Subject),
}

/// Compares a whole table, and shows each line, or what is wrong with a row, to `each`.
///
/// ```
/// use plainweave_litmus::compare;
/// use plainweave_litmus::run::Weave;
/// use plainweave_litmus::table::Table;
///
/// let text = "name\tmodel\tprogram\tgraphs\nSB\tSC\tx:=1; a<-y || y:=1; b<-x\t3\n";
/// let mut lines = Vec::new();
/// let totals = compare::table(&Table::read(text)?, &Weave::default(), |line| {
///     lines.push(line.expect("the row is right").to_string());
/// });
/// assert_eq!(lines, ["SB SC - graphs 3 3 ok"]);
/// assert!(totals.are_good());
/// # Ok::<(), plainweave_litmus::table::TableError>(())
/// ```
pub fn table(
    table: &Table,
    explorer: &impl Explorer,
    mut each: impl FnMut(Result<Line, RowError>),
) -> Totals {
    let mut totals = Totals::default();
    let mut show = |lines: Result<Vec<Line>, RowError>| match lines {
        Ok(lines) => {
            for line in lines {
                totals.add(line.verdict);
                each(Ok(line));
            }
        }
        Err(error) => {
            totals.errors += 1;
            each(Err(error));
        }
    };
    match table {
        Table::Counts(rows) => rows.iter().for_each(|row| show(counts(row, explorer))),
        Table::Outcomes(rows) => rows.iter().for_each(|row| show(outcome(row, explorer))),
    }
    totals
}

/// Compares every known cell of a row with what is found: a line for each.
///
/// # Errors
///
/// The row has no meaning, or its program goes wrong.
pub fn counts(row: &CountRow, explorer: &impl Explorer) -> Result<Vec<Line>, RowError> {
    compare_counts(row, explorer).map_err(|problem| {
        let CountRow { line, name, .. } = row;
        RowError { line: *line, name: name.clone(), problem }
    })
}

/// Compares the verdict of RC11 on a row with what is found.
///
/// # Errors
///
/// The row has no meaning, or its program goes wrong.
pub fn outcome(row: &OutcomeRow, explorer: &impl Explorer) -> Result<Vec<Line>, RowError> {
    compare_outcome(row, explorer).map_err(|problem| {
        let OutcomeRow { line, name, .. } = row;
        RowError { line: *line, name: name.clone(), problem }
    })
}

fn compare_counts(row: &CountRow, explorer: &impl Explorer) -> Result<Vec<Line>, RowProblem> {
    let program = row.compile()?;
    let finals = program.locations(&row.finals)?;
    let mut reads_from = BTreeSet::new();
    let mut preemptions = Preemptions::default();
    let found = explorer.explore(&program, row.model, &mut |execution| {
        let is_wanted = row.reads_from.is_some() || row.preemptions.is_some();
        if !is_wanted || execution.end() != End::Complete {
            return;
        }
        let key = execution.key();
        if row.reads_from.is_some() {
            reads_from.insert(key.reads_from(&finals));
        }
        if row.preemptions.is_some() {
            preemptions.add(fewest_preemptions(&program, &key, STATES_MAX));
        }
    })?;

    let Counts { complete, deadlocks, is_cut } = found;
    let line = |column, expected, found, is_cut| {
        let verdict = Verdict::of(expected, found, is_cut);
        let (expected, found) = (expected.to_string(), found.to_string());
        Line::new(row, column, expected, found, verdict)
    };
    let mut lines = Vec::new();
    lines.extend(row.graphs.map(|expected| line("graphs", expected, complete, is_cut)));
    lines.extend(row.deadlocks.map(|expected| line("deadlocks", expected, deadlocks, is_cut)));
    let classes = reads_from.len() as u64;
    lines.extend(row.reads_from.map(|expected| line("rf", expected, classes, is_cut)));
    lines.extend(row.preemptions.as_ref().map(|expected| {
        let found = preemptions.cumulative(expected.len());
        let verdict = Verdict::of_all(expected, &found, is_cut || preemptions.is_cut);
        Line::new(row, "cb", list(expected), list(&found), verdict)
    }));
    Ok(lines)
}

/// How many executions need how many preemptions.
#[derive(Default)]
struct Preemptions {
    counts: Vec<u64>,
    /// Whether for some execution it was too much work to say.
    is_cut: bool,
}

impl Preemptions {
    fn add(&mut self, fewest: Option<u32>) {
        let Some(fewest) = fewest.and_then(|fewest| usize::try_from(fewest).ok()) else {
            self.is_cut = true;
            return;
        };
        self.counts.resize(self.counts.len().max(fewest + 1), 0);
        self.counts[fewest] += 1;
    }

    /// How many executions need at most 0, 1, 2, … preemptions.
    fn cumulative(&self, length: usize) -> Vec<u64> {
        let sum = |bound: usize| self.counts.iter().take(bound + 1).sum();
        (0..length).map(sum).collect()
    }
}

fn list(numbers: &[u64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
    numbers.join(",")
}

fn compare_outcome(row: &OutcomeRow, explorer: &impl Explorer) -> Result<Vec<Line>, RowProblem> {
    let program = Program::new(&row.program)?;
    for condition in &row.outcome.conditions {
        if !program.has(&condition.subject) {
            return Err(RowProblem::NoSubject(condition.subject.clone()));
        }
    }
    let mut is_seen = false;
    let found = explorer.explore(&program, Model::Rc11, &mut |execution| {
        is_seen |= execution.end() == End::Complete && execution.has(&row.outcome);
    })?;
    let text = |is_allowed| if is_allowed { "allowed" } else { "forbidden" }.to_owned();
    Ok(Vec::from_iter(row.allowed.map(|expected| {
        let verdict = Verdict::of_outcome(expected, is_seen, found.is_cut);
        Line {
            name: row.name.clone(),
            model: Model::Rc11,
            size: None,
            column: "rc11",
            expected: text(expected),
            found: text(is_seen),
            verdict,
        }
    })))
}

impl Program {
    /// Whether the program has such a variable or location.
    fn has(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Location { name } => self.location_called(name).is_some(),
            Subject::Variable { thread, name } => {
                let name = name.trim_end_matches("[0]").trim_end_matches("[1]");
                *thread < self.threads() && Thread::new(self, *thread).variable(name).is_some()
            }
        }
    }
}
