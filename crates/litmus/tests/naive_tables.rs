//! The naive enumerator against the table of counts, as far as it gets.
//!
//! `LITMUS_GRAPHS` says how many graphs to look at for a row; with 1,000,000, which takes hours, all
//! but the largest rows are compared.

// A table that cannot be read has failed its test.
#![allow(clippy::unwrap_used)]

mod parallel;

use plainweave_litmus::compare::{self, Verdict};
use plainweave_litmus::enumerate::{Limits, Naive};
use plainweave_litmus::table::Table;

#[test]
fn what_is_not_cut_is_as_in_the_table() {
    let graphs_max = std::env::var("LITMUS_GRAPHS").map_or(300, |graphs| graphs.parse().unwrap());
    // Rows with threads of hundreds of events are for others.
    let limits = Limits { graphs_max, events_max: 40, time_max: None };
    let naive = Naive { limits, variant: None };
    let Table::Counts(rows) = Table::read(include_str!("../tables/oracles.tsv")).unwrap() else {
        panic!("it is about counts");
    };
    let rows_same: usize = parallel::sum(&rows, |row| {
        let lines = compare::counts(row, &naive).unwrap();
        for line in &lines {
            assert_ne!(line.verdict, Verdict::Differs, "{line}");
        }
        usize::from(lines.iter().all(|line| line.verdict == Verdict::Same))
    });
    println!("{rows_same} of {} rows are the same", rows.len());
    assert!(rows_same > 1900, "only {rows_same} rows were compared to the end");
}
