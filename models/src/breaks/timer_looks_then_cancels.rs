//! A timer that is cancelled by a look and a write.
//!
//! ```text
//! timer:   when its time is up: if the word was waiting, it is running;  call
//! cancel:  if the word is waiting: it is prevented;  say so
//! ```
//!
//! Between the look and the write the call may begin. The program is that of
//! [`TimerExactlyOneWins`](crate::holds::TimerExactlyOneWins).
//!
//! loom: breaks in execution 9. Shuttle: in execution 17, depth first.

use std::sync::Arc;

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Kind, Runtime, Thread, Wait};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::CancelOutcome;
use trace::FaultKind;

use crate::holds::timer_exactly_one_wins::{Alarm, start_and_cancel};

/// What was said to be prevented happens.
#[derive(Debug)]
pub struct TimerLooksThenCancels;

impl Scenario for TimerLooksThenCancels {
    const NAME: &'static str = "timer/looks-then-cancels";
    const STORY: &'static str = "A letter is called off by whoever finds that it is not being written \
        yet. It is begun at that very moment.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        start_and_cancel::<R, Looks<R>>(cx);
    }
}

const WAITING: u32 = 0;
const PREVENTED: u32 = 1;
const RUNNING: u32 = 2;
const DONE: u32 = 3;

struct Looks<R: Runtime> {
    state: Arc<R::Futex>,
    was_called: Arc<R::AtomicBool>,
    thread: R::Thread,
}

impl<R: Runtime> Alarm<R> for Looks<R> {
    fn start(deadline: Deadline, function: impl FnOnce() + Send + 'static) -> Self {
        let state = R::Futex::new(WAITING).of_kind(Kind::Event).named("timer".into());
        let (state, was_called) = (Arc::new(state), Arc::new(R::AtomicBool::new(false)));
        let thread = R::spawn("timer", {
            let (state, was_called) = (Arc::clone(&state), Arc::clone(&was_called));
            move || {
                let fires = R::call(&state, "wait", || {
                    while state.load(Relaxed) == WAITING
                        && state.wait(WAITING, deadline) != Wait::TimedOut
                    {}
                    state.compare_exchange(WAITING, RUNNING, Relaxed, Relaxed).is_ok()
                });
                if fires {
                    function();
                    was_called.store(true, Relaxed);
                    R::call(&state, "end", || state.swap(DONE, Release));
                }
            }
        });
        Self { state, was_called, thread }
    }

    fn cancel(&self) -> CancelOutcome {
        R::call(&self.state, "cancel", || match self.state.load(Acquire) {
            WAITING => {
                // The mistake: `compare_exchange`.
                self.state.swap(PREVENTED, Relaxed);
                self.state.wake_one();
                CancelOutcome::Prevented
            }
            PREVENTED => CancelOutcome::Prevented,
            RUNNING => CancelOutcome::Running,
            _ => CancelOutcome::Done,
        })
    }

    fn join(self) -> bool {
        self.thread.join();
        self.was_called.load(Relaxed)
    }
}
