//! `plainweave litmus`.

use std::fs;

use serde_json::{Value, json};

use crate::playground::{Ended, Playground, assert_text};

#[test]
fn every_outcome_and_one_execution_of_each() {
    let text = Playground::new().stdout_of("litmus x:=1@rlx;a<-y@rlx||y:=1@rlx;b<-x@rlx");
    assert_text!("litmus_store_buffering", text);
}

#[test]
fn deadlocks_are_told_apart() {
    let text = Playground::new().stdout_of(
        "litmus lock(m);lock(n);unlock(n);unlock(m)||lock(n);lock(m);unlock(m);unlock(n)",
    );
    assert_text!("litmus_crossed_locks", text);
}

#[test]
fn the_published_object() {
    let playground = Playground::new();
    let text = playground.stdout_of(
        "litmus N*{lock(m);a<-x;x:=a+1;unlock(m)} -N 3 --init x=5 --memory sc --format json",
    );
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found["memory"], "sc");
    assert_eq!((&found["executions"], &found["deadlocks"]), (&json!(6), &json!(0)));
    assert_eq!((&found["blocked"], &found["complete"]), (&json!(0), &json!(true)));
    let outcomes = found["outcomes"].as_array().unwrap();
    assert_eq!(outcomes.len(), 6);
    for outcome in outcomes {
        assert_eq!((&outcome["values"]["x"], &outcome["executions"]), (&json!(8), &json!(1)));
    }
}

#[test]
fn a_mistake_is_shown_where_it_is() {
    let ended = Playground::new().run("litmus x:=1||y:=(1");
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("x:=1||y:=(1") && ended.stderr.contains('^'), "{}", ended.stderr);
}

#[test]
fn a_race_is_not_as_expected() {
    let ended = Playground::new().run("litmus x:=1@na||a<-x@na");
    assert_eq!(ended.code, 100);
    assert!(ended.stdout.contains("RACE"), "{}", ended.stdout);
}

#[test]
fn what_is_cut_is_said_to_be() {
    let playground = Playground::new();
    let mut command = playground.command("litmus --format json");
    command.arg("while 1 { a<-x }");
    let ended = Ended::of(&command.assert());
    assert_eq!(ended.code, 5, "{}", ended.stdout);
    let found: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&found["complete"], &found["executions"]), (&json!(false), &json!(0)));
}

#[test]
fn tables_are_compared_cell_by_cell() {
    let playground = Playground::new();
    let table = |graphs: u32| {
        let row = format!("SB\tSC\tx:=1; a<-y || y:=1; b<-x\t{graphs}\t0\n");
        fs::write(
            playground.folder().join("table.tsv"),
            format!("name\tmodel\tprogram\tgraphs\tdeadlocks\n{row}"),
        )
        .unwrap();
        playground.run("litmus table.tsv")
    };
    let right = table(3);
    assert_eq!((right.code, right.stderr.as_str()), (0, ""));
    assert_eq!(
        right.stdout,
        "SB SC - graphs 3 3 ok\nSB SC - deadlocks 0 0 ok\n1 rows: 2 ok, 0 DIFFERS, 0 cut, 0 errors\n"
    );
    let wrong = table(4);
    assert_eq!(wrong.code, 100);
    assert!(wrong.stdout.starts_with("SB SC - graphs 4 3 DIFFERS\n"), "{}", wrong.stdout);
}

#[test]
fn a_file_that_is_no_table_is_refused() {
    let playground = Playground::new();
    fs::write(playground.folder().join("table.tsv"), "nothing\n").unwrap();
    for (arguments, word) in
        [("litmus table.tsv", "is no table"), ("litmus gone.tsv", "cannot read")]
    {
        let ended = playground.run(arguments);
        assert_eq!(ended.code, 2, "{}", ended.stderr);
        assert!(ended.stderr.contains(word) && ended.stderr.contains("hint:"), "{}", ended.stderr);
    }
}
