//! The naive enumerator against the tables.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use plainweave_litmus::compare::{self, Totals, Verdict};
use plainweave_litmus::enumerate::{Limits, Naive};
use plainweave_litmus::table::Table;

#[test]
fn counts_are_those_of_the_table() {
    let graphs_max = std::env::var("GRAPHS").map_or(2000, |graphs| graphs.parse().unwrap());
    let time_max =
        std::env::var("SECONDS").ok().map(|s| Duration::from_secs_f64(s.parse().unwrap()));
    let limits = Limits { graphs_max, events_max: 40, time_max };
    let Table::Counts(rows) = Table::read(include_str!("../tables/oracles.tsv")).unwrap() else {
        panic!("it has no outcomes");
    };
    let mut totals = Totals::default();
    let mut rows_same = 0;
    for row in &rows {
        match compare::counts(row, &Naive { limits, variant: None }) {
            Err(error) => {
                totals.errors += 1;
                println!("ERROR {error}");
            }
            Ok(lines) => {
                if lines.iter().all(|line| line.verdict == Verdict::Same) {
                    rows_same += 1;
                }
                for line in lines {
                    totals.add(line.verdict);
                    if line.verdict != Verdict::Same {
                        println!("{line}");
                    }
                }
            }
        }
    }
    println!("{} rows, {rows_same} the same; {totals}", rows.len());
    assert!(totals.are_good(), "{totals}");
}
