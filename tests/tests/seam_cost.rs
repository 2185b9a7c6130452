//! What the seam costs on real threads: nothing.
//!
//! Each operation runs beside a twin that is written by hand over `std`. The ratio of their times is
//! printed; no test depends on it, since a machine that is busy could make it anything.

use std::hint::black_box;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use std::sync::atomic::{AtomicU32, compiler_fence};
use std::time::{Duration, Instant};

use sync::{Event, RawLock, Semaphore};

/// `RawLock` by hand: what is left of it when nobody waits.
struct LockByHand {
    held: AtomicU32,
    sleepers: AtomicU32,
}

impl LockByHand {
    #[inline]
    fn try_acquire(&self) -> bool {
        self.held.compare_exchange(0, 1, Acquire, Relaxed).is_ok()
    }

    #[inline]
    fn release(&self) -> bool {
        if self.held.load(Relaxed) == 0 || self.held.swap(0, Release) == 0 {
            return false;
        }
        light_fence();
        if self.sleepers.load(Relaxed) != 0 {
            wake(&self.sleepers);
        }
        true
    }
}

/// `Semaphore` by hand.
struct SemaphoreByHand {
    free: AtomicU32,
    sleepers: AtomicU32,
}

impl SemaphoreByHand {
    #[inline]
    fn try_acquire(&self) -> bool {
        let free = self.free.load(Relaxed);
        free > 0 && self.free.compare_exchange(free, free - 1, Acquire, Relaxed).is_ok()
    }

    #[inline]
    fn release(&self) {
        if self.free.load(Relaxed) > u32::MAX >> 2 {
            wake(&self.free);
        }
        self.free.fetch_add(1, Release);
        compiler_fence(SeqCst);
        if self.sleepers.load(Relaxed) != 0 {
            wake(&self.free);
        }
    }
}

/// `Event` by hand.
struct EventByHand {
    changes: AtomicU32,
    sleepers: AtomicU32,
}

impl EventByHand {
    #[inline]
    fn set(&self) {
        if self.changes.fetch_or(1, Release) & 1 == 0 {
            compiler_fence(SeqCst);
            if self.sleepers.load(Relaxed) != 0 {
                wake(&self.changes);
            }
        }
    }

    #[inline]
    fn clear(&self) {
        let mut seen = self.changes.load(Relaxed);
        while seen & 1 == 1 {
            match self.changes.compare_exchange_weak(seen, seen.wrapping_add(1), Relaxed, Relaxed) {
                Ok(_) => return,
                Err(found) => seen = found,
            }
        }
    }
}

/// As in the seam: whether the process may leave the fence to the other side is known by then.
#[inline]
fn light_fence() {
    if runtime::has_asymmetric_fences() {
        compiler_fence(SeqCst);
    } else {
        std::sync::atomic::fence(SeqCst);
    }
}

#[cold]
#[inline(never)]
fn wake(word: &AtomicU32) {
    black_box(word);
}

/// The best of a few rounds, in nanoseconds an operation. Others' work only ever adds to it.
fn nanoseconds(mut operation: impl FnMut()) -> f64 {
    const OPERATIONS: u32 = 200_000;
    let round = |operation: &mut dyn FnMut()| {
        let start = Instant::now();
        for _ in 0..OPERATIONS {
            operation();
        }
        start.elapsed()
    };
    let best = (0..15).map(|_| round(&mut operation)).min().unwrap_or(Duration::ZERO);
    best.as_secs_f64() * 1e9 / f64::from(OPERATIONS)
}

fn compare(name: &str, ours: impl FnMut(), by_hand: impl FnMut()) {
    let (ours, by_hand) = (nanoseconds(ours), nanoseconds(by_hand));
    eprintln!(
        "{name}: {ours:.2} ns over the seam, {by_hand:.2} ns by hand, ratio {:.2}",
        ours / by_hand
    );
}

/// A process with one thread lets some libraries leave out what atomics cost.
fn start_a_second_thread() {
    std::thread::spawn(|| ()).join().expect("it does nothing");
}

#[test]
fn operations_cost_what_they_cost_by_hand() {
    start_a_second_thread();
    let (lock, by_hand) =
        (RawLock::new(), LockByHand { held: AtomicU32::new(0), sleepers: AtomicU32::new(0) });
    compare(
        "RawLock try_acquire + release",
        || {
            assert!(black_box(&lock).try_acquire());
            assert!(black_box(&lock).release().is_ok());
        },
        || {
            assert!(black_box(&by_hand).try_acquire());
            assert!(black_box(&by_hand).release());
        },
    );
    let semaphore = Semaphore::new(3);
    let by_hand = SemaphoreByHand { free: AtomicU32::new(3), sleepers: AtomicU32::new(0) };
    compare(
        "Semaphore try_acquire + release",
        || drop(black_box(&semaphore).try_acquire()),
        || {
            assert!(black_box(&by_hand).try_acquire());
            black_box(&by_hand).release();
        },
    );
    let event = Event::new();
    let by_hand = EventByHand { changes: AtomicU32::new(0), sleepers: AtomicU32::new(0) };
    compare(
        "Event set + clear",
        || {
            black_box(&event).set();
            black_box(&event).clear();
        },
        || {
            black_box(&by_hand).set();
            black_box(&by_hand).clear();
        },
    );
}
