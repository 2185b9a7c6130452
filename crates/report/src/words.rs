//! What a row says.

use trace::{Act, Call, ObjectId, ObjectState, State, ThreadIndex, Trace};

use crate::Style;
use crate::names::Names;
use crate::paint::{Line, Role, clean};
use crate::rows::{Row, Stale, What};
use crate::style::Glyphs;

/// The words of a row: what was done, and what there is to know about it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    pub(crate) text: Line,
    /// What follows the text if there is room.
    pub(crate) extra: Line,
    /// What stands below the text, or beside it.
    pub(crate) note: Line,
}

/// Everything that words are made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vocabulary<'a> {
    pub(crate) trace: &'a Trace,
    pub(crate) names: &'a Names,
    pub(crate) glyphs: &'static Glyphs,
    pub(crate) style: &'a Style,
    /// Whether a read may see an old value.
    pub(crate) is_weak: bool,
}

/// A value as a number that a person would write: small ones as they are, what was negative as
/// negative, addresses in hexadecimal.
pub(crate) fn value(bits: u64) -> String {
    const ADDRESS: u64 = 1 << 32;
    match bits.cast_signed() {
        signed if signed < 0 => signed.to_string(),
        _ if bits >= ADDRESS => format!("{bits:#x}"),
        _ => bits.to_string(),
    }
}

/// Whether an operation of a queue can have no other effect than on its items.
fn is_about_items(operation: &str) -> bool {
    matches!(operation.split('_').next(), Some("put" | "get"))
}

impl Vocabulary<'_> {
    /// The words of a row after which the run stands at `state`. `step` gives the number of the row
    /// of an event.
    pub(crate) fn words(
        &self,
        row: &Row,
        state: &State,
        step: impl Fn(usize) -> Option<usize>,
    ) -> Words {
        match row.what {
            What::Spawn(other) => self.with_thread("spawn", other),
            What::Join(other) => {
                Words { note: Line::of("blocked", Role::Bad), ..self.with_thread("join", other) }
            }
            What::Joined(other) => self.with_thread("join", other),
            What::Did { call, after_waiting, timed_out } => {
                self.did(&self.trace.calls[call as usize], row, after_waiting, timed_out, state)
            }
            What::Waits { call, object, lock } => {
                self.waits(&self.trace.calls[call as usize], object, lock, row.thread, state)
            }
            What::Access { object, act, stale } => {
                let words = self.access(object, act, stale, step);
                self.with_ordering(words, row)
            }
            What::Panicked => Words { text: Line::of("panics", Role::Bad), ..Words::default() },
        }
    }

    fn with_thread(&self, verb: &str, other: ThreadIndex) -> Words {
        let text = Line::of(format!("{verb} {}", self.names.thread(other)), Role::Plain);
        Words { text, ..Words::default() }
    }

    /// The name of an object, in its colour if it has one.
    fn object(&self, object: ObjectId) -> Line {
        let letter = self.names.letter(object);
        let role = letter.map_or(Role::Plain, |letter| Role::Lock(letter.number));
        Line::of(self.names.object(object), role)
    }

    fn operation(&self, verb: &str, object: ObjectId) -> Line {
        let mut text = Line::of(format!("{} ", clean(verb, self.style)), Role::Plain);
        text.append(self.object(object));
        text
    }

    fn did(
        &self,
        call: &Call,
        row: &Row,
        after_waiting: bool,
        timed_out: bool,
        state: &State,
    ) -> Words {
        let whole = self.trace.whole(call.object);
        let kind = &*self.trace.objects[whole as usize].kind;
        let wakes = after_waiting && kind == "condition";
        let text = self.operation(if wakes { "wake" } else { &call.operation }, whole);
        let event = &self.trace.events[row.at];
        let took = matches!(event.act, Act::Locked | Act::Acquired(_) | Act::Put | Act::Got);
        let note = match event.act {
            _ if timed_out => Line::of("timed out", Role::Odd),
            _ if call.operation.starts_with("try_") && !took => Line::of("in vain", Role::Odd),
            Act::Locked if wakes => {
                let lock = event.object.map(|object| self.trace.whole(object));
                let lock = lock.filter(|lock| *lock != whole);
                lock.map_or_else(Line::new, |lock| {
                    Line::of(format!("has {} again", self.names.object(lock)), Role::Faint)
                })
            }
            Act::Put | Act::Got => {
                let items = state.object(whole).map_or(0, |object| object.items);
                let holds = if items == 0 { "empty".to_owned() } else { format!("holds {items}") };
                Line::of(holds, Role::Faint)
            }
            _ if kind == "queue" && is_about_items(&call.operation) => {
                Line::of("refused: shut down", Role::Odd)
            }
            Act::Notified(0) => Line::of("nobody waits", Role::Odd),
            Act::Notified(count) => self.notified(row, whole, count),
            _ => Line::new(),
        };
        Words { text, note, ..Words::default() }
    }

    /// Whom a notification wakes: those who waited and are the next to wake.
    fn notified(&self, row: &Row, object: ObjectId, count: u32) -> Line {
        let mut woken: Vec<&str> = Vec::new();
        for event in &self.trace.events[row.at + 1..] {
            if woken.len() >= count as usize {
                break;
            }
            if event.act == Act::Woke && self.trace.awaited(event) == Some(object) {
                let name = self.names.thread(event.thread);
                if !woken.contains(&name) {
                    woken.push(name);
                }
            }
        }
        let text = if woken.len() == count as usize {
            format!("wakes {}", woken.join(", "))
        } else {
            format!("wakes {count}")
        };
        Line::of(text, Role::Faint)
    }

    fn waits(
        &self,
        call: &Call,
        awaited: ObjectId,
        lock: Option<ObjectId>,
        thread: ThreadIndex,
        state: &State,
    ) -> Words {
        let whole = self.trace.whole(call.object);
        // Within a wait for a condition: it was notified and needs the lock again.
        let is_inner = awaited != whole;
        let kind = |object: ObjectId| &*self.trace.objects[object as usize].kind;
        let verb = if is_inner && kind(whole) == "condition" { "wake" } else { &call.operation };
        let text = self.operation(verb, whole);
        let object = state.object(awaited);
        let holders: Vec<ThreadIndex> =
            object.into_iter().flat_map(ObjectState::holders).map(|it| it.thread).collect();
        let note = match holders.as_slice() {
            [] => match (kind(awaited), lock) {
                ("queue", _) => match call.operation.split('_').next() {
                    Some("put") => "blocked: full".to_owned(),
                    Some("join") => "waits for the tasks".to_owned(),
                    _ => "blocked: empty".to_owned(),
                },
                ("semaphore", _) => "blocked: no permit".to_owned(),
                ("barrier", _) => "waits for the others".to_owned(),
                (_, Some(lock)) => format!("asleep, frees {}", self.names.object(lock)),
                _ => "asleep".to_owned(),
            },
            [alone] if *alone == thread => "blocked: has it itself".to_owned(),
            several => {
                let names: Vec<&str> = several.iter().map(|it| self.names.thread(*it)).collect();
                let has = if several.len() == 1 { "has" } else { "have" };
                let it = if is_inner { self.names.object(awaited) } else { "it" };
                format!("blocked: {} {has} {it}", names.join(", "))
            }
        };
        Words { text, note: Line::of(note, Role::Bad), ..Words::default() }
    }

    /// Where memory is weak, the ordering of an access says much.
    fn with_ordering(&self, mut words: Words, row: &Row) -> Words {
        let ordering = self.trace.events[row.at].ordering;
        if let (true, Some(ordering)) = (self.is_weak, ordering) {
            words.extra.push(format!(" {ordering}"), Role::Faint);
        }
        words
    }

    fn access(
        &self,
        object: Option<ObjectId>,
        act: Act,
        stale: Option<Stale>,
        step: impl Fn(usize) -> Option<usize>,
    ) -> Words {
        let reads = self.glyphs.reads;
        let mut text = object.map_or_else(Line::new, |object| self.object(object));
        let (mut extra, mut note) = (Line::new(), Line::new());
        let mut say = |words: String| text.push(words, Role::Plain);
        match act {
            Act::Load(bits) | Act::Read(bits) => say(format!(" {reads} {}", value(bits))),
            Act::Store(bits) | Act::Write(bits) => say(format!(" = {}", value(bits))),
            Act::Update { before, after } => {
                say(format!(" = {}", value(after)));
                extra = Line::of(format!(" (was {})", value(before)), Role::Plain);
            }
            Act::Refused { found } => {
                say(format!(" {reads} {}", value(found)));
                note = Line::of("not replaced", Role::Faint);
            }
            Act::Chose { value, of } => {
                text.push(format!("choice {reads} {value} of {of}"), Role::Plain);
            }
            Act::Fence => say("fence".to_owned()),
            Act::Raced { writes } => {
                let mut line = Line::of(if writes { "writes " } else { "reads " }, Role::Bad);
                line.append(text);
                (text, note) = (line, Line::of("in a data race", Role::Bad));
            }
            Act::Sleep { .. } => {
                say(" sleeps".to_owned());
                note = Line::of("asleep", Role::Bad);
            }
            other => {
                let gap = if object.is_some() { " " } else { "" };
                say(format!("{gap}{other}"));
            }
        }
        if let Some(Stale { written, at }) = stale {
            let who = self.names.thread(self.trace.events[at].thread);
            let step = step(at).map_or(String::new(), |step| format!(" in {step}"));
            note = Line::of(format!("old: {who} wrote {}{step}", value(written)), Role::Odd);
        }
        Words { text, extra, note }
    }
}
