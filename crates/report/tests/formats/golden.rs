//! Each format of six verdicts, as files that are reviewed.

use plainweave_report::{
    Format, annotations, dot, junit, mermaid, mermaid_graph, outcomes, outcomes_markdown, perfetto,
    sarif, summary,
};
use serde_json::Value;
use trace::account::Account;

use crate::samples::{sample, unexpected};

const SHOWN: [&str; 6] =
    ["deadlock", "data-race", "lost-wakeup", "lost-update", "holds", "undecided"];

fn golden(name: &str, text: &str) {
    insta::with_settings!({
        prepend_module_to_snapshot => false,
        snapshot_path => "../snapshots/formats",
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

fn each(format: &str, render: impl Fn(&Account) -> String) {
    for name in SHOWN {
        golden(&format!("{format}-{name}"), &render(&sample(name)));
    }
}

/// A page without its styles and scripts, which are files that are reviewed as such.
fn without_code(page: &str) -> String {
    let cut = |page: &str, begin: &str, end: &str| {
        let (before, rest) = page.split_once(begin).expect("it begins");
        let (_, after) = rest.split_once(end).expect("it ends");
        format!("{before}{begin}…{end}{after}")
    };
    let page = cut(page, "<style>", "</style>");
    cut(&page, "<script type=\"module\">", "</script>")
}

#[test]
fn pages() {
    for name in ["deadlock", "holds"] {
        golden(&format!("html-{name}"), &without_code(&Format::Html.render(&sample(name))));
    }
}

#[test]
fn sequence_diagrams() {
    each("mermaid", mermaid);
    golden("mermaid-livelock", &mermaid(&sample("livelock")));
    golden("mermaid-stale-read", &mermaid(&sample("stale-read")));
    golden("mermaid-kitchen", &mermaid(&sample("kitchen")));
}

#[test]
fn flowcharts() {
    each("mermaid-graph", mermaid_graph);
}

#[test]
fn graphs() {
    each("dot", dot);
    for name in ["never-released", "never-woken", "self-deadlock", "stale-read", "nine-threads"] {
        golden(&format!("dot-{name}"), &dot(&sample(name)));
    }
}

#[test]
fn timelines() {
    each("perfetto", perfetto);
}

#[test]
fn results_for_code_scanning() {
    golden("sarif", &sarif(&[&unexpected(sample("deadlock"))]));
    each("sarif", |account| {
        let log: Value = serde_json::from_str(&sarif(&[account])).unwrap();
        let run = &log["runs"][0];
        format!("{:#}\n{:#}", run["invocations"], run["results"])
    });
}

#[test]
fn outcome_tables() {
    each("outcomes", outcomes);
    each("outcomes-markdown", outcomes_markdown);
}

/// The six verdicts, none of them expected, and one that is.
fn several() -> Vec<Account> {
    let mut accounts: Vec<_> = SHOWN.into_iter().map(|name| unexpected(sample(name))).collect();
    accounts.push(sample("never-released"));
    accounts.push(sample("vacuous"));
    let mut missed = sample("holds");
    missed.scenario.expect = "breaks(deadlock)".into();
    missed.verdict.as_expected = false;
    missed.search.engine = "loom".into();
    accounts.push(missed);
    accounts
}

#[test]
fn reports_of_several_checks() {
    let accounts = several();
    let accounts: Vec<_> = accounts.iter().collect();
    golden("junit", &junit(&accounts));
    golden("github", &annotations(&accounts));
    golden("summary", &summary(&accounts));
}
