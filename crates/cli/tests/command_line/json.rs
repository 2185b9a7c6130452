//! Output for machines: the fields and their meaning are part of the public interface.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::playground::{Playground, TRACES};

const FIELDS: [&str; 21] = [
    "schema",
    "scenario",
    "engine",
    "memory",
    "verdict",
    "scope",
    "fault",
    "cause",
    "expected",
    "as_expected",
    "vacuous",
    "executions",
    "blocked",
    "bounds",
    "params",
    "outcomes",
    "seed",
    "digest",
    "wall_ms",
    "trace",
    "why",
];

const MODELS: &str = "loom,shuttle-random,shuttle-pct,shuttle-dfs,weave,weave-sc";

/// The values of some fields.
fn some(line: &Value, fields: &[&str]) -> Value {
    fields.iter().map(|field| ((*field).to_owned(), line[field].clone())).collect()
}

#[test]
fn each_line_has_the_documented_fields_and_no_other() {
    let lines = Playground::new().json_of("check double-acquire --engine loom,shuttle-pct");
    for line in &lines {
        let fields: BTreeSet<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, BTreeSet::from(FIELDS));
        assert_eq!(line["schema"], "plainweave.verdict/1");
        assert!(line["wall_ms"].is_u64());
    }
}

#[test]
fn a_line_for_each_scenario_and_engine_in_the_order_of_the_catalogue() {
    let lines = Playground::new()
        .json_of("check double-acquire plate-and-chopsticks --engine shuttle-dfs,loom");
    let order: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| (line["scenario"].as_str().unwrap(), line["engine"].as_str().unwrap()))
        .collect();
    let scenarios = [
        "plate-and-chopsticks/crossed",
        "plate-and-chopsticks/same-order",
        "plate-and-chopsticks/two-rlocks-crossed",
        "plate-and-chopsticks/one-rlock-two-names",
        "double-acquire/lock",
        "double-acquire/rlock",
    ];
    let expected = scenarios.map(|scenario| [(scenario, "shuttle-dfs"), (scenario, "loom")]);
    assert_eq!(order, expected.as_flattened());
}

#[test]
fn what_is_said_of_a_scenario_that_breaks() {
    let lines = Playground::new().json_of("check plate-and-chopsticks/crossed");
    let fields = [
        "memory",
        "verdict",
        "scope",
        "fault",
        "expected",
        "as_expected",
        "vacuous",
        "blocked",
        "params",
        "seed",
        "trace",
        "why",
    ];
    assert_eq!(
        some(&lines[0], &fields),
        json!({
            "memory": "rc11",
            "verdict": "breaks",
            "scope": null,
            "fault": "deadlock",
            "expected": "deadlock",
            "as_expected": true,
            "vacuous": false,
            "blocked": 1,
            "params": {"meals": 1},
            "seed": null,
            "trace": format!("{TRACES}/plate-and-chopsticks_crossed.weave.trace.json"),
            "why": null,
        })
    );
    let cause = lines[0]["cause"].as_str().unwrap();
    for name in ["ann", "ben", "plate", "chopsticks"] {
        assert!(cause.contains(name), "{cause}");
    }
}

#[test]
fn what_is_said_of_a_scenario_that_holds() {
    let arguments = format!("check ticket-sale/locked --engine {MODELS} --runs 1000 --seed 7");
    let lines = Playground::new().json_of(&arguments);
    let fields = ["engine", "memory", "verdict", "scope", "fault", "cause", "seed", "trace", "why"];
    let line = |engine, memory, scope, seed: Option<u64>| {
        json!({
            "engine": engine,
            "memory": memory,
            "verdict": "holds",
            "scope": scope,
            "fault": null,
            "cause": null,
            "seed": seed,
            "trace": null,
            "why": null,
        })
    };
    let actual: Vec<Value> = lines.iter().map(|line| some(line, &fields)).collect();
    assert_eq!(
        actual,
        [
            line("loom", "c11", "exhaustive", None),
            line("shuttle-random", "sc", "sampled", Some(7)),
            line("shuttle-pct", "sc", "sampled", Some(7)),
            line("shuttle-dfs", "sc", "exhaustive", None),
            line("weave", "rc11", "exhaustive", None),
            line("weave-sc", "sc", "exhaustive", None),
        ]
    );
    for line in &lines {
        let outcomes = line["outcomes"].as_object().unwrap();
        let executions: u64 = outcomes.values().map(|number| number.as_u64().unwrap()).sum();
        let all = line["executions"].as_u64().unwrap();
        // Of loom's searches, within one bound after the other, the last one counts results.
        assert!(executions == all || (line["engine"] == "loom" && executions < all), "{line}");
    }
}

#[test]
fn what_is_said_of_a_search_that_was_cut_off() {
    let lines = Playground::new().json_of("check counter/locked --engine shuttle-dfs --runs 3");
    assert_eq!(
        some(&lines[0], &["verdict", "scope", "as_expected", "executions", "bounds", "why"]),
        json!({
            "verdict": "undecided",
            "scope": null,
            "as_expected": true,
            "executions": 3,
            "bounds": {"early-expiries": 2, "runs": 3, "steps": 10_000},
            "why": "stopped after the allowed number of runs",
        })
    );
}

#[test]
fn loom_and_weave_have_a_bound_on_preemptions() {
    let lines = Playground::new()
        .json_of("check counter/locked --preemptions 1 --engine loom,weave,shuttle-dfs");
    for bounded in &lines[..2] {
        assert_eq!(bounded["bounds"]["preemptions"], 1);
        assert_eq!(bounded["scope"], "bounded");
    }
    assert_eq!(lines[2]["bounds"].get("preemptions"), None);
    assert_eq!(lines[2]["scope"], "exhaustive");
}

#[test]
fn memory_says_which_weave() {
    let lines = Playground::new().json_of("check memory --memory sc");
    for line in &lines {
        assert_eq!((&line["engine"], &line["memory"]), (&json!("weave-sc"), &json!("sc")));
    }
}

/// Counts and digests of disjoint parts, and of searches with any number of workers, are those of the
/// whole.
#[test]
fn parts_add_up_to_the_whole() {
    let search = |how: &str| {
        let arguments = format!("check hand-over/while {how}");
        let line = Playground::new().json_of(&arguments).remove(0);
        let digest = u64::from_str_radix(line["digest"].as_str().unwrap(), 16).unwrap();
        (line["executions"].as_u64().unwrap(), digest, line["scope"].clone())
    };
    let (executions, digest, scope) = search("--jobs 1");
    assert_eq!(scope, "exhaustive");
    assert_eq!(search("--jobs 3"), (executions, digest, scope));
    let (mut sum, mut digests) = (0, 0u64);
    for part in 1..=2 {
        let (executions, digest, scope) = search(&format!("--shard {part}/2"));
        assert_eq!(scope, "bounded");
        sum += executions;
        digests = digests.wrapping_add(digest);
    }
    assert_eq!((sum, digests), (executions, digest));
}

#[test]
fn the_same_seed_gives_the_same_lines_and_files() {
    let run = |jobs: &str| {
        let playground = Playground::new();
        let filters = "ticket-sale/unlocked counter/locked stuck/beside-others";
        let mut lines = playground
            .json_of(&format!("check {filters} --engine {MODELS} --runs 500 --seed 11 {jobs}"));
        let traces: Vec<String> = lines
            .iter()
            .filter_map(|line| line["trace"].as_str())
            .map(|trace| fs::read_to_string(playground.folder().join(trace)).unwrap())
            .map(|text| text.lines().filter(|line| !line.contains("\"wall_ms\"")).collect())
            .collect();
        for line in &mut lines {
            line.as_object_mut().unwrap().remove("wall_ms");
        }
        (lines, traces)
    };
    let once = run("");
    assert_eq!(once.0.len(), 18);
    assert_eq!(once.1.len(), 12, "two scenarios break on each model");
    assert_eq!(once, run(""));
    assert_eq!(once, run("--jobs 1"));
}

#[test]
fn standstills_on_every_engine_do_no_harm_to_the_checks_after_them() {
    let playground = Playground::new();
    let filters = "plate-and-chopsticks/crossed double-acquire/lock counter/locked";
    let lines = playground
        .json_of(&format!("check {filters} --engine all --jobs 1 --runs 500 --budget 20m"));
    assert_eq!(lines.len(), 21);
    for line in &lines {
        // Whether real threads meet the deadlock is up to them.
        let is_certain = line["engine"] != "native" || line["scenario"] == "double-acquire/lock";
        let expected = if line["expected"] == "holds" { "holds" } else { "breaks" };
        assert!(!is_certain || line["verdict"] == expected, "{line}");
        match line["trace"].as_str() {
            Some(trace) => {
                let shown = playground.stdout_of(&format!("show {trace}"));
                assert!(shown.contains(line["scenario"].as_str().unwrap()), "{shown}");
                assert!(shown.contains(line["fault"].as_str().unwrap()), "{shown}");
            }
            None => assert_eq!(line["verdict"], "holds", "{line}"),
        }
    }
}
