//! What an explorer finds, to be compared with what another one does.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use plainweave_litmus::enumerate::{End, GraphKey};
use plainweave_litmus::table::Model;
use plainweave_litmus::{Explorer, Failure, Location, Program, Value};

/// What a complete execution ends with.
type Values = (Vec<Vec<(String, Value)>>, BTreeSet<(Location, i64)>);

/// The executions, how often each was found, and what the complete ones end with.
pub(crate) type Executions = BTreeMap<(End, GraphKey), (u64, Option<Values>)>;

/// What an explorer says about a program. None if it met a limit.
pub(crate) fn found(
    explorer: &impl Explorer,
    program: &Program,
    model: Model,
) -> Option<Result<Executions, Failure>> {
    let mut executions = Executions::new();
    let counts = explorer.explore(program, model, &mut |execution| {
        let values = (execution.end() == End::Complete)
            .then(|| (execution.variables(), execution.locations().into_iter().collect()));
        let known = executions.entry((execution.end(), execution.key()));
        known.or_insert((0, values)).0 += 1;
    });
    match counts {
        Ok(counts) if counts.is_cut => None,
        Ok(_) => Some(Ok(executions)),
        Err(failure) => Some(Err(failure)),
    }
}

/// How two explorers disagree, if they do.
pub(crate) fn disagreement(
    expected: &Result<Executions, Failure>,
    found: &Result<Executions, Failure>,
) -> Option<String> {
    match (expected, found) {
        (Ok(expected), Ok(found)) => difference(expected, found),
        // Which of two racing accesses comes last is a matter of taste, as is which mistake of
        // several is told.
        (Err(Failure::Race(_)), Err(Failure::Race(_)))
        | (Err(Failure::Fault(_)), Err(Failure::Fault(_))) => None,
        (Ok(_), Err(failure)) => Some(format!("no failure, but {failure}")),
        (Err(failure), found) => {
            Some(format!("{failure}, but {:?}", found.as_ref().map(BTreeMap::len)))
        }
    }
}

fn difference(expected: &Executions, found: &Executions) -> Option<String> {
    let mut text = String::new();
    let missing = expected.keys().filter(|execution| !found.contains_key(execution));
    let none = found.keys().filter(|execution| !expected.contains_key(execution));
    for (what, mut executions) in [
        ("missing", Box::new(missing) as Box<dyn Iterator<Item = &(End, GraphKey)>>),
        ("no execution", Box::new(none)),
    ] {
        if let Some(first) = executions.next() {
            writeln!(text, "{} {what}: {first:?}", 1 + executions.count()).ok()?;
        }
    }
    for (execution, (count, values)) in found {
        if *count != 1 {
            writeln!(text, "{count} times: {execution:?}").ok()?;
            break;
        }
        if let Some((_, known)) = expected.get(execution)
            && known != values
        {
            writeln!(text, "{values:?}, not {known:?}: {execution:?}").ok()?;
            break;
        }
    }
    (!text.is_empty()).then_some(text)
}
