//! Busy waiting for about so long.
//!
//! A processor's pause takes 7 nanoseconds on one and 40 on another. So it is measured, once.

use std::hint::spin_loop;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

/// Picoseconds that a pause takes; 0 before that is known.
static PAUSE: AtomicU32 = AtomicU32::new(0);

/// Waits for about so long, for at least one pause.
#[inline]
pub(super) fn spin_for(nanoseconds: u32) {
    // Relaxed: the value alone matters; who measures it twice gets about the same.
    let pause = match PAUSE.load(Relaxed) {
        0 => measure(),
        pause => pause,
    };
    let pauses = (u64::from(nanoseconds) * 1000 / u64::from(pause)).max(1);
    for _ in 0..pauses {
        spin_loop();
    }
}

/// Takes a few microseconds. The least of a few measurements is one that nothing disturbed.
#[cold]
#[inline(never)]
fn measure() -> u32 {
    const ROUNDS: u32 = 8;
    const PAUSES: u32 = 32;
    let round = |_| {
        let begin = Instant::now();
        for _ in 0..PAUSES {
            spin_loop();
        }
        begin.elapsed().as_nanos()
    };
    let least = (0..ROUNDS).map(round).min().unwrap_or(0);
    let pause = u32::try_from(least * 1000 / u128::from(PAUSES)).unwrap_or(u32::MAX);
    // Not 0, also where the clock is coarse, and not more than any processor takes.
    let pause = pause.clamp(500, 200_000);
    PAUSE.store(pause, Relaxed);
    pause
}
