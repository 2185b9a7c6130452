//! The operations that every atomic has, whatever its type.

/// Methods over the field 0, a `Word<$type>`.
macro_rules! common_methods {
    ($type:ty) => {
        /// Loads the value.
        ///
        /// # Panics
        ///
        /// If `order` is `Release` or `AcqRel`.
        #[track_caller]
        pub fn load(&self, order: Ordering) -> $type {
            self.0.load(order)
        }

        /// Stores a value.
        ///
        /// # Panics
        ///
        /// If `order` is `Acquire` or `AcqRel`.
        #[track_caller]
        pub fn store(&self, val: $type, order: Ordering) {
            self.0.store(val, order);
        }

        /// Stores a value and returns the previous one.
        #[track_caller]
        pub fn swap(&self, val: $type, order: Ordering) -> $type {
            self.0.rmw(Rmw::Swap, val, order)
        }

        /// Stores `new` if the value is `current`; returns the previous value either way.
        ///
        /// `std` has deprecated it for [`compare_exchange`](Self::compare_exchange).
        #[track_caller]
        pub fn compare_and_swap(&self, current: $type, new: $type, order: Ordering) -> $type {
            self.0.compare_and_swap(current, new, order)
        }

        /// Stores `new` if the value is `current`. The previous value, as `Ok` if it was.
        ///
        /// # Errors
        ///
        /// The value found, if it was another one.
        ///
        /// # Panics
        ///
        /// If `failure` is `Release` or `AcqRel`.
        #[track_caller]
        pub fn compare_exchange(
            &self,
            current: $type,
            new: $type,
            success: Ordering,
            failure: Ordering,
        ) -> Result<$type, $type> {
            self.0.compare_exchange(current, new, success, failure)
        }

        /// Like [`compare_exchange`](Self::compare_exchange), and may fail although the value is
        /// `current`: if [`Config::spurious`](crate::Config::spurious) is set, both are explored.
        ///
        /// # Errors
        ///
        /// The value found.
        ///
        /// # Panics
        ///
        /// If `failure` is `Release` or `AcqRel`.
        #[track_caller]
        pub fn compare_exchange_weak(
            &self,
            current: $type,
            new: $type,
            success: Ordering,
            failure: Ordering,
        ) -> Result<$type, $type> {
            self.0.compare_exchange_weak(current, new, success, failure)
        }

        /// Calls `f` with the value until it gives `None`, or what it gave could be stored before the
        /// value changed. The previous value, as `Ok` in the second case.
        ///
        /// A load and a compare-exchange for each try, as in `std`; none of them fails without reason.
        ///
        /// # Errors
        ///
        /// The value for which `f` gave `None`.
        #[track_caller]
        pub fn fetch_update<F>(
            &self,
            set_order: Ordering,
            fetch_order: Ordering,
            f: F,
        ) -> Result<$type, $type>
        where
            F: FnMut($type) -> Option<$type>,
        {
            self.0.try_update(set_order, fetch_order, f)
        }

        /// Another name of [`fetch_update`](Self::fetch_update).
        ///
        /// # Errors
        ///
        /// The value for which `f` gave `None`.
        #[track_caller]
        pub fn try_update(
            &self,
            set_order: Ordering,
            fetch_order: Ordering,
            f: impl FnMut($type) -> Option<$type>,
        ) -> Result<$type, $type> {
            self.0.try_update(set_order, fetch_order, f)
        }

        /// Calls `f` with the value until what it gave could be stored before the value changed. The
        /// previous value.
        #[track_caller]
        pub fn update(
            &self,
            set_order: Ordering,
            fetch_order: Ordering,
            f: impl FnMut($type) -> $type,
        ) -> $type {
            self.0.update(set_order, fetch_order, f)
        }

        /// Loads the value without synchronisation, like an access to a plain variable: it is a data
        /// race with every write that is not ordered before or after it.
        ///
        /// # Safety
        ///
        /// In a program this would be undefined behaviour if it raced. Here a race is found.
        #[track_caller]
        #[expect(unsafe_code, reason = "the signature of what it stands for")]
        pub unsafe fn unsync_load(&self) -> $type {
            self.0.load_plainly()
        }

        /// Gives `f` the value to change, like an access to a plain variable: it is a data race with
        /// every access that is not ordered before or after it.
        #[track_caller]
        pub fn with_mut<R>(&mut self, f: impl FnOnce(&mut $type) -> R) -> R {
            f(&mut self.0.get_mut())
        }

        /// The value, to be changed; it is written back when the guard is dropped. `std` gives a `&mut`
        /// instead, which `*atomic.get_mut() = …` cannot tell.
        #[track_caller]
        pub fn get_mut(&mut self) -> AtomicMut<'_, $type> {
            self.0.get_mut()
        }

        /// The value, without its atomic.
        #[track_caller]
        pub fn into_inner(self) -> $type {
            self.0.load_plainly()
        }
    };
}

/// What an atomic over the field 0 is, besides its methods.
macro_rules! common_traits {
    ([$($generics:tt)*] $name:ty, $said:literal, $type:ty, $default:expr) => {
        impl<$($generics)*> Default for $name {
            #[track_caller]
            fn default() -> Self {
                Self::new($default)
            }
        }

        impl<$($generics)*> From<$type> for $name {
            #[track_caller]
            fn from(value: $type) -> Self {
                Self::new(value)
            }
        }

        impl<$($generics)*> std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple($said).finish_non_exhaustive()
            }
        }
    };
}

pub(super) use {common_methods, common_traits};
