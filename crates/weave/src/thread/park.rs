//! Waiting for the own token.
//!
//! A thread's token is a location that is 1 when it is available. `unpark` exchanges it for 1, `park`
//! waits until it is 1 and exchanges it for 0; both acquire and release, as `std` promises at least.

use std::time::Duration;

use crate::config::TimeOuts;
use crate::raw::{self, Op, Order, Place};
use crate::run;

/// Waits until the thread's token is available, and takes it.
///
/// If [`Config::spurious`](crate::Config::spurious) is set, returning without it is explored as well.
#[track_caller]
pub fn park() {
    if run::with(|engine| engine.config.spurious) && raw::choose(2) == 1 {
        return;
    }
    take_token();
}

/// Waits until the thread's token is available, and takes it; or gives up, at any moment that
/// [`Config::time_outs`](crate::Config::time_outs) allows.
#[track_caller]
pub fn park_timeout(_: Duration) {
    let expires = match run::with(|engine| engine.config.time_outs) {
        TimeOuts::Free | TimeOuts::Early(_) => raw::time_may_run_out(),
        TimeOuts::Never => return take_token(),
    };
    if expires {
        // That the time is over and there is a token is the same as being woken by it, so this one
        // look at the token covers every moment of both.
        if !try_token() {
            raw::count_expiry();
            raw::spin();
        }
        return;
    }
    run::with(|engine| engine.set_bounded_wait(true));
    take_token();
    run::with(|engine| engine.set_bounded_wait(false));
}

#[track_caller]
fn take_token() {
    own_token().perform(Op::AwaitCas { expected: 1, new: 0 }, Order::ACQ_REL, Order::RELAXED);
}

#[track_caller]
fn try_token() -> bool {
    own_token().perform(Op::Cas { expected: 1, new: 0 }, Order::ACQ_REL, Order::RELAXED).wrote
}

#[track_caller]
fn own_token() -> Place {
    Place::token(raw::current())
}
