//! What futures and pools do, one promise of the documentation at a time.
//!
//! Real threads take part, and no test depends on how fast they are: what has to have happened first is
//! waited for, and a timeout is either zero, or past, or never needed.

mod as_completed;
mod callbacks;
mod future;
mod map;
mod no_thread;
mod pool;
mod promise;
#[path = "../../../sync/tests/support/scarce.rs"]
mod scarce;
mod shutdown;
mod wait;

use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use plainweave_pool::{Builder, Deadline, ThreadPool};
use runtime::Moment;

/// A timeout that nobody sits out, and that no clock can tell.
const FOR_EVER: Duration = Duration::MAX;

/// A deadline that has passed long ago.
const PAST: Deadline = Deadline::at(Moment(Duration::ZERO));

/// Lets others run until it is so.
fn until(mut is_so: impl FnMut() -> bool) {
    while !is_so() {
        thread::yield_now();
    }
}

/// A pool of so many workers.
fn pool_of(workers: usize) -> ThreadPool {
    Builder::new().max_workers(workers).build().expect("there may be workers")
}

/// A pool whose one worker is busy until the gate opens.
fn busy_pool() -> (ThreadPool, Gate) {
    let pool = pool_of(1);
    let gate = keep_busy(&pool);
    (pool, gate)
}

/// Keeps one more worker busy until the gate opens.
fn keep_busy(pool: &ThreadPool) -> Gate {
    let (opens, opened) = channel();
    let (begins, begun) = channel();
    pool.submit(move || {
        begins.send(()).expect("somebody listens");
        wait_at(&opened);
    })
    .expect("the pool is open");
    begun.recv().expect("it begins");
    Gate(opens)
}

/// Opens when it is dropped.
struct Gate(#[allow(dead_code, reason = "its drop is what counts")] Sender<()>);

fn wait_at(gate: &Receiver<()>) {
    // It is closed by dropping the other end.
    assert!(gate.recv().is_err());
}

/// Its destructor panics.
struct Explosive;

impl Drop for Explosive {
    fn drop(&mut self) {
        resume_unwind(Box::new("boom"));
    }
}
