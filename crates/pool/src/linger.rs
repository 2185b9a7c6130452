use runtime::{Look, Runtime, spin};

/// Nanoseconds before each of the close looks.
const PAUSES: [u32; 7] = [25, 50, 100, 200, 400, 800, 1_600];

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
    for pause in PAUSES {
        R::spin_for(pause);
        if is_so() {
            return true;
        }
    }
    spin::<R>(|| if is_so() { Look::Done } else { Look::Again })
}
