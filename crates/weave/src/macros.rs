//! Macros that stand for those of `std` and of `lazy_static`.

/// Mirrors [`std::thread_local!`]: declares [`LocalKey`](crate::thread::LocalKey)s.
///
/// ```
/// use plainweave_weave::{model, thread, thread_local};
/// use std::cell::{Cell, RefCell};
///
/// thread_local! {
///     static NAME: RefCell<String> = RefCell::new(String::new());
///     pub static COUNT: Cell<u32> = const { Cell::new(7) };
/// }
///
/// model(|| {
///     NAME.with(|name| name.borrow_mut().push('a'));
///     COUNT.set(8);
///     thread::spawn(|| assert_eq!(COUNT.get(), 7)).join().unwrap();
/// });
/// ```
#[macro_export]
macro_rules! thread_local {
    () => {};
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = const $init:block; $($rest:tt)*) => {
        $crate::__thread_local_inner!($(#[$attr])* $vis $name, $t, const { $init });
        $crate::thread_local!($($rest)*);
    };
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = const $init:block) => {
        $crate::__thread_local_inner!($(#[$attr])* $vis $name, $t, const { $init });
    };
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = $init:expr; $($rest:tt)*) => {
        $crate::__thread_local_inner!($(#[$attr])* $vis $name, $t, $init);
        $crate::thread_local!($($rest)*);
    };
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = $init:expr) => {
        $crate::__thread_local_inner!($(#[$attr])* $vis $name, $t, $init);
    };
}

/// Mirrors `lazy_static::lazy_static!`: declares statics that are made when they are first used, once in
/// each execution. See the module [`lazy_static`](mod@crate::lazy_static).
///
/// ```
/// use plainweave_weave::sync::atomic::{AtomicUsize, Ordering};
/// use plainweave_weave::{lazy_static, model, thread};
///
/// lazy_static! {
///     static ref COUNT: AtomicUsize = AtomicUsize::new(0);
/// }
///
/// model(|| {
///     let thread = thread::spawn(|| COUNT.fetch_add(1, Ordering::Relaxed));
///     COUNT.fetch_add(1, Ordering::Relaxed);
///     thread.join().unwrap();
///     assert_eq!(COUNT.load(Ordering::Relaxed), 2);
/// });
/// ```
#[macro_export]
macro_rules! lazy_static {
    ($(#[$attr:meta])* static ref $N:ident : $T:ty = $e:expr; $($t:tt)*) => {
        $crate::__lazy_static_internal!($(#[$attr])* () static ref $N : $T = $e; $($t)*);
    };
    ($(#[$attr:meta])* pub static ref $N:ident : $T:ty = $e:expr; $($t:tt)*) => {
        $crate::__lazy_static_internal!($(#[$attr])* (pub) static ref $N : $T = $e; $($t)*);
    };
    ($(#[$attr:meta])* pub ($($vis:tt)+) static ref $N:ident : $T:ty = $e:expr; $($t:tt)*) => {
        $crate::__lazy_static_internal!($(#[$attr])* (pub ($($vis)+)) static ref $N : $T = $e; $($t)*);
    };
    () => ()
}

#[macro_export]
#[doc(hidden)]
macro_rules! __thread_local_inner {
    ($(#[$attr:meta])* $vis:vis $name:ident, $t:ty, $init:expr) => {
        $(#[$attr])* $vis static $name: $crate::thread::LocalKey<$t> =
            $crate::thread::LocalKey {
                init: (|| { $init }) as fn() -> $t,
                _p: ::std::marker::PhantomData,
            };
    };
}

#[macro_export]
#[doc(hidden)]
macro_rules! __lazy_static_internal {
    // The visibility is in parentheses, so that none can be passed on as well.
    ($(#[$attr:meta])* ($($vis:tt)*) static ref $N:ident : $T:ty = $init:expr; $($t:tt)*) => {
        #[allow(missing_copy_implementations)]
        #[allow(missing_debug_implementations)]
        #[allow(non_camel_case_types)]
        #[allow(dead_code)]
        $(#[$attr])*
        $($vis)* struct $N { __private_field: () }
        #[doc(hidden)]
        #[allow(non_upper_case_globals)]
        $($vis)* static $N: $N = $N { __private_field: () };
        impl ::core::ops::Deref for $N {
            type Target = $T;
            #[track_caller]
            fn deref(&self) -> &$T {
                fn __static_ref_initialize() -> $T { $init }

                #[track_caller]
                fn __stability() -> &'static $T {
                    static LAZY: $crate::lazy_static::Lazy<$T> = $crate::lazy_static::Lazy {
                        init: __static_ref_initialize,
                        _p: ::core::marker::PhantomData,
                    };
                    LAZY.get()
                }
                __stability()
            }
        }
        $crate::lazy_static!($($t)*);
    };
    () => ()
}
