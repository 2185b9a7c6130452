//! `Semaphore`.

use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;
use std::time::Duration;

use plainweave_sync::{OverRelease, Semaphore, TimedOut, WouldBlock};

use crate::{FOR_EVER, PAST, elsewhere};

const MAX: u32 = Semaphore::<plainweave_sync::Native>::MAX_PERMITS;

pub(crate) fn permits(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).expect("more than none")
}

#[test]
fn permits_are_taken_and_come_back() {
    let semaphore = Semaphore::new(2);
    let first = semaphore.acquire();
    let second = semaphore.try_acquire().expect("one is left");
    assert_eq!(semaphore.available(), 0);
    drop(first);
    assert_eq!(semaphore.available(), 1);
    drop(second);
    assert_eq!(semaphore.available(), 2);
    assert_eq!(Semaphore::default().available(), 1, "as in Python");
}

#[test]
fn without_permits_everybody_is_refused() {
    let semaphore = Semaphore::new(0);
    let refuses = || {
        assert_eq!(semaphore.try_acquire().err(), Some(WouldBlock));
        assert_eq!(semaphore.acquire_timeout(Duration::ZERO).err(), Some(TimedOut));
        assert_eq!(semaphore.acquire_until(PAST).err(), Some(TimedOut));
    };
    refuses();
    elsewhere(refuses);
    assert_eq!(semaphore.available(), 0);
    assert_eq!(WouldBlock.to_string(), "no permit is free");
    assert_eq!(TimedOut.to_string(), "timed out");
}

#[test]
fn a_free_permit_is_taken_whatever_the_timeout() {
    let semaphore = Semaphore::new(3);
    semaphore.acquire_timeout(Duration::ZERO).expect("one is free").forget();
    semaphore.acquire_until(PAST).expect("one is free").forget();
    semaphore.acquire_timeout(FOR_EVER).expect("one is free").forget();
    assert_eq!(semaphore.available(), 0);
}

#[test]
fn permits_have_no_owner() {
    let semaphore = Semaphore::new(0);
    assert_eq!(elsewhere(|| semaphore.release()), Ok(()));
    let permit = semaphore.acquire();
    elsewhere(|| drop(permit));
    assert_eq!(semaphore.available(), 1, "there may be more than in the beginning");
}

#[test]
fn a_forgotten_permit_is_gone_until_released_by_hand() {
    let semaphore = Semaphore::new(1);
    semaphore.acquire().forget();
    assert_eq!(semaphore.available(), 0);
    semaphore.release().unwrap();
    assert_eq!(semaphore.available(), 1);
}

#[test]
fn a_panic_gives_the_permit_back() {
    let semaphore = Semaphore::new(1);
    let panic = catch_unwind(AssertUnwindSafe(|| {
        let _permit = semaphore.acquire();
        resume_unwind(Box::new("quietly"));
    }));
    assert!(panic.is_err());
    assert_eq!(semaphore.available(), 1);
}

#[test]
fn releasing_many_lets_as_many_in() {
    let semaphore = Semaphore::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| semaphore.acquire().forget());
        }
        semaphore.release_many(permits(4)).unwrap();
    });
    assert_eq!(semaphore.available(), 0);
}

#[test]
fn a_timeout_that_no_clock_can_tell_outlasts_the_holder() {
    let semaphore = Semaphore::new(0);
    thread::scope(|scope| {
        let waiter = scope.spawn(|| semaphore.acquire_timeout(FOR_EVER).map(drop));
        semaphore.release().unwrap();
        assert_eq!(waiter.join().unwrap(), Ok(()));
    });
    assert_eq!(semaphore.available(), 1);
}

#[test]
fn there_are_at_most_max_permits() {
    let full = OverRelease { max: MAX };
    let semaphore = Semaphore::new(MAX);
    assert_eq!(semaphore.release(), Err(full));
    assert_eq!(semaphore.release_many(permits(1)), Err(full));
    assert_eq!(semaphore.release_many(permits(u32::MAX)), Err(full), "the sum does not wrap");
    semaphore.acquire().forget();
    assert_eq!(semaphore.release_many(permits(2)), Err(full));
    assert_eq!(semaphore.available(), MAX - 1, "all or none");
    assert_eq!(semaphore.release(), Ok(()));
    assert_eq!(semaphore.available(), MAX);
    assert_eq!(full.to_string(), "there would be more than 2147483647 permits");
}

#[test]
fn the_last_permits_before_the_limit_are_all_given() {
    let semaphore = Semaphore::new(0);
    semaphore.release_many(permits(MAX - 2)).unwrap();
    assert_eq!(semaphore.release(), Ok(()));
    assert_eq!(semaphore.release(), Ok(()));
    assert_eq!(semaphore.release(), Err(OverRelease { max: MAX }));
}

#[test]
fn a_permit_without_room_is_dropped_silently() {
    let semaphore = Semaphore::new(MAX);
    let permit = semaphore.acquire();
    semaphore.release().unwrap();
    drop(permit);
    assert_eq!(semaphore.available(), MAX);
}

#[test]
#[should_panic(expected = "at most 2^31 - 1 permits")]
fn more_than_max_permits_cannot_be_had_from_the_start() {
    let _ = Semaphore::new(MAX + 1);
}

#[test]
#[should_panic(expected = "at most 2^31 - 1 permits")]
fn nor_on_another_runtime() {
    let _: Semaphore = Semaphore::new_in(MAX + 1);
}

#[test]
fn names_change_nothing() {
    let semaphore: Semaphore = Semaphore::new_in(1).named("semaphore");
    assert_eq!(format!("{:?}", semaphore.acquire()), "<permit>");
}
