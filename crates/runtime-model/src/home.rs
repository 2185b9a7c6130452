use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The system thread on which a model runs, and to which its memory belongs.
///
/// All threads of a model are coroutines of one system thread. That is what makes its cells safe to
/// share, so every use of one asks whether it is at home: a cell that was smuggled into another model
/// through a `static` would have two users that know nothing of one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home(u64);

impl Home {
    /// The calling system thread.
    pub fn here() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        thread_local! {
            // Relaxed: the counter only has to give every thread another number.
            static MINE: u64 = LAST.fetch_add(1, Relaxed);
        }
        Self(MINE.with(|mine| *mine))
    }

    /// Makes sure that the calling system thread is this one.
    ///
    /// # Panics
    ///
    /// If it is another one.
    #[track_caller]
    pub fn check(self) {
        assert!(self == Self::here(), "memory of a model is used outside of it");
    }
}

#[cfg(test)]
mod tests {
    use super::Home;

    #[test]
    fn memory_of_another_model_is_refused() {
        let home = Home::here();
        home.check();
        let elsewhere = std::thread::spawn(move || home.check()).join();
        assert!(elsewhere.is_err());
    }
}
