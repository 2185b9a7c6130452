//! The engine against the tables: every row.
#![allow(clippy::unwrap_used)]

use plainweave_litmus::compare::{self, Totals, Verdict};
use plainweave_litmus::run::Weave;
use plainweave_litmus::table::Table;

#[test]
fn counts_are_those_of_the_table() {
    let Table::Counts(rows) = Table::read(include_str!("../tables/oracles.tsv")).unwrap() else {
        panic!("it has no outcomes");
    };
    let mut totals = Totals::default();
    let mut rows_same = 0;
    for row in &rows {
        let t = std::time::Instant::now();
        match compare::counts(row, &Weave::default()) {
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
                    if line.verdict != Verdict::Same || t.elapsed().as_millis() > 1000 {
                        println!("{line} {:?}", t.elapsed());
                    }
                }
            }
        }
    }
    println!("{} rows, {rows_same} the same; {totals}", rows.len());
    assert!(totals.are_good(), "{totals}");
}
