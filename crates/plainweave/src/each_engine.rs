//! Tests of scenarios: an ordinary `#[test]` for each engine.

/// Declares tests of scenarios: a module for each, and in it an ordinary `#[test]` for each engine.
///
/// ```
/// use plainweave::prelude::*;
///
/// struct TwoIncrements;
///
/// impl Scenario for TwoIncrements {
///     const NAME: &'static str = "counter/two-increments";
///     type Params = NoParams;
///
///     fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
///         let counter = Arc::new(R::AtomicU32::new(0));
///         let other = Arc::clone(&counter);
///         let thread = cx.spawn("other", move || {
///             other.fetch_add(1, Ordering::Relaxed);
///         });
///         counter.fetch_add(1, Ordering::Relaxed);
///         thread.join();
///         assert_eq!(counter.load(Ordering::Relaxed), 2);
///     }
/// }
///
/// plainweave::tests! {
///     two_increments: TwoIncrements;
/// }
/// ```
///
/// gives the tests `two_increments::weave`, `weave_sc`, `loom` and `shuttle_random`; after the type,
/// `, on weave, native` names others: there are also `shuttle_pct` and `shuttle_dfs`. Each is
/// [`verify`](crate::verify): a fault that the scenario expects passes, and a failure shows its run, a
/// column per thread. An engine that is not built in is an ignored test that says so.
#[macro_export]
macro_rules! tests {
    ($($(#[$attribute:meta])* $name:ident: $scenario:ty $(, on $($engine:ident),+)?;)+) => {
        $(
            $(#[$attribute])*
            mod $name {
                #[allow(unused_imports, reason = "the scenario may be named by a whole path")]
                use super::*;

                $crate::__tests_on! { $scenario, $($($engine),+)? }
            }
        )+
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tests_on {
    ($scenario:ty,) => {
        $crate::__tests_on! { $scenario, weave, weave_sc, loom, shuttle_random }
    };
    ($scenario:ty, $($engine:ident),+) => { $($crate::__test_on! { $engine, $scenario })+ };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __test_on {
    (weave, $scenario:ty) => {
        $crate::__test! { weave, Weave, $scenario }
    };
    (weave_sc, $scenario:ty) => {
        $crate::__test! { weave_sc, WeaveSc, $scenario }
    };
    (native, $scenario:ty) => {
        $crate::__test! { native, Native, $scenario }
    };
    (loom, $scenario:ty) => {
        $crate::__test_on_loom! { loom, Loom, $scenario }
    };
    (shuttle_random, $scenario:ty) => {
        $crate::__test_on_shuttle! { shuttle_random, ShuttleRandom, $scenario }
    };
    (shuttle_pct, $scenario:ty) => {
        $crate::__test_on_shuttle! { shuttle_pct, ShuttlePct, $scenario }
    };
    (shuttle_dfs, $scenario:ty) => {
        $crate::__test_on_shuttle! { shuttle_dfs, ShuttleDfs, $scenario }
    };
    ($other:ident, $scenario:ty) => {
        ::core::compile_error!(::core::concat!(
            "`",
            ::core::stringify!($other),
            "` is no engine; there are weave, weave_sc, native, loom, ",
            "shuttle_random, shuttle_pct and shuttle_dfs"
        ));
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __test {
    ($name:ident, $engine:ident, $scenario:ty) => {
        #[test]
        fn $name() {
            $crate::verify::<$scenario>($crate::Engine::$engine);
        }
    };
}

// Whether an engine is built in is a feature of this crate, and not of the one that has the tests. So
// it decides what the macro is.
macro_rules! of_feature {
    ($feature:literal, $macro:ident, $dollar:tt) => {
        #[cfg(feature = $feature)]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $macro {
            ($dollar name:ident, $dollar engine:ident, $dollar scenario:ty) => {
                $crate::__test! { $dollar name, $dollar engine, $dollar scenario }
            };
        }

        #[cfg(not(feature = $feature))]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $macro {
            ($dollar name:ident, $dollar engine:ident, $dollar scenario:ty) => {
                #[test]
                #[ignore = concat!("plainweave is built without its feature `", $feature, "`")]
                fn $dollar name() {}
            };
        }
    };
}

of_feature! { "loom", __test_on_loom, $ }
of_feature! { "shuttle", __test_on_shuttle, $ }
