//! The page of each sample, and, where there is a browser, how it behaves. `README.md` says how.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod long;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use plainweave_report::html;
use serde_json::Value;

/// What one page may take, with the document in it.
const LIMIT: usize = 300_000;

/// Name and text of each sample.
fn samples() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page/traces");
    let mut samples: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().replace(".trace.json", "");
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    samples.sort();
    samples
}

fn page(json: &str) -> String {
    let document: Value = serde_json::from_str(json).unwrap();
    let scenario = document["scenario"]["name"].as_str().unwrap();
    let verdict = &document["verdict"];
    let verdict = verdict["fault"].as_str().unwrap_or(verdict["result"].as_str().unwrap());
    html(json, &format!("{scenario}: {verdict}"), "Scripts don't run here.")
}

#[test]
fn every_sample_becomes_a_small_page() {
    for (name, json) in samples() {
        let page = page(&json);
        assert!(page.len() < LIMIT, "{name}: {} bytes", page.len());
        assert!(page.ends_with("</html>\n"), "{name}");
    }
}

#[test]
fn a_page_names_no_address() {
    // But for the two that name a language of markup, and are never asked for.
    let page = html("{}", "", "").replace("http://www.w3.org/", "");
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("@import"));
}

#[test]
fn samples_show_every_fault_and_verdict() {
    let documents: Vec<Value> =
        samples().iter().map(|(_, json)| serde_json::from_str(json).unwrap()).collect();
    let is_shown =
        |field: &str, name: &str| documents.iter().any(|it| it["verdict"][field] == name);
    for kind in trace::FaultKind::ALL {
        assert!(is_shown("fault", kind.name()), "no sample shows {kind}");
    }
    for result in ["holds", "breaks", "undecided"] {
        assert!(is_shown("result", result), "no sample {result}");
    }
    assert!(documents.iter().any(|it| it["verdict"]["vacuous"] == true));
}

/// Writes all pages, and one of thousands of steps, to a folder.
fn write_pages() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&folder).unwrap();
    let long = ("long".to_owned(), long::document(2_000));
    for (name, json) in samples().into_iter().chain([long]) {
        fs::write(folder.join(name).with_extension("html"), page(&json)).unwrap();
    }
    folder
}

#[test]
#[ignore = "needs node, playwright-core and Chromium: see tests/page/README.md"]
fn pages_behave_in_a_browser() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page/browser.mjs");
    let status = Command::new("node").arg(script).arg(write_pages()).status();
    assert!(status.expect("node runs").success());
}
