//! Signs of life on standard error: one line that changes on a terminal, and elsewhere a new line
//! now and then. Checks that are quick leave no trace of it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use check::Explored;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output;

/// How often the line changes on a terminal.
const ON_TERMINAL: Duration = Duration::from_secs(1);
/// How often there is a new line elsewhere, such as in the log of a continuous integration.
const ELSEWHERE: Duration = Duration::from_secs(30);

/// What is being checked, and since when.
#[derive(Debug)]
pub(crate) struct Progress {
    /// Hidden, unless standard error is a terminal.
    line: ProgressBar,
    running: BTreeMap<usize, Running>,
    ended: usize,
    total: usize,
    due: Instant,
}

#[derive(Debug)]
struct Running {
    what: String,
    since: Instant,
    explored: &'static Explored,
}

impl Progress {
    /// Nothing of `total` checks has begun.
    pub(crate) fn new(total: usize) -> Self {
        let line = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        // Cut off where the terminal ends.
        line.set_style(ProgressStyle::with_template("{wide_msg}").expect("a known placeholder"));
        let mut progress =
            Self { line, running: BTreeMap::new(), ended: 0, total, due: Instant::now() };
        progress.due += progress.period();
        progress
    }

    fn period(&self) -> Duration {
        if self.line.is_hidden() { ELSEWHERE } else { ON_TERMINAL }
    }

    /// For how long there is nothing to tell.
    pub(crate) fn pause(&self) -> Duration {
        self.due.saturating_duration_since(Instant::now())
    }

    /// The check with this number has begun.
    pub(crate) fn begin(&mut self, number: usize, what: String, explored: &'static Explored) {
        self.running.insert(number, Running { what, since: Instant::now(), explored });
    }

    /// The check with this number has ended.
    pub(crate) fn end(&mut self, number: usize) {
        self.ended += 1;
        self.running.remove(&number);
    }

    /// Tells how far things are, if it is time to.
    pub(crate) fn tell(&mut self) {
        let now = Instant::now();
        if now < self.due {
            return;
        }
        self.due = now + self.period();
        let text = self.text(now);
        if self.line.is_hidden() {
            output::complain(text);
        } else {
            self.line.set_message(text);
        }
    }

    fn text(&self, now: Instant) -> String {
        let running = self.running.values().map(|Running { what, since, explored }| {
            // To the nearest second, or the first line would be about 0 s.
            let elapsed = now.duration_since(*since) + Duration::from_millis(500);
            let elapsed = Duration::from_secs(elapsed.as_secs());
            let elapsed = humantime::format_duration(elapsed);
            format!("{what} for {elapsed}{}", explored.share().map_or_else(String::new, part))
        });
        let running: Vec<String> = running.collect();
        format!("{} of {} checked; running: {}", self.ended, self.total, running.join(", "))
    }

    /// Takes the line away while `print` writes to the same terminal.
    pub(crate) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        // Where nothing was told yet, there is no line; `suspend` would draw an empty one.
        if self.line.message().is_empty() { print() } else { self.line.suspend(print) }
    }
}

/// How much of everything is done, as far as the engine can guess.
fn part(share: f64) -> String {
    let percent = share * 100.0;
    if percent < 1.0 {
        ", under 1% explored".to_owned()
    } else {
        format!(", perhaps {percent:.0}% explored")
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.line.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_names_what_runs_and_for_how_long() {
        let mut progress = Progress::new(3);
        for (number, what) in
            ["washroom/no-limit on loom", "counter/locked on loom"].iter().enumerate()
        {
            static UNKNOWN: Explored = Explored::new();
            progress.begin(number, (*what).to_owned(), &UNKNOWN);
        }
        progress.end(0);
        let now = progress.running[&1].since + Duration::from_millis(90_400);
        assert_eq!(
            progress.text(now),
            "1 of 3 checked; running: counter/locked on loom for 1m 30s"
        );
    }

    #[test]
    fn a_share_is_an_estimate() {
        assert_eq!(part(0.001), ", under 1% explored");
        assert_eq!(part(0.123), ", perhaps 12% explored");
    }
}
