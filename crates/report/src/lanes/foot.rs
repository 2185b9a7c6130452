//! What stands below the picture: who waits for whom, what was searched, where the source is.

use std::fmt::{Display, Write as _};

use trace::account::{EndState, On, Standing, ThreadId, Waiter};

use crate::lanes::paint::{Line, Role, wrap};
use crate::lanes::picture::{Picture, file_letter};
use crate::reading::text::{plural, thousands};

/// Columns of the labels.
const LABEL: usize = 10;
/// Bounds that have kept runs out. Others are only reached by a run that fails for that reason.
const TOLD_BOUNDS: [&str; 2] = ["preemptions", "runs"];

/// The lines below the picture; `has_parentheses` says whether a place in it is in parentheses.
pub(crate) fn lines(picture: &Picture<'_>, has_parentheses: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let account = picture.account;
    match &account.end {
        Some(end) if !end.cycle.is_empty() => {
            say(picture, &mut lines, "cycle", &circle(picture, &end.cycle), Role::Bad);
        }
        Some(_) if picture.is_standstill() => {
            say(picture, &mut lines, "stuck", &stuck(picture), Role::Bad);
        }
        _ => {}
    }
    say(picture, &mut lines, "searched", &searched(picture), Role::Plain);
    if let Some(why) = &account.search.why {
        say(picture, &mut lines, "why", why, Role::Plain);
    }
    if let (Some(minimal), Some(statement)) = (&account.minimal, picture.reader.minimal()) {
        let preemptions = plural(minimal.preemptions.into(), "preemption");
        let steps = plural(minimal.steps.into(), "step");
        let text = format!("{preemptions}, {steps}. {statement}");
        say(picture, &mut lines, "minimal", &text, Role::Plain);
        let shrunk = minimal.shrunk.iter();
        let shrunk: Vec<String> =
            shrunk.map(|it| format!("{} from {} to {}", it.param, it.from, it.to)).collect();
        if !shrunk.is_empty() {
            say(picture, &mut lines, "smaller", &shrunk.join(", "), Role::Plain);
        }
    }
    let bounds = account.search.bounds.iter();
    let bounds = bounds.filter_map(|(name, bound)| Some((name, (*bound)?)));
    let bounds: Vec<_> = bounds.filter(|(name, _)| TOLD_BOUNDS.contains(&name.as_str())).collect();
    if !bounds.is_empty() {
        say(picture, &mut lines, "within", &named(bounds.into_iter()), Role::Plain);
    }
    if !account.scenario.params.is_empty() {
        say(picture, &mut lines, "sizes", &named(account.scenario.params.iter()), Role::Plain);
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
    let text = picture.clean(text);
    for (index, part) in wrap(&text, picture.width() - LABEL).into_iter().enumerate() {
        let mut line = Line::of(" ", Role::Plain);
        line.push(if index == 0 { label } else { "" }, Role::Faint);
        line.pad(LABEL);
        lines.push(line.and(part, role));
    }
}

/// `ann ─waits→ plate ─held by→ ben ─waits→ …`, back to where it began.
fn circle(picture: &Picture<'_>, cycle: &[Waiter]) -> String {
    let glyphs = picture.glyphs;
    let name = |waiter: &Waiter| match waiter {
        Waiter::Thread(thread) => picture.names.thread(*thread).to_owned(),
        Waiter::Object(object) => picture.names.object(object).to_owned(),
    };
    let mut text = String::new();
    for (index, waiter) in cycle.iter().enumerate() {
        let next = &cycle[(index + 1) % cycle.len()];
        let label = match (waiter, next) {
            (Waiter::Thread(_), Waiter::Thread(_)) => "joins",
            (Waiter::Thread(_), Waiter::Object(_)) => "waits",
            (Waiter::Object(_), _) => "held by",
        };
        let _ = write!(text, "{} {}{label}{} ", name(waiter), glyphs.rule, glyphs.head);
    }
    text + &cycle.first().map_or_else(String::new, name)
}

/// What each of the stuck threads waits for.
fn stuck(picture: &Picture<'_>) -> String {
    let threads = picture.account.end.iter().flat_map(|end| &end.threads);
    let stuck = threads.filter(|thread| thread.state == EndState::Blocked);
    let parts: Vec<String> = stuck.map(|standing| waits(picture, standing)).collect();
    parts.join("; ")
}

fn waits(picture: &Picture<'_>, standing: &Standing) -> String {
    let thread = |thread: ThreadId| picture.names.thread(thread);
    let who = thread(standing.thread);
    let object = match &standing.on {
        Some(On::Join(other)) => return format!("{who} joins {}", thread(*other)),
        Some(On::Object(object)) => object,
        None => return format!("{who} sleeps"),
    };
    let name = picture.names.object(object);
    let op = standing.since.and_then(|step| picture.reader.event(step));
    let is_queue = picture.reader.kind(object) == "queue";
    match op.map(|event| event.op.as_str()) {
        Some("pop") => format!("{who} waits for an item from {name}"),
        Some("push") => format!("{who} waits for room in {name}"),
        Some("wait") if is_queue => format!("{who} waits for the tasks of {name}"),
        _ => format!("{who} waits for {name}"),
    }
}

/// How much was searched, and with what.
fn searched(picture: &Picture<'_>) -> String {
    let search = &picture.account.search;
    let count = picture.reader.executions();
    let plural = if count == 1 { "" } else { "s" };
    let count = format!("{} execution{plural}", thousands(count));
    let seed = search.seed.map_or(String::new(), |seed| format!(", seed {seed}"));
    let scope = if search.finished && picture.account.events.is_empty() {
        format!(": {}", search.scope)
    } else {
        String::new()
    };
    match search.memory.as_str() {
        // There is only one machine.
        "hardware" => format!("{count} by {}{seed}{scope}", search.engine),
        memory => {
            format!("{count} by {} under {}{seed}{scope}", search.engine, memory.to_uppercase())
        }
    }
}

/// Some values with their names.
fn named(values: impl Iterator<Item = (impl Display, impl Display)>) -> String {
    let values: Vec<String> = values.map(|(name, value)| format!("{name} = {value}")).collect();
    values.join(", ")
}
