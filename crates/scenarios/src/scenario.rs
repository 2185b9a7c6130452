use std::fmt;

use runtime::Runtime;
use trace::FaultKind;

use crate::{Cx, Params};

/// A program of a few threads that asserts something about itself.
///
/// It is written once and runs on every [`Runtime`]: on real threads, and in each model checker.
/// So it keeps to the runtime's threads, words and choices and to the primitives of `sync`; it has
/// no statics, and reads no clock. Sharing is by [`Arc`](std::sync::Arc), and everything it made
/// is dropped when it ends.
///
/// # How a fault is told
///
/// An assertion that fails is told from any other panic by its text, which begins with
/// "assertion": that is so for `assert_eq!`, `assert_ne!`, and `assert!` without a message. A panic
/// that begins with "livelock: " says that the threads were busy and got nowhere.
///
/// # Examples
///
/// ```
/// use runtime::{Native, Runtime};
/// use plainweave_scenarios::{Cx, NoParams, Scenario, Variable};
/// use sync::Lock;
/// use std::sync::Arc;
///
/// /// Two threads add 1 under a lock.
/// struct Sum;
///
/// impl Scenario for Sum {
///     const NAME: &'static str = "sum/locked";
///     type Params = NoParams;
///
///     fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
///         let sum = Arc::new(Lock::<u32, R>::new_in(0));
///         let threads = ["ann", "ben"].map(|name| {
///             let sum = Arc::clone(&sum);
///             cx.spawn(name, move || *sum.lock() += 1)
///         });
///         cx.join_all(threads);
///         assert_eq!(*sum.lock(), 2);
///     }
/// }
///
/// Sum::run::<Native>(&Cx::new(NoParams));
/// ```
pub trait Scenario: 'static {
    /// Its name in reports: topic and variant, as in `ticket-sale/unlocked`.
    const NAME: &'static str;

    /// What happens, in a sentence or two.
    const STORY: &'static str = "";

    /// The same program in Python; it ends by itself even where threads get stuck.
    const PYTHON: &'static str = "";

    /// The verdict that is right.
    const EXPECT: Expect = Expect::Holds;

    /// Its sizes; [`NoParams`](crate::NoParams) if it has none.
    type Params: Params;

    /// Runs the program once.
    fn run<R: Runtime>(cx: &Cx<R, Self::Params>);
}

/// The verdict that is right for a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// No run fails.
    Holds,
    /// Some run fails with a fault of this kind.
    Breaks(FaultKind),
    /// As [`Breaks`](Expect::Breaks), but only where memory is weak: an engine that lets all
    /// threads see every write at once finds nothing.
    BreaksWeakly(FaultKind),
}

impl Expect {
    /// The fault that some run has, if there is one.
    ///
    /// ```
    /// use plainweave_scenarios::{Expect, Scenario, counter};
    /// use trace::FaultKind;
    ///
    /// assert_eq!(counter::Unlocked::EXPECT.fault(), Some(FaultKind::Assertion));
    /// assert_eq!(counter::Locked::EXPECT.fault(), None);
    /// ```
    pub const fn fault(self) -> Option<FaultKind> {
        match self {
            Self::Holds => None,
            Self::Breaks(fault) | Self::BreaksWeakly(fault) => Some(fault),
        }
    }
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holds => f.write_str("holds"),
            Self::Breaks(fault) => write!(f, "breaks: {fault}"),
            Self::BreaksWeakly(fault) => write!(f, "breaks where memory is weak: {fault}"),
        }
    }
}
