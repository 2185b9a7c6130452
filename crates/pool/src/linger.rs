use runtime::{Look, Runtime, spin};

/// `log2` of the pauses before the last of the close looks.
const PAUSES_LOG2: u32 = 6;

/// Looks a few times whether it is worth falling asleep; true if a look said so.
///
/// Unlike a lock's, the word changes once, and whoever changes it does not touch it before. So a look
/// disturbs nobody, and the first ones come soon: a small task is done by then. After that, as
/// [`spin`] does.
#[inline]
#[track_caller]
pub(crate) fn linger<R: Runtime>(is_so: impl Fn() -> bool) -> bool {
    if R::IS_MODEL {
        return false;
    }
    for pauses_log2 in 0..=PAUSES_LOG2 {
        for _ in 0..1_u32 << pauses_log2 {
            R::spin_hint();
        }
        if is_so() {
            return true;
        }
    }
    spin::<R>(|| if is_so() { Look::Done } else { Look::Again })
}
