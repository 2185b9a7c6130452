//! A file and variables say what flags do not.

use std::fs;

use crate::playground::{Ended, Playground, assert_text};

/// Runs the program with variables.
fn run(playground: &Playground, arguments: &str, variables: &[(&str, &str)]) -> Ended {
    let mut command = playground.command(arguments);
    Ended::of(&command.envs(variables.iter().copied()).assert())
}

fn with_file(text: &str) -> Playground {
    let playground = Playground::new();
    fs::write(playground.folder().join("plainweave.toml"), text).expect("a folder of ours");
    playground
}

#[test]
fn without_a_file_there_are_defaults() {
    assert_text!("config", Playground::new().stdout_of("config"));
}

#[test]
fn each_value_is_shown_with_where_it_comes_from() {
    let playground =
        with_file("[check]\nengine = [\"weave\", \"loom\"]\nbudget = \"1m\"\nruns = 9\n");
    let variables = [("PLAINWEAVE_RUNS", "5"), ("LOOM_MAX_PREEMPTIONS", "2")];
    assert_text!("config_all", run(&playground, "config", &variables).stdout);
}

#[test]
fn a_flag_outdoes_a_variable_which_outdoes_the_file() {
    let playground = with_file("[check]\npreemptions = 0\n");
    let check = |flag: &str, variables: &[(&str, &str)]| {
        let Ended { code, stdout, stderr } =
            run(&playground, &format!("check counter/locked {flag}"), variables);
        assert_eq!(code, 0, "{stderr}");
        (stdout, stderr)
    };
    let variable = [("PLAINWEAVE_PREEMPTIONS", "1")];
    let (stdout, stderr) = check("", &[]);
    assert!(stdout.contains("holds: bounded, 0 preemptions"), "{stdout}");
    assert_eq!(stderr, "in force: preemptions = 0 (plainweave.toml:2)\n");
    let (stdout, stderr) = check("", &variable);
    assert!(stdout.contains("holds: bounded, 1 preemption "), "{stdout}");
    assert_eq!(stderr, "in force: preemptions = 1 (PLAINWEAVE_PREEMPTIONS)\n");
    let (stdout, stderr) = check("--preemptions 2", &variable);
    assert!(stdout.contains("holds: bounded, 2 preemptions"), "{stdout}");
    assert_eq!(stderr, "");
}

#[test]
fn the_variables_of_loom_and_shuttle_mean_what_they_mean_there() {
    let playground = Playground::new();
    let arguments = "check counter/locked --engine loom,shuttle-pct --format json --runs 9";
    let variables = [
        ("LOOM_MAX_PREEMPTIONS", "1"),
        ("LOOM_MAX_DURATION", "60"),
        ("LOOM_MAX_BRANCHES", "500"),
        ("SHUTTLE_RANDOM_SEED", "42"),
    ];
    let ended = run(&playground, arguments, &variables);
    assert_eq!(
        ended.stderr,
        "in force: budget = 60s (LOOM_MAX_DURATION), preemptions = 1 (LOOM_MAX_PREEMPTIONS), steps = \
         500 (LOOM_MAX_BRANCHES), seed = 42 (SHUTTLE_RANDOM_SEED)\n"
    );
    let lines: Vec<serde_json::Value> =
        ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["bounds"]["preemptions"], 1);
    assert_eq!(lines[0]["bounds"]["steps"], 500);
    assert_eq!(lines[1]["seed"], 42);
    // Shuttle would heed its variable rather than the flag.
    let flag = run(&playground, &format!("{arguments} --seed 7"), &variables);
    let without = run(&playground, &format!("{arguments} --seed 7"), &[]);
    let pct = |ended: &Ended| -> serde_json::Value {
        let mut line: serde_json::Value =
            serde_json::from_str(ended.stdout.lines().nth(1).unwrap()).unwrap();
        line["wall_ms"] = 0.into();
        line["bounds"]["steps"] = 0.into();
        line
    };
    assert_eq!(pct(&flag)["seed"], 7);
    assert_eq!(pct(&flag), pct(&without));
}

#[test]
fn what_concerns_no_engine_is_neither_refused_nor_echoed_unless_it_is_a_flag() {
    let playground = Playground::new();
    let arguments = "check counter/locked --engine native";
    let variables = [("LOOM_MAX_PREEMPTIONS", "1"), ("PLAINWEAVE_MEMORY", "sc")];
    let ended = run(&playground, arguments, &variables);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
}

#[test]
fn the_nearest_file_above_counts_and_its_paths_are_its_own() {
    let playground = with_file("[check]\ntraces = \"kept\"\n");
    let below = playground.folder().join("a/b");
    fs::create_dir_all(&below).unwrap();
    let mut command = playground.command("check double-acquire/lock");
    let ended = Ended::of(&command.current_dir(&below).assert());
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stderr.contains("(../../plainweave.toml:2)"), "{}", ended.stderr);
    assert!(playground.folder().join("kept/double-acquire_lock.weave.trace.json").exists());
}

#[test]
fn a_bad_file_or_variable_is_named_and_nothing_runs() {
    let unknown = with_file("[check]\n\nbugdet = \"5s\"\n");
    for arguments in ["check counter", "config"] {
        let ended = unknown.run(arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{arguments}");
        assert_eq!(
            ended.stderr,
            "error: plainweave.toml:3: the key `bugdet` is unknown\nhint: did you mean `budget`? The \
             keys are engine, memory, fine, budget, runs, preemptions, steps, seed, shard, format, \
             require-exhaustive, traces, regressions, jobs\n"
        );
    }
    let folder = Playground::new();
    fs::create_dir(folder.folder().join("plainweave.toml")).unwrap();
    let ended = folder.run("check counter");
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("cannot read plainweave.toml\ncause:"), "{}", ended.stderr);
    let ended = run(&Playground::new(), "check counter", &[("PLAINWEAVE_JOBS", "none")]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    assert!(ended.stderr.contains("the variable PLAINWEAVE_JOBS: expected"), "{}", ended.stderr);
    // What has nothing to do with it goes on.
    unknown.stdout_of("list counter");
}

#[test]
fn a_switch_in_the_file_can_be_turned_off() {
    let playground = with_file("[check]\nrequire-exhaustive = true\nruns = 1\n");
    assert_eq!(playground.run("check counter/locked").code, 5);
    assert_eq!(playground.run("check counter/locked --require-exhaustive=false").code, 0);
}
