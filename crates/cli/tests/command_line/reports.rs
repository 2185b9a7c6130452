//! `--report KIND=PATH`: files for people and for other programs.

use std::fs;

use serde_json::Value;

use crate::playground::{Playground, TRACES};

const CROSSED: &str = "check plate-and-chopsticks/crossed";
/// What begins a report of each kind on one check, or is in it.
const OF_ONE: [(&str, &str); 9] = [
    ("json", "\"schema\": \"plainweave.trace/1\""),
    ("html", "<title>plate-and-chopsticks/crossed: "),
    ("lanes", " BREAKS  deadlock  plate-and-chopsticks/crossed"),
    ("mermaid", "sequenceDiagram"),
    ("mermaid-graph", "flowchart"),
    ("dot", "digraph"),
    ("perfetto", "traceEvents"),
    ("outcomes", "execution"),
    ("outcomes-markdown", "|"),
];
const OF_SEVERAL: [(&str, &str); 4] = [
    ("sarif", "\"version\": \"2.1.0\""),
    ("junit", "<testsuites"),
    ("github", ""),
    ("summary", "plate-and-chopsticks/crossed"),
];

#[test]
fn one_check_in_all_formats() {
    let playground = Playground::new();
    let all = OF_ONE.iter().chain(&OF_SEVERAL);
    let flags: Vec<String> =
        all.clone().map(|(kind, _)| format!("--report {kind}=reports/{kind}")).collect();
    playground.stdout_of(&format!("{CROSSED} {}", flags.join(" ")));
    for (kind, within) in all {
        let text = fs::read_to_string(playground.folder().join("reports").join(kind));
        let text = text.expect("it is written");
        assert!(text.contains(within), "{kind}: {text}");
    }
}

#[test]
fn an_account_says_how_to_replay_it_and_how_small_it_is() {
    let playground = Playground::new();
    playground.stdout_of(&format!("{CROSSED} --report json=crossed.json"));
    let json = fs::read(playground.folder().join("crossed.json")).expect("it is written");
    let account: Value = serde_json::from_slice(&json).expect("it is JSON");
    let replay = account["reproduce"]["replay"].as_str().expect("there is a command");
    playground.stdout_of(replay.strip_prefix("plainweave ").expect("one of ours"));
    assert_eq!(account["attachments"][0]["kind"], "schedule");
    assert_eq!(account["minimal"]["preemptions"], 1);
    assert_eq!(account["minimal"]["proved"], true);
    let statement = account["minimal"]["statement"]["en"].as_str();
    assert!(statement.is_some_and(|known| known.starts_with("No run with 0 preemptions fails")));
}

/// Results of runs that fail are counted, too, and one sees what else could have happened.
#[test]
fn what_takes_a_further_search_is_told_where_it_is_shown() {
    let playground = Playground::new();
    let read =
        |name: &str| fs::read_to_string(playground.folder().join(name)).expect("it is there");
    let said = playground
        .stdout_of("check counter/unlocked --report json=counter.json --report outcomes=it.txt");
    let account: Value = serde_json::from_str(&read("counter.json")).expect("it is JSON");
    let rows = account["outcomes"]["rows"].as_array().expect("there are results");
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            (row["end"].as_str(), row["executions"].as_u64(), row["values"]["left"].as_u64())
        })
        .collect();
    assert_eq!(told, [(Some("ok"), Some(2), Some(0)), (Some("assertion"), Some(4), Some(1))]);
    assert!(rows.iter().all(|row| row["witness"]["schedule"].is_array()));
    assert_eq!(account["search"]["executions"]["complete"], 6);
    assert_eq!(account["graph"]["complete"], true);
    assert!(read("it.txt").contains("assertion"));
    assert!(said.contains(&read("it.txt")), "the same is shown:\n{said}");
    // Lanes need neither.
    playground.stdout_of("check counter/unlocked --report lanes=lanes.txt");
    let kept = read(&format!("{TRACES}/counter_unlocked.weave.trace.json"));
    assert!(!kept.contains("\"graph\""));
}

#[test]
fn several_checks_in_one_report() {
    let playground = Playground::new();
    playground.stdout_of("check plate-and-chopsticks --report junit=report.xml");
    let report = fs::read_to_string(playground.folder().join("report.xml")).expect("it is there");
    for variant in ["crossed", "same-order"] {
        assert!(report.contains(&format!("plate-and-chopsticks/{variant}")), "{report}");
    }
}

/// What was kept can be rendered later.
#[test]
fn a_counterexample_that_was_kept_in_another_format() {
    let playground = Playground::new();
    playground.stdout_of(&format!("{CROSSED} --report html=first.html"));
    let trace = format!("{TRACES}/plate-and-chopsticks_crossed.weave.trace.json");
    playground.stdout_of(&format!("show {trace} --report html=again.html --report lanes=it.txt"));
    let read = |name: &str| fs::read(playground.folder().join(name)).expect("it is there");
    assert!(read("again.html") == read("first.html"));
    assert!(read("it.txt").starts_with(b" BREAKS  deadlock"));
    playground.stdout_of(&format!("replay {trace} --report dot=it.dot"));
    assert!(read("it.dot").starts_with(b"digraph"));
}

#[test]
fn a_page_of_several_checks_is_refused_before_the_search() {
    let playground = Playground::new();
    let ended = playground.run("check plate-and-chopsticks --report html=page.html");
    assert_eq!(ended.code, 2, "{}", ended.stderr);
    assert!(ended.stderr.contains("`--report html=…` is for one check"), "{}", ended.stderr);
    assert!(ended.stderr.contains("sarif, junit, github, summary take several"));
    assert_eq!(fs::read_dir(playground.folder()).expect("a folder").count(), 0);
}

#[test]
fn a_kind_that_does_not_exist_is_refused() {
    let playground = Playground::new();
    for wrong in ["pdf=a", "html", "html="] {
        let ended = playground.run(&format!("{CROSSED} --report {wrong}"));
        assert_eq!(ended.code, 2, "{}", ended.stderr);
        assert!(ended.stderr.contains("kinds are json, html, lanes, mermaid"), "{}", ended.stderr);
    }
}

#[test]
fn the_verdict_is_told_even_if_a_report_cannot_be_written() {
    let playground = Playground::new();
    let ended = playground.run(&format!("{CROSSED} --report html=."));
    assert_eq!(ended.code, 1, "{}", ended.stderr);
    assert!(ended.stdout.contains("BREAKS  deadlock"), "{}", ended.stdout);
    assert!(ended.stderr.contains("name another place"), "{}", ended.stderr);
}
