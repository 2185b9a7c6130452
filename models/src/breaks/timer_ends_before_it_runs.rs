//! A timer that is done before it has called its function.
//!
//! ```text
//! timer:   when its time is up: if the word was waiting, it is running;  it is done;  call
//! cancel:  if the word was waiting, it is prevented;  say what it was
//! ```
//!
//! Whoever is told that it is done builds on what is not there yet. The program is that of
//! [`TimerExactlyOneWins`](crate::holds::TimerExactlyOneWins).
//!
//! loom: breaks in execution 9. Shuttle: in execution 18, depth first.

use std::sync::Arc;

use runtime::Ordering::{Acquire, Relaxed, Release};
use runtime::{Atomic, Deadline, Futex, Kind, Runtime, Thread, Wait};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::CancelOutcome;
use trace::FaultKind;

use crate::holds::timer_exactly_one_wins::{Alarm, start_and_cancel};

/// What is said to be done is not.
#[derive(Debug)]
pub struct TimerEndsBeforeItRuns;

impl Scenario for TimerEndsBeforeItRuns {
    const NAME: &'static str = "timer/ends-before-it-runs";
    const STORY: &'static str = "A letter is said to be written when its writing begins. Whoever hears \
        that looks for it in vain.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        start_and_cancel::<R, EndsFirst<R>>(cx);
    }
}

const WAITING: u32 = 0;
const PREVENTED: u32 = 1;
const RUNNING: u32 = 2;
const DONE: u32 = 3;

struct EndsFirst<R: Runtime> {
    state: Arc<R::Futex>,
    was_called: Arc<R::AtomicBool>,
    thread: R::Thread,
}

impl<R: Runtime> Alarm<R> for EndsFirst<R> {
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
                    // The mistake: after the call.
                    R::call(&state, "end", || state.swap(DONE, Release));
                    function();
                    was_called.store(true, Relaxed);
                }
            }
        });
        Self { state, was_called, thread }
    }

    fn cancel(&self) -> CancelOutcome {
        R::call(&self.state, "cancel", || {
            match self.state.compare_exchange(WAITING, PREVENTED, Relaxed, Acquire) {
                Ok(_) => {
                    self.state.wake_one();
                    CancelOutcome::Prevented
                }
                Err(PREVENTED) => CancelOutcome::Prevented,
                Err(RUNNING) => CancelOutcome::Running,
                Err(_) => CancelOutcome::Done,
            }
        })
    }

    fn join(self) -> bool {
        self.thread.join();
        self.was_called.load(Relaxed)
    }
}
