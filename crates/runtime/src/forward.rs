/// Implements [`Atomic`](crate::Atomic) by handing every operation to a field that has `std`'s
/// inherent methods.
///
/// The back ends share this one list, so they cannot drift apart. `#[track_caller]` hands the
/// algorithm's line, not this file's, to the checker.
#[macro_export]
macro_rules! forward_atomic {
    (impl [$($generics:tt)*] Atomic<$word:ty> for $name:ty as .$field:tt { $($new:tt)* }) => {
        impl<$($generics)*> $crate::Atomic<$word> for $name {
            #[inline]
            #[track_caller]
            $($new)*

            $crate::forward_atomic! { @ $field
                load(order: $crate::Ordering) -> $word;
                store(value: $word, order: $crate::Ordering) -> ();
                swap(value: $word, order: $crate::Ordering) -> $word;
                compare_exchange(
                    current: $word, new: $word, success: $crate::Ordering, failure: $crate::Ordering
                ) -> Result<$word, $word>;
                compare_exchange_weak(
                    current: $word, new: $word, success: $crate::Ordering, failure: $crate::Ordering
                ) -> Result<$word, $word>;
            }
        }
    };
    (@ $field:tt $( $method:ident ( $($arg:ident : $type:ty),* ) -> $result:ty; )*) => {
        $(
            #[inline]
            #[track_caller]
            fn $method(&self, $($arg: $type),*) -> $result {
                self.$field.$method($($arg),*)
            }
        )*
    };
}

/// Implements [`AtomicInt`](crate::AtomicInt) as [`forward_atomic!`](crate::forward_atomic) does
/// [`Atomic`](crate::Atomic).
#[macro_export]
macro_rules! forward_atomic_int {
    (impl [$($generics:tt)*] AtomicInt<$word:ty> for $name:ty as .$field:tt) => {
        impl<$($generics)*> $crate::AtomicInt<$word> for $name {
            $crate::forward_atomic! { @ $field
                fetch_add(value: $word, order: $crate::Ordering) -> $word;
                fetch_sub(value: $word, order: $crate::Ordering) -> $word;
                fetch_and(value: $word, order: $crate::Ordering) -> $word;
                fetch_or(value: $word, order: $crate::Ordering) -> $word;
                fetch_xor(value: $word, order: $crate::Ordering) -> $word;
                fetch_max(value: $word, order: $crate::Ordering) -> $word;
                fetch_min(value: $word, order: $crate::Ordering) -> $word;
            }
        }
    };
}

/// The cells of a runtime that decorates another one: they are that one's.
#[macro_export]
macro_rules! forward_cells {
    (to $inner:ty) => {
        type Cell<T: Send> = <$inner as $crate::Runtime>::Cell<T>;
        type Exclusive<'a, T: Send + 'a> = <$inner as $crate::Runtime>::Exclusive<'a, T>;
        type Inspected<'a, T: Send + 'a> = <$inner as $crate::Runtime>::Inspected<'a, T>;

        #[track_caller]
        fn cell<T: Send>(value: T) -> Self::Cell<T> {
            <$inner>::cell(value)
        }

        #[track_caller]
        unsafe fn open<T: Send>(cell: &Self::Cell<T>) -> Self::Exclusive<'_, T> {
            // SAFETY: the caller's promise is passed on.
            unsafe { <$inner>::open(cell) }
        }

        #[track_caller]
        unsafe fn peek<T: Send>(cell: &Self::Cell<T>) -> Self::Inspected<'_, T> {
            // SAFETY: the caller's promise is passed on.
            unsafe { <$inner>::peek(cell) }
        }

        fn into_inner<T: Send>(cell: Self::Cell<T>) -> T {
            <$inner>::into_inner(cell)
        }
    };
}
