//! A counterexample that was kept can be run again, and when it does not fail any more, one learns why.
#![cfg(all(feature = "loom", feature = "shuttle"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

extern crate plainweave_check as check;

use std::fs;
use std::path::PathBuf;

use check::{
    Check, Engine, Entry, Level, Now, Regressions, Replay, ReplayError, Report, Verdict, Why,
    catalogue,
};
use trace::account::{Account, LoadError};
use trace::{FaultKind, Minimal, Schedule};

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

fn found(name: &str, check: &Check) -> Account {
    let account = entry(name).check(check, &[]).unwrap().account(|_| None);
    assert!(!account.events.is_empty(), "{name} holds");
    account
}

fn crossed(engine: Engine) -> Account {
    found("plate-and-chopsticks/crossed", &Check::new(engine))
}

fn schedule(account: &Account) -> Schedule {
    serde_json::from_value(account.attachments[0].data.clone()).unwrap()
}

/// The account with another schedule.
fn with(mut account: Account, change: impl FnOnce(&mut Schedule)) -> Account {
    let mut schedule = schedule(&account);
    change(&mut schedule);
    account.attachments[0].data = serde_json::to_value(schedule).unwrap();
    account
}

#[track_caller]
fn assert_replays(name: &str, check: &Check) {
    let what = format!("{name} on {} ({:?})", check.engine, check.level);
    let report = entry(name).check(check, &[]).unwrap();
    assert!(matches!(report.verdict, Verdict::Breaks { .. }), "{what}: {:?}", report.verdict);
    let kept = report.account(check::read_source);
    // As it comes out of a file.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it.trace.json");
    kept.save(&path).unwrap();
    let replay = Replay::load(&path).unwrap_or_else(|error| panic!("{what}: {error}"));
    let again = replay.run().unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(again.account.events, kept.events, "{what}");
    assert_eq!(again.account, kept, "{what}");
    assert!(again.is_exact && again.drift.is_none(), "{what}");
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
fn repaired(engine: Engine) -> (Entry, Account) {
    let scenario = "plate-and-chopsticks/same-order";
    let mut account = crossed(engine);
    scenario.clone_into(&mut account.scenario.name);
    (entry(scenario), account)
}

#[test]
fn a_program_that_has_changed_is_told_by_its_first_step_that_differs() {
    for engine in MODELS {
        let (_, account) = repaired(engine);
        let error = Replay::of(account).unwrap().run().unwrap_err();
        let ReplayError::Drifted(drift) = &error else { panic!("{engine}: {error}") };
        assert_eq!((drift.fault, drift.instead), (FaultKind::Deadlock, None), "{engine}");
        let (expected, found) = (drift.expected.as_ref().unwrap(), drift.found.as_ref());
        let text = error.to_string();
        assert!(expected.at.contains("plate_and_chopsticks.rs:"), "{engine}: {text}");
        // What loom then runs is another execution altogether.
        if engine != Engine::Loom {
            let found = found.unwrap();
            assert_eq!(expected.thread, found.thread, "{engine}: {text}");
            assert!(expected.does.starts_with("acquire ") && expected.does != found.does, "{text}");
            assert!(text.contains(&format!("step {}: expected acquire", drift.step.unwrap())));
        }
    }
}

#[test]
fn a_line_that_has_moved_is_no_drift() {
    let mut account = crossed(Engine::Weave);
    for event in &mut account.events {
        event.at.user += "0";
    }
    let again = Replay::of(account).unwrap().run().unwrap();
    assert!(!again.is_exact && again.drift.is_none());
}

#[test]
fn a_step_that_has_changed_is_told_though_the_fault_is_the_same_and_nothing_is_proved_any_more() {
    let mut account = crossed(Engine::Weave);
    assert!(account.minimal.as_ref().unwrap().proved);
    let plate = account.objects.iter_mut().find(|object| object.name == "plate");
    "saucer".clone_into(&mut plate.unwrap().name);
    let again = Replay::of(account).unwrap().run().unwrap();
    let drift = again.drift.unwrap();
    assert!(drift.to_string().contains("expected acquire saucer by ann"), "{drift}");
    assert!(!again.is_exact && !again.account.minimal.unwrap().proved);
}

#[test]
fn the_seed_is_the_one_that_found_it() {
    let mut check = Check::new(Engine::ShuttleRandom);
    check.bounds.seed = Some(7);
    let account = found("counter/unlocked", &check);
    assert_eq!(account.search.seed, Some(7));
    let again = Replay::of(account).unwrap().run().unwrap();
    assert_eq!(again.account.search.seed, Some(7));
    assert_eq!(again.report.bounds.seed, Some(7));
}

#[test]
fn what_cannot_be_run_again_says_why() {
    let good = crossed(Engine::Weave);
    let refused = |change: &dyn Fn(&mut Account)| {
        let mut account = good.clone();
        change(&mut account);
        Replay::of(account).and_then(|replay| replay.run()).unwrap_err()
    };
    let error = refused(&|it| "plate-and-chopsticks/crosed".clone_into(&mut it.scenario.name));
    let ReplayError::UnknownScenario { suggestion, .. } = &error else { panic!("{error}") };
    assert_eq!(suggestion.as_deref(), Some("plate-and-chopsticks/crossed"));
    let error = refused(&|it| "wave".clone_into(&mut it.search.engine));
    assert!(matches!(&error, ReplayError::UnknownEngine(_)), "{error}");
    let error = refused(&|it| it.attachments.clear());
    assert!(matches!(&error, ReplayError::NoSchedule { .. }), "{error}");
    let error = refused(&|it| it.verdict.fault = None);
    assert!(matches!(&error, ReplayError::NoFault { .. }), "{error}");
    let error = refused(&|it| _ = it.scenario.params.insert("guests".to_owned(), 7));
    assert!(matches!(&error, ReplayError::Size { .. }), "{error}");
    let error = refused(&|it| it.attachments[0].data = "anything".into());
    assert!(matches!(&error, ReplayError::Damaged { .. }), "{error}");
    let error = refused(&|it| *it = with(it.clone(), |it| "rough".clone_into(&mut it.level)));
    assert!(matches!(&error, ReplayError::Damaged { .. }), "{error}");
}

/// A run that is too long for the bound it is repeated with has not drifted.
#[test]
fn what_ends_a_replay_is_no_drift() {
    let short = with(crossed(Engine::ShuttleDfs), |schedule| schedule.steps = Some(1));
    let error = Replay::of(short).unwrap().run().unwrap_err();
    assert!(matches!(&error, ReplayError::CutShort { why: Why::Steps }), "{error}");
    // And one that was found with a higher bound than usual has it again.
    let mut check = Check::new(Engine::Weave);
    check.bounds.steps = Some(20_000);
    let account = found("plate-and-chopsticks/crossed", &check);
    assert_eq!(schedule(&account).steps, Some(20_000));
}

#[test]
fn a_schedule_that_is_damaged_is_told_from_a_program_that_has_changed() {
    for engine in MODELS {
        let good = crossed(engine);
        let data = schedule(&good).data;
        for at in 0..data.len() {
            let mut bytes = data.clone().into_bytes();
            bytes[at] = if bytes[at] == b'1' { b'2' } else { b'1' };
            let bytes = String::from_utf8(bytes).unwrap();
            let bad = with(good.clone(), |schedule| schedule.data = bytes);
            let error = Replay::of(bad).unwrap().run().unwrap_err();
            assert!(matches!(error, ReplayError::Damaged { .. }), "{engine}, {at}: {error}");
        }
    }
    // Whole, but of another engine.
    let mut foreign = crossed(Engine::Weave);
    foreign.attachments = crossed(Engine::ShuttleDfs).attachments;
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
    let newer = load(&good.replace("plainweave.trace/1", "plainweave.trace/9"));
    assert!(matches!(newer, ReplayError::Load(LoadError::Newer { .. })), "{newer}");
    let older = load(&good.replace("plainweave.trace/1", "plainweave.trace/0"));
    assert!(matches!(older, ReplayError::Load(LoadError::Older { .. })), "{older}");
    let foreign = load("{\"schema\": \"somebody.else/1\"}");
    assert!(matches!(foreign, ReplayError::Load(LoadError::Foreign { .. })), "{foreign}");
    let half = load(&good[..good.len() / 2]);
    assert!(matches!(half, ReplayError::Load(LoadError::Truncated { .. })), "{half}");
}

fn kept(accounts: &[Account]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let path = |index: usize| folder.path().join(format!("{index}.trace.json"));
    let paths: Vec<PathBuf> = (0..accounts.len()).map(path).collect();
    for (account, path) in accounts.iter().zip(&paths) {
        account.save(path).unwrap();
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
    let account = crossed(Engine::Weave);
    let (folder, paths) = kept(&[account.clone(), crossed(Engine::Loom)]);
    let entry = entry("plate-and-chopsticks/crossed");
    let report = check_after(&entry, &folder, &check);
    assert_eq!(report.account(|_| None).events, account.events);
    // Loom's is not tried on Weave.
    let [regressed] = &report.regressions[..] else { panic!("{:?}", report.regressions) };
    assert_eq!((&regressed.path, &regressed.now), (&paths[0], &Now::Fails));
    // It was kept with other sizes.
    let sizes = [("meals".to_owned(), 2)];
    let regressions = Regressions::load(folder.path()).unwrap();
    assert!(entry.check_after(&regressions, &check, &sizes).unwrap().regressions.is_empty());
}

#[test]
fn what_failed_once_and_does_not_any_more_is_told_and_all_is_explored() {
    let check = Check::new(Engine::Weave);
    let (entry, account) = repaired(Engine::Weave);
    let (folder, _) = kept(&[account]);
    let report = check_after(&entry, &folder, &check);
    assert!(matches!(report.verdict, Verdict::Holds { .. }));
    assert_eq!(report.digest, entry.check(&check, &[]).unwrap().digest);
    let Now::Passes(drift) = &report.regressions[0].now else { panic!("{report:?}") };
    let drift = drift.to_string();
    assert!(drift.starts_with("step ") && drift.contains(": expected acquire"), "{drift}");
}

/// It is a counterexample all the same.
#[test]
fn what_fails_in_another_way_now_is_the_counterexample() {
    let mut account = crossed(Engine::Weave);
    account.verdict.fault = Some(FaultKind::Assertion);
    let path = tempfile::tempdir().unwrap();
    account.search.memory = "hardware".to_owned(); // Nobody looks whether it contradicts itself.
    account.save(&path.path().join("it.trace.json")).unwrap();
    let entry = entry("plate-and-chopsticks/crossed");
    let report = check_after(&entry, &path, &Check::new(Engine::Weave));
    assert_eq!(report.fault_kind(), Some(FaultKind::Deadlock));
    let said = report.regressions[0].to_string();
    assert!(said.contains("in another way"), "{said}");
}

#[test]
fn what_cannot_be_done_again_does_not_count_as_repaired() {
    let mut account = crossed(Engine::Weave);
    account.attachments.clear();
    let (folder, _) = kept(&[account]);
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

fn smallest(name: &str, engine: Engine) -> Minimal {
    entry(name).check(&Check::new(engine), &[]).unwrap().minimal.unwrap()
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
            let minimal = smallest(name, engine);
            assert_eq!(minimal.preemptions, Some(preemptions), "{name} on {engine}");
            assert_eq!(minimal.none_below, preemptions, "{name} on {engine}");
            assert!(minimal.proved, "{name} on {engine}: {minimal:?}");
        }
    }
}

/// A bound on preemptions is another way to ask, and must agree: nothing with fewer, something with as many.
#[test]
fn what_is_proved_minimal_is() {
    for name in ["plate-and-chopsticks/crossed", "counter/unlocked", "printer/unlocked"] {
        let minimal = smallest(name, Engine::Weave);
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
    let loom = smallest("plate-and-chopsticks/crossed", Engine::Loom);
    assert_eq!((loom.preemptions, loom.none_below), (Some(1), 1), "{loom:?}");
    for engine in [Engine::ShuttleRandom, Engine::ShuttlePct, Engine::ShuttleDfs] {
        let minimal = smallest("plate-and-chopsticks/crossed", engine);
        assert_eq!(
            (minimal.preemptions, minimal.proved),
            (Some(1), false),
            "{engine}: {minimal:?}"
        );
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
