//! A trace as text, one event a line.

use std::fmt;

use crate::{Act, Event, Trace};

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.threads.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        for (index, event) in self.events.iter().enumerate() {
            let thread = self.thread(event.thread);
            write!(f, "{index:4} {thread:width$}  ")?;
            self.write_act(f, event)?;
            match self.outermost(event) {
                Some(call) => {
                    writeln!(f, "  [{} at {}] {}", call.operation, call.site, event.site)?;
                }
                None => writeln!(f, "  {}", event.site)?,
            }
        }
        Ok(())
    }
}

impl Trace {
    fn write_act(&self, f: &mut fmt::Formatter<'_>, event: &Event) -> fmt::Result {
        match event.act {
            Act::Spawn(other) => write!(f, "starts {}", self.thread(other))?,
            Act::Join(other) => write!(f, "waits for the end of {}", self.thread(other))?,
            Act::Joined(other) => write!(f, "has seen the end of {}", self.thread(other))?,
            act => write!(f, "{act}")?,
        }
        if let Some(object) = event.object {
            write!(f, " · {}", self.object(object))?;
        }
        match event.ordering {
            Some(ordering) => write!(f, " ({ordering})"),
            None => Ok(()),
        }
    }
}
