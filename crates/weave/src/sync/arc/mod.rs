//! Values shared by counting.
//!
//! # What an execution is
//!
//! The counts of `std` are atomics: cloning is a relaxed addition, dropping a releasing subtraction,
//! and whoever finds that it was last acquires and runs the destructor. As events they would order
//! the drops of n threads in n! ways, of which a program can tell next to nothing. So a count has no
//! events as long as nothing depends on it:
//!
//! * Changes (clones and drops) commute with each other. None of them synchronises, except the last
//!   drop, with the destructor.
//! * A *look* (`strong_count`, `get_mut`, `try_unwrap`, `make_mut`, an upgrade that fails …) does not
//!   commute with changes. If happens-before orders it with every change, those after it included, its
//!   answer is the same in every execution with this graph, and it is the number of handles there
//!   really are: the program is run in an order that extends happens-before.
//! * An upgrade that succeeds commutes with changes, but not with the last drop.
//! * The last drop runs the destructor. If happens-before puts all changes before it, it is last in
//!   every execution with this graph. If not, another one may be; then it depends on the destructor. One
//!   that does nothing a model can see (frees memory, as most do) may run anywhere. One that performs
//!   an operation, accesses a checked cell, or makes a checked object, may not.
//!
//! Whenever the program does something that may turn out differently by this, the search starts anew,
//! with the counts of all values made at the same line as events, in `std`'s orderings: nothing that
//! was found without them is kept. So the result is exact, and costs no execution more than the
//! program can tell apart by its counts, as far as they matter at all.
//!
//! One thing is weaker than the code of `std`, and as its documentation has it: a drop whose value has no
//! destructor, or one that does nothing to see, orders nothing for the thread that goes on.
#![expect(
    unsafe_code,
    reason = "raw pointers of shared values come and go through unsafe functions"
)]

mod convert;
mod ledger;
mod shared;
mod weak;

use std::mem::needs_drop;
use std::ops::Deref;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc as Std;

use ledger::Which;
use shared::{Claim, Dropped, Shared, Site};
pub use weak::Weak;

/// Mirror of [`std::sync::Arc`] and of loom's.
///
/// A value that is still there when all threads have ended is a failure: it leaked. Counting costs
/// executions only where the program looks at the counts, or where a destructor does something to
/// see, without an order between that and the other handles.
///
/// ```
/// use plainweave_weave as weave;
/// use weave::sync::{Arc, Mutex};
///
/// let found = weave::explore_all(&weave::Config::default(), || {
///     let names = Arc::new(Mutex::new(vec!["a"]));
///     let other = Arc::clone(&names);
///     let thread = weave::raw::spawn(Box::new(move || other.lock().unwrap().push("b")));
///     names.lock().unwrap().push("c");
///     weave::raw::join(thread);
///     assert_eq!(Arc::strong_count(&names), 1);
/// });
/// assert!(found.failure.is_none());
/// assert_eq!(found.complete, 2);
/// ```
///
/// # Trait objects and slices
///
/// `std`'s type turns into `Arc<dyn Trait>` by itself; that takes a trait which is not stable
/// (`CoerceUnsized`). Three ways lead there on stable Rust: [`Arc::unsize`], [`Arc::from_std`], and
/// `From` for boxes, vectors and strings.
pub struct Arc<T: ?Sized> {
    /// `None` only on the way out.
    value: Option<Std<T>>,
    shared: Std<Shared>,
    /// Where this handle was made: what a drop, which has no line, is shown at.
    site: Site,
}

impl<T> Arc<T> {
    /// Makes a value with one handle.
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new(value: T) -> Self {
        Self::from_std(Std::new(value))
    }

    /// Makes a value that cannot move.
    #[track_caller]
    pub fn pin(value: T) -> Pin<Self> {
        // SAFETY: nothing moves the value out of a handle except `try_unwrap`, `into_inner` and
        // `unwrap_or_clone`, which take handles that are not pinned, and `make_mut` and `get_mut`, to
        // which a pinned handle gives access only if `T: Unpin`.
        unsafe { Pin::new_unchecked(Self::new(value)) }
    }

    /// Makes a value that has weak handles to itself. While `make` runs they find nothing.
    #[track_caller]
    pub fn new_cyclic(make: impl FnOnce(&Weak<T>) -> T) -> Self {
        let site = Location::caller();
        let shared = Shared::new(0, site);
        let value = Std::new_cyclic(|weak| make(&Weak::lent(weak.clone(), Std::clone(&shared))));
        shared.complete(site);
        Self::from_parts(value, shared, site)
    }

    /// The value, if this is its only strong handle.
    ///
    /// # Errors
    ///
    /// Gives the handle back if there are others.
    #[track_caller]
    pub fn try_unwrap(this: Self) -> Result<T, Self> {
        let site = Location::caller();
        let is_only = Std::strong_count(this.value()) == 1;
        if !this.shared.try_take(is_only, site) {
            return Err(this);
        }
        let (value, shared, site) = this.into_parts();
        Std::try_unwrap(value).map_err(|value| Self::from_parts(value, shared, site))
    }

    /// Drops the handle; the value, if it was the last one. Of several threads that do this one gets
    /// it.
    #[track_caller]
    pub fn into_inner(this: Self) -> Option<T> {
        let site = Location::caller();
        let is_only = Std::strong_count(this.value()) == 1;
        let is_last = this.shared.drop_for_value(is_only, site);
        let (value, ..) = this.into_parts();
        let inner = Std::into_inner(value);
        debug_assert!(is_last == inner.is_some() || crate::run::with(|e| e.is_teardown()));
        inner
    }

    /// The value, or a clone of it if there are other strong handles.
    #[track_caller]
    pub fn unwrap_or_clone(this: Self) -> T
    where
        T: Clone,
    {
        Self::try_unwrap(this).unwrap_or_else(|this| (*this).clone())
    }
}

impl<T: ?Sized> Arc<T> {
    fn from_parts(value: Std<T>, shared: Std<Shared>, site: Site) -> Self {
        Self { value: Some(value), shared, site }
    }

    /// What the handle consists of, without dropping it.
    fn into_parts(mut self) -> (Std<T>, Std<Shared>, Site) {
        let Some(value) = self.value.take() else { no_value() };
        (value, Std::clone(&self.shared), self.site)
    }

    fn value(&self) -> &Std<T> {
        self.value.as_ref().unwrap_or_else(|| no_value())
    }

    /// How many strong and weak handles there really are.
    fn handles(&self) -> (usize, usize) {
        (Std::strong_count(self.value()), Std::weak_count(self.value()))
    }

    /// Makes one from `std`'s, for values without a size: `std`'s type coerces.
    ///
    /// ```
    /// # use plainweave_weave as weave;
    /// use weave::sync::Arc;
    /// # weave::explore_all(&weave::Config::default(), || {
    /// let std: std::sync::Arc<[u8]> = std::sync::Arc::new([1, 2, 3]);
    /// let bytes: Arc<[u8]> = Arc::from_std(std);
    /// assert_eq!(bytes[1], 2);
    /// # });
    /// ```
    ///
    /// # Panics
    ///
    /// If `std` has other handles, and outside a model.
    #[track_caller]
    pub fn from_std(mut std: Std<T>) -> Self {
        assert!(Std::get_mut(&mut std).is_some(), "Arc provided to `from_std` is not unique");
        let site = Location::caller();
        Self::from_parts(std, Shared::new(1, site), site)
    }

    /// Turns a handle into one of another type for the same value, by a coercion of `std`'s type. Other
    /// handles stay what they are.
    ///
    /// ```
    /// # use plainweave_weave as weave;
    /// use std::fmt::Debug;
    /// use weave::sync::Arc;
    /// # weave::explore_all(&weave::Config::default(), || {
    /// let number = Arc::new(7);
    /// let shown: Arc<dyn Debug + Send + Sync> = Arc::unsize(Arc::clone(&number), |std| std as _);
    /// assert_eq!(format!("{shown:?} {}", Arc::strong_count(&number)), "7 2");
    /// # });
    /// ```
    ///
    /// # Panics
    ///
    /// If `coerce` returns a handle of another value.
    pub fn unsize<U: ?Sized>(this: Self, coerce: impl FnOnce(Std<T>) -> Std<U>) -> Arc<U> {
        let (value, shared, site) = this.into_parts();
        let address = Std::as_ptr(&value).cast::<()>();
        let value = coerce(value);
        let is_same = std::ptr::eq(address, Std::as_ptr(&value).cast());
        assert!(is_same, "`unsize` takes a coercion, which gives back what it was given");
        Arc::from_parts(value, shared, site)
    }

    /// How many strong handles there are.
    #[track_caller]
    pub fn strong_count(this: &Self) -> usize {
        this.shared.count(Which::Strong, this.handles().0, Location::caller())
    }

    /// How many weak handles there are.
    #[track_caller]
    pub fn weak_count(this: &Self) -> usize {
        this.shared.count(Which::Weak, this.handles().1, Location::caller())
    }

    /// Makes a weak handle.
    #[track_caller]
    pub fn downgrade(this: &Self) -> Weak<T> {
        let site = Location::caller();
        this.shared.add(Which::Weak, site);
        Weak::from_parts(Std::downgrade(this.value()), Std::clone(&this.shared), site)
    }

    /// The value, if there is no other handle, strong or weak.
    #[track_caller]
    pub fn get_mut(this: &mut Self) -> Option<&mut T> {
        let is_unique = this.shared.is_unique(this.handles(), Location::caller());
        if is_unique { this.value.as_mut().and_then(Std::get_mut) } else { None }
    }

    /// Whether both are handles of the same value.
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        Std::ptr_eq(this.value(), other.value())
    }

    /// Where the value is.
    pub fn as_ptr(this: &Self) -> *const T {
        let pointer = Std::as_ptr(this.value());
        shared::expose(&this.shared, pointer.cast());
        pointer
    }

    /// Turns the handle into a pointer, which has to become a handle again
    /// ([`from_raw`](Self::from_raw)).
    pub fn into_raw(this: Self) -> *const T {
        let pointer = Self::as_ptr(&this);
        let (value, ..) = this.into_parts();
        let _ = Std::into_raw(value);
        pointer
    }

    /// Turns a pointer into the handle that it was.
    ///
    /// # Safety
    ///
    /// As for [`std::sync::Arc::from_raw`]: the pointer came from [`into_raw`](Self::into_raw) or was
    /// counted by [`increment_strong_count`](Self::increment_strong_count), and becomes a handle
    /// once for each time.
    ///
    /// # Panics
    ///
    /// If the pointer is no value's.
    #[track_caller]
    pub unsafe fn from_raw(pointer: *const T) -> Self {
        let shared = shared::owner(pointer.cast());
        // SAFETY: the caller's promise; `into_raw` of this type is `into_raw` of `std`'s.
        let value = unsafe { Std::from_raw(pointer) };
        Self::from_parts(value, shared, Location::caller())
    }

    /// Counts one strong handle more for a pointer.
    ///
    /// # Safety
    ///
    /// As for [`std::sync::Arc::increment_strong_count`].
    #[track_caller]
    pub unsafe fn increment_strong_count(pointer: *const T) {
        shared::owner(pointer.cast()).add(Which::Strong, Location::caller());
        // SAFETY: the caller's promise.
        unsafe { Std::increment_strong_count(pointer) };
    }

    /// Counts one strong handle less for a pointer: drops it.
    ///
    /// # Safety
    ///
    /// As for [`std::sync::Arc::decrement_strong_count`].
    #[track_caller]
    pub unsafe fn decrement_strong_count(pointer: *const T) {
        // SAFETY: the caller's promise.
        drop(unsafe { Self::from_raw(pointer) });
    }
}

impl<T: Clone> Arc<T> {
    /// The value of a handle that is made the only one: other strong ones keep the old value, of which
    /// this gets a clone; weak ones lose it.
    #[track_caller]
    pub fn make_mut(this: &mut Self) -> &mut T {
        let site = Location::caller();
        match this.shared.claim(this.handles(), site) {
            Claim::Unique => {}
            // What is left behind is for the weak handles; `std` moves the value.
            Claim::Taken => this.shared = Shared::new(1, site),
            Claim::Shared => *this = Self::new((**this).clone()),
        }
        let Some(value) = this.value.as_mut() else { no_value() };
        Std::make_mut(value)
    }
}

#[cold]
fn no_value() -> ! {
    unreachable!("a handle that is in use has a value")
}

impl<T: ?Sized> Deref for Arc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value()
    }
}

impl<T: ?Sized> Clone for Arc<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let site = Location::caller();
        self.shared.add(Which::Strong, site);
        Self::from_parts(Std::clone(self.value()), Std::clone(&self.shared), site)
    }
}

impl<T: ?Sized> Drop for Arc<T> {
    fn drop(&mut self) {
        let Some(value) = self.value.take() else { return };
        let is_only = Std::strong_count(&value) == 1;
        match self.shared.drop_strong(is_only, self.site) {
            Dropped::LastHereOrThere(moments) if needs_drop::<T>() => {
                self.shared.drop_here_or_there(moments, || drop(value));
            }
            _ => drop(value),
        }
    }
}
