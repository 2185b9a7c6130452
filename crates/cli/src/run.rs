//! Runs many checks, a few at a time, and hands each report on in the order of the checks.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;

use check::{Check, Entry, Explored, Regressions, Report};
use scenarios::ParamError;

use crate::error::Error;
use crate::interrupt;
use crate::progress::Progress;

/// A check of one scenario on one engine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job {
    pub(crate) entry: Entry,
    pub(crate) check: Check,
    /// Whether smaller sizes are tried, too, if it fails.
    pub(crate) smallest: bool,
}

/// What a worker tells of the job with a number.
enum Event {
    Begun,
    Ended(Result<Box<Report>, ParamError>),
}

/// Runs `jobs` on `workers` threads, each after the `regressions` that belong to it.
///
/// Sizes are looked at before anything runs: a wrong one must not surface after minutes.
pub(crate) fn run_all(
    jobs: &[Job],
    sizes: &[(String, u64)],
    regressions: &Regressions,
    workers: usize,
    each: impl FnMut(Report) -> Result<(), Error>,
) -> Result<(), Error> {
    for job in jobs {
        job.entry.check_sizes(sizes).map_err(|problem| wrong_size(job, problem))?;
    }
    // They live as long as the process, since a check may be copied to anywhere; there are few.
    let explored: &'static [Explored] = Vec::leak(jobs.iter().map(|_| Explored::new()).collect());
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let (sender, events) = mpsc::channel();
        for _ in 0..workers.min(jobs.len()) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || work(jobs, sizes, regressions, explored, next, &sender));
        }
        drop(sender);
        let handed_on = hand_on(jobs, explored, &events, each);
        // Tells the workers that nobody listens any more.
        drop(events);
        handed_on
    })
}

/// Takes one job after the other, until there is none, or Ctrl-C asks to stop.
fn work(
    jobs: &[Job],
    sizes: &[(String, u64)],
    regressions: &Regressions,
    explored: &'static [Explored],
    next: &AtomicUsize,
    sender: &Sender<(usize, Event)>,
) {
    loop {
        // Asked first: a number that was taken is worked on, since reports are handed on in order.
        if interrupt::is_asked() {
            return;
        }
        // Relaxed: the number is all that the workers tell one another.
        let number = next.fetch_add(1, Relaxed);
        let Some(job) = jobs.get(number) else { return };
        let tell = |event| sender.send((number, event)).is_ok();
        let check = job.check.explored(&explored[number]);
        let check = || {
            let report = job.entry.check_after(regressions, &check, sizes)?;
            Ok(if job.smallest { job.entry.smallest(&check, report) } else { report })
        };
        let is_wanted = tell(Event::Begun) && tell(Event::Ended(check().map(Box::new)));
        if !is_wanted {
            // An error has ended the command.
            return;
        }
    }
}

/// Calls `each` with the reports in the order of the jobs, whichever ends first.
fn hand_on(
    jobs: &[Job],
    explored: &'static [Explored],
    events: &Receiver<(usize, Event)>,
    mut each: impl FnMut(Report) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut progress = Progress::new(jobs.len());
    let mut waiting = BTreeMap::new();
    let mut due = 0;
    loop {
        match events.recv_timeout(progress.pause()) {
            Ok((number, Event::Begun)) => {
                let Job { entry, check, .. } = &jobs[number];
                progress.begin(
                    number,
                    format!("{} on {}", entry.name, check.engine),
                    &explored[number],
                );
            }
            Ok((number, Event::Ended(report))) => {
                progress.end(number);
                let report = report.map_err(|problem| wrong_size(&jobs[number], problem))?;
                waiting.insert(number, report);
                while let Some(report) = waiting.remove(&due) {
                    progress.aside(|| each(*report))?;
                    due += 1;
                }
            }
            Err(RecvTimeoutError::Timeout) => progress.tell(),
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

fn wrong_size(job: &Job, problem: ParamError) -> Error {
    Error::Size { scenario: job.entry.name, problem }
}

/// As many threads as were asked for, or as there are cores.
pub(crate) fn workers(asked: Option<u16>) -> usize {
    let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    asked.map_or_else(cores, usize::from)
}
