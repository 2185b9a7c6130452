//! Real threads take turns.

use std::sync::{Mutex, MutexGuard, PoisonError};

use runtime::{Ordering, Runtime};
use trace::Act;

use crate::notes::Tag;
use crate::session::{leave_if_over, note_and_stay};

/// One for the process: who checks two programs on real threads at once, waits a little longer.
static TURN: Mutex<()> = Mutex::new(());

/// From before a step on an atomic until it is noted.
///
/// No other thread comes between: none of a model can, and real ones wait. So the notes of an atomic are in the
/// order of its steps. The step itself is not done in here, since engines ask who called them.
#[must_use]
pub(crate) struct Turn(Option<MutexGuard<'static, ()>>);

impl Turn {
    pub(crate) fn begin<R: Runtime>() -> Self {
        if R::IS_MODEL {
            return Self(None);
        }
        leave_if_over();
        // Nothing is behind it that a panic could leave half done.
        Self(Some(TURN.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Notes the step.
    #[track_caller]
    pub(crate) fn end<R: Runtime>(self, object: Tag, act: Act, order: Ordering) {
        note_and_stay::<R>(Some(object), act, Some(order.into()));
        drop(self.0);
    }
}
