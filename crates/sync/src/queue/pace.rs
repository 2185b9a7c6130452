//! How long one side of a queue stays away after it found nothing to do.
//!
//! Staying away for a while pays when the other side *streams*: whole runs of items move from one
//! processor's cache to the other's, instead of each one by itself. It costs when the other side
//! *answers*: then each pause is a delay. So the pauses are short, but for every 32nd, which is long,
//! as a probe. If the run of operations that follows shows a stream, the pause stays long, and grows
//! up to what a batch takes; otherwise it is short again.
//!
//! Nothing depends on any of this but speed. That is why the words here are not the runtime's: a model
//! has nothing to learn from them, and never looks at them.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use runtime::Runtime;

/// Nanoseconds before a look.
const SHORT: u32 = 110;
/// The same where no run can come about, since hardly more than one item fits in.
const AT_ONCE: u32 = SHORT / 2;
const PROBE: u32 = 8 * SHORT;
const LONG: u32 = 32 * SHORT;
/// How many waits there are from one probe to the next.
const PROBE_EVERY: u32 = 32;
/// Looks before others are let run: fewer after looking was in vain, as it is when the other side
/// has no processor.
const LOOKS: std::ops::RangeInclusive<u32> = 2..=32;
const YIELDS: u32 = 8;

#[derive(Debug)]
pub(super) struct Pace {
    pause: AtomicU32,
    /// Where the side stood when it waited last.
    last: AtomicU32,
    waits: AtomicU32,
    looks: AtomicU32,
}

impl Pace {
    pub(super) const fn new() -> Self {
        Self {
            pause: AtomicU32::new(SHORT),
            last: AtomicU32::new(0),
            waits: AtomicU32::new(PROBE_EVERY - 8),
            looks: AtomicU32::new(*LOOKS.end()),
        }
    }

    /// Stays away for a while; true if something is ready then, false if it is time to sleep.
    ///
    /// The side has done `position` operations so far; a stream comes in runs of about `batch`.
    #[inline(never)]
    pub(super) fn wait<R: Runtime>(
        &self,
        position: u32,
        batch: u32,
        is_ready: impl Fn() -> bool,
    ) -> bool {
        if R::IS_MODEL {
            return false;
        }
        let pause = self.next_pause(position, batch);
        R::spin_for(pause);
        if is_ready() {
            return true;
        }
        if pause > SHORT {
            self.pause.store(SHORT, Relaxed);
        }
        let looks = self.looks.load(Relaxed);
        for _ in 0..looks {
            R::spin_for(if batch > 1 { SHORT } else { AT_ONCE });
            if is_ready() {
                self.looks.store((looks + 1).min(*LOOKS.end()), Relaxed);
                return true;
            }
        }
        self.looks.store((looks / 2).max(*LOOKS.start()), Relaxed);
        for _ in 0..YIELDS {
            R::yield_now();
            if is_ready() {
                return true;
            }
        }
        false
    }

    fn next_pause(&self, position: u32, batch: u32) -> u32 {
        if batch <= 1 {
            return AT_ONCE;
        }
        let mut pause = self.pause.load(Relaxed);
        if pause != SHORT {
            let run = position.wrapping_sub(self.last.load(Relaxed));
            if run < pause / SHORT / 2 {
                pause = SHORT;
            } else if run < batch && pause < LONG {
                pause *= 2;
            } else if run > 8 * batch && pause > 2 * SHORT {
                pause /= 2;
            }
        } else if batch > 2 {
            // Lost updates do no harm.
            let waits = self.waits.load(Relaxed).wrapping_add(1);
            self.waits.store(waits, Relaxed);
            if waits.is_multiple_of(PROBE_EVERY) {
                pause = PROBE.min(batch * SHORT / 4);
            }
        }
        self.pause.store(pause, Relaxed);
        self.last.store(position, Relaxed);
        pause
    }
}
