use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

/// Counts what the threads of a run report; clones count together.
///
/// It belongs to the one who watches the program and not to the program: adding to it is no step of
/// a model. So it is read only where the program itself has ordered all that was added, mostly after
/// the threads were joined; and for the same reason Relaxed is enough.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally(Arc<AtomicU32>);

impl Tally {
    pub(crate) fn add(&self, count: u32) {
        self.0.fetch_add(count, Relaxed);
    }

    pub(crate) fn total(&self) -> u32 {
        self.0.load(Relaxed)
    }
}
