//! Several processes, some of which are killed: this test's executable, started again.
//!
//! `child` is not a test but what such a process does; without its environment it does nothing.

#![allow(clippy::unwrap_used)]

mod units_programs;

use std::collections::VecDeque;
use std::env;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use plainweave_weave::{
    Checkpoint, Config, Leaf, Memory, Unit, explore_all, explore_units, explore_units_with,
    resume_with, roots, shard,
};
use tempfile::tempdir;
use units_programs::{config, counts, failure, families, locks};

/// What a process is to do, and in which directory.
const TASK: &str = "UNITS_PROCESSES_TASK";
const DIRECTORY: &str = "UNITS_PROCESSES_DIRECTORY";
/// What it says whenever a run has ended.
const RAN: &str = "a run has ended";
/// After so many runs it waits for a byte, so that it cannot get far ahead of who is to kill it.
const RUNS_A_BYTE: u64 = 16;

fn start(task: &str, directory: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(TASK, task)
        .env(DIRECTORY, directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn child() {
    let Ok(task) = env::var(TASK) else { return };
    let directory = PathBuf::from(env::var(DIRECTORY).unwrap());
    match task.split(' ').collect::<Vec<_>>()[..] {
        ["unit", name] => continue_unit(&directory.join(name)),
        ["shard", index, count] => {
            let (index, count) = (index.parse().unwrap(), count.parse().unwrap());
            let config = config(Memory::Rc11);
            let (found, rest) = shard(&config, index, count, program).unwrap();
            let saved = Checkpoint::new(&config, &found, &rest).unwrap();
            saved.write(&directory.join(format!("{index}"))).unwrap();
        }
        ["resume", jobs] => {
            let mut config = config(Memory::Rc11);
            config.jobs = jobs.parse().unwrap();
            explore_or_resume(config, &directory.join("checkpoint"));
        }
        _ => panic!("no such task: {task}"),
    }
}

fn program() {
    locks(3, 2)();
    families();
}

/// A part of the search with a budget; the counts and the rest are in the file that takes its place.
fn continue_unit(path: &Path) {
    let mut config = config(Memory::Rc11);
    config.runs = Some(150);
    let unit = fs::read_to_string(path).unwrap().parse().unwrap();
    let (found, rest) = explore_units(&config, vec![unit], program).unwrap();
    Checkpoint::new(&config, &found, &rest).unwrap().write(path).unwrap();
}

fn explore_or_resume(mut config: Config, path: &Path) {
    config.checkpoint_runs = Some(37);
    config.checkpoint = Some(path.to_owned());
    let runs = AtomicU64::new(0);
    let ran = |_: &Leaf<'_>| {
        // Whoever listened may be gone; and nobody holds back who has nothing to read from.
        let _ = writeln!(std::io::stdout(), "{RAN}");
        if runs.fetch_add(1, Ordering::Relaxed) % RUNS_A_BYTE == RUNS_A_BYTE - 1 {
            let _ = std::io::stdin().read(&mut [0]);
        }
    };
    let result = match Checkpoint::read(path) {
        Ok(from) => resume_with(&config, &from, ran, program),
        Err(_) => explore_units_with(&config, vec![Unit::whole(&config).unwrap()], ran, program),
    };
    assert!(result.unwrap().1.is_empty());
}

#[test]
fn processes_that_hand_units_around_find_the_whole() {
    let directory = tempdir().unwrap();
    let config = config(Memory::Rc11);
    let expected = explore_all(&config, program);
    let (mut total, units) = roots(&config, program, 10).unwrap();
    let mut texts: VecDeque<String> = units.iter().map(ToString::to_string).collect();
    let mut processes = 0;
    while !texts.is_empty() {
        let batch: Vec<_> = (0..texts.len().min(3))
            .map(|_| {
                let name = format!("unit-{processes}");
                processes += 1;
                let path = directory.path().join(&name);
                fs::write(&path, texts.pop_front().unwrap()).unwrap();
                (start(&format!("unit {name}"), directory.path()), path)
            })
            .collect();
        for (mut child, path) in batch {
            assert!(child.wait().unwrap().success());
            let saved = Checkpoint::read(&path).unwrap();
            total.add(&saved.found());
            texts.extend(saved.units().iter().cloned());
        }
    }
    assert!(processes > 20, "units were handed on: {processes}");
    assert_eq!(counts(&total), counts(&expected));
    assert_eq!(total.progress.to_bits(), 1f64.to_bits());
}

#[test]
fn each_process_finds_its_own_shard() {
    let directory = tempdir().unwrap();
    let expected = explore_all(&config(Memory::Rc11), program);
    let children: Vec<_> =
        (0..3).map(|index| start(&format!("shard {index} 3"), directory.path())).collect();
    let mut total = plainweave_weave::Exploration::default();
    for (index, mut child) in children.into_iter().enumerate() {
        assert!(child.wait().unwrap().success());
        let found = Checkpoint::read(&directory.path().join(index.to_string())).unwrap().found();
        assert!(found.runs > 0 && found.is_exhaustive());
        total.add(&found);
    }
    assert_eq!((counts(&total), failure(&total)), (counts(&expected), None));
}

/// Lets a process make some runs, and kills it wherever it is then.
fn kill_after(mut child: Child, runs: u64) {
    let bytes = runs / RUNS_A_BYTE + 1;
    let runs = usize::try_from(runs).unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&vec![0; usize::try_from(bytes).unwrap()]).unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ran = lines.map_while(Result::ok).filter(|line| line.contains(RAN)).take(runs).count();
    // SIGKILL: no destructor runs, no signal handler.
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(ran == runs && !status.success(), "it ended by itself after {ran} runs: {status}");
}

#[test]
fn a_process_that_is_killed_at_any_moment_loses_and_repeats_nothing() {
    for jobs in [1, 2] {
        let directory = tempdir().unwrap();
        let path = directory.path().join("checkpoint");
        let expected = explore_all(&config(Memory::Rc11), program);
        assert!(expected.runs > 2000);
        let random = RandomState::new();
        let mut resumed = 0;
        for kill in 0..8 {
            let before = Checkpoint::read(&path).map_or(0, |saved| saved.found().runs);
            let child = start(&format!("resume {jobs}"), directory.path());
            // The first one gets as far as to its fourth checkpoint.
            kill_after(child, if kill == 0 { 150 } else { random.hash_one(kill) % 160 + 1 });
            let after = Checkpoint::read(&path).map_or(0, |saved| saved.found().runs);
            assert!(after >= before, "a checkpoint is never replaced by an older one");
            resumed += u32::from(before > 0);
        }
        assert!(resumed > 0, "each process began anew");
        let child = start(&format!("resume {jobs}"), directory.path());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        let saved = Checkpoint::read(&path).unwrap();
        assert!(saved.units().is_empty());
        assert_eq!(counts(&saved.found()), counts(&expected), "{jobs}");
        assert_eq!(saved.found().progress.to_bits(), 1f64.to_bits(), "{jobs}");
    }
}
