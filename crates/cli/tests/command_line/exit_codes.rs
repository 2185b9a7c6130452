//! What the exit codes mean, and that what is wrong is named. See `plainweave --help`.

use std::fs;

use crate::counterexamples::crossed;
use crate::playground::{Ended, Playground};

const USAGE: i32 = 2;
const NOTHING_MATCHED: i32 = 4;
const UNDECIDED: i32 = 5;
const NOT_AS_EXPECTED: i32 = 100;
const DRIFTED: i32 = 106;

/// Runs a command that must do nothing but complain.
fn assert_refused(arguments: &str, code: i32, complaints: &[&str]) {
    let playground = Playground::new();
    let ended = playground.run(arguments);
    assert_complaint(arguments, &ended, code, complaints);
    let written = fs::read_dir(playground.folder()).expect("the folder is there").count();
    assert_eq!(written, 0, "plainweave {arguments} has written something");
}

fn assert_complaint(arguments: &str, ended: &Ended, code: i32, complaints: &[&str]) {
    let Ended { code: actual, stdout, stderr } = ended;
    assert_eq!(*actual, code, "plainweave {arguments}\n{stderr}");
    assert_eq!(stdout, "", "plainweave {arguments}");
    assert!(!stderr.contains("panicked"), "plainweave {arguments}\n{stderr}");
    for complaint in complaints {
        let what = format!("plainweave {arguments}\n{stderr}\nlacks: {complaint}");
        assert!(stderr.contains(complaint), "{what}");
    }
}

#[test]
fn the_help_names_the_exit_codes() {
    let playground = Playground::new();
    let help = playground.stdout_of("--help");
    assert!(playground.stdout_of("check --help").ends_with(&help[help.find("Exit").unwrap()..]));
    for code in [0, 1, USAGE, NOTHING_MATCHED, UNDECIDED, NOT_AS_EXPECTED, DRIFTED] {
        assert!(help.contains(&format!("\n  {code:3}  ")), "{code} in\n{help}");
    }
}

#[test]
fn a_name_that_is_unknown_comes_back_with_a_suggestion() {
    let topic = ["`plate-and-chopsitcks`", "did you mean `plate-and-chopsticks`?"];
    assert_refused("check plate-and-chopsitcks", USAGE, &topic);
    assert_refused("list plate-and-chopsitcks", USAGE, &topic);
    assert_refused("check counter/lokced", USAGE, &["did you mean `counter/locked`?"]);
    assert_refused("check counter crossd", USAGE, &["`crossd`", "did you mean `crossed`?"]);
    assert_refused("check 0000", USAGE, &["`0000`", "`plainweave list` shows all scenarios"]);
    let engine = ["unknown engine `lom`", "did you mean `loom`?", "native, loom, shuttle-random"];
    assert_refused("check counter --engine lom", USAGE, &engine);
    assert_refused("check counter --engine loom,lom", USAGE, &engine);
    let size = ["`meels`", "did you mean `meals`?", "list --long"];
    assert_refused("check plate-and --param meels=1", USAGE, &size);
    assert_refused("chekc counter", USAGE, &["'chekc'", "'check'"]);
    assert_refused("check counter --expect brakes", USAGE, &["'brakes'", "breaks"]);
    assert_refused("check counter --format yaml", USAGE, &["'yaml'", "human", "json"]);
}

#[test]
fn a_value_that_makes_no_sense_is_named() {
    for (option, value) in [
        ("--runs", "many"),
        ("--runs", "0"),
        ("--runs", "1.5"),
        ("--preemptions", "two"),
        ("--preemptions", "256"),
        ("--jobs", "0"),
        ("--jobs", "65536"),
        ("--seed", "dice"),
        ("--budget", "5"),
        ("--budget", "soon"),
        ("--param", "meals"),
        ("--param", "meals=few"),
    ] {
        let complaints = [option, value];
        assert_refused(&format!("check plate-and {option} {value}"), USAGE, &complaints);
    }
    let budget = ["such as 500ms, 30s or 2m"];
    assert_refused("check plate-and --budget 5", USAGE, &budget);
    let size = ["plate-and-chopsticks/crossed", "`meals` is from 1 to 10000, not 10001"];
    assert_refused("check plate-and --param meals=10001", USAGE, &size);
    // Nothing runs, even if the first scenario has a size that the second has not.
    let size = ["counter/locked", "`meals`"];
    assert_refused("check crossed counter/locked --param meals=1", USAGE, &size);
    let engine = ["`--preemptions`", "loom"];
    assert_refused("check counter --preemptions 1 --engine shuttle-dfs", USAGE, &engine);
    assert_refused("show x.trace.json --width 39", USAGE, &["--width", "39"]);
}

#[test]
fn a_file_that_is_no_trace_is_told_from_one_that_is_damaged() {
    let good = crossed();
    let newer = good.replace("plainweave.trace/1", "plainweave.trace/9");
    let torn = good.replace("\"step\": 3,", "\"step\": 33,");
    let half = &good[..good.len() / 2];
    for (text, complaint) in [
        (half, "ends too early"),
        ("", "ends too early"),
        ("to whom it may concern", "is not JSON"),
        (r#"{"schema": "somebody.else/0"}"#, "is JSON but no trace"),
        ("[]", "is JSON but no trace"),
        (newer.as_str(), "is a plainweave.trace/9, and this version reads plainweave.trace/1"),
        (r#"{"schema": "plainweave.trace/0"}"#, "is not read any more"),
        (r#"{"schema": "plainweave.trace/1"}"#, "missing field"),
        (torn.as_str(), "contradicts itself"),
    ] {
        let playground = Playground::new();
        fs::write(playground.folder().join("some.trace.json"), text).unwrap();
        let arguments = "show some.trace.json";
        let ended = playground.run(arguments);
        assert_complaint(arguments, &ended, USAGE, &["some.trace.json", complaint]);
    }
    assert_refused("show none.trace.json", USAGE, &["cannot read none.trace.json", "cause:"]);
    assert_refused("show .", USAGE, &[". is a folder", "*.trace.json"]);
    assert_refused("show", USAGE, &["<TRACE>"]);
}

#[test]
fn filters_that_leave_nothing_have_a_code_of_their_own() {
    let complaints = ["the filters leave nothing", "`--expect`"];
    assert_refused("check double-acquire/lock --expect holds", NOTHING_MATCHED, &complaints);
    assert_refused("list double-acquire/lock --expect holds", NOTHING_MATCHED, &complaints);
}

#[test]
fn a_search_that_leaves_something_out_fails_only_if_all_was_required() {
    for (arguments, how_far) in [
        ("check counter/locked --runs 1", "undecided: stopped after the allowed number"),
        ("check counter/locked --engine loom --runs 1", "bounded, 0 preemptions"),
        ("check counter/locked --preemptions 1", "bounded, 1 preemption"),
        ("check counter/locked --engine shuttle-random --runs 10", "sampled"),
        ("check counter/locked --engine shuttle-dfs --runs 10", "undecided: stopped after"),
        ("check counter/locked --budget 0s", "undecided: stopped after the allowed time"),
    ] {
        let playground = Playground::new();
        assert!(playground.stdout_of(arguments).contains(how_far), "{arguments}");
        let ended = playground.run(&format!("{arguments} --require-exhaustive"));
        assert_eq!(ended.code, UNDECIDED, "{arguments}");
        assert!(ended.stdout.contains(how_far), "{}", ended.stdout);
    }
    // What was found needs no further search; and this is all there is.
    let playground = Playground::new();
    playground.stdout_of("check double-acquire counter --require-exhaustive");
}

#[test]
fn a_verdict_that_is_not_expected_outdoes_what_is_undecided() {
    let playground = Playground::new();
    // A single visitor does not need a limit.
    let ended = playground.run("check washroom/no-limit --param visitors=1");
    assert_eq!(ended.code, NOT_AS_EXPECTED);
    assert!(ended.stdout.contains("holds: exhaustive, but should break: assertion"));
    assert!(ended.stdout.contains("0 as expected, 1 not as expected, 0 undecided"));
    let ended = playground
        .run("check washroom --param visitors=1 --engine loom,shuttle-random --require-exhaustive");
    assert_eq!(ended.code, NOT_AS_EXPECTED);
    assert!(!playground.folder().join("target").exists());
}

#[test]
fn counterexamples_that_cannot_be_kept_are_an_error_of_the_machine() {
    let playground = Playground::new();
    fs::write(playground.folder().join("taken"), "").unwrap();
    let arguments = "check double-acquire --traces taken/traces";
    let ended = playground.run(arguments);
    let complaints = ["cannot create the folder taken/traces", "cause:", "`--traces DIR`"];
    assert_complaint(arguments, &ended, 1, &complaints);
}

#[test]
fn a_counterexample_that_cannot_be_kept_is_told_all_the_same_and_nothing_is_half_written() {
    let playground = Playground::new();
    let trace = playground.folder().join("kept/double-acquire_lock.weave.trace.json");
    fs::create_dir_all(&trace).unwrap();
    let ended = playground.run("check double-acquire --traces kept");
    assert_eq!(ended.code, 1, "{}", ended.stderr);
    assert!(ended.stdout.contains("breaks: self-deadlock"), "{}", ended.stdout);
    for complaint in ["cannot write kept/double-acquire_lock", "cause:", "`--traces DIR`"] {
        assert!(ended.stderr.contains(complaint), "{}\nlacks: {complaint}", ended.stderr);
    }
    let left: Vec<_> = fs::read_dir(playground.folder().join("kept")).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}
