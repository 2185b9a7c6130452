//! `BoundedSemaphore`.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use plainweave_sync::{BoundedSemaphore, Native, OverRelease, Semaphore, TimedOut, WouldBlock};

use crate::semaphore::permits;
use crate::{FOR_EVER, PAST, elsewhere};

#[test]
fn permits_are_taken_and_come_back() {
    let semaphore = BoundedSemaphore::new(2);
    let first = semaphore.acquire();
    let second = semaphore.try_acquire().expect("one is left");
    assert_eq!(semaphore.available(), 0);
    drop((first, second));
    assert_eq!((semaphore.available(), semaphore.bound()), (2, 2));
    assert_eq!(BoundedSemaphore::default().bound(), 1, "as in Python");
}

#[test]
fn without_permits_everybody_is_refused() {
    let semaphore = BoundedSemaphore::new(1);
    let _inside = semaphore.acquire();
    let refuses = || {
        assert_eq!(semaphore.try_acquire().err(), Some(WouldBlock));
        assert_eq!(semaphore.acquire_timeout(Duration::ZERO).err(), Some(TimedOut));
        assert_eq!(semaphore.acquire_until(PAST).err(), Some(TimedOut));
    };
    refuses();
    elsewhere(refuses);
}

#[test]
fn a_free_permit_is_taken_whatever_the_timeout() {
    let semaphore = BoundedSemaphore::new(1);
    assert!(semaphore.acquire_timeout(Duration::ZERO).is_ok());
    assert!(semaphore.acquire_until(PAST).is_ok());
    assert!(semaphore.acquire_timeout(FOR_EVER).is_ok());
}

#[test]
fn no_more_permits_come_back_than_were_taken() {
    let semaphore = BoundedSemaphore::new(2);
    let full = OverRelease { max: 2 };
    assert_eq!(semaphore.release(), Err(full), "all are there");
    semaphore.acquire().forget();
    assert_eq!(elsewhere(|| semaphore.release()), Ok(()), "by whomever");
    assert_eq!(semaphore.release(), Err(full));
    assert_eq!(semaphore.available(), 2);
}

#[test]
fn releasing_many_gives_all_or_none() {
    let semaphore = BoundedSemaphore::new(3);
    let full = OverRelease { max: 3 };
    semaphore.acquire().forget();
    semaphore.acquire().forget();
    assert_eq!(semaphore.release_many(permits(3)), Err(full));
    assert_eq!(semaphore.release_many(permits(u32::MAX)), Err(full), "the sum does not wrap");
    assert_eq!(semaphore.available(), 1, "none");
    assert_eq!(semaphore.release_many(permits(2)), Ok(()));
    assert_eq!(semaphore.available(), 3, "all");
}

#[test]
fn a_bound_of_zero_is_never_passed() {
    let semaphore = BoundedSemaphore::new(0);
    assert_eq!(semaphore.release(), Err(OverRelease { max: 0 }));
    assert_eq!(semaphore.try_acquire().err(), Some(WouldBlock));
}

#[test]
fn a_permit_without_room_is_dropped_silently() {
    let semaphore = BoundedSemaphore::new(1);
    let permit = semaphore.acquire();
    semaphore.release().unwrap();
    drop(permit);
    assert_eq!(semaphore.available(), 1);
}

#[test]
fn of_two_racing_releases_exactly_one_succeeds() {
    let semaphore = BoundedSemaphore::new(1);
    let together = Barrier::new(2);
    let race = |acquires: bool| -> Vec<bool> {
        (0..500)
            .map(|_| {
                if acquires {
                    semaphore.acquire().forget();
                }
                together.wait();
                let released = semaphore.release().is_ok();
                together.wait();
                released
            })
            .collect()
    };
    let (left, right) = thread::scope(|scope| {
        let left = scope.spawn(|| race(true));
        (race(false), left.join().unwrap())
    });
    assert!(left.iter().zip(&right).all(|(left, right)| left != right));
    assert_eq!(semaphore.available(), 1);
}

#[test]
fn releasing_many_lets_as_many_in() {
    let semaphore = BoundedSemaphore::new(4);
    for _ in 0..4 {
        semaphore.acquire().forget();
    }
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| semaphore.acquire().forget());
        }
        semaphore.release_many(permits(4)).unwrap();
    });
    assert_eq!(semaphore.available(), 0);
}

#[test]
#[should_panic(expected = "at most 2^31 - 1 permits")]
fn more_than_max_permits_cannot_be_had() {
    let _ = BoundedSemaphore::new(Semaphore::<Native>::MAX_PERMITS + 1);
}

#[test]
fn the_greatest_bound_holds_too() {
    let max = Semaphore::<Native>::MAX_PERMITS;
    let semaphore: BoundedSemaphore = BoundedSemaphore::new_in(max).named("all");
    assert_eq!(semaphore.release(), Err(OverRelease { max }));
    drop(semaphore.acquire());
    assert_eq!(semaphore.available(), max);
}
