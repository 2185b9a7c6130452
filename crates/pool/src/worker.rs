//! What a worker does.

use std::io;
use std::sync::Arc;

use runtime::{Birth, Runtime};

use crate::desk::Desk;
use crate::panic::catch;
use crate::staff::Staff;

/// Starts a thread, if the system has one to give.
#[track_caller]
pub(crate) fn start<R: Runtime>(
    name: &str,
    body: impl FnOnce() + Send + 'static,
) -> io::Result<R::Thread> {
    R::start(Birth::named(name), body)
}

/// The life of a worker.
pub(crate) fn work<R: Runtime>(staff: &Arc<Staff<R>>) {
    staff.enter();
    match staff.terms.initializer.as_ref().map_or(Ok(()), |initialize| catch::<R, _>(initialize)) {
        Ok(()) => {
            let desk = Arc::new(Desk::part_of(staff.word()));
            while let Some(job) = staff.next(&desk) {
                // The panic of a task goes to its future. Here only destructors can: of what a cancelled
                // task has taken along, or of a result that nobody wants. The worker lives on.
                if let Err(panic) = catch::<R, _>(|| job.run()) {
                    staff.report(&panic);
                }
            }
        }
        Err(panic) => staff.break_down(&panic),
    }
    staff.leave();
}
