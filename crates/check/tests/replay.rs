//! A counterexample that was kept can be run again, and when it does not fail any more, one learns why.
#![cfg(all(feature = "loom", feature = "shuttle"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

extern crate plainweave_check as check;

use std::fs;
use std::path::PathBuf;

use check::{
    Check, Engine, Entry, Level, Regressions, Replay, ReplayError, Report, Verdict, catalogue,
};
use trace::{Document, FaultKind, LoadError};

const MODELS: [Engine; 6] = [
    Engine::Loom,
    Engine::ShuttleRandom,
    Engine::ShuttlePct,
    Engine::ShuttleDfs,
    Engine::Weave,
    Engine::WeaveSc,
];

fn entry(name: &str) -> Entry {
    catalogue().into_iter().find(|entry| entry.name == name).unwrap()
}

fn document(name: &str, check: &Check) -> Document {
    entry(name).check(check, &[]).unwrap().document().unwrap_or_else(|| panic!("{name} holds"))
}

fn crossed(engine: Engine) -> Document {
    document("plate-and-chopsticks/crossed", &Check::new(engine))
}

#[track_caller]
fn assert_replays(name: &str, check: &Check) {
    let what = format!("{name} on {} ({:?})", check.engine, check.level);
    let report = entry(name).check(check, &[]).unwrap();
    assert!(matches!(report.verdict, Verdict::Breaks { .. }), "{what}: {:?}", report.verdict);
    let kept = report.document().unwrap();
    // As it comes out of a file.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it.trace.json");
    kept.save(&path).unwrap();
    let replay = Replay::load(&path).unwrap_or_else(|error| panic!("{what}: {error}"));
    let again = replay.run().unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(again.document.trace, kept.trace, "{what}");
    assert_eq!(again.document, kept, "{what}");
    assert!(again.is_exact, "{what}");
}

#[test]
fn a_deadlock_is_run_again_on_every_engine() {
    for engine in MODELS {
        assert_replays("plate-and-chopsticks/crossed", &Check::new(engine));
    }
    // Depth first it takes long to come to it at this level.
    for engine in [Engine::Loom, Engine::ShuttleRandom, Engine::Weave] {
        assert_replays("plate-and-chopsticks/crossed", &Check::new(engine).level(Level::Fine));
    }
}

#[test]
fn a_lost_update_is_run_again_on_every_engine() {
    for engine in MODELS {
        assert_replays("counter/unlocked", &Check::new(engine));
    }
}

#[test]
fn a_lost_wake_up_is_run_again_on_every_engine() {
    for engine in MODELS {
        assert_replays("hand-over/notify-before-wait", &Check::new(engine));
    }
}

#[test]
fn a_data_race_is_run_again_on_every_engine() {
    for engine in MODELS {
        assert_replays("server-boot/plain-flag", &Check::new(engine));
    }
    for engine in [Engine::Loom, Engine::Weave] {
        assert_replays("memory/relaxed-publish", &Check::new(engine));
    }
}

/// Locks that are tried are no locks in whose gates a holder stays: whoever runs it again has to know.
#[test]
fn a_livelock_is_run_again_on_every_engine() {
    for engine in MODELS {
        assert_replays("philosophers/back-off", &Check::new(engine));
    }
}

#[test]
fn other_faults_are_run_again() {
    for engine in [Engine::Loom, Engine::ShuttleRandom, Engine::Weave] {
        for name in [
            "double-acquire/lock",
            "philosophers/walks-off",
            "opening/nine-arrivals",
            "stuck/beside-others",
            "stuck/cycle-of-owners",
            "stuck/panic-inside",
        ] {
            assert_replays(name, &Check::new(engine));
        }
    }
}

/// The same name with the locks in the same order: the program was repaired.
fn repaired(engine: Engine) -> (Entry, Document) {
    let scenario = "plate-and-chopsticks/same-order";
    (entry(scenario), Document { scenario: scenario.to_owned(), ..crossed(engine) })
}

#[test]
fn a_program_that_has_changed_is_told_by_its_first_step_that_differs() {
    for engine in MODELS {
        let (_, document) = repaired(engine);
        let error = Replay::of(document).unwrap().run().unwrap_err();
        let ReplayError::Drifted(drift) = &error else { panic!("{engine}: {error}") };
        assert_eq!((drift.fault, drift.instead), (FaultKind::Deadlock, None), "{engine}");
        let (expected, found) = (drift.expected.as_ref().unwrap(), drift.found.as_ref());
        let text = error.to_string();
        assert!(expected.site.file.ends_with("plate_and_chopsticks.rs"), "{engine}: {text}");
        // What loom then runs is another execution altogether.
        if engine != Engine::Loom {
            let found = found.unwrap();
            assert_eq!(expected.thread, found.thread, "{engine}: {text}");
            assert!(expected.does.starts_with("calls ") && expected.does != found.does, "{text}");
            assert!(text.contains(&format!("step {}: expected that", drift.step.unwrap())));
        }
    }
}

#[test]
fn a_line_that_has_moved_is_no_drift() {
    let mut document = crossed(Engine::Weave);
    for event in &mut document.trace.events {
        event.site.line += 100;
    }
    let again = Replay::of(document).unwrap().run().unwrap();
    assert!(!again.is_exact && again.drift.is_none());
}

#[test]
fn a_step_that_has_changed_is_told_though_the_fault_is_the_same_and_nothing_is_proved_any_more() {
    let mut document = crossed(Engine::Weave);
    assert!(document.minimal.is_some());
    let plate = document.trace.objects.iter_mut().find(|it| it.name.as_deref() == Some("plate"));
    plate.unwrap().name = Some("saucer".into());
    let again = Replay::of(document).unwrap().run().unwrap();
    assert!(!again.is_exact && again.drift.is_some_and(|drift| drift.step.is_some()));
    assert_eq!((again.document.minimal, again.report.minimal), (None, None));
}

#[test]
fn the_seed_is_the_one_that_found_it() {
    let mut check = Check::new(Engine::ShuttleRandom);
    check.bounds.seed = Some(7);
    let document = document("counter/unlocked", &check);
    assert_eq!(document.seed, Some(7));
    let again = Replay::of(document.clone()).unwrap().run().unwrap();
    assert_eq!(again.report.document().unwrap().seed, Some(7));
}

#[test]
fn what_cannot_be_run_again_says_why() {
    let good = crossed(Engine::Weave);
    let refused = |change: &dyn Fn(&mut Document)| {
        let mut document = good.clone();
        change(&mut document);
        Replay::of(document).and_then(|replay| replay.run()).unwrap_err()
    };
    let error = refused(&|document| document.scenario = "plate-and-chopsticks/crosed".to_owned());
    let ReplayError::UnknownScenario { suggestion, .. } = &error else { panic!("{error}") };
    assert_eq!(suggestion.as_deref(), Some("plate-and-chopsticks/crossed"));
    let error = refused(&|document| document.engine = "wave".to_owned());
    assert!(matches!(&error, ReplayError::UnknownEngine(_)), "{error}");
    let error = refused(&|document| document.schedule = None);
    assert!(matches!(&error, ReplayError::NoSchedule { .. }), "{error}");
    let error = refused(&|document| {
        document.params.insert("guests".to_owned(), 7);
    });
    assert!(matches!(&error, ReplayError::Size { .. }), "{error}");
    let error = refused(&|document| document.schedule.as_mut().unwrap().level = "rough".to_owned());
    assert!(matches!(&error, ReplayError::Damaged { .. }), "{error}");
}

#[test]
fn a_schedule_that_is_damaged_is_told_from_a_program_that_has_changed() {
    for engine in MODELS {
        let good = crossed(engine);
        let data = good.schedule.clone().unwrap().data;
        for at in 0..data.len() {
            let mut bytes = data.clone().into_bytes();
            bytes[at] = if bytes[at] == b'1' { b'2' } else { b'1' };
            let mut bad = good.clone();
            bad.schedule.as_mut().unwrap().data = String::from_utf8(bytes).unwrap();
            let error = Replay::of(bad).unwrap().run().unwrap_err();
            assert!(matches!(error, ReplayError::Damaged { .. }), "{engine}, {at}: {error}");
        }
    }
    // Whole, but of another engine.
    let mut foreign = crossed(Engine::Weave);
    foreign.schedule = crossed(Engine::ShuttleDfs).schedule;
    let error = Replay::of(foreign).unwrap().run().unwrap_err();
    assert!(matches!(error, ReplayError::Damaged { .. }), "{error}");
}

#[test]
fn a_file_that_is_no_trace_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it.trace.json");
    crossed(Engine::Weave).save(&path).unwrap();
    let good = fs::read_to_string(&path).unwrap();
    let load = |text: &str| {
        fs::write(&path, text).unwrap();
        Replay::load(&path).unwrap_err()
    };
    let newer = load(&good.replace("plainweave.trace/0", "plainweave.trace/9"));
    assert!(matches!(newer, ReplayError::Load(LoadError::Newer { .. })), "{newer}");
    let foreign = load("{\"schema\": \"somebody.else/1\"}");
    assert!(matches!(foreign, ReplayError::Load(LoadError::Foreign { .. })), "{foreign}");
    let half = load(&good[..good.len() / 2]);
    assert!(matches!(half, ReplayError::Load(LoadError::Truncated { .. })), "{half}");
}

fn kept(documents: &[Document]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let path = |index: usize| folder.path().join(format!("{index}.trace.json"));
    let paths: Vec<PathBuf> = (0..documents.len()).map(path).collect();
    for (document, path) in documents.iter().zip(&paths) {
        document.save(path).unwrap();
    }
    fs::write(folder.path().join("README.md"), "no trace, and not in the way").unwrap();
    (folder, paths)
}

fn check_after(entry: &Entry, folder: &tempfile::TempDir, check: &Check) -> Report {
    let regressions = Regressions::load(folder.path()).unwrap();
    entry.check_after(&regressions, check, &[]).unwrap()
}

#[test]
fn what_failed_once_and_still_does_is_the_counterexample() {
    let check = Check::new(Engine::Weave);
    let document = crossed(Engine::Weave);
    let (folder, paths) = kept(&[document.clone(), crossed(Engine::Loom)]);
    let entry = entry("plate-and-chopsticks/crossed");
    let report = check_after(&entry, &folder, &check);
    assert_eq!(report.document(), Some(document));
    // Loom's is not tried on Weave.
    let [regressed] = &report.regressions[..] else { panic!("{:?}", report.regressions) };
    assert_eq!((&regressed.path, &regressed.drift), (&paths[0], &None));
    // It was kept with other sizes.
    let sizes = [("meals".to_owned(), 2)];
    let regressions = Regressions::load(folder.path()).unwrap();
    assert!(entry.check_after(&regressions, &check, &sizes).unwrap().regressions.is_empty());
}

#[test]
fn what_failed_once_and_does_not_any_more_is_told_and_all_is_explored() {
    let check = Check::new(Engine::Weave);
    let (entry, document) = repaired(Engine::Weave);
    let (folder, _) = kept(&[document]);
    let report = check_after(&entry, &folder, &check);
    assert!(matches!(report.verdict, Verdict::Holds { .. }));
    assert_eq!(report.digest, entry.check(&check, &[]).unwrap().digest);
    assert!(report.regressions[0].was_tried);
    let drift = report.regressions[0].drift.as_ref().unwrap();
    assert!(drift.starts_with("step ") && drift.contains("expected that"), "{drift}");
}

#[test]
fn what_cannot_be_done_again_does_not_count_as_repaired() {
    let document = Document { schedule: None, ..crossed(Engine::Weave) };
    let (folder, _) = kept(&[document]);
    let entry = entry("plate-and-chopsticks/crossed");
    let report = check_after(&entry, &folder, &Check::new(Engine::Weave));
    let said = report.regressions[0].to_string();
    assert!(said.contains("could not be tried: the trace has no schedule"), "{said}");
}

#[test]
fn a_folder_that_is_not_there_has_no_regressions_and_a_damaged_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Regressions::load(&folder.path().join("none")).unwrap().is_empty());
    let (folder, paths) = kept(&[crossed(Engine::Weave)]);
    assert_eq!(Regressions::load(folder.path()).unwrap().len(), 1);
    fs::write(&paths[0], "{").unwrap();
    let error = Regressions::load(folder.path()).unwrap_err();
    assert!(matches!(error, LoadError::Truncated { .. }), "{error}");
}

#[test]
fn the_counterexample_of_weave_is_proved_minimal() {
    for engine in [Engine::Weave, Engine::WeaveSc] {
        for (name, preemptions) in [
            ("plate-and-chopsticks/crossed", 1),
            ("counter/unlocked", 1),
            ("double-acquire/lock", 0),
            ("hand-over/notify-before-wait", 0),
        ] {
            let minimal = document(name, &Check::new(engine)).minimal.unwrap();
            assert_eq!(minimal.preemptions, Some(preemptions), "{name} on {engine}");
            assert_eq!(minimal.none_below, preemptions, "{name} on {engine}");
            assert!(minimal.proved, "{name} on {engine}: {minimal}");
        }
    }
}

/// A bound on preemptions is another way to ask, and must agree: nothing with fewer, something with as many.
#[test]
fn what_is_proved_minimal_is() {
    for name in ["plate-and-chopsticks/crossed", "counter/unlocked", "printer/unlocked"] {
        let minimal = document(name, &Check::new(Engine::Weave)).minimal.unwrap();
        let within = |bound: u32| {
            let check = Check::new(Engine::Weave).preemptions(u8::try_from(bound).unwrap());
            entry(name).check(&check, &[]).unwrap().fault_kind().is_some()
        };
        assert!(within(minimal.none_below), "{name}");
        assert!(minimal.none_below == 0 || !within(minimal.none_below - 1), "{name}");
    }
}

#[test]
fn loom_knows_that_nothing_smaller_fails_and_shuttle_only_makes_it_small() {
    let loom = crossed(Engine::Loom).minimal.unwrap();
    assert_eq!((loom.preemptions, loom.none_below), (Some(1), 1), "{loom}");
    for engine in [Engine::ShuttleRandom, Engine::ShuttlePct, Engine::ShuttleDfs] {
        let minimal = crossed(engine).minimal.unwrap();
        assert_eq!((minimal.preemptions, minimal.proved), (Some(1), false), "{engine}: {minimal}");
    }
}

/// Looking for a smaller one is not part of the search that found the first.
#[test]
fn executions_until_the_first_failure_are_counted_as_before() {
    let check = Check::new(Engine::Weave);
    let report = entry("plate-and-chopsticks/crossed").check(&check, &[]).unwrap();
    assert!(report.minimal.unwrap().looked_at > 0);
    assert!(report.executions < 10, "{}", report.executions);
}
