//! `Barrier`.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use plainweave_sync::{Arrival, Barrier, BarrierError, NoParties};

use crate::{FOR_EVER, PAST, asleep, elsewhere, until};

type Failure = Box<dyn std::error::Error + Send + Sync>;
type Outcome = Result<Arrival, BarrierError>;

/// Lets `threads` wait once each.
fn arrive(barrier: &Barrier, threads: usize) -> Vec<Outcome> {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(|| barrier.wait())).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    })
}

/// A barrier whose action knows it.
fn self_aware(
    parties: u32,
    action: impl Fn(&Barrier) -> Result<(), Failure> + Send + 'static,
) -> Arc<Barrier> {
    let slot = Arc::new(OnceLock::new());
    let barrier = Arc::new(Barrier::new(parties).with_action({
        let slot = Arc::clone(&slot);
        move || action(slot.get().and_then(std::sync::Weak::upgrade).as_deref().expect("alive"))
    }));
    slot.set(Arc::downgrade(&barrier)).expect("the first time");
    barrier
}

fn is_broken(outcome: &Outcome) -> bool {
    matches!(outcome, Err(BarrierError::Broken))
}

#[test]
fn ten_arrivals_at_five_are_two_cycles() {
    let runs = Arc::new(AtomicU32::new(0));
    let barrier = Barrier::new(5).with_action({
        let runs = Arc::clone(&runs);
        move || {
            runs.fetch_add(1, Relaxed);
            Ok(())
        }
    });
    let outcomes = arrive(&barrier, 10);
    let arrivals: Vec<_> = outcomes.into_iter().map(|outcome| outcome.unwrap()).collect();
    assert_eq!(runs.load(Relaxed), 2, "once a cycle");
    let mut indices: Vec<_> = arrivals.iter().map(|arrival| arrival.index).collect();
    indices.sort_unstable();
    assert_eq!(indices, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    assert_eq!(arrivals.iter().filter(|arrival| arrival.is_leader()).count(), 2);
    assert_eq!(barrier.waiting(), 0);
    assert!(!barrier.is_broken());
}

#[test]
fn each_of_a_cycle_has_another_index_and_the_last_one_leads() {
    let barrier = Barrier::new(4);
    for _ in 0..20 {
        let arrivals = arrive(&barrier, 4).into_iter().map(|outcome| outcome.unwrap());
        let found: BTreeSet<_> = arrivals.map(|one| (one.index, one.is_leader())).collect();
        assert_eq!(found, BTreeSet::from([(0, false), (1, false), (2, false), (3, true)]));
    }
}

#[test]
fn a_single_party_never_waits() {
    let barrier = Barrier::new(1);
    for outcome in [
        barrier.wait(),
        barrier.wait_timeout(Duration::ZERO),
        barrier.wait_until(PAST),
        barrier.wait_timeout(FOR_EVER),
    ] {
        let arrival = outcome.unwrap();
        assert_eq!((arrival.index, arrival.is_leader()), (0, true));
    }
}

#[test]
fn a_barrier_for_nobody_cannot_be_had() {
    assert_eq!(Barrier::try_new(0).err(), Some(NoParties));
    assert_eq!(NoParties.to_string(), "a barrier needs at least one party");
    assert_eq!(Barrier::try_new(3).unwrap().parties(), 3);
}

#[test]
#[should_panic(expected = "at least one party")]
fn nor_by_the_other_constructor() {
    let _ = Barrier::new(0);
}

#[test]
#[should_panic(expected = "at least one party")]
fn nor_on_another_runtime() {
    let _: Barrier = Barrier::new_in(0);
}

#[test]
fn the_action_runs_before_anybody_leaves() {
    let done = Arc::new(AtomicU32::new(0));
    let barrier = Barrier::new(3).with_action({
        let done = Arc::clone(&done);
        move || {
            done.fetch_add(1, Relaxed);
            Ok(())
        }
    });
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                barrier.wait().unwrap();
                assert_eq!(done.load(Relaxed), 1);
            });
        }
    });
}

#[test]
fn an_error_of_the_action_is_for_its_thread_and_breaks_the_barrier() {
    let barrier = Barrier::new(3).with_action(|| Err("no cake".into()));
    let outcomes = arrive(&barrier, 3);
    let told = |outcome: &&Outcome| matches!(outcome, Err(BarrierError::Action(error)) if error.to_string() == "no cake");
    assert_eq!(outcomes.iter().filter(told).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| is_broken(outcome)).count(), 2);
    assert!(barrier.is_broken());
    assert!(is_broken(&barrier.wait()), "until a reset");
    barrier.reset();
    assert!(!barrier.is_broken());
    assert_eq!(barrier.waiting(), 0);
}

#[test]
fn the_action_error_is_the_source() {
    let barrier = Barrier::new(1).with_action(|| Err("no cake".into()));
    let error = barrier.wait().unwrap_err();
    assert_eq!(error.to_string(), "the barrier's action failed");
    let source = std::error::Error::source(&error).expect("the action's error");
    assert_eq!(source.to_string(), "no cake");
    assert_eq!(BarrierError::Broken.to_string(), "the barrier is broken");
}

#[test]
fn a_panic_of_the_action_goes_on_and_breaks_the_barrier() {
    let panics = Arc::new(AtomicU32::new(1));
    let barrier = Barrier::new(3).with_action({
        let panics = Arc::clone(&panics);
        move || {
            if panics.swap(0, Relaxed) == 1 {
                resume_unwind(Box::new("quietly"));
            }
            Ok(())
        }
    });
    let outcomes: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(|| barrier.wait())).collect();
        threads.into_iter().map(thread::ScopedJoinHandle::join).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_err()).count(), 1);
    assert_eq!(outcomes.iter().flatten().filter(|outcome| is_broken(outcome)).count(), 2);
    assert!(barrier.is_broken());
    assert!(is_broken(&barrier.wait()), "until a reset");
    barrier.reset();
    assert!(arrive(&barrier, 3).iter().all(Result::is_ok), "the action is still there");
}

/// Two deaths: the action fails in a destructor, while its thread already unwinds.
#[test]
fn an_error_of_the_action_during_a_panic_is_just_an_error() {
    struct WaitsAtTheEnd<'a>(&'a Barrier);

    impl Drop for WaitsAtTheEnd<'_> {
        fn drop(&mut self) {
            assert!(matches!(self.0.wait(), Err(BarrierError::Action(_))));
        }
    }

    let barrier = Barrier::new(1).with_action(|| Err("no cake".into()));
    let panic = catch_unwind(AssertUnwindSafe(|| {
        let _waits = WaitsAtTheEnd(&barrier);
        resume_unwind(Box::new("quietly"));
    }));
    assert!(panic.is_err());
    barrier.reset();
    assert_eq!(barrier.waiting(), 0);
    assert!(matches!(barrier.wait(), Err(BarrierError::Action(_))));
}

#[test]
fn the_action_sees_all_waiting_and_cannot_arrive_itself() {
    let barrier = self_aware(3, |barrier| {
        assert_eq!(barrier.waiting(), 3);
        assert!(!barrier.is_broken());
        assert!(matches!(barrier.wait_until(PAST), Err(BarrierError::TimedOut)));
        assert!(matches!(barrier.wait_timeout(Duration::ZERO), Err(BarrierError::TimedOut)));
        Ok(())
    });
    assert!(arrive(&barrier, 3).iter().all(Result::is_ok), "nothing broke");
    assert!(!barrier.is_broken());
}

#[test]
fn an_abort_by_the_action_breaks_the_next_cycle_only() {
    let barrier = self_aware(2, |barrier| {
        barrier.abort();
        assert!(barrier.is_broken(), "it will be");
        Ok(())
    });
    assert!(arrive(&barrier, 2).iter().all(Result::is_ok));
    assert!(barrier.is_broken());
    assert!(arrive(&barrier, 2).iter().all(is_broken));
    barrier.reset();
    assert!(arrive(&barrier, 2).iter().all(Result::is_ok));
}

#[test]
fn a_reset_by_the_action_takes_its_abort_back() {
    let barrier = self_aware(2, |barrier| {
        barrier.abort();
        barrier.reset();
        assert!(!barrier.is_broken());
        Ok(())
    });
    for _ in 0..3 {
        assert!(arrive(&barrier, 2).iter().all(Result::is_ok));
    }
}

/// The barrier used to remember that abort beyond the reset.
#[test]
fn a_reset_also_undoes_the_abort_of_an_action_that_failed() {
    let failures = AtomicU32::new(1);
    let barrier = self_aware(1, move |barrier| {
        if failures.swap(0, Relaxed) == 0 {
            return Ok(());
        }
        barrier.abort();
        Err("no cake".into())
    });
    assert!(matches!(barrier.wait(), Err(BarrierError::Action(_))));
    assert!(barrier.is_broken());
    barrier.reset();
    assert!(!barrier.is_broken());
    assert!(barrier.wait().is_ok());
    assert!(barrier.wait().is_ok());
}

#[test]
fn an_abort_after_the_trip_does_not_fail_the_cycle() {
    let barrier = Barrier::new(3);
    let wait_and_abort = || {
        let outcome = barrier.wait();
        // Others may still be on their way out.
        if outcome.as_ref().is_ok_and(Arrival::is_leader) {
            barrier.abort();
        }
        outcome
    };
    for _ in 0..50 {
        let outcomes: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..3).map(|_| scope.spawn(wait_and_abort)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(outcomes.iter().all(Result::is_ok));
        assert!(barrier.is_broken());
        assert!(is_broken(&barrier.wait()), "the next cycle");
        barrier.reset();
    }
}

#[test]
fn an_abort_fails_those_who_wait_and_those_who_come() {
    let barrier = Barrier::new(3);
    thread::scope(|scope| {
        let waiters =
            [scope.spawn(|| barrier.wait()), scope.spawn(|| barrier.wait_timeout(FOR_EVER))];
        until(|| barrier.waiting() == 2);
        barrier.abort();
        assert!(waiters.into_iter().all(|waiter| is_broken(&waiter.join().unwrap())));
    });
    barrier.abort();
    assert!(barrier.is_broken(), "aborting twice is aborting once");
    assert_eq!(barrier.waiting(), 0);
    assert!(is_broken(&barrier.wait()));
}

#[test]
fn an_abort_of_an_empty_barrier_breaks_it() {
    let barrier = Barrier::new(1);
    barrier.abort();
    assert!(barrier.is_broken());
    assert!(is_broken(&barrier.wait()));
    barrier.reset();
    assert!(barrier.wait().is_ok());
}

#[test]
fn a_reset_fails_those_who_wait_and_nobody_else() {
    let barrier = Barrier::new(2);
    thread::scope(|scope| {
        let waiter = asleep(scope, || barrier.wait());
        assert_eq!(barrier.waiting(), 1);
        barrier.reset();
        assert!(!barrier.is_broken());
        assert_eq!(barrier.waiting(), 0);
        assert!(is_broken(&waiter.join().unwrap()));
    });
    assert!(arrive(&barrier, 2).iter().all(Result::is_ok));
}

#[test]
fn a_reset_mends_while_the_failed_ones_still_leave() {
    let barrier = Barrier::new(2);
    for _ in 0..50 {
        thread::scope(|scope| {
            let waiter = scope.spawn(|| barrier.wait());
            until(|| barrier.waiting() == 1);
            barrier.abort();
            barrier.reset();
            assert!(!barrier.is_broken());
            assert!(is_broken(&waiter.join().unwrap()));
        });
        assert!(arrive(&barrier, 2).iter().all(Result::is_ok));
    }
}

#[test]
fn a_reset_of_an_untouched_barrier_does_nothing() {
    let barrier = Barrier::new(2);
    barrier.reset();
    assert!(arrive(&barrier, 2).iter().all(Result::is_ok));
}

#[test]
fn a_deadline_breaks_the_barrier_for_all() {
    let barrier = Barrier::new(3);
    thread::scope(|scope| {
        let waiter = scope.spawn(|| barrier.wait());
        until(|| barrier.waiting() == 1);
        assert!(is_broken(&barrier.wait_timeout(Duration::ZERO)));
        assert!(is_broken(&waiter.join().unwrap()));
    });
    assert!(barrier.is_broken());
    barrier.reset();
    assert!(is_broken(&barrier.wait_until(PAST)));
}

#[test]
fn the_last_one_may_come_with_a_deadline_that_has_passed() {
    let barrier = Barrier::new(2);
    thread::scope(|scope| {
        let waiter = scope.spawn(|| barrier.wait());
        until(|| barrier.waiting() == 1);
        assert!(barrier.wait_until(PAST).unwrap().is_leader());
        assert!(waiter.join().unwrap().is_ok());
    });
}

#[test]
fn the_timeout_of_the_barrier_is_for_waits_without_one() {
    let barrier = Barrier::new(2).with_timeout(Duration::ZERO);
    thread::scope(|scope| {
        let waiter = scope.spawn(|| barrier.wait_timeout(FOR_EVER));
        until(|| barrier.waiting() == 1);
        assert!(barrier.wait().is_ok(), "the last one need not wait");
        assert!(waiter.join().unwrap().is_ok());
    });
    assert!(is_broken(&barrier.wait()));
    assert!(barrier.is_broken());
}

#[test]
fn a_deadline_that_passes_while_the_action_runs_breaks_nothing() {
    let barrier = self_aware(2, |barrier| {
        let late = elsewhere(|| barrier.wait_until(PAST));
        assert!(matches!(late, Err(BarrierError::TimedOut)));
        assert_eq!(
            late.unwrap_err().to_string(),
            "timed out before the previous cycle had left the barrier"
        );
        Ok(())
    });
    assert!(arrive(&barrier, 2).iter().all(Result::is_ok));
    assert!(!barrier.is_broken());
}

#[test]
fn names_change_nothing() {
    let barrier: Barrier = Barrier::new_in(1).named("barrier");
    assert!(barrier.wait().is_ok());
    assert_eq!(format!("{barrier:?}"), "Barrier { parties: 1, .. }");
}
