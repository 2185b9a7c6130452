//! The cell with the interface of `std`'s.

use std::cmp::Ordering;

use super::UnsafeCell;

/// Mirrors [`std::cell::Cell`]. It is not `Sync`; who shares it nevertheless, with an `unsafe impl`,
/// learns whether that is right.
#[derive(Debug)]
pub struct Cell<T> {
    cell: UnsafeCell<T>,
}

impl<T> Cell<T> {
    /// Makes a cell of the execution that runs.
    ///
    /// # Panics
    ///
    /// Outside a model.
    #[track_caller]
    pub fn new(v: T) -> Self {
        Self { cell: UnsafeCell::new(v) }
    }

    /// Replaces the value and drops the old one.
    #[track_caller]
    pub fn set(&self, val: T) {
        drop(self.replace(val));
    }

    /// Exchanges the values of two cells.
    #[track_caller]
    #[expect(unsafe_code, reason = "two cells of which neither is borrowed")]
    pub fn swap(&self, other: &Self) {
        if std::ptr::eq(self, other) {
            return;
        }
        let (mine, theirs) = (self.cell.get_mut(), other.cell.get_mut());
        mine.with(|mine| {
            // SAFETY: both point to values of cells that exist; they are different cells; and no
            // reference to what is in a `Cell` is ever given out.
            theirs.with(|theirs| unsafe { std::ptr::swap(mine, theirs) });
        });
    }

    /// Replaces the value and returns the old one.
    #[track_caller]
    #[expect(unsafe_code, reason = "a cell that is not borrowed")]
    pub fn replace(&self, val: T) -> T {
        // SAFETY: the pointer is to the value of a cell that exists, to which no reference is ever
        // given out.
        self.cell.with_mut(|value| unsafe { std::ptr::replace(value, val) })
    }

    /// A copy of the value.
    #[track_caller]
    #[expect(unsafe_code, reason = "a cell that is not borrowed")]
    pub fn get(&self) -> T
    where
        T: Copy,
    {
        // SAFETY: the pointer is to the value of a cell that exists.
        self.cell.with(|value| unsafe { *value })
    }

    /// Takes the value and leaves the default.
    #[track_caller]
    pub fn take(&self) -> T
    where
        T: Default,
    {
        self.replace(T::default())
    }

    /// The value, without its cell.
    #[track_caller]
    pub fn into_inner(self) -> T {
        self.cell.into_inner()
    }
}

impl<T: Default> Default for Cell<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Copy> Clone for Cell<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        Self::new(self.get())
    }
}

impl<T> From<T> for Cell<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: PartialEq + Copy> PartialEq for Cell<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq + Copy> Eq for Cell<T> {}

impl<T: PartialOrd + Copy> PartialOrd for Cell<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.get().partial_cmp(&other.get())
    }
}

impl<T: Ord + Copy> Ord for Cell<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.get().cmp(&other.get())
    }
}
