//! The failure that is easiest to follow.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use crate::config::Config;
use crate::exploration::{Ended, Exploration, Failure};
use crate::run::Program;
use crate::trace::Reading;
use crate::unit::session;
use crate::workers::{Best, Task};

/// The failure with the fewest preemptions, and what that says about others.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Shortest {
    /// The failure, if there is one.
    pub failure: Option<Failure>,
    /// What is known of failures with fewer preemptions.
    pub proved: Proved,
    /// How it was found. `beyond` counts the failing executions with no fewer preemptions than one
    /// that was known.
    pub exploration: Exploration,
}

/// What is known of failing executions that were not found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Proved {
    /// Nothing: the exploration was cut short.
    Nothing,
    /// There is none with fewer preemptions than this.
    NoneBelow(u32),
    /// There is none at all.
    None,
}

impl fmt::Display for Proved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("there may be failing executions with fewer preemptions"),
            Self::NoneBelow(0) => f.write_str("no execution has fewer preemptions"),
            Self::NoneBelow(1) => f.write_str("no failing execution with 0 preemptions"),
            Self::NoneBelow(more) => {
                write!(f, "no failing execution with {} or fewer preemptions", more - 1)
            }
            Self::None => f.write_str("no failing execution"),
        }
    }
}

/// Looks for the failure with the fewest preemptions, of all executions within the bounds.
///
/// The same as to explore with a bound of 0, 1, 2, … preemptions until there is a failure, but in one
/// go: a bound leaves nothing out of the search (see [`Config::preemptions`]), so each of those
/// explorations would take as long as this one. It ends early at a failure without preemptions.
///
/// # Panics
///
/// When called inside a model.
///
/// ```
/// use std::sync::atomic::Ordering;
/// use std::sync::Arc;
///
/// use plainweave_weave::sync::atomic::AtomicU32;
/// use plainweave_weave::{Config, Proved, shortest_failure, thread};
///
/// let found = shortest_failure(&Config::default(), || {
///     let next = Arc::new(AtomicU32::new(0));
///     let draw = |next: Arc<AtomicU32>| {
///         let ticket = next.load(Ordering::SeqCst);
///         next.store(ticket + 1, Ordering::SeqCst);
///         ticket
///     };
///     let other = Arc::clone(&next);
///     let thread = thread::spawn(move || draw(other));
///     assert_ne!(draw(next), thread.join().unwrap());
/// });
/// // The first thread draws a ticket, and is left before it puts the next one down.
/// let failure = found.failure.expect("both may draw the same ticket");
/// assert_eq!(failure.interleaving.preemptions(), 1);
/// assert_eq!(found.proved, Proved::NoneBelow(1));
/// println!("{failure}");
/// ```
pub fn shortest_failure(config: &Config, program: impl Fn() + Send + Sync + 'static) -> Shortest {
    find(config, false, &(Arc::new(program) as Program))
}

/// Looks for the failure with the fewest preemptions, and of those for one with the fewest steps.
///
/// Like [`shortest_failure`], but never ends early, and looks at every failure with as few preemptions. If
/// the exploration is exhausted, there is no smaller one.
///
/// # Panics
///
/// When called inside a model.
pub fn smallest_failure(config: &Config, program: impl Fn() + Send + Sync + 'static) -> Shortest {
    find(config, true, &(Arc::new(program) as Program))
}

fn find(config: &Config, fewest_steps: bool, program: &Program) -> Shortest {
    let config_of_all = Config { stop_at_first_failure: false, ..config.clone() };
    let most = AtomicU32::new(config.preemptions.unwrap_or(u32::MAX));
    let best = Best { most: &most, fewest_steps };
    let task = Task { best: Some(best), ..Task::new(&config_of_all, &|_| (), program) };
    let exploration = session::explore_all(task);
    let failure = exploration.failure.clone();
    let proved = match (&failure, &exploration.ended) {
        (Some(failure), _) if failure.interleaving.preemptions() == 0 => Proved::NoneBelow(0),
        (Some(failure), Ended::Exhausted) => match failure.interleaving.reading {
            Reading::Interleaved { preemptions, fewest: true }
            | Reading::Weak { preemptions, fewest: true } => Proved::NoneBelow(preemptions),
            _ => Proved::Nothing,
        },
        (None, Ended::Exhausted) => match config.preemptions {
            Some(bound) => Proved::NoneBelow(bound.saturating_add(1)),
            None => Proved::None,
        },
        _ => Proved::Nothing,
    };
    Shortest { failure, proved, exploration }
}
