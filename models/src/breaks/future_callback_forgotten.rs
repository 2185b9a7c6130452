//! A callback that is put on the list after a look at the state.
//!
//! ```text
//! add:     if it is done:  run the callback;  else:  put it on the list
//! finish:  it is done;  take the list;  run what is on it
//! ```
//!
//! Between the look and the list the future may finish, and nobody takes the callback off the list any
//! more. The program is that of [`FutureCallbacksOnce`](crate::holds::FutureCallbacksOnce).
//!
//! loom: breaks in execution LOOM. Shuttle: in execution SHUTTLE, depth first.

use std::mem;
use std::sync::Arc;

use runtime::Ordering::{AcqRel, Acquire};
use runtime::{Atomic, Futex, Kind, Runtime};
use scenarios::{Cx, Expect, NoParams, Scenario};
use sync::Lock;
use trace::FaultKind;

use crate::holds::future_callbacks_once::{CallsBack, finish_and_call_back};

/// A callback never runs.
#[derive(Debug)]
pub struct FutureCallbackForgotten;

impl Scenario for FutureCallbackForgotten {
    const NAME: &'static str = "future/callback-forgotten";
    const STORY: &'static str = "A thread sees that a future is not done, and puts a callback on its \
        list. In between the future has finished, and nobody reads the list.";
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        finish_and_call_back::<R, Looked<R>>(cx);
    }
}

type Callback = Box<dyn FnOnce() + Send>;

struct Looked<R: Runtime>(Arc<(R::Futex, Lock<Vec<Callback>, R>)>);

impl<R: Runtime> CallsBack<R> for Looked<R> {
    type Bringer = Callback;

    fn new() -> (Callback, Self) {
        let word = R::Futex::new(0).of_kind(Kind::Future).named("sum".into());
        let shared = Arc::new((word, Lock::new_in(Vec::<Callback>::new()).named("callbacks")));
        let finish = {
            let shared = Arc::clone(&shared);
            move || {
                shared.0.swap(1, AcqRel);
                let callbacks = mem::take(&mut *shared.1.lock());
                for callback in callbacks {
                    callback();
                }
            }
        };
        (Box::new(finish), Self(shared))
    }

    fn call_back(&self, callback: impl FnOnce() + Send + 'static) {
        let (state, callbacks) = &*self.0;
        // The mistake: the look belongs under the lock of the list, where no finisher can come after
        // it and before the callback.
        if state.load(Acquire) == 1 {
            callback();
        } else {
            callbacks.lock().push(Box::new(callback));
        }
    }
}
