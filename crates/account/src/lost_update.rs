//! A write that undoes another one.

use std::collections::HashMap;

use trace::{Act, ObjectId, ThreadIndex, Trace};

use crate::cause::Mark;
use crate::rows::{Row, What};
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

/// What a row does to the value of an object.
#[derive(Clone, Copy, Debug)]
struct Use {
    object: ObjectId,
    /// Whether the thread knows the value afterwards; and the value, if the trace knows it.
    sees: bool,
    writes: bool,
    value: Option<u64>,
}

/// The last time that an update was lost.
pub(crate) fn lost_update(trace: &Trace, rows: &[Row]) -> Option<LostUpdate> {
    let mut last_look: HashMap<(ThreadIndex, ObjectId), usize> = HashMap::new();
    let mut last_write: HashMap<ObjectId, usize> = HashMap::new();
    let mut lost = None;
    for (mine, row) in rows.iter().enumerate() {
        let Some(Use { object, sees, writes, .. }) = use_of(trace, row) else { continue };
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

fn use_of(trace: &Trace, row: &Row) -> Option<Use> {
    match row.what {
        What::Access { object: Some(object), act, .. } => {
            let (sees, writes, value) = match act {
                Act::Load(bits) | Act::Read(bits) => (true, false, bits),
                Act::Store(bits) | Act::Write(bits) => (false, true, bits),
                Act::Update { after, .. } => (true, true, after),
                _ => return None,
            };
            Some(Use { object, sees, writes, value: Some(value) })
        }
        // The operations of a file are accesses, too.
        What::Did { call, .. } => {
            let call = &trace.calls[call as usize];
            let object = trace.whole(call.object);
            let is_file = trace.objects[object as usize].kind == "file";
            let (sees, writes) =
                (call.operation.starts_with("read"), call.operation.starts_with("write"));
            (is_file && (sees || writes)).then_some(Use { object, sees, writes, value: None })
        }
        _ => None,
    }
}

impl LostUpdate {
    /// The story of the three rows, [marked](crate::cause::Cause::pieces).
    pub(crate) fn sentence(&self, trace: &Trace, rows: &[Row]) -> String {
        let Self { read, theirs, mine, object } = *self;
        let name = |row: usize| Mark::Thread.on(trace.thread(rows[row].thread));
        let (ann, ben) = (name(mine), name(theirs));
        let known = |row: usize| use_of(trace, &rows[row]).and_then(|it| it.value).map(value);
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
