//! Something that is done once.
//!
//! One word: open, claimed, done, or poisoned. To call is one operation: it claims what is open, waits
//! while somebody has claimed it, and otherwise finds it done. So n threads that call have n
//! executions, one for each that can be the first.

use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

use crate::raw::{Op, Order, Place, Rmw, Shape, Test, Width};

// As `Op::Claim` has it: 0 is open, 1 is claimed.
const CLAIMED: u64 = 1;
const DONE: u64 = 2;
const POISONED: u64 = 3;

/// Mirror of [`std::sync::Once`].
///
/// ```
/// use plainweave_weave as weave;
/// use std::sync::Arc;
/// use weave::sync::Once;
///
/// let found = weave::explore_all(&weave::Config::default(), || {
///     let once = Arc::new(Once::new());
///     let other = Arc::clone(&once);
///     let thread = weave::raw::spawn(Box::new(move || other.call_once(|| ())));
///     once.call_once(|| ());
///     assert!(once.is_completed());
///     weave::raw::join(thread);
/// });
/// // Either of the two does it.
/// assert_eq!(found.complete, 2);
/// ```
pub struct Once {
    word: Place,
}

impl UnwindSafe for Once {}
impl RefUnwindSafe for Once {}

/// Mirror of [`std::sync::OnceState`].
pub struct OnceState {
    poisoned: bool,
}

impl OnceState {
    /// Whether an earlier call panicked.
    pub fn is_poisoned(&self) -> bool {
        self.poisoned
    }
}

impl Once {
    /// Makes one that is open.
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new() -> Self {
        Self { word: Place::new(0, Shape::Chain) }
    }

    /// Runs `f` if nobody has called before; waits while somebody runs it. What the closure did
    /// happens before the return.
    ///
    /// # Panics
    ///
    /// If the closure of an earlier call panicked.
    #[track_caller]
    pub fn call_once(&self, f: impl FnOnce()) {
        self.run(Location::caller(), false, |_| {
            f();
            Ok::<(), std::convert::Infallible>(())
        })
        .unwrap_or_else(|never| match never {});
    }

    /// Like [`call_once`](Self::call_once), and also if an earlier call panicked.
    #[track_caller]
    pub fn call_once_force(&self, f: impl FnOnce(&OnceState)) {
        self.run(Location::caller(), true, |state| {
            f(state);
            Ok::<(), std::convert::Infallible>(())
        })
        .unwrap_or_else(|never| match never {});
    }

    /// Whether a call has ended well. If so, what its closure did happens before this.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        self.word.perform(Op::Load, Order::ACQUIRE, Order::RELAXED).value == DONE
    }

    /// Waits until a call has ended well.
    ///
    /// # Panics
    ///
    /// If a call panics.
    #[track_caller]
    pub fn wait(&self) {
        let op = Op::AwaitLoad(Test::AtLeast, DONE);
        if self.word.perform(op, Order::ACQUIRE, Order::RELAXED).value == POISONED {
            poisoned();
        }
    }

    /// Waits until a call has ended well, whatever happened to others.
    #[track_caller]
    pub fn wait_force(&self) {
        let op = Op::AwaitLoad(Test::Equal, DONE);
        self.word.perform(op, Order::ACQUIRE, Order::RELAXED);
    }

    /// Runs `f` if it is this thread's turn. If `f` fails or panics it is as if a call had panicked.
    pub(super) fn run<E>(
        &self,
        site: &'static Location<'static>,
        force: bool,
        f: impl FnOnce(&OnceState) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(state) = self.claim(site, force) else { return Ok(()) };
        let mut claim = Claimed { word: self.word, site, end: POISONED };
        let result = f(&state);
        if result.is_ok() {
            claim.end = DONE;
        }
        result
    }

    /// `None` if it has been done.
    fn claim(&self, site: &'static Location<'static>, force: bool) -> Option<OnceState> {
        loop {
            let found = self.word.perform_at(Op::Claim, Order::ACQUIRE, Order::RELAXED, site);
            match found.value {
                // Claimed by another one: while a run is torn down, when nobody waits. That one only
                // gets unwound, and whoever asks now may need what the closure makes.
                0 | CLAIMED => return Some(OnceState { poisoned: false }),
                POISONED if !force => poisoned(),
                POISONED => {
                    let op = Op::Cas { expected: POISONED, new: CLAIMED };
                    let retry = self.word.perform_at(op, Order::ACQUIRE, Order::RELAXED, site);
                    if retry.wrote {
                        return Some(OnceState { poisoned: true });
                    }
                }
                _ => return None,
            }
        }
    }
}

#[cold]
#[track_caller]
fn poisoned() -> ! {
    panic!("Once instance has previously been poisoned")
}

/// Says how it ended, whichever way the closure is left.
struct Claimed {
    word: Place,
    site: &'static Location<'static>,
    end: u64,
}

impl Drop for Claimed {
    fn drop(&mut self) {
        let op = Op::Rmw(Rmw::Swap, self.end, Width::WORD);
        self.word.perform_late(op, Order::RELEASE, self.site);
    }
}

impl Default for Once {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").finish_non_exhaustive()
    }
}

impl fmt::Debug for OnceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnceState").field("poisoned", &self.is_poisoned()).finish()
    }
}
