//! The engine against the tables: every row.

// A table that cannot be read has failed its test.
#![allow(clippy::unwrap_used)]

mod parallel;

use plainweave_litmus::Explorer;
use plainweave_litmus::compare::{self, Totals};
use plainweave_litmus::run::Weave;
use plainweave_litmus::table::{CountRow, OutcomeRow, Table};

fn counts() -> Vec<CountRow> {
    match Table::read(include_str!("../tables/oracles.tsv")).unwrap() {
        Table::Counts(rows) => rows,
        Table::Outcomes(_) => panic!("it is about counts"),
    }
}

fn outcomes() -> Vec<OutcomeRow> {
    match Table::read(include_str!("../tables/litmus-sc.tsv")).unwrap() {
        Table::Outcomes(rows) => rows,
        Table::Counts(_) => panic!("it is about outcomes"),
    }
}

#[test]
fn counts_are_those_of_the_table() {
    let rows = counts();
    assert_eq!(rows.len(), 2407);
    let same: usize = parallel::sum(&rows, |row| {
        let lines = compare::counts(row, &Weave::default()).unwrap();
        for line in &lines {
            assert_eq!(line.expected, line.found, "{line}");
        }
        lines.len()
    });
    // Graphs, deadlocks, classes of reads-from, and preemptions.
    assert_eq!(same, 2337 + 17 + 2122 + 65);
}

/// The engine's own bound on preemptions, which has nothing to do with how `compare` counts them.
#[test]
fn a_bound_on_preemptions_leaves_what_the_table_says() {
    let mut weave = Weave::default();
    let mut compared = 0;
    for row in counts().iter().filter(|row| row.graphs.is_some_and(|graphs| graphs <= 2000)) {
        for (bound, &expected) in (0..).zip(row.preemptions.iter().flatten()) {
            weave.config.preemptions = Some(bound);
            let program = row.compile().unwrap();
            let found = weave.explore(&program, row.model, &mut |_| {}).unwrap();
            assert_eq!(found.complete, expected, "{}, at most {bound} preemptions", row.name);
            compared += 1;
        }
    }
    assert_eq!(compared, 148);
}

#[test]
fn outcomes_are_those_of_the_table() {
    let rows = outcomes();
    assert_eq!(rows.len(), 21);
    let totals = compare::table(&Table::Outcomes(rows), &Weave::default(), |line| {
        let line = line.unwrap();
        assert_eq!(line.expected, line.found, "{line}");
    });
    assert_eq!(totals, Totals { same: 21, ..Totals::default() });
}

#[test]
fn columns_may_be_in_any_order() {
    let text = "source\tcb\tprogram\tgraphs\tname\tN\tmodel\tshoe size\n\
                own\t2 3\tN*{x:=i} || a<-x\t6\tcopies\t2\tSC\t43\n";
    let Table::Counts(rows) = Table::read(text).unwrap() else { panic!("it is about counts") };
    let lines = compare::counts(&rows[0], &Weave::default()).unwrap();
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    assert_eq!(lines, ["copies SC 2 graphs 6 6 ok", "copies SC 2 cb 2,3 6,6 DIFFERS"]);
}

#[test]
fn a_cut_is_no_difference_unless_there_is_too_much() {
    let text = "name\tmodel\tprogram\tgraphs\tdeadlocks\trf\tcb\n\
                many\tSC\t3*{fadd(x,1)}\t6\t0\t6\t6\nfew\tSC\t3*{fadd(x,1)}\t2\t\t\t1 2";
    let Table::Counts(rows) = Table::read(text).unwrap() else { panic!("it is about counts") };
    let mut weave = Weave::default();
    weave.config.runs = Some(3);
    let lines = rows.iter().flat_map(|row| compare::counts(row, &weave).unwrap());
    let lines: Vec<String> = lines.map(|line| line.to_string()).collect();
    assert_eq!(
        lines,
        [
            "many SC - graphs 6 3 cut",
            "many SC - deadlocks 0 0 cut",
            "many SC - rf 6 3 cut",
            "many SC - cb 6 3 cut",
            "few SC - graphs 2 3 DIFFERS",
            "few SC - cb 1,2 3,3 DIFFERS",
        ]
    );
}
