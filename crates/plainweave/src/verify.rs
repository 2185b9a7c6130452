//! Checks as tests: what is not expected is a panic that shows the run.

use std::{env, thread};

use check::{Check, Engine, Entry, Regressions, Report, Verdict};
use report::{Style, lanes};
use scenarios::Scenario;
use trace::account::Account;

/// Checks the scenario `S` on an engine.
///
/// # Panics
///
/// As [`verify_with`].
#[track_caller]
pub fn verify<S: Scenario>(engine: Engine) -> Report {
    verify_with::<S>(&Check::new(engine))
}

/// Checks the scenario `S`, and returns what came out if that is what the scenario expects.
///
/// Counterexamples that are kept in the package's folder `model-regressions` are tried before anything is
/// explored, see [`Entry::check_after`].
///
/// # Panics
///
/// If the verdict is another one, if there is none (the message says what would help), or if no run
/// had more than one thread. A fault that is expected and that the engine can see has to be found.
/// The message shows the counterexample, if there is one, and says where it was written: a
/// `*.trace.json` below `target/plainweave`. It panics, too, if a kept one cannot be read.
#[track_caller]
pub fn verify_with<S: Scenario>(check: &Check) -> Report {
    // Cargo runs tests in the folder of their package.
    match Regressions::load("model-regressions".as_ref()) {
        Ok(regressions) => verify_after::<S>(&regressions, check),
        Err(error) => panic!("{error}"),
    }
}

/// As [`verify_with`], with counterexamples from elsewhere.
///
/// # Panics
///
/// As [`verify_with`].
#[track_caller]
pub fn verify_after<S: Scenario>(regressions: &Regressions, check: &Check) -> Report {
    let report = Entry::of::<S>().check_after(regressions, check, &[]);
    let report = report.expect("no size is set, so none is wrong");
    if let Some(complaint) = complaint(&report) {
        let tried = report.regressions.iter().map(|regressed| format!(" kept     {regressed}\n"));
        panic!("{complaint}{}{}", tried.collect::<String>(), reproduce());
    }
    report
}

/// How to run the test again that this thread runs, if it is one.
fn reproduce() -> String {
    let thread = thread::current();
    let (Some(test), Ok(package)) = (thread.name(), env::var("CARGO_PKG_NAME")) else {
        return String::new();
    };
    if test == "main" {
        return String::new();
    }
    format!("\n again    cargo test -p {package} {test} -- --exact\n")
}

/// Writes a counterexample below the folder in which cargo builds, and says where. What is no test of cargo's
/// writes nothing.
fn written(account: &Account, name: &str) -> String {
    let program = env::current_exe().unwrap_or_default();
    let mut folders = program.ancestors().skip(1);
    let Some(target) = folders.next().filter(|folder| folder.ends_with("deps")).and(folders.nth(1))
    else {
        return String::new();
    };
    let path = target.join(format!("plainweave/{name}.trace.json"));
    match account.save(&path) {
        Ok(()) => format!(
            " written  {}\n          in `model-regressions` of the package, it is tried before anything is explored\n",
            path.display()
        ),
        Err(error) => format!(" not written: {error}\n"),
    }
}

/// What is wrong with a report, if it is not what the scenario expects.
fn complaint(report: &Report) -> Option<String> {
    let Report { scenario, engine, expected, .. } = report;
    match &report.verdict {
        Verdict::Undecided { why } => Some(format!(
            "{scenario} is undecided on {engine}: {why}; allow more with Check::budget or \
             Check::runs, or less with Check::preemptions"
        )),
        _ if report.is_vacuous => {
            Some(format!("{scenario} has one thread only: nothing was checked"))
        }
        Verdict::Holds { .. } => {
            let misses = expected.fault().is_some() && engine.can_find(*expected);
            misses.then(|| format!("{scenario} holds on {engine}; expected: it {expected}"))
        }
        Verdict::Breaks { .. } if report.is_as_expected() => None,
        Verdict::Breaks { .. } => {
            let account = report.account(check::read_source);
            let lanes = lanes(&account, &Style::default());
            let written = written(&account, &format!("{}.{engine}", scenario.replace('/', "_")));
            Some(format!("{scenario} breaks on {engine}\n\n{lanes}{written}"))
        }
    }
}
