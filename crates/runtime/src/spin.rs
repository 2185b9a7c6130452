use crate::Runtime;

/// What a look at a word says about further looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// It is what we wait for.
    Done,
    /// Others sleep already: looking on would only be unfair to them.
    Sleep,
    /// Not yet; look again.
    Again,
}

/// Nanoseconds between two looks.
const PAUSE: u32 = 900;
const LOOKS: u32 = 2;
const YIELDS: u32 = 8;

/// Looks a few times whether it is worth falling asleep; true if a look said [`Look::Done`].
///
/// It looks *rarely*: each look takes the cache line away from the thread that works on it, and
/// left alone that thread gets many operations done in a row. Then it lets others run a few times,
/// which costs little and helps when there are more threads than cores. In a model nothing spins:
/// looking again is falling asleep and waking, so nothing would be learnt.
#[inline]
#[track_caller]
pub fn spin<R: Runtime>(mut look: impl FnMut() -> Look) -> bool {
    if R::IS_MODEL {
        return false;
    }
    for _ in 0..LOOKS {
        R::spin_for(PAUSE);
        match look() {
            Look::Again => {}
            seen => return seen == Look::Done,
        }
    }
    for _ in 0..YIELDS {
        R::yield_now();
        match look() {
            Look::Again => {}
            seen => return seen == Look::Done,
        }
    }
    false
}
