//! How far an exploration is, for whoever watches it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, TryLockError};
use std::time::{Duration, Instant};

use crate::estimate::Estimate;
use crate::exploration::Exploration;
use crate::explore::Share;

/// How far an exploration is.
#[derive(Clone, Copy, PartialEq, Debug)]
#[non_exhaustive]
pub struct Progress {
    /// Runs of the program so far, earlier ones of a resumed exploration included.
    pub runs: u64,
    /// Complete executions so far.
    pub complete: u64,
    /// The share that is done of what was to be explored, from 0 to 1.
    pub done: f64,
    /// How many runs it will have taken. The range is that of the same estimate since a quarter of
    /// what is done was: it shows how much to believe it, and promises nothing.
    pub total: Estimate,
}

/// A function that is told how far an exploration is, at most ten times a second and once at the end.
///
/// It is called by one of the workers, between two runs. If it panics, the exploration does.
#[derive(Clone)]
pub struct OnProgress(Arc<dyn Fn(&Progress) + Send + Sync>);

impl OnProgress {
    /// Wraps a function.
    pub fn new(f: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        Self(Arc::new(f))
    }
}

impl fmt::Debug for OnProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnProgress")
    }
}

/// Between two reports.
const PERIOD: Duration = Duration::from_millis(100);

/// What one worker has done so far. Only that worker writes it, so that counting costs no more than
/// a store; sums over workers may be a few runs old.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct Tally {
    runs: AtomicU64,
    complete: AtomicU64,
    share: AtomicU64,
}

impl Tally {
    /// Replaces what it says.
    pub(crate) fn set(&self, part: &Exploration, share: Share) {
        self.runs.store(part.runs, Ordering::Relaxed);
        self.complete.store(part.complete, Ordering::Relaxed);
        self.share.store(share.code(), Ordering::Relaxed);
    }
}

/// Whoever watches one exploration, and what it was told.
#[derive(Debug)]
pub(crate) struct Watch {
    on_progress: OnProgress,
    started: Instant,
    /// Nanoseconds after the start before which nobody need try.
    due: AtomicU64,
    trend: Mutex<Trend>,
    /// What was to be explored.
    given: Share,
}

impl Watch {
    pub(crate) fn new(on_progress: OnProgress, given: Share) -> Self {
        let trend = Mutex::default();
        Self { on_progress, started: Instant::now(), due: AtomicU64::new(0), trend, given }
    }

    /// Reports, if it is time to: the sum of `before` and the tallies.
    pub(crate) fn report_if_due(&self, before: &Exploration, tallies: &[Tally]) {
        let now = self.started.elapsed();
        if nanoseconds(now) < self.due.load(Ordering::Relaxed) {
            return;
        }
        // Somebody else is at it.
        let mut trend = match self.trend.try_lock() {
            Ok(trend) => trend,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        if nanoseconds(now) < self.due.load(Ordering::Relaxed) {
            return;
        }
        let sum = |count: fn(&Tally) -> &AtomicU64| {
            tallies.iter().map(|tally| count(tally).load(Ordering::Relaxed)).sum::<u64>()
        };
        let runs = before.runs + sum(|tally| &tally.runs);
        let complete = before.complete + sum(|tally| &tally.complete);
        let share = before.share.plus(Share::from_code(sum(|tally| &tally.share)));
        self.tell(&mut trend, runs, complete, share);
        self.due.store(nanoseconds(self.started.elapsed() + PERIOD), Ordering::Relaxed);
    }

    /// Reports how it ended.
    pub(crate) fn report_end(&self, total: &Exploration) {
        let mut trend = self.trend.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.tell(&mut trend, total.runs, total.complete, total.share);
    }

    fn tell(&self, trend: &mut Trend, runs: u64, complete: u64, share: Share) {
        let done = share.fraction_of(self.given);
        let total = trend.add(runs, done);
        (self.on_progress.0)(&Progress { runs, complete, done, total });
    }
}

/// Saturates after five centuries.
fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// How an estimate has changed as more was done.
#[derive(Debug, Default)]
struct Trend {
    /// Shares done, each at least a tenth more than the one before, and the totals they suggested.
    points: Vec<(f64, f64)>,
}

impl Trend {
    fn add(&mut self, runs: u64, done: f64) -> Estimate {
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let runs = runs as f64;
        if done >= 1.0 {
            return Estimate { runs, low: runs, high: runs };
        }
        if done <= 0.0 {
            return Estimate { runs: f64::INFINITY, low: runs, high: f64::INFINITY };
        }
        let total = runs / done;
        let recent = self.points.iter().filter(|(then, _)| *then >= done / 4.0);
        let (low, high) = recent.fold((total, total), |(low, high), &(_, estimate)| {
            (low.min(estimate), high.max(estimate))
        });
        if self.points.last().is_none_or(|&(then, _)| done >= then * 1.1) {
            self.points.push((done, total));
        }
        Estimate { runs: total, low: low.max(runs), high: high.max(runs) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_is_that_of_recent_estimates_and_closes_at_the_end() {
        let mut trend = Trend::default();
        assert!(trend.add(0, 0.0).high.is_infinite());
        trend.add(1, 0.1);
        trend.add(40, 0.2);
        let estimate = trend.add(60, 0.3);
        assert!((estimate.runs - 200.0).abs() < 1e-9, "{estimate:?}");
        assert!((estimate.low - 60.0).abs() < 1e-9, "not less than there have been");
        let estimate = trend.add(150, 0.75);
        assert!((estimate.low - 200.0).abs() < 1e-9, "the first two are forgotten: {estimate:?}");
        assert_eq!(trend.add(170, 1.0), Estimate { runs: 170.0, low: 170.0, high: 170.0 });
    }
}
