//! An exit waits for every thread that is no daemon, also for those that are started meanwhile.
//!
//! ```text
//! main:   start ann;  wait as an exit does;  count
//! ann:    start ben;  count one
//! ben:    count one
//! ```
//!
//! *Invariant*: main finds that both have counted. Their results are there, too.
//!
//! loom: 675 executions with at most 2 preemptions. Shuttle: 5,000, drawn at random.

use std::sync::Arc;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, AtomicInt, Runtime};
use scenarios::{Cx, NoParams, Scenario};
use sync::Threads;

/// A program ends while its threads start others.
#[derive(Debug)]
pub struct ThreadExitWaits;

impl Scenario for ThreadExitWaits {
    const NAME: &'static str = "thread/exit-waits";
    const STORY: &'static str = "Whoever closes the house waits until everybody has left, also those \
        who came in meanwhile.";
    type Params = NoParams;

    fn run<R: Runtime>(_: &Cx<R, NoParams>) {
        start_and_exit::<R, Waits>();
    }
}

/// What a program does at its end.
pub(crate) trait Exit {
    fn exit<R: Runtime>(threads: &Threads<R>);
}

struct Waits;

impl Exit for Waits {
    fn exit<R: Runtime>(threads: &Threads<R>) {
        threads.join_non_daemons();
    }
}

pub(crate) fn start_and_exit<R: Runtime, E: Exit>() {
    let threads = Threads::<R>::new_in();
    let count = Arc::new(R::AtomicU32::new(0));
    let ann = threads.builder().name("ann").daemon(false).spawn({
        let (threads, count) = (threads.clone(), Arc::clone(&count));
        move || {
            let theirs = Arc::clone(&count);
            let work = move || theirs.fetch_add(1, Relaxed);
            let ben = threads.builder().name("ben").daemon(false).spawn(work);
            drop(ben.expect("there is a thread to be had"));
            count.fetch_add(1, Relaxed);
        }
    });
    drop(ann.expect("there is a thread to be had"));
    E::exit(&threads);
    assert_eq!(count.load(Relaxed), 2, "both have left");
    assert_eq!(threads.active_count(), 1);
}
