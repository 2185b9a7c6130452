//! Graphs as text, one event a line, for those who debug the engine.

use std::fmt;

use super::{Event, EventId, Graph};

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "graph under {} of {} events:", self.memory, self.len())?;
        for (id, event) in self.events() {
            line(f, id, event)?;
        }
        Ok(())
    }
}

fn line(f: &mut fmt::Formatter<'_>, id: EventId, event: &Event) -> fmt::Result {
    let request = &event.request;
    write!(f, "  {id:?} T{}#{} {:?} {:?}", event.thread, event.index, request.op, request.order)?;
    if event.is_access() {
        write!(f, " at x{}", request.location)?;
    }
    if event.is_read() {
        write!(f, " = {} <- {:?}", event.read, event.rf)?;
    }
    if event.is_write() {
        write!(f, " := {} after {:?}", event.written, event.mo_previous)?;
    }
    writeln!(f, " {:?} ({}:{})", event.flags, request.site.file(), request.site.line())
}
