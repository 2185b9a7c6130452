//! What each format requires beyond its grammar.

use std::collections::{BTreeMap, HashSet};
use std::process::{Command, Stdio};

use plainweave_report::{Format, dot, junit, mermaid_graph, perfetto, sarif};
use serde_json::Value;
use trace::account::Account;

use crate::parsers;
use crate::samples::{all, sample, unexpected};

#[test]
fn every_sample_can_be_read_in_every_format() {
    for (name, account) in all() {
        for format in Format::ALL {
            assert!(!format.render(&account).is_empty() || format == Format::Github, "{name}");
        }
        parsers::mermaid(&plainweave_report::mermaid(&account));
        parsers::mermaid_graph(&mermaid_graph(&account));
        parsers::dot(&dot(&account));
        parsers::xml(&junit(&[&account]));
    }
}

#[test]
fn formats_of_several_checks_say_so() {
    let account = sample("deadlock");
    let checks = [&account; 2];
    for format in Format::ALL {
        assert_eq!(format.render_all(&checks).is_some(), format.takes_several(), "{format}");
        assert_eq!(format.name().parse(), Ok(format));
        assert!(!format.about().is_empty() && !format.extension().is_empty());
    }
    let names: HashSet<_> = Format::ALL.iter().map(|format| format.name()).collect();
    assert_eq!(names.len(), Format::ALL.len());
}

#[test]
fn graphviz_takes_every_graph() {
    for (name, account) in all() {
        let child =
            Command::new("dot").arg("-Tsvg").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        // Where there is no Graphviz, `parsers::dot` has looked at the grammar.
        let Ok(mut child) = child else { return };
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), dot(&account).as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{name}");
        assert!(String::from_utf8(output.stdout).unwrap().contains("</svg>"), "{name}");
    }
}

#[test]
fn a_circle_is_marked_all_around() {
    let mut circles = 0;
    for (name, account) in all() {
        let length = account.end.as_ref().map_or(0, |end| end.cycle.len());
        if length > 0 {
            assert_eq!(
                dot(&account).matches("fontcolor=red, penwidth=2").count(),
                length,
                "{name}"
            );
            assert_eq!(mermaid_graph(&account).matches(" ==>").count(), length, "{name}");
            circles += 1;
        }
    }
    assert!(circles >= 3);
}

#[test]
fn slices_of_a_track_nest() {
    for (name, account) in all() {
        let timeline: Value = serde_json::from_str(&perfetto(&account)).unwrap();
        let mut open: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        let mut latest = 0;
        let mut steps = 0;
        for event in timeline["traceEvents"].as_array().unwrap() {
            let number = |field: &str| event[field].as_u64().unwrap();
            assert!(event["pid"].is_u64() && event["tid"].is_u64() && event["name"].is_string());
            if event["ph"] == "M" {
                continue;
            }
            assert!(number("ts") >= latest, "{name}: in order of time");
            latest = number("ts");
            steps += usize::from(event["cat"] == "step");
            if event["ph"] != "X" {
                continue;
            }
            let track = open.entry(number("tid")).or_default();
            let (begin, end) = (number("ts"), number("ts") + number("dur"));
            track.retain(|outer| *outer > begin);
            assert!(track.last().is_none_or(|outer| end <= *outer), "{name}: {event}");
            track.push(end);
        }
        assert_eq!(steps, account.events.len(), "{name}");
    }
}

#[test]
fn each_arrow_begins_and_ends_within_a_step() {
    for (name, account) in all() {
        let timeline: Value = serde_json::from_str(&perfetto(&account)).unwrap();
        let events = timeline["traceEvents"].as_array().unwrap();
        let mut flows: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
        for flow in events.iter().filter(|event| event["cat"] == "order") {
            flows
                .entry(flow["id"].as_u64().unwrap())
                .or_default()
                .push(flow["ph"].as_str().unwrap());
            let is_around = |step: &&Value| {
                let begin = step["ts"].as_u64().unwrap();
                let at = flow["ts"].as_u64().unwrap();
                step["tid"] == flow["tid"]
                    && (begin..begin + step["dur"].as_u64().unwrap()).contains(&at)
            };
            assert!(
                events.iter().filter(|it| it["cat"] == "step").any(|it| is_around(&it)),
                "{name}"
            );
        }
        let synced: usize = account.events.iter().map(|event| event.sync.len()).sum();
        assert_eq!(flows.len(), synced, "{name}");
        assert!(flows.values().all(|ends| ends == &["s", "f"]), "{name}");
    }
}

fn log(account: &Account) -> Value {
    serde_json::from_str(&sarif(&[account])).unwrap()
}

#[test]
fn sarif_has_what_the_standard_requires() {
    for (name, account) in all() {
        let log = log(&account);
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let driver = &run["tool"]["driver"];
        assert!(driver["name"].is_string() && driver["informationUri"].is_string());
        let rules = driver["rules"].as_array().unwrap();
        for rule in rules {
            for text in ["shortDescription", "fullDescription", "help"] {
                assert!(rule[text]["text"].as_str().is_some_and(|text| !text.is_empty()));
            }
        }
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), usize::from(account.verdict.fault.is_some()), "{name}");
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            assert!(result["message"]["text"].is_string());
            assert!(
                result["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64()
                    > Some(0)
            );
            let mut steps = vec![];
            for flow in result["codeFlows"][0]["threadFlows"].as_array().unwrap() {
                let places = flow["locations"].as_array().unwrap();
                assert!(!places.is_empty());
                for place in places {
                    steps.push(place["executionOrder"].as_u64().unwrap());
                    let physical = &place["location"]["physicalLocation"];
                    let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
                    assert!(!uri.contains([' ', '\\', ':']), "{uri}");
                }
            }
            steps.sort_unstable();
            let all: Vec<u64> = (1..=account.events.len() as u64).collect();
            assert_eq!(steps, all, "{name}: every step is in the flow of its thread");
        }
        assert!(run["invocations"][0]["executionSuccessful"].is_boolean());
    }
}

#[test]
fn names_in_messages_are_no_links_and_no_placeholders() {
    let mut account = sample("deadlock");
    account.threads[1].name = r"[a](http://b) {0} \](c) [1, 2]".to_owned();
    let text =
        log(&account)["runs"][0]["results"][0]["message"]["text"].as_str().unwrap().to_owned();
    assert!(text.contains(r"[a] (http://b) {{0}} \] (c) [1, 2] holds plate"), "{text}");
}

#[test]
fn each_kind_of_fault_has_its_own_help() {
    let log = log(&sample("deadlock"));
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids, trace::FaultKind::ALL.map(trace::FaultKind::name));
    let helps: HashSet<String> =
        rules.iter().map(|rule| rule["help"]["text"].to_string()).collect();
    assert_eq!(helps.len(), rules.len());
}

#[test]
fn paths_become_references() {
    let uri = |path: &str| {
        let mut account = sample("deadlock");
        account.events.iter_mut().for_each(|event| event.at.user = format!("{path}:3"));
        let log = log(&account);
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        (place["artifactLocation"]["uri"].as_str().unwrap().to_owned(), place.clone())
    };
    assert_eq!(uri("src/a b.rs").0, "src/a%20b.rs");
    assert_eq!(uri("/home/x/ü.rs").0, "file:///home/x/%C3%BC.rs");
    assert_eq!(uri(r"C:\x\a.rs").0, "file:///C:/x/a.rs");
    assert_eq!(uri(r"src\a.rs").0, "src/a.rs");
    assert_eq!(uri("a:b").0, "a%3Ab");
    assert_eq!(uri("src/a.rs").1["artifactLocation"]["uriBaseId"], "%SRCROOT%");
}

#[test]
fn counts_of_tests_are_those_of_the_checks() {
    let accounts = [
        unexpected(sample("deadlock")),
        sample("never-released"),
        sample("undecided"),
        sample("holds"),
    ];
    let checks: Vec<_> = accounts.iter().collect();
    let xml = junit(&checks);
    assert!(
        xml.contains(r#"name="plainweave" tests="4" failures="1" errors="0" skipped="1""#),
        "{xml}"
    );
    assert_eq!(xml.matches("<failure").count(), 1);
    assert_eq!(xml.matches("<skipped").count(), 1);
    assert_eq!(xml.matches("<testcase").count(), 4);
}

#[test]
fn references_that_lead_nowhere_are_shown_as_they_stand() {
    for (_, mut account) in all() {
        account.threads.clear();
        account.objects.clear();
        account.cause.steps = vec![0, 77, u32::MAX];
        for event in &mut account.events {
            event.sync = vec![0, 99_999, u32::MAX];
            event.target = event.target.map(|_| u32::MAX);
            event.step = event.step.wrapping_mul(77);
        }
        for format in Format::ALL {
            format.render(&account);
        }
    }
}
