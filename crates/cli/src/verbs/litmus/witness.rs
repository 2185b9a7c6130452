//! An execution on one line.

use litmus::Program;
use litmus::enumerate::{Act, EventKey, GraphKey};

/// The events of each thread: `W x=1`, `R y=0 init` (from the beginning), `R x=1 0.0` (from event 0 of
/// thread 0), `U` for both in one step; then the order of writes, where there is more than one.
pub(super) fn witness(program: &Program, graph: &GraphKey) -> String {
    let thread = |events: &Vec<EventKey>| {
        let events: Vec<String> = events.iter().map(|event| text(program, event)).collect();
        events.join(", ")
    };
    let mut parts: Vec<String> =
        vec![graph.threads.iter().map(thread).collect::<Vec<_>>().join(" || ")];
    for (location, writes) in graph.modification_order.iter().filter(|(_, writes)| writes.len() > 1)
    {
        let writes: Vec<String> = writes.iter().map(ToString::to_string).collect();
        parts.push(format!("{}: {}", program.name(*location), writes.join(" < ")));
    }
    parts.join("; ")
}

fn text(program: &Program, event: &EventKey) -> String {
    let location = event.location.map_or_else(String::new, |location| program.name(location));
    let number = |value: Option<i64>| value.map_or_else(String::new, |value| value.to_string());
    let source = event.reads_from.map_or_else(|| "init".to_owned(), |write| write.to_string());
    match event.act {
        Act::Read => format!("R {location}={} {source}", number(event.value_read)),
        Act::Write => format!("W {location}={}", number(event.value_written)),
        Act::Update => {
            let (read, written) = (number(event.value_read), number(event.value_written));
            format!("U {location}={read}>{written} {source}")
        }
        Act::Lock => format!("L {location} {source}"),
        Act::Fence => "F".to_owned(),
        Act::Start(thread) => format!("start {thread}"),
        Act::Join(thread) => format!("join {thread}"),
    }
}
