//! An exit that waits for the threads that it finds.
//!
//! ```text
//! exit:  for each thread in the roll that is no daemon: join
//! ```
//!
//! Whoever is started by one of them, after the look, is left behind. The program is that of
//! [`ThreadExitWaits`](crate::holds::ThreadExitWaits).
//!
//! loom: breaks in execution 1. Shuttle: in execution 476, drawn at random.

use runtime::Runtime;
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::Threads;
use trace::FaultKind;

use crate::holds::thread_exit_waits::{Exit, start_and_exit};

/// A thread that comes late is cut off.
#[derive(Debug)]
pub struct ThreadExitLooksOnce;

impl Scenario for ThreadExitLooksOnce {
    const NAME: &'static str = "thread/exit-looks-once";
    const STORY: &'static str = "Whoever closes the house notes who is in, waits until they have left, \
        and locks somebody up who came in meanwhile.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        start_and_exit::<R, LooksOnce>();
    }
}

struct LooksOnce;

impl Exit for LooksOnce {
    fn exit<R: Runtime>(threads: &Threads<R>) {
        // The mistake: until there are no others any more.
        for thread in threads.enumerate() {
            if thread != *threads.main() && !thread.is_daemon() {
                thread.join().expect("main is none of them");
            }
        }
    }
}
