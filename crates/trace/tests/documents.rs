//! Documents are written whole, and read with suspicion.

extern crate plainweave_trace as trace;

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use support::{MAIN, Story};
use tempfile::TempDir;
use trace::{Act, Document, FaultKind, LoadError, Minimal, SCHEMA, SaveError, Schedule};

fn document() -> Document {
    let mut story = Story::new("dinner.rs");
    let ann = story.spawn(MAIN, "ann", 10);
    let plate = story.object("lock", "plate", 1);
    story.lock(MAIN, plate, 11);
    story.block(ann, plate, 12);
    story.act(MAIN, None, Act::Chose { value: 1, of: 2 }, 13);
    story.block(MAIN, plate, 14);
    let (fault, extent) = story.trace.blame().expect("stuck");
    Document {
        schema: SCHEMA.to_owned(),
        scenario: "dinner/crossed".to_owned(),
        story: "Two diners.".to_owned(),
        engine: "shuttle-everything".to_owned(),
        memory: "sc".to_owned(),
        expected: Some(FaultKind::SelfDeadlock),
        fault,
        extent: Some(extent),
        bounds: BTreeMap::from([("preemptions".to_owned(), "2".to_owned())]),
        seed: Some(7),
        executions: 21,
        params: BTreeMap::from([("diners".to_owned(), 2)]),
        minimal: Some(Minimal {
            preemptions: Some(1),
            steps: 4,
            none_below: 1,
            proved: true,
            looked_at: 30,
        }),
        schedule: Some(Schedule {
            level: "coarse".to_owned(),
            early_expiries: Some(2),
            tried: vec!["dinner.rs:1:2".to_owned()],
            data: "t0*3 t1*1".to_owned(),
        }),
        trace: story.trace,
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn loaded(text: impl AsRef<[u8]>) -> Result<Document, LoadError> {
    let folder = folder();
    let path = folder.path().join("a.trace.json");
    fs::write(&path, text).expect("a file to write");
    Document::load(&path)
}

#[test]
fn what_is_saved_is_loaded() {
    let folder = folder();
    let path = folder.path().join("new/folder/a.trace.json");
    document().save(&path).unwrap();
    assert_eq!(Document::load(&path).unwrap(), document());
    let others: Vec<PathBuf> =
        fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(others, [path], "nothing is left beside it");
}

#[test]
fn each_event_is_a_line() {
    let folder = folder();
    let path = folder.path().join("a.trace.json");
    document().save(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let line = r#"{"thread": 1, "object": 0, "call": 1, "act": {"sleep": {"expected": 2, "timed": false}}, "site": "crates/sync/src/primitive.rs:51"}"#;
    assert!(text.lines().any(|found| found.trim().trim_end_matches(',') == line), "{text}");
    assert!(text.starts_with("{\n  \"schema\": \"plainweave.trace/0\",\n"), "{text}");
}

#[test]
fn a_document_takes_the_place_of_another() {
    let folder = folder();
    let path = folder.path().join("a.trace.json");
    fs::write(&path, "something else").unwrap();
    document().save(&path).unwrap();
    assert_eq!(Document::load(&path).unwrap(), document());
}

#[test]
fn a_file_is_no_folder_to_save_in() {
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = document().save(&file.join("a.trace.json")).unwrap_err();
    assert!(matches!(error, SaveError::Folder { .. }), "{error}");
    let error = document().save(folder.path()).unwrap_err();
    assert!(matches!(error, SaveError::Write { .. }), "{error}");
}

#[test]
fn each_way_to_be_unusable_has_its_error() {
    let folder = folder();
    let missing = Document::load(&folder.path().join("missing")).unwrap_err();
    assert!(matches!(missing, LoadError::Unreadable { .. }), "{missing}");
    let directory = Document::load(folder.path()).unwrap_err();
    assert!(matches!(directory, LoadError::Folder { .. }), "{directory}");

    let text = serde_json::to_string(&document()).unwrap();
    let truncated = loaded(&text[..text.len() / 2]).unwrap_err();
    assert!(matches!(truncated, LoadError::Truncated { .. }), "{truncated}");
    let empty = loaded("").unwrap_err();
    assert!(matches!(empty, LoadError::Truncated { .. }), "{empty}");
    let prose = loaded("No trace, dear reader.").unwrap_err();
    assert!(matches!(prose, LoadError::NotJson { .. }), "{prose}");
    let bytes = loaded([0xff, 0xfe, 0]).unwrap_err();
    assert!(matches!(bytes, LoadError::NotJson { .. }), "{bytes}");
    for foreign in ["[1, 2]", "{}", r#"{"schema": 3}"#, r#"{"schema": "junit/1"}"#] {
        let error = loaded(foreign).unwrap_err();
        assert!(matches!(error, LoadError::Foreign { .. }), "{error}");
    }
    let newer = loaded(text.replace("trace/0", "trace/12")).unwrap_err();
    assert!(matches!(&newer, LoadError::Newer { schema, .. } if schema == "plainweave.trace/12"));
    let malformed = loaded(text.replace("\"executions\"", "\"runs\"")).unwrap_err();
    assert!(matches!(malformed, LoadError::Malformed { .. }), "{malformed}");
    let inconsistent = loaded(text.replace("\"thread\":1", "\"thread\":2")).unwrap_err();
    assert!(matches!(inconsistent, LoadError::Inconsistent { .. }), "{inconsistent}");
    let deep = loaded("[".repeat(100_000)).unwrap_err();
    assert!(matches!(deep, LoadError::NotJson { .. }), "{deep}");
}

#[test]
fn an_object_is_no_part_of_itself() {
    let text = serde_json::to_string(&document()).unwrap();
    let error = loaded(text.replace("\"kind\":\"lock\"", "\"kind\":\"lock\",\"part_of\":0"));
    let error = error.unwrap_err();
    assert!(matches!(error, LoadError::Inconsistent { .. }), "{error}");
}

#[test]
fn unknown_fields_are_ignored() {
    let text = serde_json::to_string(&document()).unwrap();
    let text = text.replacen("{\"schema\"", "{\"mood\":\"good\",\"schema\"", 1);
    assert_eq!(loaded(text).unwrap(), document());
}

/// Everything that reads a trace reads this one.
fn use_it(document: &Document) {
    let trace = &document.trace;
    let _ = (trace.to_string(), trace.blame(), document.fault.to_string());
    for event in &trace.events {
        let _ = (trace.user_site(event), trace.is_end_of(event), trace.awaited(event));
    }
}

proptest! {
    #[test]
    fn a_damaged_document_does_no_harm(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        end in any::<prop::sample::Index>(),
        is_cut in prop::bool::weighted(0.2),
    ) {
        let mut text = serde_json::to_vec(&document()).unwrap();
        for (index, byte) in cuts {
            let index = index.index(text.len());
            text[index] = byte;
        }
        if is_cut {
            text.truncate(end.index(text.len()));
        }
        if let Ok(document) = loaded(text) {
            use_it(&document);
        }
    }

    /// Most of these remain valid JSON, so that the damage gets past the parser.
    #[test]
    fn a_document_with_other_numbers_does_no_harm(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_u32..40), 1..6),
    ) {
        let text = serde_json::to_string(&document()).unwrap();
        let is_digit = |(_, char): &(usize, char)| char.is_ascii_digit();
        let digits: Vec<usize> =
            text.char_indices().filter(is_digit).map(|(index, _)| index).collect();
        let mut damaged = text.into_bytes();
        for (index, number) in changes {
            let at = digits[index.index(digits.len())];
            damaged[at] = number.to_string().as_bytes()[0];
        }
        if let Ok(document) = loaded(damaged) {
            use_it(&document);
        }
    }
}
