//! Everything that is needed to draw a run.

use trace::{Act, Document, Fault, ObjectId, Site, State, ThreadIndex, Trace};

use crate::Style;
use crate::cause::{Cause, cause};
use crate::columns::{Columns, Wish};
use crate::fold::Part;
use crate::message::said;
use crate::names::Names;
use crate::paint::{Line, Role, clean, width};
use crate::rows::{Row, What};
use crate::shown::{is_weak, shown};
use crate::style::Glyphs;
use crate::words::{Vocabulary, Words};

/// Narrower pictures than this are not drawn narrower, but cut.
const WIDTH_MIN: usize = 40;
/// A lane's letters: more locks than these are rarely held, and then the last ones are not shown.
const LETTERS_MAX: usize = 4;
/// Columns of a note before it is spread over lines.
const NOTE_MAX: usize = 28;
/// Columns of a thread's name above a narrow lane, the best first.
const TAGS: [usize; 3] = [4, 3, 2];

/// Everything that is needed to draw.
pub(crate) struct Picture<'a> {
    pub(crate) document: &'a Document,
    pub(crate) trace: &'a Trace,
    pub(crate) style: &'a Style,
    pub(crate) glyphs: &'static Glyphs,
    pub(crate) names: Names,
    pub(crate) rows: Vec<Row>,
    pub(crate) cause: Cause,
    /// The files of the user's lines, the one with the most rows first.
    pub(crate) files: Vec<String>,
    /// The event that starts each thread.
    starts: Vec<usize>,
    /// The event of the last row of each thread that comes to its end.
    ends: Vec<Option<usize>>,
    /// The objects that are held, in the order of their creation.
    pub(crate) held: Vec<ObjectId>,
}

impl<'a> Picture<'a> {
    pub(crate) fn new(document: &'a Document, style: &'a Style) -> Self {
        let trace = &document.trace;
        let rows = shown(document);
        let mut names = Names::new(trace, style);
        let held = held(trace);
        names.give_letters(&held);
        Self {
            document,
            trace,
            style,
            glyphs: style.glyphs(),
            names,
            cause: cause(document, &rows, style),
            files: files(&rows),
            ends: ends(trace, &rows),
            rows,
            starts: starts(trace),
            held,
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.style.width.max(WIDTH_MIN)
    }

    /// Whether a thread does not exist yet after so many events.
    pub(crate) fn starts_after(&self, thread: ThreadIndex, events: usize) -> bool {
        self.starts[thread as usize] >= events
    }

    /// Whether the thread has no row from event `at` on, and comes to its end.
    pub(crate) fn only_ends(&self, thread: ThreadIndex, at: usize) -> bool {
        self.ends[thread as usize].is_some_and(|last_row| last_row < at)
    }

    /// What a row says, after which the run stands at `state`.
    pub(crate) fn words(&self, row: &Row, state: &State) -> Words {
        if row.what == What::Panicked {
            return self.panicked();
        }
        let (trace, names, glyphs, style) = (self.trace, &self.names, self.glyphs, self.style);
        let step = |at| self.rows.iter().position(|row| row.at == at).map(|index| index + 1);
        let is_weak = is_weak(self.document);
        Vocabulary { trace, names, glyphs, style, is_weak }.words(row, state, step)
    }

    fn panicked(&self) -> Words {
        let (text, message) = match &self.document.fault {
            Fault::Assertion { message, .. } => ("assertion fails", said(message)),
            Fault::Livelock { message, .. } => {
                ("gives up", said(message.strip_prefix("livelock:").unwrap_or(message)))
            }
            Fault::Panic { message, .. } | Fault::DataRace { message, .. } => {
                ("panics", said(message))
            }
            _ => ("panics", String::new()),
        };
        let note = match message.as_str() {
            "" => Line::new(),
            message => Line::of(clean(message, self.style), Role::Plain),
        };
        Words { text: Line::of(text, Role::Bad), note, ..Words::default() }
    }

    /// The place of a row: `:17`, or `b:17` if it is in another file than most.
    pub(crate) fn place(&self, row: &Row) -> String {
        let Some(Site { file, line }) = &row.site else { return String::new() };
        match self.files.iter().position(|known| known == file) {
            Some(0) | None => format!(":{line}"),
            Some(other) => format!("{}:{line}", file_letter(other)),
        }
    }

    pub(crate) fn columns(&self, parts: &[Part]) -> Columns {
        let mut wishes = self.wishes(parts);
        let mut state = State::default();
        let mut seen = 0;
        for part in parts {
            let (Part::Row(index) | Part::Fold { last: index, .. }) = *part;
            let row = &self.rows[index];
            while seen <= row.at {
                state.apply(self.trace, seen);
                seen += 1;
            }
            for wish in &mut wishes {
                let held = state.held_by(wish.thread);
                let letters = held.filter(|(id, _)| self.names.letter(*id).is_some()).count();
                wish.letters = wish.letters.max(letters.min(LETTERS_MAX));
                if let (true, Part::Row(_)) = (wish.thread == row.thread, part) {
                    // What the program says last hides the lanes to the right.
                    if row.what == What::Panicked {
                        continue;
                    }
                    let Words { text, extra, note } = self.words(row, &state);
                    let text = text.width() + 2;
                    let note = (note.width() + 2).min(NOTE_MAX);
                    wish.words = wish.words.max(text);
                    wish.notes = wish.notes.max(text + extra.width()).max(note);
                }
            }
        }
        let digits = |number: usize| number.to_string().len();
        let is_folded = parts.iter().any(|part| matches!(part, Part::Fold { .. }));
        let longest = digits(self.rows.len());
        let number = if is_folded { 2 * longest + 1 } else { longest }.max(4) + 2;
        let place = |row: &Row| width(&self.place(row)) + if row.is_end { 2 } else { 0 };
        let place = self.rows.iter().map(place).max().unwrap_or(0);
        let place = place.max("line".len()) + 1;
        let threads: Vec<ThreadIndex> = wishes.iter().map(|wish| wish.thread).collect();
        // The shorter the names above narrow lanes, the more of them fit.
        let divided = TAGS.map(|most| {
            let tags = self.names.tags(&threads, most);
            Columns::divide(self.width(), number, place, &wishes, tags)
        });
        let [first, ..] = &divided;
        let best = divided.iter().find(|columns| !columns.lanes.is_empty()).unwrap_or(first);
        best.clone()
    }

    /// What the threads that do something ask for to begin with.
    fn wishes(&self, parts: &[Part]) -> Vec<Wish> {
        let mut acts = vec![false; self.trace.threads.len()];
        for part in parts {
            let (first, last) = match *part {
                Part::Row(index) => (index, index),
                Part::Fold { first, last } => (first, last),
            };
            self.rows[first..=last].iter().for_each(|row| acts[row.thread as usize] = true);
        }
        let acts = (0..).zip(acts).filter(|(_, acts)| *acts).map(|(thread, _)| thread);
        acts.map(|thread| Wish {
            thread,
            letters: 0,
            words: width(self.names.thread(thread)),
            notes: 0,
        })
        .collect()
    }
}

/// The letter of a file that is not the first one.
pub(crate) fn file_letter(index: usize) -> char {
    u8::try_from(index - 1).ok().filter(|it| *it < 26).map_or('z', |it| char::from(b'a' + it))
}

/// The files of the rows, the most frequent one first and the others as they come up.
fn files(rows: &[Row]) -> Vec<String> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for Site { file, .. } in rows.iter().filter_map(|row| row.site.as_ref()) {
        match counts.iter_mut().find(|(known, _)| known == file) {
            Some((_, count)) => *count += 1,
            None => counts.push((file.clone().into_owned(), 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    if let Some(first) = counts.iter().position(|(_, count)| Some(*count) == most) {
        counts[..=first].rotate_right(1);
    }
    counts.into_iter().map(|(file, _)| file).collect()
}

/// For each thread, the event that starts it; of those that nobody started, none has to happen.
fn starts(trace: &Trace) -> Vec<usize> {
    let mut starts = vec![None; trace.threads.len()];
    for (index, event) in trace.events.iter().enumerate() {
        if let Act::Spawn(other) = event.act {
            starts[other as usize].get_or_insert(index + 1);
        }
    }
    starts.into_iter().map(|start| start.unwrap_or(0)).collect()
}

/// For each thread that comes to its end, the event of its last row.
fn ends(trace: &Trace, rows: &[Row]) -> Vec<Option<usize>> {
    let mut ends = vec![None; trace.threads.len()];
    for event in trace.events.iter().filter(|event| event.act == Act::Done) {
        ends[event.thread as usize] = Some(0);
    }
    for row in rows {
        if let Some(end) = &mut ends[row.thread as usize] {
            *end = row.at;
        }
    }
    ends
}

/// The objects that the user's operations take, in the order of their creation. What a condition, an
/// event or a barrier locks for itself nobody holds.
fn held(trace: &Trace) -> Vec<ObjectId> {
    let mut is_held = vec![false; trace.objects.len()];
    for event in &trace.events {
        let (Act::Locked | Act::Acquired(_), Some(object)) = (event.act, event.object) else {
            continue;
        };
        let whole = trace.whole(object);
        let object = &trace.objects[whole as usize];
        let is_users = object.name.is_some()
            || trace.outermost(event).is_none_or(|call| trace.whole(call.object) == whole);
        let is_inner = ["condition", "event", "barrier"].contains(&&*object.kind);
        is_held[whole as usize] |= is_users && !is_inner;
    }
    (0..).zip(is_held).filter(|(_, is_held)| *is_held).map(|(id, _)| id).collect()
}
