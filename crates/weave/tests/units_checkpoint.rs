//! Checkpoints: what they say, and whom they refuse.

#![allow(clippy::unwrap_used)]

mod units_programs;

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use plainweave_weave::{
    Checkpoint, Config, Ended, Leaf, Memory, Unit, UnitError, explore_all, explore_units,
    explore_units_with, replay_unit, resume,
};
use tempfile::tempdir;
use units_programs::{Body, all, config, counts, failure, locks, messages, whole};

fn with_checkpoint(path: &Path, every: u64) -> Config {
    let mut config = config(Memory::Rc11);
    config.checkpoint = Some(path.to_owned());
    config.checkpoint_runs = Some(every);
    config
}

#[test]
fn pauses_change_nothing_and_the_file_says_how_it_ended() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("checkpoint");
    for (name, body) in all() {
        let mut config = with_checkpoint(&path, 7);
        for jobs in [1, 3] {
            config.jobs = jobs;
            let expected = whole(&units_programs::config(Memory::Rc11), &body);
            let units = vec![Unit::whole(&config).unwrap()];
            let again = Body::clone(&body);
            let (found, rest) = explore_units(&config, units, move || again()).unwrap();
            assert!(rest.is_empty() && found.is_exhaustive(), "{name}");
            assert_eq!(counts(&found), counts(&expected), "{name} {jobs}");
            let saved = Checkpoint::read(&path).unwrap();
            assert!(saved.units().is_empty() && saved.found().is_exhaustive());
            assert_eq!(counts(&saved.found()), counts(&expected), "{name} {jobs}");
        }
    }
}

/// Runs of any size, each from the file that the one before has left.
#[test]
fn budgets_and_resumptions_add_up() {
    let directory = tempdir().unwrap();
    for (name, body) in all() {
        let path = directory.path().join(name);
        let mut config = with_checkpoint(&path, 5);
        config.runs = Some(23);
        let units = vec![Unit::whole(&config).unwrap()];
        let again = Body::clone(&body);
        let (mut found, mut rest) = explore_units(&config, units, move || again()).unwrap();
        while !rest.is_empty() {
            let again = Body::clone(&body);
            let from = Checkpoint::read(&path).unwrap();
            assert_eq!(counts(&from.found()), counts(&found), "{name}");
            assert!(from.units().iter().eq(&rest.iter().map(Unit::to_string).collect::<Vec<_>>()));
            (found, rest) = resume(&config, &from, move || again()).unwrap();
        }
        let expected = whole(&units_programs::config(Memory::Rc11), &body);
        assert_eq!(counts(&found), counts(&expected), "{name}");
        assert_eq!(failure(&found), failure(&expected), "{name}");
        assert_eq!(found.progress.to_bits(), 1f64.to_bits(), "{name}");
    }
}

#[test]
fn a_failure_is_kept_and_stays_the_end() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("checkpoint");
    let mut config = with_checkpoint(&path, 1);
    config.stop_at_first_failure = true;
    let units = vec![Unit::whole(&config).unwrap()];
    let (found, rest) = explore_units(&config, units, messages).unwrap();
    assert_eq!(found.ended, Ended::Failed);
    assert!(!rest.is_empty());
    let saved = Checkpoint::read(&path).unwrap();
    let (message, unit) = saved.failure().unwrap();
    assert!(message.contains("the message is lost"));
    let again = replay_unit(&config, &unit.parse().unwrap(), messages).unwrap();
    assert_eq!(failure(&again), failure(&found));
    let (again, kept) = resume(&config, &saved, messages).unwrap();
    assert_eq!((counts(&again), failure(&again)), (counts(&found), failure(&found)));
    assert_eq!((again.ended, kept.len()), (Ended::Failed, rest.len()));
    let error = resume(&config, &saved, || ()).unwrap_err();
    assert!(matches!(error, UnitError::NotRepeated { .. }), "{error}");
}

#[test]
fn whoever_does_not_match_is_refused() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("checkpoint");
    let mut config = with_checkpoint(&path, 10);
    config.runs = Some(30);
    let units = vec![Unit::whole(&config).unwrap()];
    explore_units(&config, units, locks(3, 2)).unwrap();
    let saved = Checkpoint::read(&path).unwrap();
    config.spurious = true;
    let error = resume(&config, &saved, locks(3, 2)).unwrap_err();
    assert!(matches!(error, UnitError::OtherBounds { what: "checkpoint" }), "{error}");
    config.spurious = false;
    config.program = "another".to_owned();
    let error = resume(&config, &saved, locks(3, 2)).unwrap_err();
    assert!(matches!(error, UnitError::OtherProgram { what: "checkpoint" }), "{error}");

    let json = fs::read_to_string(&path).unwrap();
    let read = |json: String| {
        fs::write(&path, json).unwrap();
        Checkpoint::read(&path)
    };
    let count = format!("\"complete\": {}", saved.found().complete);
    assert!(json.contains(&count));
    let edited = json.replace(&count, "\"complete\": 1680");
    assert!(matches!(read(edited), Err(UnitError::NoCheckpoint { .. })));
    let cut = json[..json.len() / 2].to_owned();
    assert!(matches!(read(cut), Err(UnitError::NoCheckpoint { .. })));
    let newer = json.replace("\"format\": 1", "\"format\": 7");
    assert!(matches!(read(newer), Err(UnitError::Format { found: 7, known: 1 })));
    let squeezed = json.replace(['\n', ' '], "");
    assert_eq!(counts(&read(squeezed).unwrap().found()), counts(&saved.found()));
    fs::remove_file(&path).unwrap();
    let error = Checkpoint::read(&path).unwrap_err();
    assert!(matches!(error, UnitError::Unreadable { .. }), "{error}");
}

#[test]
fn each_byte_of_a_checkpoint_counts() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("checkpoint");
    let mut config = with_checkpoint(&path, 10);
    config.runs = Some(10);
    let units = vec![Unit::whole(&config).unwrap()];
    explore_units(&config, units, locks(2, 2)).unwrap();
    let saved = fs::read(&path).unwrap();
    let meaning = Checkpoint::read(&path).unwrap();
    for at in 0..saved.len() {
        let mut other = saved.clone();
        other[at] ^= 1;
        fs::write(&path, other).unwrap();
        // White space may have become other white space.
        if let Ok(read) = Checkpoint::read(&path) {
            assert_eq!(format!("{read:?}"), format!("{meaning:?}"), "byte {at}");
        }
    }
}

#[test]
fn that_the_file_cannot_be_written_is_said_first() {
    let directory = tempdir().unwrap();
    let config = with_checkpoint(&directory.path().join("missing/checkpoint"), 10);
    let units = vec![Unit::whole(&config).unwrap()];
    let runs = AtomicU64::new(0);
    let count = |_: &Leaf<'_>| {
        runs.fetch_add(1, Ordering::Relaxed);
    };
    let error = explore_units_with(&config, units, count, locks(2, 2)).unwrap_err();
    assert!(matches!(error, UnitError::Unwritable { .. }), "{error}");
    assert_eq!(runs.into_inner(), 0);
}

#[test]
fn what_cannot_be_saved_at_the_end_comes_back() {
    let directory = tempdir().unwrap();
    let inner = directory.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let mut config = with_checkpoint(&inner.join("checkpoint"), 10);
    config.runs = Some(50);
    let units = vec![Unit::whole(&config).unwrap()];
    let vanish = |_: &Leaf<'_>| drop(fs::remove_dir_all(&inner));
    let error = explore_units_with(&config, units, vanish, locks(3, 2)).unwrap_err();
    let UnitError::Unsaved { outcome, .. } = error else { panic!("{error}") };
    let (mut total, rest) = *outcome;
    assert_eq!(total.runs, 50);
    let (found, none) =
        explore_units(&units_programs::config(Memory::Rc11), rest, locks(3, 2)).unwrap();
    assert!(none.is_empty());
    total.add(&found);
    assert_eq!(
        counts(&total),
        counts(&explore_all(&units_programs::config(Memory::Rc11), locks(3, 2)))
    );
}

/// A pause that is always due still lets each round do something.
#[test]
fn pauses_without_end_come_to_an_end() {
    thread_local!(static RUNS: Cell<u64> = const { Cell::new(0) });
    let directory = tempdir().unwrap();
    let mut config = with_checkpoint(&directory.path().join("checkpoint"), 0);
    config.checkpoint_every = std::time::Duration::ZERO;
    let units = vec![Unit::whole(&config).unwrap()];
    let count = |_: &Leaf<'_>| RUNS.set(RUNS.get() + 1);
    let (found, rest) = explore_units_with(&config, units, count, locks(3, 2)).unwrap();
    assert!(rest.is_empty());
    assert_eq!((found.complete, found.runs, RUNS.get()), (90, 90, 90));
}
