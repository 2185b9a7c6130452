//! Handles that do not keep the value.

use std::fmt;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::panic::Location;
use std::sync::{Arc as Std, Weak as StdWeak};

use super::Arc;
use super::ledger::Which;
use super::shared::{Shared, Site};

/// Mirror of [`std::sync::Weak`].
///
/// ```
/// use plainweave_weave as weave;
/// use weave::sync::Arc;
///
/// let found = weave::explore_all(&weave::Config::default(), || {
///     let value = Arc::new(1);
///     let weak = Arc::downgrade(&value);
///     let thread = weave::raw::spawn(Box::new(move || drop(value)));
///     let _ = weak.upgrade();
///     weave::raw::join(thread);
///     assert!(weak.upgrade().is_none());
/// });
/// assert!(found.failure.is_none());
/// // The value is still there, or not.
/// assert!(found.complete > 1);
/// ```
pub struct Weak<T: ?Sized> {
    value: StdWeak<T>,
    /// `None` if there never was a value.
    shared: Option<Std<Shared>>,
    site: Site,
}

impl<T> Weak<T> {
    /// A handle without a value.
    #[track_caller]
    pub fn new() -> Self {
        Self { value: StdWeak::new(), shared: None, site: Location::caller() }
    }

    /// The handle that `new_cyclic` shows, which nobody counts.
    #[track_caller]
    pub(super) fn lent(value: StdWeak<T>, shared: Std<Shared>) -> impl Deref<Target = Self> {
        Lent(ManuallyDrop::new(Self { value, shared: Some(shared), site: Location::caller() }))
    }
}

impl<T: ?Sized> Weak<T> {
    pub(super) fn from_parts(value: StdWeak<T>, shared: Std<Shared>, site: Site) -> Self {
        Self { value, shared: Some(shared), site }
    }

    /// A strong handle, if the value is still there.
    #[track_caller]
    pub fn upgrade(&self) -> Option<Arc<T>> {
        let site = Location::caller();
        let shared = self.shared.as_ref()?;
        if !shared.upgrade(self.value.strong_count() > 0, site) {
            return None;
        }
        let value = self.value.upgrade()?;
        Some(Arc::from_parts(value, Std::clone(shared), site))
    }

    /// How many strong handles there are.
    #[track_caller]
    pub fn strong_count(&self) -> usize {
        let really = self.value.strong_count();
        let count = |shared: &Std<Shared>| shared.count(Which::Strong, really, Location::caller());
        self.shared.as_ref().map_or(0, count)
    }

    /// How many weak handles there are; 0 if the value is gone.
    #[track_caller]
    pub fn weak_count(&self) -> usize {
        if self.strong_count() == 0 {
            return 0;
        }
        let really = self.value.weak_count();
        let count = |shared: &Std<Shared>| shared.count(Which::Weak, really, Location::caller());
        self.shared.as_ref().map_or(0, count)
    }

    /// Whether both are handles of the same value, or both never had one.
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.value.ptr_eq(&other.value)
    }

    /// Where the value is or was.
    pub fn as_ptr(&self) -> *const T
    where
        T: Sized,
    {
        self.value.as_ptr()
    }
}

impl<T: ?Sized> Clone for Weak<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let site = Location::caller();
        if let Some(shared) = &self.shared {
            shared.add(Which::Weak, site);
        }
        Self { value: self.value.clone(), shared: self.shared.clone(), site }
    }
}

impl<T: ?Sized> Drop for Weak<T> {
    fn drop(&mut self) {
        if let Some(shared) = &self.shared {
            shared.drop_weak(self.site);
        }
    }
}

impl<T> Default for Weak<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl<T: ?Sized> fmt::Debug for Weak<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(Weak)")
    }
}

/// A handle whose end is no drop.
struct Lent<T>(ManuallyDrop<Weak<T>>);

impl<T> Deref for Lent<T> {
    type Target = Weak<T>;

    fn deref(&self) -> &Weak<T> {
        &self.0
    }
}

impl<T> Drop for Lent<T> {
    fn drop(&mut self) {
        self.0.shared = None;
        // Now the drop of the handle counts nothing, and frees what it has.
        drop(std::mem::take(&mut *self.0));
    }
}
