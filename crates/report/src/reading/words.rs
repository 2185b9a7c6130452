//! What a step does, in words: a sentence without its thread, and a few words.

use serde_json::Value;
use trace::account::{Event, Message, Result};

use crate::reading::reader::Reader;
use crate::reading::text::show;

/// Each operation as a verb: as one tries it, and in the third person.
const VERBS: [(&str, &str, &str); 24] = [
    ("spawn", "spawn", "spawns"),
    ("join", "join", "joins"),
    ("acquire", "acquire", "acquires"),
    ("release", "release", "releases"),
    ("wait", "wait on", "waits on"),
    ("notify", "notify", "notifies"),
    ("set", "set", "sets"),
    ("clear", "clear", "clears"),
    ("cancel", "cancel", "cancels"),
    ("arrive", "arrive at", "arrives at"),
    ("fence", "fence", "puts up a fence"),
    ("push", "put into", "puts into"),
    ("pop", "take from", "takes from"),
    ("length", "look at", "looks at"),
    ("load", "read", "reads"),
    ("store", "write", "writes"),
    ("add", "add to", "adds to"),
    ("cas", "compare and swap", "compares and swaps"),
    ("swap", "swap", "swaps"),
    ("choose", "choose", "chooses"),
    ("assert", "check", "checks"),
    ("panic", "panic", "panics"),
    ("start", "start", "starts"),
    ("yield", "yield", "yields"),
];

fn infinitive(op: &str) -> &str {
    VERBS.iter().find(|(name, ..)| *name == op).map_or(op, |(_, verb, _)| verb)
}

fn third_person(op: &str) -> &str {
    VERBS.iter().find(|(name, ..)| *name == op).map_or(op, |(.., verb)| verb)
}

impl Reader<'_> {
    /// The step as a sentence without its thread: `acquires plate`.
    pub(crate) fn deed(&self, event: &Event) -> String {
        let it = self.it(event);
        match event.result {
            Result::Blocked => self.blocked(event, &it),
            Result::TimedOut => format!("stops waiting for {it}: its deadline has passed"),
            Result::Refused => self.refused(event, &it),
            Result::Failed => failed(event, &it),
            Result::Ok => self.done(event, &it),
        }
    }

    /// The step in a few words: `acquire plate`.
    pub(crate) fn brief(&self, event: &Event) -> String {
        let it = self.it(event);
        let value = value(event);
        let words = match (event.op.as_str(), event.result) {
            ("assert", Result::Failed) => "assertion fails".to_owned(),
            ("panic", Result::Failed) => "panics".to_owned(),
            ("cas", Result::Refused) => format!("cas {it}"),
            (op, Result::Refused) => format!("try {} {it}", infinitive(op)),
            ("wait", Result::Ok) if event.resumes.is_some() => format!("wake on {it}"),
            ("arrive", Result::Ok) if event.resumes.is_some() => format!("pass {it}"),
            ("push", Result::Ok) => format!("put {value} into {it}"),
            ("pop", Result::Ok) => format!("take {value} from {it}"),
            ("length", Result::Ok) => format!("look at {it}: {value}"),
            ("load", Result::Ok) => format!("read {it} = {value}"),
            ("store", Result::Ok) => format!("write {it} = {value}"),
            ("add" | "cas" | "swap", Result::Ok) => {
                format!("change {it} from {} to {value}", was(event))
            }
            ("choose", _) => format!("choose {value}{}", of(event)),
            (op, _) => format!("{} {it}", infinitive(op)),
        };
        words.trim_end().to_owned()
    }

    /// What stands beside the few words: why it blocks, what is odd about it.
    pub(crate) fn note(&self, event: &Event) -> Option<String> {
        match event.result {
            Result::Blocked => Some(self.obstacle(event)),
            Result::TimedOut => Some("timed out".to_owned()),
            Result::Refused => Some(match &event.blocked_by {
                Some(by) => format!("refused: {} has it", self.thread(by.thread)),
                None => "refused".to_owned(),
            }),
            Result::Failed => event.message.as_ref().map(said),
            Result::Ok if event.spurious => Some("woken by nobody".to_owned()),
            Result::Ok => match (&event.stale, event.mo_after, &event.woken) {
                (Some(stale), ..) => Some(format!(
                    "stale: {} was written at step {}",
                    show(&stale.newest),
                    stale.written
                )),
                (None, Some(0), _) => Some("placed before newer writes".to_owned()),
                (None, Some(after), _) => Some(format!("placed right after step {after}")),
                (None, None, Some(woken)) if woken.is_empty() && event.op == "notify" => {
                    Some("nobody waits there".to_owned())
                }
                _ => None,
            },
        }
    }

    /// Why a step blocks.
    fn obstacle(&self, event: &Event) -> String {
        let object = event.object.as_deref().unwrap_or_default();
        match (&event.blocked_by, event.op.as_str()) {
            (_, "join") => format!("{} still runs", self.it(event)),
            (Some(by), _) => {
                let since = by.since.map_or_else(String::new, |step| format!(" since step {step}"));
                let is_own = by.thread == event.thread;
                let holder = if is_own { "itself".to_owned() } else { self.thread(by.thread) };
                format!("blocked: {holder} has it{since}")
            }
            (None, "wait") if self.kind(object) == "condition" => match self.lock_of(object) {
                Some(lock) => format!("asleep, releases {}", self.object(lock)),
                None => "asleep".to_owned(),
            },
            (None, "push") => "blocked: it is full".to_owned(),
            (None, "pop") => "blocked: it is empty".to_owned(),
            (None, "arrive") => "blocked: waits for the others".to_owned(),
            (None, "wait") => "blocked: it is not set".to_owned(),
            (None, "acquire") if self.kind(object) == "semaphore" => {
                "blocked: no permit is free".to_owned()
            }
            (None, _) => "blocked".to_owned(),
        }
    }

    /// What the step acts on.
    pub(crate) fn it(&self, event: &Event) -> String {
        match (&event.object, event.target) {
            (Some(object), _) => self.object(object),
            (None, Some(thread)) => self.thread(thread),
            (None, None) => String::new(),
        }
    }

    fn done(&self, event: &Event, it: &str) -> String {
        let value = value(event);
        let woken = match &event.woken {
            Some(woken) if !woken.is_empty() => format!(" and wakes {}", self.threads(woken)),
            _ => String::new(),
        };
        match event.op.as_str() {
            "join" => format!("sees that {it} has ended"),
            "acquire" if event.resumes.is_some() => format!("gets {it} after waiting"),
            "wait" => self.woke(event, it),
            "notify" if woken.is_empty() => format!("notifies {it}: nobody waits there"),
            "notify" => format!("notifies {it}{woken}"),
            "set" if event.value.is_some() => format!("sets {it} to {value}{woken}"),
            "set" => format!("sets {it}{woken}"),
            "push" => format!("puts {value} into {it}"),
            "pop" => format!("takes {value} out of {it}"),
            "length" => format!("sees that {it} holds {value}"),
            "load" => {
                let stale = if event.stale.is_some() { ", a stale value" } else { "" };
                format!("reads {it} = {value}{stale}")
            }
            "store" => {
                let place = match event.mo_after {
                    Some(0) => ", right after the initial value in the order of writes".to_owned(),
                    Some(step) => format!(", right after step {step} in the order of writes"),
                    None => String::new(),
                };
                format!("writes {it} = {value}{place}")
            }
            "add" | "cas" | "swap" => format!("changes {it} from {} to {value}", was(event)),
            "choose" => format!("chooses {value}{}", of(event)),
            "assert" => "checks an assertion: it holds".to_owned(),
            "arrive" if event.resumes.is_some() => format!("passes {it}"),
            "arrive" => format!("arrives at {it} and opens it"),
            op => format!("{} {it}", third_person(op)).trim_end().to_owned(),
        }
    }

    fn blocked(&self, event: &Event, it: &str) -> String {
        let object = event.object.as_deref().unwrap_or_default();
        let holder = event.blocked_by.filter(|by| by.since.is_some()).map(|by| by.thread);
        match event.op.as_str() {
            "join" => format!("waits for {it} to end"),
            "wait" if self.kind(object) == "condition" => match self.lock_of(object) {
                Some(lock) => format!("sleeps on {it} and releases {}", self.object(lock)),
                None => format!("sleeps on {it}"),
            },
            "wait" => format!("waits for {it}: blocks"),
            "push" => format!("wants to put {} into {it}, which is full: blocks", value(event)),
            "pop" => format!("wants to take from {it}, which is empty: blocks"),
            "arrive" => format!("arrives at {it} and waits for the others"),
            "acquire" => match holder {
                Some(holder) if holder == event.thread => {
                    format!("wants {it}, which it holds itself: blocks")
                }
                Some(holder) => {
                    format!("wants {it}, but {} holds it: blocks", self.thread(holder))
                }
                None if self.kind(object) == "semaphore" => {
                    format!("wants {it}, but no permit is free: blocks")
                }
                None => format!("wants {it}: blocks"),
            },
            op => format!("{} {it}: blocks", third_person(op)),
        }
    }

    fn refused(&self, event: &Event, it: &str) -> String {
        match (event.op.as_str(), &event.blocked_by) {
            ("cas", _) => format!("finds {it} = {} and leaves it", value(event)),
            (op, Some(by)) => {
                let holder = self.thread(by.thread);
                format!("tries to {} {it}, but {holder} holds it: goes on without", infinitive(op))
            }
            (op, None) => format!("tries to {} {it}, in vain: goes on without", infinitive(op)),
        }
    }

    fn woke(&self, event: &Event, it: &str) -> String {
        let object = event.object.as_deref().unwrap_or_default();
        let state = match &event.value {
            Some(value) => format!("= {}", show(value)),
            None => "is set".to_owned(),
        };
        if event.resumes.is_none() {
            return format!("finds that {it} {state} and goes on");
        }
        let how = if event.spurious { "wakes up without being woken" } else { "wakes up" };
        match self.lock_of(object) {
            Some(lock) => format!("{how} and takes {} again", self.object(lock)),
            None => format!("{how}: {it} {state}"),
        }
    }
}

/// A message with both sides of its comparison.
fn said(message: &Message) -> String {
    let side = |side: &Option<Value>| side.as_ref().map(show).unwrap_or_default();
    if message.left.is_none() {
        return message.text.clone();
    }
    let (left, right) = (side(&message.left), side(&message.right));
    // Some say themselves what they are.
    let is_named = left.contains(" = ");
    let sides =
        if is_named { format!("{left}, {right}") } else { format!("left {left}, right {right}") };
    if message.text.is_empty() { sides } else { format!("{} ({sides})", message.text) }
}

fn failed(event: &Event, it: &str) -> String {
    let said = event.message.as_ref().map(|message| message.text.as_str());
    match (event.op.as_str(), said) {
        ("assert", Some(text)) => format!("fails its assertion: {text}"),
        ("assert", None) => "fails its assertion".to_owned(),
        ("panic", Some(text)) => format!("panics: {text}"),
        ("panic", None) => "panics".to_owned(),
        (op, Some(text)) => format!("{} {it}: {text}", third_person(op)),
        (op, None) => format!("{} {it}, and that fails", third_person(op)),
    }
}

fn value(event: &Event) -> String {
    event.value.as_ref().map_or_else(String::new, show)
}

fn was(event: &Event) -> String {
    event.was.as_ref().map_or_else(|| "?".to_owned(), show)
}

fn of(event: &Event) -> String {
    event.of.map_or_else(String::new, |of| format!(" of {of}"))
}

/// Why one step is ordered after another, in a word or two.
pub(crate) fn order(earlier: &Event, later: &Event) -> &'static str {
    match (earlier.op.as_str(), later.op.as_str()) {
        ("spawn", _) if earlier.target == Some(later.thread) => "spawn to start",
        (_, "join") => "end to join",
        ("notify" | "set", _) => "notify to wake",
        ("release" | "wait", _) => "release to acquire",
        ("push", _) => "put to take",
        ("pop", _) => "take to put",
        ("arrive", _) => "arrival to passage",
        _ => "write to read",
    }
}
