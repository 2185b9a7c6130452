//! What a step says in its lane.

use serde_json::Value;
use trace::account::{Event, Result};

use crate::Style;
use crate::lanes::names::Names;
use crate::lanes::paint::{Line, Role, clean};
use crate::reading::reader::Reader;
use crate::reading::text::show;
use crate::style::Glyphs;

/// The words of a step: what was done, and what there is to know about it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    pub(crate) text: Line,
    /// What follows the text if there is room.
    pub(crate) extra: Line,
    /// What stands below the text, or beside it.
    pub(crate) note: Line,
}

/// Everything that words are made of.
pub(crate) struct Vocabulary<'a> {
    pub(crate) reader: &'a Reader<'a>,
    pub(crate) names: &'a Names,
    pub(crate) glyphs: &'static Glyphs,
    pub(crate) style: &'a Style,
}

impl Vocabulary<'_> {
    /// The words of a step.
    pub(crate) fn words(&self, event: &Event) -> Words {
        let (note, role) = (self.note(event), role(event));
        let note = note.map_or_else(Line::new, |note| Line::of(clean(&note, self.style), role));
        Words { text: self.text(event), extra: self.extra(event), note }
    }

    fn text(&self, event: &Event) -> Line {
        let reads = self.glyphs.reads;
        let value = event.value.as_ref().map_or_else(String::new, |value| self.shown(value));
        match (event.op.as_str(), event.result) {
            ("assert", Result::Failed) => Line::of("assertion fails", Role::Bad),
            ("panic", Result::Failed) => Line::of("panics", Role::Bad),
            (op @ ("load" | "store"), Result::Failed) => {
                let verb = if op == "load" { "reads " } else { "writes " };
                Line::of(verb, Role::Bad).with(self.it(event))
            }
            ("load", Result::Ok) | ("cas", Result::Refused) if event.value.is_some() => {
                self.it(event).and(format!(" {reads} {value}"), Role::Plain)
            }
            ("store" | "add" | "swap" | "cas" | "update", Result::Ok) if event.value.is_some() => {
                self.it(event).and(format!(" = {value}"), Role::Plain)
            }
            ("length", Result::Ok) if event.value.is_some() => {
                let length = Line::of("length ", Role::Plain).with(self.it(event));
                length.and(format!(" {reads} {value}"), Role::Plain)
            }
            ("push" | "pop", Result::Ok) if event.value.is_some() => {
                let verb = if event.op == "push" { "put" } else { "get" };
                Line::of(format!("{verb} {value}, "), Role::Plain).with(self.it(event))
            }
            ("choose", _) => {
                let of = event.of.map_or_else(String::new, |of| format!(" of {of}"));
                Line::of(format!("choice {reads} {value}{of}"), Role::Plain)
            }
            ("fence", _) => Line::of("fence", Role::Plain),
            ("exit", _) => Line::of("ends", Role::Faint),
            (op, result) => {
                Line::of(self.verb(op, result, event), Role::Plain).with(self.it(event))
            }
        }
    }

    /// The operation, and the gap before its object.
    fn verb(&self, op: &str, result: Result, event: &Event) -> String {
        let kind = event.object.as_deref().map_or("", |object| self.reader.kind(object));
        let wakes = result != Result::Blocked && event.resumes.is_some();
        let verb = match op {
            "wait" if wakes && kind == "condition" => "wake",
            "wait" if kind == "queue" => "join",
            "push" => "put",
            "pop" => "get",
            "arrive" => "wait",
            other => other,
        };
        let attempt = if result == Result::Refused { "try " } else { "" };
        format!("{attempt}{} ", clean(verb, self.style))
    }

    /// What the step acts on, in its colour if it has one.
    fn it(&self, event: &Event) -> Line {
        match (&event.object, event.target) {
            (Some(object), _) => {
                let letter = self.names.letter(object);
                let role = letter.map_or(Role::Plain, |letter| Role::Lock(letter.number));
                Line::of(self.names.object(object), role)
            }
            (None, Some(thread)) => Line::of(self.names.thread(thread), Role::Plain),
            (None, None) => Line::new(),
        }
    }

    /// What was there before, and where memory is weak, the ordering: it says much.
    fn extra(&self, event: &Event) -> Line {
        let mut extra = Line::new();
        let is_told = matches!(event.op.as_str(), "add" | "swap" | "cas" | "update");
        if let (true, Some(was)) = (is_told && event.result == Result::Ok, &event.was) {
            extra.push(format!(" (was {})", self.shown(was)), Role::Plain);
        }
        let memory = self.reader.account.search.memory.as_str();
        if let (false, Some(ordering)) = (["sc", "hardware"].contains(&memory), event.ordering) {
            extra.push(format!(" {ordering}"), Role::Faint);
        }
        extra
    }

    fn note(&self, event: &Event) -> Option<String> {
        let kind = event.object.as_deref().map_or("", |object| self.reader.kind(object));
        let is_ok = event.result == Result::Ok;
        match event.op.as_str() {
            "load" | "store" if event.result == Result::Failed => Some("in a data race".to_owned()),
            "cas" if event.result == Result::Refused => Some("not replaced".to_owned()),
            "wait" if is_ok && event.resumes.is_some() && kind == "condition" => {
                let lock = self.lock_of(event)?;
                let note = self.reader.note(event);
                Some(note.unwrap_or_else(|| format!("has {lock} again")))
            }
            _ if event.result == Result::Blocked => Some(self.obstacle(event)),
            "push" | "pop" if is_ok => items(event),
            "load" if event.stale.is_some() => self.stale(event),
            "notify" | "set" if is_ok => match &event.woken {
                Some(woken) if !woken.is_empty() => {
                    let names = woken.iter().map(|thread| self.names.thread(*thread));
                    Some(format!("wakes {}", names.collect::<Vec<_>>().join(", ")))
                }
                _ => self.reader.note(event),
            },
            _ => self.reader.note(event),
        }
    }

    /// Why a step blocks.
    fn obstacle(&self, event: &Event) -> String {
        let kind = event.object.as_deref().map_or("", |object| self.reader.kind(object));
        match (&event.blocked_by, event.op.as_str(), kind) {
            (_, "join", _) => "blocked".to_owned(),
            (Some(by), ..) if by.thread == event.thread => "blocked: has it itself".to_owned(),
            (Some(by), ..) => format!("blocked: {} has it", self.names.thread(by.thread)),
            (None, "wait", "condition") => match self.lock_of(event) {
                Some(lock) => format!("asleep, frees {lock}"),
                None => "asleep".to_owned(),
            },
            (None, "push", _) => "blocked: full".to_owned(),
            (None, "pop", _) => "blocked: empty".to_owned(),
            (None, "arrive", _) => "waits for the others".to_owned(),
            (None, "wait", "queue") => "waits for the tasks".to_owned(),
            (None, "wait", "event") => "blocked: not set".to_owned(),
            (None, "acquire", "semaphore") => "blocked: no permit".to_owned(),
            (None, ..) => "blocked".to_owned(),
        }
    }

    /// The lock of the condition that a step is about, by its name.
    fn lock_of(&self, event: &Event) -> Option<&str> {
        Some(self.names.object(self.reader.lock_of(event.object.as_deref()?)?))
    }

    fn stale(&self, event: &Event) -> Option<String> {
        let stale = event.stale.as_ref()?;
        let newest = self.shown(&stale.newest);
        let writer = self.reader.event(stale.written)?.thread;
        Some(format!("old: {} wrote {newest} in {}", self.names.thread(writer), stale.written))
    }

    fn shown(&self, value: &Value) -> String {
        clean(&show(value), self.style)
    }
}

/// How a note is painted.
fn role(event: &Event) -> Role {
    let is_odd = event.stale.is_some() || event.spurious || event.mo_after.is_some();
    let woke_nobody = event.woken.as_ref().is_some_and(Vec::is_empty);
    match event.result {
        Result::Blocked => Role::Bad,
        Result::Failed if matches!(event.op.as_str(), "load" | "store") => Role::Bad,
        Result::Failed => Role::Plain,
        Result::TimedOut | Result::Refused => Role::Odd,
        Result::Ok if is_odd || woke_nobody => Role::Odd,
        Result::Ok => Role::Faint,
    }
}

/// How many items a queue holds after the step.
fn items(event: &Event) -> Option<String> {
    let items = event.after.get(event.object.as_ref()?)?.get("items")?;
    let count = match items {
        Value::Array(items) => items.len() as u64,
        other => other.as_u64()?,
    };
    Some(if count == 0 { "empty".to_owned() } else { format!("holds {count}") })
}
