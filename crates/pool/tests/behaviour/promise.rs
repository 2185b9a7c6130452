//! `Promise`.

use plainweave_pool::{Promise, ReturnWhen, TaskError, WasCancelled, wait_until};

use crate::PAST;

#[test]
fn a_promise_is_kept_from_pending_or_from_running() {
    let pending = Promise::new();
    let future = pending.future();
    pending.set_result(1).unwrap();
    assert_eq!(*future.result().unwrap(), 1);

    let mut running = Promise::new();
    let future = running.future();
    assert!(running.start() && running.start());
    running.set_result(2).unwrap();
    assert_eq!(*future.result().unwrap(), 2);
}

#[test]
fn a_promise_that_comes_too_late_gets_its_value_back() {
    let promise = Promise::new();
    let future = promise.future();
    assert!(future.cancel());
    assert_eq!(promise.set_result("late"), Err(WasCancelled("late")));
    assert!(matches!(future.result(), Err(TaskError::Cancelled)));
    assert_eq!(WasCancelled(1).to_string(), "the task has been cancelled");
}

#[test]
fn a_cancelled_task_does_not_start() {
    let mut promise = Promise::<u32>::new();
    let future = promise.future();
    future.cancel();
    assert!(!promise.start());
    assert!(!promise.start(), "asked again, it says the same");
    assert!(promise.set_panic(Box::new("late")).is_err());
}

#[test]
fn a_panic_is_brought_like_a_result() {
    let promise = Promise::<u32>::new();
    let future = promise.future();
    promise.set_panic(Box::new("no paper")).unwrap();
    assert_eq!(future.exception().unwrap().unwrap().message(), Some("no paper"));
}

#[test]
fn a_dropped_promise_is_broken() {
    for starts in [false, true] {
        let mut promise = Promise::<u32>::new();
        let future = promise.future();
        if starts {
            promise.start();
        }
        drop(promise);
        assert!(future.is_done());
        assert!(matches!(future.result(), Err(TaskError::Broken)));
        assert!(matches!(future.exception(), Err(TaskError::Broken)));
    }
}

/// Who waits for several is told of a cancellation by the one who would have run the task.
#[test]
fn a_dropped_promise_comes_across_a_cancellation() {
    let promise = Promise::<u32>::new();
    let future = promise.future();
    future.cancel();
    let before = wait_until([&future], ReturnWhen::AllCompleted, PAST);
    assert_eq!((before.done.len(), before.not_done.len()), (0, 1));
    drop(promise);
    let after = wait_until([&future], ReturnWhen::AllCompleted, PAST);
    assert_eq!((after.done.len(), after.not_done.len()), (1, 0));
    assert!(future.is_cancelled());
}

#[test]
fn a_promise_that_a_panic_drops_is_broken() {
    let promise = Promise::<u32>::new();
    let future = promise.future();
    let thread = std::thread::spawn(move || {
        let _promise = promise;
        std::panic::resume_unwind(Box::new(()));
    });
    assert!(matches!(future.result(), Err(TaskError::Broken)));
    assert!(thread.join().is_err());
}
