//! The one sentence that says what is wrong, and the rows on which it rests.

use std::collections::BTreeSet;

use trace::{Access, Act, Fault, Held, Leaked, Miss, Missed, Site, Trace, Waiting};

use crate::aba::aba;
use crate::lost_update::lost_update;
use crate::message::said;
use crate::rows::{Row, What};

/// Of a longer circle only the beginning is told; the picture and the line below it show the rest.
const TOLD_MAX: usize = 3;

/// What a part of a sentence names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Thread,
    Object,
    /// A row, by its number from 1.
    Step,
}

impl Mark {
    const ALL: [Self; 3] = [Self::Thread, Self::Object, Self::Step];
    /// Ends what a mark begins. Characters for private use: no keyboard has them, and in a name they
    /// are left out.
    const END: char = '\u{f8ff}';

    const fn begin(self) -> char {
        match self {
            Self::Thread => '\u{f8fc}',
            Self::Object => '\u{f8fd}',
            Self::Step => '\u{f8fe}',
        }
    }

    pub(crate) fn on(self, text: impl std::fmt::Display) -> String {
        let text = unmarked(&text.to_string());
        format!("{}{text}{}", self.begin(), Self::END)
    }
}

/// A text without marks.
fn unmarked(text: &str) -> String {
    let is_mark = |char| char == Mark::END || Mark::ALL.iter().any(|mark| mark.begin() == char);
    text.replace(is_mark, "")
}

/// Why a run failed.
#[derive(Debug)]
pub(crate) struct Cause {
    /// One sentence.
    pub(crate) sentence: String,
    /// The rows that it mentions, by index.
    pub(crate) rows: BTreeSet<usize>,
}

impl Cause {
    /// The parts of a marked sentence, with their marks.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = (Option<Mark>, &str)> {
        let ends = |char: char| char == Mark::END || Mark::ALL.iter().any(|it| it.begin() == char);
        let pieces = self.sentence.split_inclusive(ends);
        let mut mark = None;
        pieces.map(move |piece| {
            let last = piece.chars().next_back().filter(|char| ends(*char));
            let text = last.map_or(piece, |last| &piece[..piece.len() - last.len_utf8()]);
            let next = last.and_then(|last| Mark::ALL.into_iter().find(|it| it.begin() == last));
            (std::mem::replace(&mut mark, next), text)
        })
    }
}

/// Finds the rows for the words of a fault.
struct Finder<'a> {
    trace: &'a Trace,
    rows: &'a [Row],
    found: BTreeSet<usize>,
}

/// Why a run failed; what the sentence names is [marked](Cause::pieces).
pub(crate) fn marked(fault: &Fault, trace: &Trace, rows: &[Row]) -> Cause {
    let mut finder = Finder { trace, rows, found: BTreeSet::new() };
    let sentence = finder.sentence(fault);
    Cause { sentence, rows: finder.found }
}

/// What a thread wants that waits in this operation on an object, or on a thread, of this name.
fn wish(trace: &Trace, name: &str, operation: &str) -> String {
    let mut objects = (0..).zip(&trace.objects);
    let is_queue = objects.any(|(id, object)| object.kind == "queue" && trace.object(id) == name);
    let is_end = !is_queue && operation.split('_').next() == Some("join");
    let name = if is_end { Mark::Thread } else { Mark::Object }.on(name);
    match operation.split('_').next() {
        Some("get") if is_queue => format!("an item from {name}"),
        Some("put") if is_queue => format!("room in {name}"),
        Some("join") if is_queue => format!("the tasks of {name}"),
        Some("join") => format!("the end of {name}"),
        _ => name,
    }
}

impl Finder<'_> {
    fn sentence(&mut self, fault: &Fault) -> String {
        match fault {
            Fault::Deadlock { cycle } => {
                let parts: Vec<String> = cycle.iter().map(|it| self.waiting(it)).collect();
                match parts.as_slice() {
                    [first, _, _, ..] if parts.len() > TOLD_MAX => {
                        let (count, back) = (parts.len(), Mark::Thread.on(&cycle[0].thread));
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
                let holder = Mark::Thread.on(holder);
                format!("{}; {holder} took it {holds} and {now}.", self.waiting(waiting))
            }
            Fault::NeverWoken { sleeper, missing } => {
                format!("{}, and {missing}.", self.waiting(sleeper))
            }
            Fault::Assertion { thread, message, .. } => {
                self.failing_row();
                let thread = Mark::Thread.on(thread);
                let failed = format!("{thread}’s assertion fails: {}", said(message));
                match self.overwritten() {
                    Some(story) => format!("{failed}. {story}"),
                    None => full_stop(failed),
                }
            }
            Fault::Panic { thread, message, .. } => {
                self.failing_row();
                full_stop(format!("{} panics: {}", Mark::Thread.on(thread), said(message)))
            }
            Fault::Livelock { thread, message, .. } => {
                let message = message.strip_prefix("livelock:").unwrap_or(message);
                self.failing_row();
                full_stop(format!("{} gives up: {}", Mark::Thread.on(thread), said(message)))
            }
            Fault::DataRace { thread, message, accesses } => match accesses.as_slice() {
                [one, other] => {
                    let (one, other) = (self.access(one), self.access(other));
                    format!("{one} and {other}, and nothing orders the two.")
                }
                _ => full_stop(format!("{}: {}", Mark::Thread.on(thread), said(message))),
            },
            Fault::Leak { objects } => {
                let names: Vec<String> = objects.iter().map(|leaked| self.leaked(leaked)).collect();
                let are = if names.len() == 1 { "is" } else { "are" };
                format!("The run is over, and {} {are} still there.", names.join(" and "))
            }
        }
    }

    /// How a thread wrote over something that it did not know.
    fn overwritten(&mut self) -> Option<String> {
        if let Some(aba) = aba(self.trace, self.rows) {
            self.found.extend(aba.rows());
            return Some(aba.sentence(self.trace, self.rows));
        }
        let lost = lost_update(self.trace, self.rows)?;
        self.found.extend([lost.read, lost.theirs, lost.mine]);
        Some(lost.sentence(self.trace, self.rows))
    }

    /// `(7)` if there is a row, and otherwise where it was.
    fn step(&mut self, row: Option<usize>, site: &Site) -> String {
        match row {
            Some(row) => {
                self.found.insert(row);
                format!("({})", Mark::Step.on(row + 1))
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
            .map(|Held { object, since }| {
                let step = self.took(thread, object, since);
                format!("{} {step}", Mark::Object.on(object))
            })
            .collect();
        let row = self.last(|row| self.is_by(row, thread) && row.what.is_waiting());
        let step = self.step(row, at);
        let waits = format!("waits for {} {step}", wish(self.trace, object, operation));
        let thread = Mark::Thread.on(thread);
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
        let step = self.step(row, at);
        let did = format!("{}’s {operation} {step}", Mark::Thread.on(thread));
        match how {
            Miss::TooEarly => {
                format!("{}, but {did} came before anybody waited.", self.waiting(sleeper))
            }
            Miss::WokeNobody => format!("{}, but {did} woke nobody.", self.waiting(sleeper)),
            Miss::WokeAnother(other) => {
                let again = self.last(|row| self.is_by(row, other) && row.what.is_waiting());
                self.found.extend(again);
                let other = Mark::Thread.on(other);
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
        let step = self.step(row, at);
        format!("{} {verb} {} {step}", Mark::Thread.on(thread), Mark::Object.on(object))
    }

    /// An object, and where it was created: in the file of the rows, the line is enough.
    fn leaked(&self, leaked: &Leaked) -> String {
        let Leaked { object, kind, created } = leaked;
        let files = self.rows.iter().filter_map(|row| row.site.as_ref()).map(|site| &site.file);
        let place = if files.clone().any(|file| *file == created.file) {
            format!(":{}", created.line)
        } else {
            created.to_string()
        };
        format!("{} ({kind}, created {place})", Mark::Object.on(object))
    }

    fn failing_row(&mut self) {
        self.found.extend(self.last(|row| row.what == What::Panicked));
    }
}

fn full_stop(mut sentence: String) -> String {
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}
