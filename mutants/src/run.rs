//! Whether anything notices a mutant.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::mutant::Mutant;
use crate::scratch::Scratch;
use crate::suites::{Stage, Test};

/// A test that takes so many times more of the processor than without a mutant is busy for ever.
const PATIENCE: u32 = 8;

/// But so much, anything may take.
const LEAST: Duration = Duration::from_secs(4);

/// A test that takes none at all for this long sleeps for ever.
const ASLEEP: Duration = Duration::from_secs(4);

/// How long a test may take in any case, and everywhere.
const MOST: Duration = Duration::from_secs(300);

/// How often a running test is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// Pages of memory, of 4096 bytes, that no test comes near.
const PAGES: u64 = 1 << 19;

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Passed,
    Failed,
    /// It is asleep for ever, or busy for ever, or takes far more memory than it does.
    Hung,
    /// It is a model, and was ended since it took so much more time or memory than without a mutant: there is
    /// more to explore, which tells nothing.
    TooLong,
    /// The process died.
    Died,
}

#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    Killed {
        by: Stage,
        test: String,
        how: Ended,
    },
    /// So many tests came to the place, and none noticed; some of them were ended before their end.
    Survives {
        tests: usize,
        unfinished: usize,
    },
}

/// A test, and what is known of it when there is no mutant.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) test: Test,
    /// How much of the processor it takes.
    time: Duration,
    /// The mutants to whose places it comes.
    reaches: BTreeSet<u32>,
}

/// Runs each test without a mutant. In the order in which they are best asked: by stage, and then the
/// fastest first.
pub(crate) fn measure(scratch: &Scratch, tests: &[&Test]) -> Result<Vec<Measured>, Error> {
    let measured = in_parallel(tests, |number, test| {
        let notes = scratch.target.join(format!("reached-{number}"));
        let _ = fs::remove_file(&notes);
        let mut program = program(test);
        match wait(program.env("PLAINWEAVE_REACHED", &notes), test, MOST)? {
            (Ended::Passed, time) => {
                // A test that comes to no place writes none down.
                let text = fs::read_to_string(&notes).unwrap_or_default();
                let reaches = text.lines().filter_map(|line| line.parse().ok()).collect();
                Ok(Measured { test: (*test).clone(), time, reaches })
            }
            _ => Err(Error::Unfit { test: test.name.clone() }),
        }
    });
    let mut measured = measured.into_iter().collect::<Result<Vec<_>, _>>()?;
    measured.sort_by_key(|measured| (measured.test.stage, measured.time));
    Ok(measured)
}

/// Runs those of the tests that come to the mutant's place, until one notices.
pub(crate) fn mutant(mutant: &Mutant, tests: &[&Measured]) -> Result<Verdict, Error> {
    let (mut tested, mut unfinished) = (0, 0);
    for Measured { test, time, reaches } in tests {
        if !reaches.contains(&mutant.number) {
            continue;
        }
        let mut program = program(test);
        program.env("PLAINWEAVE_MUTANT", mutant.number.to_string());
        match wait(&mut program, test, LEAST + *time * PATIENCE)? {
            (Ended::Passed, _) => tested += 1,
            (Ended::TooLong, _) => (tested, unfinished) = (tested + 1, unfinished + 1),
            (how, _) => {
                let (by, test) = (test.stage, test.name.clone());
                return Ok(Verdict::Killed { by, test, how });
            }
        }
    }
    Ok(Verdict::Survives { tests: tested, unfinished })
}

fn program(test: &Test) -> Command {
    let mut program = Command::new(&test.program);
    program.args(["--exact", &test.name]).current_dir(&test.folder);
    // The same properties for each mutant.
    program.env("PROPTEST_RNG_SEED", "1");
    program.env("RUST_BACKTRACE", "0");
    program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    program
}

/// Runs it to its end, or until it can be told that there will be none; and how much of the processor it
/// took. However busy the machine is, that changes little.
fn wait(program: &mut Command, test: &Test, limit: Duration) -> Result<(Ended, Duration), Error> {
    let command = test.program.display().to_string();
    let mut child = program.spawn().map_err(|source| Error::Start { command, source })?;
    let begun = Instant::now();
    let (mut taken, mut last_busy) = (Duration::ZERO, begun);
    loop {
        let now = processor_time(&child);
        if now > taken {
            (taken, last_busy) = (now, Instant::now());
        }
        if let Some(status) = child.try_wait().map_err(Error::file(&test.program))? {
            let ended = match status.code() {
                Some(0) => Ended::Passed,
                Some(_) => Ended::Failed,
                None => Ended::Died,
            };
            return Ok((ended, taken));
        }
        let is_asleep = last_busy.elapsed() > ASLEEP && begun.elapsed() > ASLEEP * 2;
        if is_asleep || taken > limit || begun.elapsed() > MOST || pages(&child) > PAGES {
            // It may be over by now.
            let _ = child.kill();
            child.wait().map_err(Error::file(&test.program))?;
            // The engine finds a model that goes round for ever itself.
            let is_large = test.stage == Stage::Models && !is_asleep;
            return Ok((if is_large { Ended::TooLong } else { Ended::Hung }, taken));
        }
        thread::sleep(LOOK);
    }
}

/// How much of the processor it took so far, where the system says so.
fn processor_time(process: &Child) -> Duration {
    /// What the system counts in: a hundredth of a second.
    const TICK: Duration = Duration::from_millis(10);
    let text = fs::read_to_string(format!("/proc/{}/stat", process.id())).unwrap_or_default();
    // After the name: its state, ten numbers, and then the ticks in the program and in the system.
    let after_name = text.rsplit(") ").next().unwrap_or_default();
    let ticks =
        after_name.split(' ').skip(11).take(2).filter_map(|ticks| ticks.parse::<u32>().ok());
    TICK * ticks.sum::<u32>()
}

/// How much memory a process has, where the system says so.
fn pages(process: &Child) -> u64 {
    let text = fs::read_to_string(format!("/proc/{}/statm", process.id())).unwrap_or_default();
    text.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0)
}

/// What an earlier run has said, and what it took a test to fail for: these need not be run again.
pub(crate) fn known(transcript: &str) -> BTreeMap<&str, Verdict> {
    let pairs = transcript.lines().zip(transcript.lines().skip(1));
    let killed = pairs.filter_map(|(mutant, fate)| {
        let (by, test) = fate.strip_prefix("    killed by ")?.split_once(": ")?;
        let by = Stage::ALL.into_iter().find(|stage| stage.name() == by)?;
        // One that hung may have been slow.
        let how = Ended::Failed;
        let test = (!test.contains(", ")).then(|| test.to_owned())?;
        Some((mutant, Verdict::Killed { by, test, how }))
    });
    killed.collect()
}

/// Does `job` for each item, on as many threads as there are cores.
pub(crate) fn in_parallel<I: Sync, T: Send>(
    items: &[I],
    job: impl Fn(usize, &I) -> T + Sync,
) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            // Relaxed: each number is given out once; results are handed over by joining.
            let number = next.fetch_add(1, Relaxed);
            let Some(item) = items.get(number) else { return done };
            done.push((number, job(number, item)));
        }
    };
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let results = workers.into_iter().map(|worker| worker.join().expect("no job panics"));
        results.flatten().collect()
    });
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

/// The files of all memory orderings, and whether some model of loom's needs each.
pub(crate) fn orderings(root: &Path) -> Result<Vec<(PathBuf, bool)>, Error> {
    let arguments = "test -p plainweave-tests --features loom --test orderings -- --nocapture";
    let command = format!("cargo {arguments}");
    let mut cargo = Command::new(option_env!("CARGO").unwrap_or("cargo"));
    cargo.args(arguments.split(' ')).current_dir(root).stderr(Stdio::inherit());
    let output = cargo.output().map_err(|source| Error::Start { command, source })?;
    Ok(weakened(&String::from_utf8_lossy(&output.stdout)).into_values().collect())
}

/// Reads `file:line weakened: breaks [how]`.
fn weakened(text: &str) -> BTreeMap<&str, (PathBuf, bool)> {
    let lines = text.lines().filter_map(|line| line.split_once(" weakened: breaks "));
    let sites = lines.filter_map(|(site, how)| {
        let (file, _) = site.rsplit_once(':')?;
        Some((site, (PathBuf::from(file), how != "[]")))
    });
    sites.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever this runs is over at once or never, and busy or asleep.
    fn end_of(script: &str, stage: Stage) -> Ended {
        let (program, folder) = (PathBuf::from("sh"), PathBuf::from("."));
        let test = Test { stage, program, folder, name: script.to_owned() };
        let mut shell = Command::new("sh");
        let ended = wait(shell.args(["-c", script]), &test, Duration::from_millis(20));
        ended.unwrap_or_else(|error| panic!("{error}")).0
    }

    #[test]
    #[cfg(target_os = "linux")] // Elsewhere nobody knows how busy a process is.
    fn what_is_busy_for_ever_has_noticed_unless_it_is_a_model() {
        let busy = "while :; do :; done";
        assert_eq!(end_of(busy, Stage::Models), Ended::TooLong);
        assert_eq!(end_of(busy, Stage::Behaviour), Ended::Hung);
        assert_eq!(end_of("exit 0", Stage::Models), Ended::Passed);
        assert_eq!(end_of("exit 101", Stage::Models), Ended::Failed);
        assert_eq!(end_of("kill -9 $$", Stage::Models), Ended::Died);
    }

    #[test]
    fn orderings_are_read_from_what_their_test_prints() {
        let text = "crates/sync/src/event.rs:7 weakened: breaks [event/publishes: data race]\n\
            crates/sync/src/event.rs:9 weakened: breaks []\n\
            test every_ordering_is_needed ... ok\n";
        let file = || PathBuf::from("crates/sync/src/event.rs");
        let read: Vec<_> = weakened(text).into_values().collect();
        assert_eq!(read, [(file(), true), (file(), false)]);
    }
}
