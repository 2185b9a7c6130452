//! The programs, compiled for each checker.

/// One module a checker: the same text, with other types in scope.
macro_rules! compiled {
    ($name:ident: $checker:ident) => {
        // These are programs of users, who unwrap.
        #[allow(clippy::unwrap_used, clippy::pedantic)]
        pub(crate) mod $name {
            use std::collections::VecDeque;
            use std::sync::Arc;

            use $checker::sync::atomic::AtomicUsize;
            use $checker::sync::atomic::Ordering::{self, Acquire, Relaxed, Release, SeqCst};
            use $checker::sync::{Condvar, Mutex};
            use $checker::thread;

            include!("../programs/locks.rs");
            include!("../programs/atomics.rs");
            include!("../programs/queues.rs");
            include!("../programs/bugs.rs");
            include!("../programs/table.rs");
        }
    };
}

compiled!(loom: loom);
compiled!(shuttle: shuttle);
compiled!(weave: weave);
