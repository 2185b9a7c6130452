//! What stands below the picture: who waits for whom, what was searched, where the source is.

use std::fmt::Display;

use trace::{Act, Doing, Fault, Minimal, State, Waiting};

use crate::cause::wish;
use crate::head::is_standstill;
use crate::paint::{Line, Role, clean, wrap};
use crate::picture::{Picture, file_letter};

/// Columns of the labels.
const LABEL: usize = 10;

/// The lines below the picture; `has_parentheses` says whether a place in it is in parentheses.
pub(crate) fn lines(picture: &Picture<'_>, has_parentheses: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let fault = &picture.document.fault;
    match fault {
        Fault::Deadlock { cycle } => {
            say(picture, &mut lines, "cycle", &circle(picture, cycle), Role::Bad);
        }
        Fault::SelfDeadlock { waiting } => {
            let cycle = circle(picture, std::slice::from_ref(waiting));
            say(picture, &mut lines, "cycle", &cycle, Role::Bad);
        }
        fault if is_standstill(fault) => {
            say(picture, &mut lines, "stuck", &stuck(picture), Role::Bad);
        }
        _ => {}
    }
    say(picture, &mut lines, "searched", &searched(picture), Role::Plain);
    let document = picture.document;
    if let Some(minimal) = document.minimal {
        // As many as are numbered above.
        let steps = picture.rows.len().try_into().unwrap_or(u64::MAX);
        let minimal = Minimal { steps, ..minimal };
        say(picture, &mut lines, "minimal", &minimal.to_string(), Role::Plain);
    }
    if !document.bounds.is_empty() {
        say(picture, &mut lines, "within", &named(document.bounds.iter()), Role::Plain);
    }
    if !document.params.is_empty() {
        say(picture, &mut lines, "sizes", &named(document.params.iter()), Role::Plain);
    }
    for (index, file) in picture.files.iter().enumerate() {
        let label =
            if index == 0 { "source".to_owned() } else { format!("     {}", file_letter(index)) };
        say(picture, &mut lines, &label, file, Role::Plain);
    }
    if has_parentheses {
        say(picture, &mut lines, "(:n)", "is given back, and was taken at line n", Role::Plain);
    }
    lines
}

/// A paragraph with a label.
fn say(picture: &Picture<'_>, lines: &mut Vec<Line>, label: &str, text: &str, role: Role) {
    let text = clean(text, picture.style);
    for (index, part) in wrap(&text, picture.width() - LABEL).into_iter().enumerate() {
        let mut line = Line::of(" ", Role::Plain);
        line.push(if index == 0 { label } else { "" }, Role::Faint);
        line.pad(LABEL);
        lines.push(line.and(part, role));
    }
}

/// `ann ─waits→ plate ─held by→ ben ─waits→ …`, back to where it began.
fn circle(picture: &Picture<'_>, cycle: &[Waiting]) -> String {
    let arrow = |label: &str| {
        let glyphs = picture.glyphs;
        format!(" {}{label}{} ", glyphs.rule, glyphs.head)
    };
    let mut text = String::new();
    for Waiting { thread, object, operation, .. } in cycle {
        text.push_str(thread);
        if operation == "join" {
            // The next one is the thread that it waits for.
            text.push_str(&arrow("joins"));
        } else {
            text.push_str(&arrow("waits"));
            text.push_str(object);
            text.push_str(&arrow("held by"));
        }
    }
    let first = cycle.first().map_or("", |waiting| &waiting.thread);
    text + first
}

/// What each of the stuck threads waits for.
fn stuck(picture: &Picture<'_>) -> String {
    let (trace, names) = (picture.trace, &picture.names);
    let end = State::at_end(trace);
    let mut parts = Vec::new();
    for thread in (0..).zip(&trace.threads).map(|(thread, _)| thread) {
        let Some(at) = end.waits_since(trace, thread) else { continue };
        let event = &trace.events[at];
        let who = names.thread(thread);
        let what = match (end.thread(thread), event.act) {
            (Doing::Joining { other, .. }, _) | (_, Act::Join(other)) => {
                format!("{who} joins {}", names.thread(other))
            }
            _ => match trace.awaited(event) {
                Some(object) => {
                    let operation = trace.outermost(event).map_or("", |call| &*call.operation);
                    let wish = wish(trace, names.object(object), operation);
                    format!("{who} waits for {wish}")
                }
                None => format!("{who} sleeps"),
            },
        };
        parts.push(what);
    }
    parts.join("; ")
}

/// How much was searched, and with what.
fn searched(picture: &Picture<'_>) -> String {
    let document = picture.document;
    let count = match document.executions {
        1 => "1 execution".to_owned(),
        count => format!("{} executions", grouped(count)),
    };
    let seed = document.seed.map_or(String::new(), |seed| format!(", seed {seed}"));
    match &*document.memory {
        // There is only one machine.
        "hardware" => format!("{count} by {}{seed}", document.engine),
        memory => format!("{count} by {} under {}{seed}", document.engine, memory.to_uppercase()),
    }
}

/// A number with its digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Some values with their names.
fn named(values: impl Iterator<Item = (impl Display, impl Display)>) -> String {
    let values: Vec<String> = values.map(|(name, value)| format!("{name} = {value}")).collect();
    values.join(", ")
}
