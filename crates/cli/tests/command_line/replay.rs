//! A counterexample is run again, by the command that ends its report.

use std::fs;

use crate::playground::{Ended, Playground, TRACES, assert_text};

const USAGE: i32 = 2;
const DRIFTED: i32 = 106;

/// What is pasted from the end of a report into a shell.
fn reproduce(report: &str) -> String {
    let mut commands = report.lines().filter_map(|line| line.strip_prefix(" reproduce   "));
    let command = commands.next().unwrap_or_else(|| panic!("no command in\n{report}"));
    command.strip_prefix("plainweave ").expect("our own program").to_owned()
}

#[test]
fn the_command_that_ends_a_failure_works_when_pasted() {
    for engine in ["weave", "weave-sc", "loom", "shuttle-dfs", "shuttle-random", "shuttle-pct"] {
        let playground = Playground::new();
        let found = playground.stdout_of(&format!("check counter/unlocked --engine {engine}"));
        let command = reproduce(&found);
        assert!(command.starts_with("replay "), "{command}");
        // The same picture as the check has shown.
        let again = playground.stdout_of(&command);
        assert!(again.contains("BREAKS  assertion  counter/unlocked"), "{engine}: {again}");
        assert!(found.starts_with(&again), "{engine}:\n{found}\n{again}");
    }
}

#[test]
fn real_threads_cannot_be_told_what_to_do_so_the_check_is_run_again() {
    let playground = Playground::new();
    let found = playground.stdout_of("check double-acquire/lock --engine native --runs 3");
    let command = reproduce(&found);
    assert!(command.starts_with("check double-acquire/lock --engine native"), "{command}");
    assert!(playground.stdout_of(&command).contains("BREAKS  self-deadlock"));
    let trace = format!("{TRACES}/double-acquire_lock.native.trace.json");
    let Ended { code, stdout, stderr } = playground.run(&format!("replay {trace}"));
    assert_eq!((code, stdout.as_str()), (USAGE, ""));
    assert!(stderr.contains("has no schedule"), "{stderr}");
}

/// A counterexample of a scenario that has been repaired since: it has the name of the one that holds.
fn repaired(playground: &Playground, folder: &str) -> String {
    playground.stdout_of(&format!("check plate-and-chopsticks/crossed --traces {folder}"));
    let path = format!("{folder}/plate-and-chopsticks_crossed.weave.trace.json");
    let file = playground.folder().join(&path);
    let text = fs::read_to_string(&file).expect("it was kept");
    let text = text.replace("plate-and-chopsticks/crossed", "plate-and-chopsticks/same-order");
    fs::write(&file, text).expect("it can be written");
    path
}

#[test]
fn a_program_that_has_changed_has_a_code_of_its_own_and_says_where() {
    let playground = Playground::new();
    let path = repaired(&playground, "kept");
    let Ended { code, stdout, stderr } = playground.run(&format!("replay {path}"));
    assert_eq!((code, stdout.as_str()), (DRIFTED, ""));
    assert_text!("replay_drifted", stderr);
}

#[test]
fn what_cannot_be_run_again_is_named() {
    let playground = Playground::new();
    let path = repaired(&playground, "kept");
    let file = playground.folder().join(&path);
    let good = fs::read_to_string(&file).expect("it was kept");
    let of_old = good.replace("plate-and-chopsticks/same-order", "plate-and-chopsticks/crosed");
    for (text, complaint) in [
        (of_old.as_str(), "no scenario is called `plate-and-chopsticks/crosed` any more"),
        (&good.replace("\"weave\"", "\"wave\""), "unknown engine `wave`"),
        (&good.replace("weave-unit-1", "weave-unit-2"), "the schedule in the trace is damaged"),
        (&good.replace("trace/1", "trace/9"), "update to read it"),
        ("{}", "is JSON but no trace"),
    ] {
        fs::write(&file, text).expect("it can be written");
        let Ended { code, stdout, stderr } = playground.run(&format!("replay {path}"));
        assert_eq!((code, stdout.as_str()), (USAGE, ""), "{stderr}");
        assert!(stderr.contains(complaint), "{complaint}\n{stderr}");
    }
}

#[test]
fn what_failed_once_is_tried_before_anything_is_explored() {
    let playground = Playground::new();
    repaired(&playground, "model-regressions");
    let output = playground.stdout_of("check plate-and-chopsticks/same-order");
    assert_text!("check_regression_drifted", output);
    // Nothing has changed about this one, in another folder.
    playground.stdout_of("check counter/unlocked --traces kept");
    let output = playground.stdout_of("check counter/unlocked --regressions kept");
    let still = "kept/counter_unlocked.weave.trace.json still fails; nothing else was explored";
    assert!(output.contains(still), "{output}");
    assert!(output.contains("BREAKS  assertion  counter/unlocked"), "{output}");
    let mut command = playground.command("check counter/unlocked");
    let output = Ended::of(&command.env("PLAINWEAVE_REGRESSIONS", "kept").assert()).stdout;
    assert!(output.contains(still), "{output}");
    // A file that is damaged is not passed over.
    fs::write(playground.folder().join("kept/x.trace.json"), "{").expect("it can be written");
    let Ended { code, stderr, .. } = playground.run("check counter/unlocked --regressions kept");
    assert_eq!(code, USAGE);
    assert!(stderr.contains("kept/x.trace.json ends too early"), "{stderr}");
}

#[test]
fn what_was_kept_of_a_scenario_that_is_gone_is_named() {
    let playground = Playground::new();
    let path = repaired(&playground, "model-regressions");
    let file = playground.folder().join(&path);
    let text = fs::read_to_string(&file).expect("it was kept");
    fs::write(&file, text.replace("plate-and-chopsticks/same-order", "plate/gone"))
        .expect("written");
    let Ended { code, stderr, .. } = playground.run("check counter/locked");
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains("not tried") && stderr.contains("`plate/gone`"), "{stderr}");
}
