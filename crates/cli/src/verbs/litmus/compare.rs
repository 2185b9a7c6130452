//! A table of programs against what is found.

use std::path::Path;

use litmus::compare::{self, Line, RowError, Totals};
use litmus::table::Table;

use crate::arguments::Litmus;
use crate::error::Error;
use crate::exit::Outcome;
use crate::output;

pub(super) fn compare(path: &Path, arguments: &Litmus) -> Result<Outcome, Error> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| Error::ReadTable { path: path.to_owned(), source })?;
    let table =
        Table::read(&text).map_err(|source| Error::Table { path: path.to_owned(), source })?;
    let engine = arguments.engine();
    let (mut totals, mut rows) = (Totals::default(), 0);
    let mut print = |lines: Result<Vec<Line>, RowError>| -> Result<(), Error> {
        rows += 1;
        match lines {
            Ok(lines) => {
                for line in lines {
                    totals.add(line.verdict);
                    output::print(format_args!("{line}\n"))?;
                }
            }
            Err(error) => {
                totals.errors += 1;
                output::print(format_args!("ERROR {error}\n"))?;
            }
        }
        Ok(())
    };
    match &table {
        Table::Counts(counts) => {
            counts.iter().try_for_each(|row| print(compare::counts(row, &engine)))?;
        }
        Table::Outcomes(outcomes) => {
            outcomes.iter().try_for_each(|row| print(compare::outcome(row, &engine)))?;
        }
    }
    output::print(format_args!("{rows} rows: {totals}\n"))?;
    Ok(if !totals.are_good() {
        Outcome::NotAsExpected
    } else if totals.cut > 0 {
        Outcome::Undecided
    } else {
        Outcome::AsExpected
    })
}
