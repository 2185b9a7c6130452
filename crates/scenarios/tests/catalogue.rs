//! What every scenario of the catalogue says about itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use plainweave_scenarios::{Expect, Params, Scenario, Visitor, visit_all};

/// What a scenario says about itself.
struct Entry {
    name: &'static str,
    story: &'static str,
    python: &'static str,
    expect: Expect,
    doc_lines: Vec<&'static str>,
}

#[derive(Default)]
struct Collect(Vec<Entry>);

impl Visitor for Collect {
    fn visit<S: Scenario>(&mut self) {
        self.0.push(Entry {
            name: S::NAME,
            story: S::STORY,
            python: S::PYTHON,
            expect: S::EXPECT,
            doc_lines: S::Params::FIELDS.iter().map(|field| field.doc).collect(),
        });
    }
}

fn catalogue() -> Vec<Entry> {
    let mut collect = Collect::default();
    visit_all(&mut collect);
    collect.0
}

fn is_kebab_case(text: &str) -> bool {
    text.split('-').all(|word| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

#[test]
fn names_are_topic_and_variant_and_unique() {
    let mut seen = BTreeSet::new();
    for Entry { name, .. } in catalogue() {
        let parts: Vec<&str> = name.split('/').collect();
        assert!(parts.len() == 2 && parts.iter().all(|part| is_kebab_case(part)), "{name}");
        assert!(seen.insert(name), "{name} is there twice");
    }
}

#[test]
fn stories_are_one_or_two_sentences() {
    for Entry { name, story, .. } in catalogue() {
        let sentences = story.matches(". ").count() + 1;
        assert!(story.ends_with('.') && sentences <= 2, "{name}: {story}");
        assert!(!story.contains("  "), "{name}: a line break left its indentation: {story}");
        assert!(story.len() <= 200, "{name}: {} letters", story.len());
    }
}

#[test]
fn sizes_are_documented() {
    for Entry { name, doc_lines, .. } in catalogue() {
        assert!(doc_lines.iter().all(|line| line.ends_with('.')), "{name}: {doc_lines:?}");
    }
}

/// The twin of `topic/variant` is `python/topic/variant.py`, and there is no other.
#[test]
fn every_scenario_has_its_python_twin() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("python");
    let mut twins = BTreeSet::new();
    for Entry { name, python, .. } in catalogue() {
        let file = folder.join(name).with_extension("py");
        assert_eq!(fs::read_to_string(&file).unwrap(), python, "{name}");
        assert!(python.starts_with("\"\"\""), "{name} begins by saying what it shows");
        twins.insert(file);
    }
    for topic in fs::read_dir(&folder).unwrap() {
        for twin in fs::read_dir(topic.unwrap().path()).unwrap() {
            let twin = twin.unwrap().path();
            assert!(twins.contains(&twin), "{} is nobody's twin", twin.display());
        }
    }
}

/// What breaks stands beside what holds. In `stuck` nothing holds: its variants are the ends that a
/// run can come to. In `granularity` nothing breaks: slow is not wrong.
#[test]
fn what_breaks_has_a_twin_that_holds() {
    let mut topics: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for Entry { name, expect, .. } in catalogue() {
        let (topic, _) = name.split_once('/').unwrap();
        let (holding, breaking) = topics.entry(topic).or_default();
        *if expect == Expect::Holds { holding } else { breaking } += 1;
    }
    for (topic, (holding, breaking)) in topics {
        assert!(holding > 0 || topic == "stuck", "{topic} has no variant that holds");
        assert!(breaking > 0 || topic == "granularity", "{topic} has no variant that breaks");
    }
}

/// The table in the crate's documentation lists the catalogue, in its order.
#[test]
fn the_documented_table_is_the_catalogue() {
    let documented: Vec<(String, String)> = include_str!("../src/lib.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! | [`"))
        .filter(|row| row.contains('/'))
        .map(|row| {
            let name = row.split('`').next().unwrap();
            let expected = row.trim_end_matches(" |").rsplit("| ").next().unwrap();
            (name.to_owned(), expected.to_owned())
        })
        .collect();
    let actual: Vec<(String, String)> = catalogue()
        .into_iter()
        .map(|Entry { name, expect, .. }| {
            let expected = match expect {
                Expect::Holds => "holds".to_owned(),
                Expect::Breaks(fault) => format!("breaks: {fault}"),
                Expect::BreaksWeakly(fault) => format!("breaks where memory is weak: {fault}"),
            };
            (name.to_owned(), expected)
        })
        .collect();
    assert_eq!(documented, actual);
}
