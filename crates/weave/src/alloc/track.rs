//! A value that must not leak.

use crate::raw::Owed;

/// A value that has to be dropped before its execution ends.
///
/// ```should_panic
/// use plainweave_weave::{alloc::Track, model};
///
/// model(|| std::mem::forget(Track::new("lost")));
/// ```
#[derive(Debug)]
pub struct Track<T> {
    value: T,
    owed: Owed,
}

impl<T> Track<T> {
    /// Expects the value to be dropped, or taken out.
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new(value: T) -> Self {
        Self { value, owed: Owed::new("Allocation") }
    }

    /// The value.
    pub fn get_ref(&self) -> &T {
        &self.value
    }

    /// The value, to be changed.
    pub fn get_mut(&mut self) -> &mut T {
        &mut self.value
    }

    /// The value, which may leak from now on.
    pub fn into_inner(self) -> T {
        drop(self.owed);
        self.value
    }
}
