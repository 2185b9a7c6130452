//! Counterexamples are kept, and shown again.

use std::fs;

use crate::playground::{Playground, TRACES, assert_text};

/// The counterexample to crossed locks, as it is kept.
pub(crate) fn crossed() -> String {
    let playground = Playground::new();
    playground.stdout_of("check plate-and-chopsticks/crossed --traces .");
    let file = playground.folder().join("plate-and-chopsticks_crossed.weave.trace.json");
    fs::read_to_string(file).expect("the check has kept it")
}

#[test]
fn what_is_kept_is_shown_as_it_was_found() {
    let playground = Playground::new();
    let found = playground.stdout_of("check plate-and-chopsticks/crossed");
    let trace = format!("{TRACES}/plate-and-chopsticks_crossed.weave.trace.json");
    let shown = playground.stdout_of(&format!("show {trace}"));
    assert!(found.starts_with(&shown), "{shown}");
    assert!(found.contains(&format!("plainweave show {trace}\n")), "{found}");
}

#[test]
fn a_counterexample_in_ascii() {
    let playground = Playground::new();
    fs::write(playground.folder().join("crossed.trace.json"), crossed()).unwrap();
    let shown = playground.stdout_of("show --ascii crossed.trace.json");
    assert!(shown.is_ascii());
    assert_text!("show_ascii", shown);
}

#[test]
fn a_counterexample_in_60_columns() {
    let playground = Playground::new();
    fs::write(playground.folder().join("crossed.trace.json"), crossed()).unwrap();
    let shown = playground.stdout_of("show --width 60 crossed.trace.json");
    assert!(shown.lines().all(|line| line.chars().count() <= 60), "{shown}");
    assert_text!("show_width_60", shown);
}

#[test]
fn fewer_threads_show_the_same_if_that_is_asked_for() {
    let playground = Playground::new();
    let check = "check counter/unlocked --engine weave-sc --param threads=3";
    assert!(playground.stdout_of(check).contains("sizes    threads = 3"));
    let smallest = playground.stdout_of(&format!("{check} --smallest"));
    assert!(smallest.contains("smaller  threads from 3 to 2\n"), "{smallest}");
    assert!(smallest.contains("sizes    threads = 2"), "{smallest}");
}
