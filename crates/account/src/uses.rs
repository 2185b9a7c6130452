//! What the rows do to the values of objects.

use trace::{Act, ObjectId, Trace};

use crate::rows::{Row, What};

/// What a row does to the value of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    pub(crate) object: ObjectId,
    /// Whether the thread knows the value afterwards.
    pub(crate) sees: bool,
    pub(crate) writes: bool,
    /// The value afterwards, if the trace knows it.
    pub(crate) value: Option<u64>,
}

impl Use {
    pub(crate) fn of(trace: &Trace, row: &Row) -> Option<Self> {
        match row.what {
            What::Access { object: Some(object), act, .. } => {
                let (sees, writes, value) = match act {
                    Act::Load(bits) | Act::Read(bits) | Act::Refused { found: bits } => {
                        (true, false, bits)
                    }
                    Act::Store(bits) | Act::Write(bits) => (false, true, bits),
                    Act::Update { after, .. } | Act::Exchanged { after, .. } => (true, true, after),
                    _ => return None,
                };
                Some(Self { object, sees, writes, value: Some(value) })
            }
            // The operations of a file are accesses, too.
            What::Did { call, .. } => {
                let call = &trace.calls[call as usize];
                let object = trace.whole(call.object);
                let is_file = trace.objects[object as usize].kind == "file";
                let (sees, writes) =
                    (call.operation.starts_with("read"), call.operation.starts_with("write"));
                (is_file && (sees || writes)).then_some(Self { object, sees, writes, value: None })
            }
            _ => None,
        }
    }
}
