//! The stress engine: run it often on the real machine, and hope.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use record::{Failure, Recorded, Recording};
use runtime::Native;

use crate::check::{Runs, Searched};
use crate::tally::Next;
use crate::{Check, Scope, Verdict, Why};

pub(super) fn search(check: Check, program: impl Runs) -> Searched {
    let recording = Recording::new();
    let tally = check.tally(&recording);
    let (done, end) = channel();
    // A detached thread: a run that is stuck can only be left behind.
    let runner = {
        let (recording, tally) = (recording.clone(), tally.clone());
        move || {
            let stopped = loop {
                match tally.begin() {
                    Next::Begin => run_once(&recording, program),
                    Next::Failed => break None,
                    Next::Stop(why) => break Some(why),
                }
            };
            // Nobody listens any more if the search was over before this run was.
            let _ = done.send(stopped);
        }
    };
    thread::Builder::new().spawn(runner).expect("the operating system starts the thread");
    let verdict = watch(check, &recording, || end.recv_timeout(check.patience));
    Searched { verdict, counts: tally.end(), bounds: check.bounds }
}

/// Waits for the search to end, or for nothing to happen any more.
///
/// The patience starts anew whenever something has happened. A run in which something happens for
/// ever (threads that back off again and again, say) ends with the budget.
fn watch(
    check: Check,
    recording: &Recording,
    wait: impl Fn() -> Result<Option<Why>, RecvTimeoutError>,
) -> Verdict {
    let start = Instant::now();
    let mut seen = recording.len();
    loop {
        match wait() {
            Ok(stopped) => break judge(stopped, recording),
            Err(RecvTimeoutError::Timeout) => {
                let now = recording.len();
                if now != seen && start.elapsed() > check.budget {
                    break Verdict::Undecided { why: Why::Time };
                }
                if now == seen {
                    break Verdict::on(Failure::Stuck, recording);
                }
                seen = now;
            }
            Err(RecvTimeoutError::Disconnected) => {
                break Verdict::unsupported("the thread that runs it died");
            }
        }
    }
}

fn judge(stopped: Option<Why>, recording: &Recording) -> Verdict {
    match (recording.failure(), stopped) {
        (Some(failure), _) => Verdict::on(failure, recording),
        (None, Some(Why::Runs) | None) => Verdict::Holds { scope: Scope::Sampled },
        (None, Some(why)) => Verdict::Undecided { why },
    }
}

/// A failure is in the recording; what the panic says is not needed.
fn run_once(recording: &Recording, program: impl Runs) {
    let run = || record::run::<Native>(recording, || program.once::<Recorded<Native>>());
    let _ = catch_unwind(AssertUnwindSafe(run));
    // Threads that the program has not joined belong to this run, too. If one never ends, nothing
    // happens any more, and whoever watches says so.
    while !recording.is_over() && recording.failure().is_none() {
        thread::sleep(Duration::from_millis(1));
    }
}
