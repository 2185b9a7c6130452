//! Runs many checks, a few at a time, and hands each report on in the order of the checks.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc;
use std::thread;

use check::{Check, Entry, Report};

use crate::error::Error;

/// A check of one scenario on one engine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job {
    pub(crate) entry: Entry,
    pub(crate) check: Check,
}

/// Runs `jobs` on `workers` threads.
///
/// Sizes are looked at before anything runs: a wrong one must not surface after minutes.
pub(crate) fn run_all(
    jobs: &[Job],
    sizes: &[(String, u64)],
    workers: usize,
    mut each: impl FnMut(Report) -> Result<(), Error>,
) -> Result<(), Error> {
    for job in jobs {
        let check = |source| Error::Size { scenario: job.entry.name, source };
        job.entry.check_sizes(sizes).map_err(check)?;
    }
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let (sender, reports) = mpsc::channel();
        for _ in 0..workers.min(jobs.len()) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while let Some(job) = jobs.get(next.fetch_add(1, Relaxed)) {
                    let index = jobs.iter().position(|other| std::ptr::eq(other, job));
                    let report = job.entry.check(&job.check, sizes);
                    // Nobody listens any more once an error has ended the command.
                    let _ = sender.send((index, job.entry.name, report));
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (index, scenario, report) in reports {
            waiting.insert(index, report.map_err(|source| Error::Size { scenario, source })?);
            while let Some(report) = waiting.remove(&Some(due)) {
                each(report)?;
                due += 1;
            }
        }
        Ok(())
    })
}

/// As many threads as were asked for, or as there are cores.
pub(crate) fn workers(asked: Option<u16>) -> usize {
    let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    asked.map_or_else(cores, usize::from)
}
