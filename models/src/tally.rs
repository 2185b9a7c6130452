use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

/// Counts what the threads of a run report; clones count together.
///
/// It belongs to the one who watches, not to the model: neither adding nor reading is a step. All
/// threads of a model take turns, so what has been added *by now* is well defined; Relaxed, since
/// natively it is read only where the program has ordered what was added.
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
