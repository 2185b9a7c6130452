//! Which types may move to another thread, and which may be shared with one.

use std::cell::Cell;

use plainweave_pool::{
    AsCompleted, Builder, Future, Map, Panic, Promise, TaskError, ThreadPool, Unfinished, Waited,
};

const fn may_move<T: Send>() {}
const fn may_be_shared<T: Send + Sync>() {}

/// A result has to be `Send` to come out of its thread. Handles of its future may go anywhere even if
/// it is not `Sync`: then it can only be taken, which happens once.
const _: () = {
    may_be_shared::<Future<u8>>();
    may_be_shared::<Future<Cell<u8>>>();
    may_be_shared::<Promise<Cell<u8>>>();
    may_be_shared::<ThreadPool>();
    may_be_shared::<AsCompleted<Cell<u8>>>();
    may_be_shared::<Waited<Cell<u8>>>();
    may_be_shared::<Map<Cell<u8>>>();
    may_be_shared::<Panic>();
    may_be_shared::<TaskError>();
    may_be_shared::<Unfinished>();
    may_move::<Builder>();
};

/// Sharing what is not `Sync` does not compile; see the doc-test of
/// [`Future::result`](plainweave_pool::Future::result).
#[test]
fn what_is_not_sync_can_be_taken_elsewhere() {
    let promise = Promise::new();
    let future = promise.future();
    promise.set_result(Cell::new(7)).expect("nobody cancels it");
    let taken = std::thread::spawn(move || future.take_result().map(Cell::into_inner));
    assert_eq!(taken.join().expect("no panic").expect("it is there"), 7);
}
