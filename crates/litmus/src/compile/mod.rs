//! From a checked tree to instructions: copies of threads, and what depends on their number.

mod body;
mod formulas;

use std::collections::{BTreeMap, BTreeSet};

use body::Compiler;

use crate::error::{Problem, ProgramError, THREADS_MAX};
use crate::program::{Kind, Program, Source};
use crate::syntax::{Expression, Line};

/// Compiles a program that [`check`](crate::check::check) found to be one. There are no initial
/// values yet.
pub(crate) fn compile(
    source: &Source<'_>,
    line: &Line,
    kinds: BTreeMap<String, Kind>,
) -> Result<Program, ProgramError> {
    let copies = copies(source, line)?;
    let threads = copies.iter().map(|copies| copies.unwrap_or(1)).sum();
    let locations: Vec<(String, Kind)> = kinds.into_iter().collect();
    let mut started = BTreeSet::new();
    let mut codes = Vec::new();
    for (thread, copies) in line.threads.iter().zip(copies) {
        for copy in 0..copies.unwrap_or(1) {
            let copy = copies.map(|_| i64::try_from(copy).expect("there are few threads"));
            let mut compiler = Compiler::new(source, &locations, threads, copy);
            compiler.block(&thread.body)?;
            let (code, starts) = compiler.finish();
            codes.push(code);
            started.extend(starts);
        }
    }
    let text = source.program.to_owned();
    Ok(Program { text, codes, locations, initial: BTreeMap::new(), started })
}

/// How many copies there are of each thread; none of what is no copy.
fn copies(source: &Source<'_>, line: &Line) -> Result<Vec<Option<usize>>, ProgramError> {
    let mut threads = 0;
    line.threads
        .iter()
        .map(|thread| {
            let copies = thread.copies.as_ref().map(|copies| count(source, copies)).transpose()?;
            threads += copies.unwrap_or(1);
            if threads > THREADS_MAX {
                let first = thread.body.first().map(|statement| statement.span);
                let span = thread.copies.as_ref().map(|copies| copies.span).or(first);
                let problem = Problem::TooManyThreads;
                return Err(ProgramError::new(source.program, span.unwrap_or_default(), problem));
            }
            Ok(copies)
        })
        .collect()
}

/// The number of copies that an expression says; more than can be if it is too large.
fn count(source: &Source<'_>, copies: &Expression) -> Result<usize, ProgramError> {
    let error = |problem| ProgramError::new(source.program, copies.span, problem);
    // No copy says how many there are, so `i` is nothing special in it.
    let formula = Compiler::new(source, &[], 0, None).number(copies);
    let count =
        formula.evaluate_number(&[], &[]).map_err(|mistake| error(Problem::Count(mistake.node)))?;
    if count < 0 {
        return Err(error(Problem::NegativeCount(count)));
    }
    Ok(usize::try_from(count).map_or(THREADS_MAX + 1, |count| count.min(THREADS_MAX + 1)))
}
