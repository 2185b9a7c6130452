//! A write that undoes another one.

use std::collections::HashMap;

use trace::{ObjectId, ThreadIndex, Trace};

use crate::cause::Mark;
use crate::rows::Row;
use crate::uses::Use;
use crate::value::value;

/// A thread reads, another one writes, and the first one writes over it what it made of the old
/// value: three rows, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LostUpdate {
    pub(crate) read: usize,
    pub(crate) theirs: usize,
    pub(crate) mine: usize,
    pub(crate) object: ObjectId,
}

/// The last time that an update was lost.
pub(crate) fn lost_update(trace: &Trace, rows: &[Row]) -> Option<LostUpdate> {
    let mut last_look: HashMap<(ThreadIndex, ObjectId), usize> = HashMap::new();
    let mut last_write: HashMap<ObjectId, usize> = HashMap::new();
    let mut lost = None;
    for (mine, row) in rows.iter().enumerate() {
        let Some(Use { object, sees, writes, .. }) = Use::of(trace, row) else { continue };
        // Who reads and writes in one step writes over nothing unseen.
        if let (true, false) = (writes, sees)
            && let Some(read) = last_look.get(&(row.thread, object)).copied()
            && let Some(theirs) = last_write.get(&object).copied()
            && read < theirs
            && rows[theirs].thread != row.thread
        {
            lost = Some(LostUpdate { read, theirs, mine, object });
        }
        // A thread knows what it wrote, too.
        last_look.insert((row.thread, object), mine);
        if writes {
            last_write.insert(object, mine);
        }
    }
    lost
}

impl LostUpdate {
    /// The story of the three rows, [marked](crate::cause::Cause::pieces).
    pub(crate) fn sentence(&self, trace: &Trace, rows: &[Row]) -> String {
        let Self { read, theirs, mine, object } = *self;
        let name = |row: usize| Mark::Thread.on(trace.thread(rows[row].thread));
        let (ann, ben) = (name(mine), name(theirs));
        let known = |row: usize| Use::of(trace, &rows[row]).and_then(|it| it.value).map(value);
        let saw = known(read).map_or(String::new(), |value| format!(" = {value}"));
        let wrote = known(theirs).unwrap_or_else(|| "it".to_owned());
        format!(
            "{ann} read {}{saw} ({}), then {ben} wrote {wrote} ({}), and {ann}’s own write ({}) \
             erased that.",
            Mark::Object.on(trace.object(object)),
            Mark::Step.on(read + 1),
            Mark::Step.on(theirs + 1),
            Mark::Step.on(mine + 1)
        )
    }
}
