//! The asymmetric fence.
//!
//! # Two modes, one pair
//!
//! | Mode | `light` | `heavy` |
//! |---|---|---|
//! | `UNKNOWN` | decides, then as below | decides, then as below |
//! | `ASYMMETRIC` | a compiler fence | a barrier in every running thread of the process |
//! | `SYMMETRIC` | a `SeqCst` fence | a `SeqCst` fence |
//!
//! The mode is decided once, by whoever needs it first, and *before* a light side relies on it: the
//! system is asked to register the process for such barriers, and refuses or not. A light side that
//! has not yet seen the decision makes it itself; a light side that reads `ASYMMETRIC` knows that
//! the registration succeeded, so every heavy side reaches it. A light side that still acts as
//! `SYMMETRIC` has a full fence, which pairs with a barrier too. So no mixture is wrong.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod none;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(not(target_os = "linux"))]
use none as system;

use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::{AtomicU8, compiler_fence, fence};

const UNKNOWN: u8 = 0;
const ASYMMETRIC: u8 = 1;
const SYMMETRIC: u8 = 2;

static MODE: AtomicU8 = AtomicU8::new(UNKNOWN);

#[inline]
pub(super) fn light() {
    // Relaxed: the value alone decides; whatever it is, this side is right. See the module.
    match MODE.load(Relaxed) {
        ASYMMETRIC => compiler_fence(SeqCst),
        _ => light_slow(),
    }
}

#[cold]
#[inline(never)]
fn light_slow() {
    decide();
    fence(SeqCst);
}

#[cold]
#[inline(never)]
pub(super) fn heavy() {
    // A barrier of the system includes the calling thread; the fence keeps the compiler away.
    fence(SeqCst);
    if decide() == ASYMMETRIC {
        system::barrier();
    }
}

/// `x86` has only locked read-modify-writes, and each is a full fence.
#[inline]
pub(super) fn after_rmw() {
    if cfg!(any(target_arch = "x86", target_arch = "x86_64")) {
        compiler_fence(SeqCst);
    } else {
        fence(SeqCst);
    }
}

/// Whether the light side of an asymmetric fence costs nothing on this system.
pub fn has_asymmetric_fences() -> bool {
    decide() == ASYMMETRIC
}

/// Makes both sides full fences, as on a system without the heavy one; for tests of that path.
///
/// False if the light side already relies on the heavy one. Then it is too late.
pub fn force_symmetric_fences() -> bool {
    MODE.compare_exchange(UNKNOWN, SYMMETRIC, SeqCst, SeqCst).is_ok()
        || MODE.load(SeqCst) == SYMMETRIC
}

fn decide() -> u8 {
    let mode = MODE.load(SeqCst);
    if mode != UNKNOWN {
        return mode;
    }
    let wanted = if system::register() { ASYMMETRIC } else { SYMMETRIC };
    // Whoever is first decides; two registrations are as good as one.
    MODE.compare_exchange(UNKNOWN, wanted, SeqCst, SeqCst)
        .map_or_else(|decided| decided, |_| wanted)
}
