use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// How much a search has explored of all there is, for whoever watches it. Only Weave can tell, and what it
/// tells is an estimate until the end.
#[derive(Debug, Default)]
pub struct Explored {
    /// The bits of the share; those of 0 as long as nothing is known.
    share: AtomicU64,
}

impl Explored {
    /// Nothing is known yet.
    pub const fn new() -> Self {
        Self { share: AtomicU64::new(0) }
    }

    /// The share, above 0 and at most 1.
    pub fn share(&self) -> Option<f64> {
        // Relaxed: nothing else is told by it.
        Some(f64::from_bits(self.share.load(Relaxed))).filter(|share| *share > 0.0)
    }

    pub(crate) fn set(&self, share: f64) {
        // Relaxed, as above.
        self.share.store(share.to_bits(), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::Explored;

    #[test]
    fn nothing_is_known_until_something_is_told() {
        let explored = Explored::new();
        assert_eq!(explored.share(), None);
        explored.set(0.0);
        assert_eq!(explored.share(), None);
        explored.set(0.25);
        assert_eq!(explored.share(), Some(0.25));
    }
}
