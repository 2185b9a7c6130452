//! Accounts are written whole, and read with suspicion.

extern crate plainweave_trace as trace;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proptest::prelude::*;
use tempfile::TempDir;
use trace::SaveError;
use trace::account::{Account, LoadError};

fn sample() -> PathBuf {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../report/tests/page/traces");
    samples.join("deadlock.trace.json")
}

static ACCOUNT: LazyLock<Account> =
    LazyLock::new(|| Account::load(&sample()).expect("the sample is an account"));
static TEXT: LazyLock<String> = LazyLock::new(|| ACCOUNT.to_json());

fn account() -> Account {
    ACCOUNT.clone()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn loaded(text: impl AsRef<[u8]>) -> Result<Account, LoadError> {
    let folder = folder();
    let path = folder.path().join("a.trace.json");
    fs::write(&path, text).expect("a file to write");
    Account::load(&path)
}

#[test]
fn what_is_saved_is_loaded() {
    let folder = folder();
    let path = folder.path().join("new/folder/a.trace.json");
    account().save(&path).unwrap();
    assert_eq!(Account::load(&path).unwrap(), account());
    let others: Vec<PathBuf> =
        fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(others, [path], "nothing is left beside it");
}

#[test]
fn each_event_is_a_line() {
    let text = account().to_json();
    let events = text.lines().filter(|line| line.trim().starts_with("{\"step\": "));
    assert_eq!(events.count(), account().events.len());
    assert!(text.starts_with("{\n  \"schema\": \"plainweave.trace/1\",\n"), "{text}");
}

#[test]
fn an_account_takes_the_place_of_another() {
    let folder = folder();
    let path = folder.path().join("a.trace.json");
    fs::write(&path, "something else").unwrap();
    account().save(&path).unwrap();
    assert_eq!(Account::load(&path).unwrap(), account());
}

#[test]
fn a_file_is_no_folder_to_save_in() {
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = account().save(&file.join("a.trace.json")).unwrap_err();
    assert!(matches!(error, SaveError::Folder { .. }), "{error}");
    let error = account().save(folder.path()).unwrap_err();
    assert!(matches!(error, SaveError::Write { .. }), "{error}");
}

#[test]
fn each_way_to_be_unusable_has_its_error() {
    let folder = folder();
    let missing = Account::load(&folder.path().join("missing")).unwrap_err();
    assert!(matches!(missing, LoadError::Unreadable { .. }), "{missing}");
    let directory = Account::load(folder.path()).unwrap_err();
    assert!(matches!(directory, LoadError::Folder { .. }), "{directory}");

    let text = account().to_json();
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
    let newer = loaded(text.replace("trace/1", "trace/12")).unwrap_err();
    assert!(matches!(&newer, LoadError::Newer { schema, .. } if schema == "plainweave.trace/12"));
    let older = loaded(text.replace("trace/1", "trace/0")).unwrap_err();
    assert!(matches!(&older, LoadError::Older { schema, .. } if schema == "plainweave.trace/0"));
    let malformed = loaded(text.replace("\"executions\"", "\"runs\"")).unwrap_err();
    assert!(matches!(malformed, LoadError::Malformed { .. }), "{malformed}");
    let inconsistent = loaded(text.replace("\"step\": 3,", "\"step\": 33,")).unwrap_err();
    assert!(matches!(inconsistent, LoadError::Inconsistent { .. }), "{inconsistent}");
    let deep = loaded("[".repeat(100_000)).unwrap_err();
    assert!(matches!(deep, LoadError::NotJson { .. }), "{deep}");
}

/// The steps of real threads are noted a little later than they are taken.
#[test]
fn a_run_on_real_threads_may_contradict_itself() {
    let text = account().to_json();
    let odd = text.replace("\"step\": 3,", "\"step\": 33,");
    assert!(loaded(&odd).is_err());
    assert!(loaded(odd.replace("\"memory\": \"sc\"", "\"memory\": \"hardware\"")).is_ok());
}

#[test]
fn unknown_fields_are_ignored() {
    let text = account().to_json().replacen("{\n", "{\n  \"mood\": \"good\",\n", 1);
    assert_eq!(loaded(text).unwrap(), account());
}

proptest! {
    #[test]
    fn a_damaged_file_does_no_harm(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        end in any::<prop::sample::Index>(),
        is_cut in prop::bool::weighted(0.2),
    ) {
        let mut text = TEXT.clone().into_bytes();
        for (index, byte) in cuts {
            let index = index.index(text.len());
            text[index] = byte;
        }
        if is_cut {
            text.truncate(end.index(text.len()));
        }
        let _ = loaded(text);
    }

    /// Most of these remain valid JSON, so that the damage gets past the parser.
    #[test]
    fn an_account_with_other_numbers_does_no_harm(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_u32..40), 1..6),
    ) {
        let text = &*TEXT;
        let is_digit = |(_, char): &(usize, char)| char.is_ascii_digit();
        let digits: Vec<usize> =
            text.char_indices().filter(is_digit).map(|(index, _)| index).collect();
        let mut damaged = text.clone().into_bytes();
        for (index, number) in changes {
            let at = digits[index.index(digits.len())];
            damaged[at] = number.to_string().as_bytes()[0];
        }
        let _ = loaded(damaged);
    }
}
