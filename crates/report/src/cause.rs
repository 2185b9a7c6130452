//! The one sentence that says what is wrong, and the rows on which it rests.

use std::collections::{BTreeSet, HashMap};

use trace::{
    Access, Act, Document, Fault, Held, Miss, Missed, ObjectId, Site, ThreadIndex, Trace, Waiting,
};

use crate::Style;
use crate::paint::clean;
use crate::rows::{Row, What};
use crate::words::value;

/// Of a longer circle only the beginning is told; the picture and the line below it show the rest.
const TOLD_MAX: usize = 3;

/// Why a run failed.
#[derive(Debug)]
pub(crate) struct Cause {
    /// One sentence.
    pub(crate) sentence: String,
    /// The rows that it mentions, by index.
    pub(crate) rows: BTreeSet<usize>,
}

/// Finds the rows for the words of a fault.
struct Finder<'a> {
    trace: &'a Trace,
    rows: &'a [Row],
    found: BTreeSet<usize>,
}

pub(crate) fn cause(document: &Document, rows: &[Row], style: &Style) -> Cause {
    let mut finder = Finder { trace: &document.trace, rows, found: BTreeSet::new() };
    let sentence = finder.sentence(&document.fault);
    let sentence = sentence.replace('’', style.glyphs().quote);
    Cause { sentence: clean(&sentence, style), rows: finder.found }
}

impl Finder<'_> {
    fn sentence(&mut self, fault: &Fault) -> String {
        match fault {
            Fault::Deadlock { cycle } => {
                let parts: Vec<String> = cycle.iter().map(|it| self.waiting(it)).collect();
                match parts.as_slice() {
                    [first, _, _, ..] if parts.len() > TOLD_MAX => {
                        let (count, back) = (parts.len(), &cycle[0].thread);
                        format!("{first}, and so on in a circle of {count} back to {back}.")
                    }
                    _ => format!("{}.", parts.join("; ")),
                }
            }
            Fault::SelfDeadlock { waiting } => {
                format!("{}, which it has itself.", self.waiting(waiting))
            }
            Fault::LostWakeup { sleeper, missed } => self.lost(sleeper, missed),
            Fault::NeverReleased { waiting, holder, since, is_over } => {
                let holds = self.took(holder, &waiting.object, since);
                let now = if *is_over { "is over" } else { "keeps it" };
                format!("{}; {holder} took it {holds} and {now}.", self.waiting(waiting))
            }
            Fault::NeverWoken { sleeper, missing } => {
                format!("{}, and {missing}.", self.waiting(sleeper))
            }
            Fault::Assertion { thread, message, .. } => {
                self.failing_row();
                let failed = format!("{thread}’s assertion fails: {}", said(message));
                match self.lost_update() {
                    Some(why) => format!("{failed}. {why}"),
                    None => full_stop(failed),
                }
            }
            Fault::Panic { thread, message, .. } => {
                self.failing_row();
                full_stop(format!("{thread} panics: {}", said(message)))
            }
            Fault::Livelock { thread, message, .. } => {
                let message = message.strip_prefix("livelock:").unwrap_or(message);
                self.failing_row();
                full_stop(format!("{thread} gives up: {}", said(message)))
            }
            Fault::DataRace { thread, message, accesses } => match accesses.as_slice() {
                [one, other] => {
                    let (one, other) = (self.access(one), self.access(other));
                    format!("{one} and {other}, and nothing orders the two.")
                }
                _ => full_stop(format!("{thread}: {}", said(message))),
            },
            Fault::Leak { objects } => {
                let names: Vec<String> = objects.iter().map(ToString::to_string).collect();
                let are = if names.len() == 1 { "is" } else { "are" };
                format!("The run is over, and {} {are} still there.", names.join(", "))
            }
        }
    }

    /// `(7)` if there is a row, and otherwise where it was.
    fn step(&mut self, row: Option<usize>, site: &Site) -> String {
        match row {
            Some(row) => {
                self.found.insert(row);
                format!("({})", row + 1)
            }
            None => format!("at {site}"),
        }
    }

    /// Finds the last row that is so.
    fn last(&self, is_it: impl Fn(&Row) -> bool) -> Option<usize> {
        self.rows.iter().rposition(is_it)
    }

    fn is_by(&self, row: &Row, thread: &str) -> bool {
        self.trace.thread(row.thread) == thread
    }

    /// The object of a row, if it has this name.
    fn is_about(&self, row: &Row, name: &str) -> bool {
        let object = match row.what {
            What::Did { call, .. } | What::Waits { call, .. } => {
                Some(self.trace.calls[call as usize].object)
            }
            What::Access { object, .. } => object,
            _ => None,
        };
        object.is_some_and(|object| self.trace.object(self.trace.whole(object)) == name)
    }

    /// Where a thread took an object: the last time before the end.
    fn took(&mut self, thread: &str, object: &str, since: &Site) -> String {
        let row = self.last(|row| {
            let act = self.trace.events[row.at].act;
            self.is_by(row, thread)
                && row.site.as_ref() == Some(since)
                && matches!(act, Act::Locked | Act::Acquired(_))
        });
        let row = row.or_else(|| {
            self.last(|row| {
                self.is_by(row, thread)
                    && self.is_about(row, object)
                    && matches!(row.what, What::Did { .. })
            })
        });
        self.step(row, since)
    }

    fn waiting(&mut self, waiting: &Waiting) -> String {
        let Waiting { thread, object, operation, at, holds } = waiting;
        let holds: Vec<String> = holds
            .iter()
            .map(|Held { object, since }| format!("{object} {}", self.took(thread, object, since)))
            .collect();
        let row = self.last(|row| self.is_by(row, thread) && row.what.is_waiting());
        let step = self.step(row, at);
        let waits = if operation == "join" {
            format!("waits for the end of {object} {step}")
        } else {
            format!("waits for {object} {step}")
        };
        if holds.is_empty() {
            format!("{thread} {waits}")
        } else {
            format!("{thread} holds {} and {waits}", holds.join(", "))
        }
    }

    fn lost(&mut self, sleeper: &Waiting, missed: &Missed) -> String {
        let Missed { thread, operation, at, how } = missed;
        let row = self.last(|row| {
            self.is_by(row, thread)
                && row.site.as_ref() == Some(at)
                && matches!(row.what, What::Did { .. })
        });
        let did = format!("{thread}’s {operation} {}", self.step(row, at));
        match how {
            Miss::TooEarly => {
                format!("{}, but {did} came before anybody waited.", self.waiting(sleeper))
            }
            Miss::WokeNobody => format!("{}, but {did} woke nobody.", self.waiting(sleeper)),
            Miss::WokeAnother(other) => {
                let again = self.last(|row| self.is_by(row, other) && row.what.is_waiting());
                self.found.extend(again);
                let waits = self.waiting(sleeper);
                format!("{waits}, but {did} woke {other}, which had no use for it and slept again.")
            }
        }
    }

    fn access(&mut self, access: &Access) -> String {
        let Access { thread, object, writes, at } = access;
        let row = self.last(|row| {
            let is_access = matches!(row.what, What::Access { .. });
            is_access && self.is_by(row, thread) && row.site.as_ref() == Some(at)
        });
        let verb = if *writes { "writes" } else { "reads" };
        format!("{thread} {verb} {object} {}", self.step(row, at))
    }

    fn failing_row(&mut self) {
        self.found.extend(self.last(|row| row.what == What::Panicked));
    }

    /// A thread reads, another one writes, and the first one writes over it what it made of the old
    /// value: the last time that this happened, told as a sentence.
    fn lost_update(&mut self) -> Option<String> {
        let mut last_seen: HashMap<(ThreadIndex, ObjectId), usize> = HashMap::new();
        let mut last_write: HashMap<ObjectId, usize> = HashMap::new();
        let mut lost = None;
        for (index, Row { thread, what, .. }) in self.rows.iter().enumerate() {
            let What::Access { object: Some(object), act, .. } = *what else { continue };
            let theirs = last_write.get(&object).filter(|row| self.rows[**row].thread != *thread);
            // What the thread knew when it wrote: its last look at the object.
            let read = last_seen.get(&(*thread, object));
            if let (Act::Store(_) | Act::Write(_), Some(read), Some(theirs)) = (act, read, theirs)
                && read < theirs
            {
                lost = Some((*read, *theirs, index, object));
            }
            if seen(act).is_some() {
                last_seen.insert((*thread, object), index);
            }
            if written(act).is_some() {
                last_write.insert(object, index);
            }
        }
        let (read, theirs, mine, object) = lost?;
        self.found.extend([read, theirs, mine]);
        let event = |row: usize| &self.trace.events[self.rows[row].at];
        let (ann, ben) = (event(read).thread, event(theirs).thread);
        let (ann, ben) = (self.trace.thread(ann), self.trace.thread(ben));
        let name = self.trace.object(object);
        let (saw, wrote) = (value(seen(event(read).act)?), value(written(event(theirs).act)?));
        Some(format!(
            "{ann} read {name} = {saw} ({}), then {ben} wrote {wrote} ({}), and {ann}’s own write \
             ({}) erased that.",
            read + 1,
            theirs + 1,
            mine + 1
        ))
    }
}

/// The value that the thread knows after the step.
fn seen(act: Act) -> Option<u64> {
    match act {
        Act::Load(bits) | Act::Read(bits) => Some(bits),
        other => written(other),
    }
}

fn written(act: Act) -> Option<u64> {
    match act {
        Act::Store(bits) | Act::Write(bits) | Act::Update { after: bits, .. } => Some(bits),
        _ => None,
    }
}

/// The message of a panic in one line, without what the macro says of itself.
pub(crate) fn said(message: &str) -> String {
    let (first, rest) = message.split_once('\n').unwrap_or((message, ""));
    let first = match first.strip_prefix("assertion") {
        Some(stock) => match stock.split_once("failed: ") {
            Some((_, said)) => said,
            None if stock.contains("`left == right`") => "",
            None => stock.trim().trim_end_matches("failed"),
        },
        None => first.trim(),
    };
    let rest: Vec<String> = rest
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| line.replace(": ", " = "))
        .collect();
    match (first.trim(), rest.join(", ")) {
        (first, rest) if rest.is_empty() => first.to_owned(),
        ("", rest) => rest,
        (first, rest) => format!("{first}: {rest}"),
    }
}

fn full_stop(mut sentence: String) -> String {
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}
