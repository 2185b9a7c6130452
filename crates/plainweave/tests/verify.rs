//! What `verify` says when a verdict is not the one that was expected.
#![cfg(feature = "loom")]

use std::panic::catch_unwind;
use std::process::Command;

use plainweave::check::Regressions;
use plainweave::prelude::*;
use plainweave::trace::account::Account;
use plainweave::{verify, verify_after, verify_with};

/// Two threads add 1 in two steps.
struct LostUpdate;

/// As [`LostUpdate`], which is known.
struct KnownLostUpdate;

/// Two threads add 1 in one step, though something is said to be wrong with it.
struct NotBroken;

/// Nobody but main.
struct Alone;

fn increments<R: Runtime>(cx: &Cx<R, NoParams>, increment: fn(&R::AtomicU32)) {
    let count = Arc::new(R::AtomicU32::new(0));
    let other = cx.spawn("other", {
        let count = Arc::clone(&count);
        move || increment(&count)
    });
    increment(&count);
    other.join();
    assert_eq!(count.load(Ordering::SeqCst), 2, "increments");
}

fn in_two_steps<R: Runtime>(count: &R::AtomicU32) {
    count.store(count.load(Ordering::SeqCst) + 1, Ordering::SeqCst);
}

impl Scenario for LostUpdate {
    const NAME: &'static str = "update/lost";
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        increments(cx, in_two_steps::<R>);
    }
}

impl Scenario for KnownLostUpdate {
    const NAME: &'static str = "update/known";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        increments(cx, in_two_steps::<R>);
    }
}

impl Scenario for NotBroken {
    const NAME: &'static str = "update/not-broken";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        increments(cx, |count| {
            count.fetch_add(1, Ordering::SeqCst);
        });
    }
}

impl Scenario for Alone {
    const NAME: &'static str = "update/alone";
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {}
}

/// What the panic of `check` says.
fn complaint(check: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = catch_unwind(check).expect_err("it complains");
    panic.downcast_ref::<String>().expect("with a formatted message").clone()
}

#[test]
fn a_counterexample_is_in_the_message() {
    let message = complaint(|| drop(verify::<LostUpdate>(Engine::Loom)));
    assert!(message.starts_with("update/lost breaks on loom"), "{message}");
    assert!(message.contains("✗ assertion fails"), "{message}");
    assert!(message.contains("spawn other"), "{message}");
    assert!(message.contains("verify.rs"), "{message}");
    // Where tests share a thread, it has no test's name.
    if std::thread::current().name() != Some("main") {
        let again = "cargo test -p plainweave a_counterexample_is_in_the_message -- --exact\n";
        assert!(message.ends_with(again), "{message}");
    }
}

#[test]
fn a_counterexample_is_written_and_tried_first_from_then_on() {
    let message = complaint(|| drop(verify::<LostUpdate>(Engine::WeaveSc)));
    let written = message.lines().find_map(|line| line.strip_prefix(" written  "));
    let account = Account::load(written.expect("it says where").as_ref()).expect("it is there");
    assert_eq!((account.scenario.name.as_str(), account.events.is_empty()), ("update/lost", false));
    let folder = tempfile::tempdir().expect("a temporary folder");
    account.save(&folder.path().join("it.trace.json")).expect("a file to write");
    let regressions = Regressions::load(folder.path()).expect("it can be read");
    let check = Check::new(Engine::WeaveSc);
    let message = complaint(|| drop(verify_after::<LostUpdate>(&regressions, &check)));
    assert!(message.contains("it.trace.json still fails; nothing else was explored"), "{message}");
    let report = verify_after::<KnownLostUpdate>(&regressions, &check);
    assert!(report.regressions.is_empty(), "it is of another scenario");
}

/// Run by the test below in a process of its own, as the test of a package.
#[test]
#[ignore = "fails on purpose"]
fn in_a_package() {
    verify::<LostUpdate>(Engine::Weave);
}

#[test]
fn what_is_kept_in_the_package_is_tried_first() {
    let message = complaint(|| drop(verify::<LostUpdate>(Engine::Weave)));
    let written = message.lines().find_map(|line| line.strip_prefix(" written  "));
    let package = tempfile::tempdir().expect("a temporary folder");
    let kept = package.path().join("model-regressions");
    std::fs::create_dir(&kept).expect("a folder in it");
    std::fs::copy(written.expect("it says where"), kept.join("it.trace.json")).expect("a copy");
    let mut test = Command::new(std::env::current_exe().expect("a test is a program"));
    test.args(["--ignored", "--exact", "in_a_package"]).current_dir(package.path());
    let output = test.output().expect("it starts");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(said.contains("it.trace.json still fails; nothing else was explored"), "{said}");
}

#[test]
fn an_expected_fault_is_fine() {
    let report = verify::<KnownLostUpdate>(Engine::Loom);
    assert_eq!(report.fault_kind(), Some(FaultKind::Assertion));
}

#[test]
fn an_expected_fault_that_is_not_found_is_a_failure() {
    let message = complaint(|| drop(verify::<NotBroken>(Engine::Loom)));
    assert!(message.contains("holds on loom; expected: it breaks: assertion"), "{message}");
}

#[test]
fn a_search_that_was_cut_short_is_a_failure() {
    let check = Check::new(Engine::Loom).straight().runs(1);
    let message = complaint(move || drop(verify_with::<NotBroken>(&check)));
    assert!(message.contains("undecided on loom"), "{message}");
}

#[test]
fn a_run_without_threads_is_a_failure() {
    let message = complaint(|| drop(verify::<Alone>(Engine::Loom)));
    assert!(message.contains("nothing was checked"), "{message}");
}
