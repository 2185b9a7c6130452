//! The stress engine: run it often on the real machine, and hope.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use record::{Failure, Recorded, Recording};
use runtime::Native;

use crate::search::{Body, Runs, Searched};
use crate::tally::{Next, Tally};
use crate::{Check, Scope, Verdict, Why};

pub(super) fn search(check: Check, program: &impl Runs) -> Searched {
    explore(check, program.on::<Recorded<Native>>())
}

fn explore(check: Check, body: Body) -> Searched {
    let recording = Recording::new();
    let tally = check.tally(&recording);
    let (done, end) = channel();
    // A detached thread: a run that is stuck can only be left behind.
    let runner = {
        let (recording, tally) = (recording.clone(), tally.clone());
        move || {
            let stopped = loop {
                match tally.begin() {
                    Next::Begin => run_once(&recording, &body),
                    Next::Failed => break None,
                    Next::Stop(why) => break Some(why),
                }
            };
            // Nobody listens any more if the search was over before this run was.
            let _ = done.send(stopped);
        }
    };
    thread::Builder::new().spawn(runner).expect("the operating system starts the thread");
    let verdict = watch(check, &recording, &tally, || end.recv_timeout(check.patience));
    Searched::new(verdict, tally.end(), check.bounds)
}

/// Waits for the search to end, or for a standstill.
///
/// Time alone makes no standstill: a busy machine may leave a thread alone for as long as it likes.
/// So when nothing has happened for a while, see [`is_at_a_standstill`]. A run that goes on for ever
/// (threads that back off again and again, say) ends with the budget.
fn watch(
    check: Check,
    recording: &Recording,
    tally: &Tally,
    wait: impl Fn() -> Result<Option<Why>, RecvTimeoutError>,
) -> Verdict {
    let start = Instant::now();
    let mut seen = recording.len();
    loop {
        match wait() {
            Ok(stopped) => break judge(stopped, tally.end().executions, recording),
            Err(RecvTimeoutError::Timeout) => {
                let now = recording.len();
                if now == seen && is_at_a_standstill(recording) && recording.len() == seen {
                    break Verdict::on(Failure::Stuck, recording);
                }
                if check.is_stopped() {
                    break Verdict::Undecided { why: Why::Interrupted };
                }
                if start.elapsed() > check.budget {
                    break Verdict::Undecided { why: Why::Time };
                }
                seen = now;
            }
            Err(RecvTimeoutError::Disconnected) => {
                break Verdict::unsupported("the thread that runs it died");
            }
        }
    }
}

/// Whether no thread of the run can ever move again.
///
/// Each of them is over or waits for others, as far as the recording knows. But one that is about to
/// fall asleep, or has been woken, may not have come to say so; the operating system calls it
/// runnable then. Where that cannot be asked, the recording has the last word. A recording that lacks
/// the run's end says nothing. That daemons wait when nobody else is left is no standstill.
fn is_at_a_standstill(recording: &Recording) -> bool {
    if recording.was_cut() || recording.is_left_to_daemons() {
        return false;
    }
    let all_wait = recording.trace().blame().is_some_and(|(_, extent)| !extent.is_partial());
    all_wait && !recording.system_threads().into_iter().any(is_runnable)
}

/// Whether a thread of this process runs, or would if it had a core.
fn is_runnable(thread: u32) -> bool {
    // "number (name) state …", where the name may hold anything. No file, no thread.
    let Ok(status) = std::fs::read_to_string(format!("/proc/self/task/{thread}/stat")) else {
        return false;
    };
    let state = status.rsplit(')').next().and_then(|rest| rest.trim_start().chars().next());
    state.is_some_and(|state| !matches!(state, 'S' | 'T' | 't' | 'Z' | 'X' | 'I'))
}

fn judge(stopped: Option<Why>, executions: u64, recording: &Recording) -> Verdict {
    match (recording.failure(), stopped) {
        (Some(failure), _) => Verdict::on(failure, recording),
        (None, Some(Why::Runs)) if executions > 0 => Verdict::Holds { scope: Scope::Sampled },
        (None, None) => Verdict::unsupported("the search ended without a reason"),
        (None, Some(why)) => Verdict::Undecided { why },
    }
}

/// A failure is in the recording; what the panic says is not needed.
fn run_once(recording: &Recording, body: &Body) {
    let run = || record::run::<Native>(recording, || body());
    let _ = catch_unwind(AssertUnwindSafe(run));
    // Threads that the program has not joined belong to this run, too. If one never ends, nothing
    // happens any more, and whoever watches says so.
    while !recording.is_over() && recording.failure().is_none() {
        thread::sleep(Duration::from_millis(1));
    }
}
