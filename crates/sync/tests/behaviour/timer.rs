//! `Timer`.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use plainweave_sync::{
    CancelOutcome, Deadline, Event, JoinError, Native, Panic, Thread, Threads, Timer,
};

use crate::{FOR_EVER, PAST, until};

#[test]
fn a_delay_of_zero_is_over_at_once() {
    assert_eq!(Timer::start(Duration::ZERO, || 1).unwrap().join().unwrap(), Some(1));
    let threads = Threads::<Native>::new_in();
    assert_eq!(threads.builder().start_timer(PAST, || 2).unwrap().join().unwrap(), Some(2));
}

#[test]
fn a_timer_comes_not_before_its_time() {
    let start = std::time::Instant::now();
    let delay = Duration::from_millis(5);
    let timer = Timer::start(delay, std::time::Instant::now).unwrap();
    assert!(timer.join().unwrap().unwrap() - start >= delay);
}

#[test]
fn a_cancel_before_its_time_prevents_it() {
    let timer = Timer::start(FOR_EVER, || unreachable!()).unwrap();
    assert!(timer.thread().is_alive());
    assert_eq!(timer.cancel(), CancelOutcome::Prevented);
    assert_eq!(timer.cancel(), CancelOutcome::Prevented, "again");
    let thread = timer.thread().clone();
    thread.join().unwrap();
    assert_eq!(timer.cancel(), CancelOutcome::Prevented, "and later");
    assert_eq!(timer.join().unwrap(), None::<()>);
}

#[test]
fn a_cancel_during_the_call_changes_nothing() {
    let (begun, go) = (Arc::new(Event::new()), Arc::new(Event::new()));
    let theirs = (Arc::clone(&begun), Arc::clone(&go));
    let call = move || {
        theirs.0.set();
        theirs.1.wait();
        3
    };
    let timer = Timer::start(Duration::ZERO, call).unwrap();
    begun.wait();
    assert_eq!(timer.cancel(), CancelOutcome::Running);
    go.set();
    assert_eq!(timer.join().unwrap(), Some(3));
}

#[test]
fn a_cancel_after_the_call_changes_nothing() {
    let timer = Timer::start(Duration::ZERO, || 3).unwrap();
    timer.thread().join().unwrap();
    assert_eq!(timer.cancel(), CancelOutcome::Done);
    assert_eq!(timer.join().unwrap(), Some(3));
}

#[test]
fn a_call_that_panics_has_been_made() {
    let threads = Threads::<Native>::new_in();
    let told = Arc::new(Event::new());
    let theirs = Arc::clone(&told);
    threads.set_hook(move |_: &Thread, _: &Panic| theirs.set());
    let call = || resume_unwind(Box::new("torn"));
    let timer = threads.builder().start_timer::<()>(PAST, call).unwrap();
    timer.thread().join().unwrap();
    assert!(told.is_set());
    assert_eq!(timer.cancel(), CancelOutcome::Done);
    let Err(JoinError::Panicked(panic)) = timer.join() else { panic!("it panicked") };
    assert_eq!(panic.message(), Some("torn"));
}

#[test]
fn a_dropped_timer_goes_on() {
    let called = Arc::new(Event::new());
    let theirs = Arc::clone(&called);
    drop(Timer::start(Duration::from_millis(1), move || theirs.set()).unwrap());
    called.wait();
}

#[test]
fn what_is_prevented_is_dropped() {
    let kept = Arc::new(());
    let theirs = Arc::clone(&kept);
    let timer = Timer::start(FOR_EVER, move || drop(theirs)).unwrap();
    assert_eq!(timer.cancel(), CancelOutcome::Prevented);
    assert_eq!(timer.join().unwrap(), None);
    until(|| Arc::strong_count(&kept) == 1);
}

#[test]
fn a_timer_may_have_a_name_and_be_a_daemon() {
    let threads = Threads::<Native>::new_in();
    let timer = threads.builder().start_timer(Deadline::NEVER, || ()).unwrap();
    assert_eq!(timer.thread().name(), "Thread-1");
    assert!(!timer.thread().is_daemon(), "an exit waits for it");
    assert_eq!(timer.cancel(), CancelOutcome::Prevented);
    threads.join_non_daemons();

    let builder = threads.builder().name("alarm").daemon(true);
    let timer = builder.start_timer(Deadline::NEVER, || ()).unwrap();
    assert_eq!(timer.thread().name(), "alarm");
    threads.join_non_daemons();
    assert!(timer.thread().is_alive());
    assert_eq!(timer.cancel(), CancelOutcome::Prevented);
}

#[test]
fn a_call_may_cancel_its_own_timer() {
    let timer = Arc::new(std::sync::OnceLock::<Timer<CancelOutcome>>::new());
    let (theirs, given) = (Arc::clone(&timer), Arc::new(Event::new()));
    let wait = Arc::clone(&given);
    let call = move || {
        wait.wait();
        theirs.get().unwrap().cancel()
    };
    timer.set(Timer::start(Duration::ZERO, call).unwrap()).unwrap();
    given.set();
    timer.get().unwrap().thread().join().unwrap();
    let timer = Arc::into_inner(timer).unwrap().into_inner().unwrap();
    assert_eq!(timer.join().unwrap(), Some(CancelOutcome::Running));
}
