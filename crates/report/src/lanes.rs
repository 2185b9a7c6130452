//! A run as text: a lane for each thread, a row for each step.
//!
//! Reading a lane from left to right: the letters of what the thread holds, its line, and what it
//! does there.
//!
//! ```text
//! │ could run    ┆ waits    ● a step    ○ a step that has to wait    ◆ saw an old value    ✗ the end
//! ```

use trace::{Act, Document, Fault, ObjectId, Site, State, ThreadIndex, Trace};

use crate::Style;
use crate::cause::{Cause, cause, said};
use crate::columns::{Columns, Wish};
use crate::draw::Draw;
use crate::fold::{Part, parts};
use crate::foot;
use crate::names::Names;
use crate::paint::{Cell, Line, Role, clean, width, wrap};
use crate::rows::{Row, What, rows};
use crate::style::Glyphs;
use crate::words::{Vocabulary, Words};

/// Narrower pictures than this are not drawn narrower, but cut.
const WIDTH_MIN: usize = 40;
/// A lane's letters: more locks than these are rarely held, and then the last ones are not shown.
const LETTERS_MAX: usize = 4;
/// Columns of a note before it is spread over lines.
const NOTE_MAX: usize = 26;
/// Columns of a thread's name above a narrow lane.
const TAG_MAX: usize = 4;

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
    /// The objects that are held, in the order of their creation.
    held: Vec<ObjectId>,
}

/// Draws the run of a document, a lane for each thread, with what is wrong above it and what was
/// searched below.
///
/// Each line ends with a line break and takes at most [`Style::width`] columns. The document's
/// trace must be consistent, as that of a document that was loaded is.
///
/// ```
/// use plainweave_report::{Style, lanes};
///
/// fn show(document: &trace::Document) {
///     print!("{}", lanes(document, &Style { colour: true, ..Style::default() }));
/// }
/// ```
pub fn lanes(document: &Document, style: &Style) -> String {
    let mut picture = Picture::new(document, style);
    let parts = parts(&picture.rows, &picture.cause.rows);
    let columns = picture.columns(&parts);
    let mut lines = picture.head();
    if !columns.lanes.is_empty() {
        lines.extend(picture.legend());
    }
    if columns.text.is_some() {
        lines.extend(picture.abbreviate(&columns));
    }
    lines.push(Line::new());
    let body = Draw::body(&picture, &columns, &parts);
    if !body.lines.is_empty() {
        lines.push(picture.heading(&columns));
    }
    lines.extend(body.lines);
    lines.extend(picture.end(&columns));
    lines.push(Line::new());
    lines.extend(foot::lines(&picture, body.has_parentheses));
    let mut out = String::new();
    for line in lines {
        line.cut(style.width, picture.glyphs.dots).print(style, &mut out);
    }
    out
}

impl<'a> Picture<'a> {
    fn new(document: &'a Document, style: &'a Style) -> Self {
        let trace = &document.trace;
        // On real threads a note may come later than the step, so that a value only seems old.
        let is_weak = document.memory != "sc" && document.engine != "native";
        let mut rows = rows(trace, is_weak);
        let is_raced = |row: &Row| matches!(row.what, What::Access { act: Act::Raced { .. }, .. });
        if rows.iter().any(is_raced) {
            // The panic is only how the engine says so.
            rows.retain(|row| row.what != What::Panicked);
        }
        let place = place_of_panic(&document.fault);
        for row in rows.iter_mut().filter(|row| row.what == What::Panicked) {
            row.site.clone_from(&place);
        }
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

    /// What a row says, after which the run stands at `state`.
    pub(crate) fn words(&self, row: &Row, state: &State) -> Words {
        if row.what == What::Panicked {
            return self.panicked();
        }
        let (trace, names, glyphs, style) = (self.trace, &self.names, self.glyphs, self.style);
        let step = |at| self.rows.iter().position(|row| row.at == at).map(|index| index + 1);
        Vocabulary { trace, names, glyphs, style }.words(row, state, step)
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
        Words { text: Line::of(text, Role::Bad), note }
    }

    /// The place of a row: `:17`, or `b:17` if it is in another file than most.
    pub(crate) fn place(&self, row: &Row) -> String {
        let Some(Site { file, line }) = &row.site else { return String::new() };
        match self.files.iter().position(|known| known == file) {
            Some(0) | None => format!(":{line}"),
            Some(other) => format!("{}:{line}", file_letter(other)),
        }
    }

    fn columns(&self, parts: &[Part]) -> Columns {
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
                    let Words { text, note } = self.words(row, &state);
                    wish.words = wish.words.max(text.width() + 2);
                    wish.notes = wish.notes.max((note.width() + 2).min(NOTE_MAX));
                }
            }
        }
        let digits = |number: usize| number.to_string().len();
        let is_folded = parts.iter().any(|part| matches!(part, Part::Fold { .. }));
        let longest = digits(self.rows.len());
        let number = if is_folded { 2 * longest + 1 } else { longest }.max(4) + 2;
        let place = |row: &Row| width(&self.place(row)) + if row.is_end { 2 } else { 0 };
        let place = self.rows.iter().map(place).max().unwrap_or(0);
        Columns::divide(self.width(), number, place.max("line".len()) + 1, &wishes)
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
        let threads: Vec<ThreadIndex> = acts.collect();
        let tags = self.names.tags(&threads, TAG_MAX);
        let wish = |(thread, tag): (&ThreadIndex, &String)| Wish {
            thread: *thread,
            letters: 0,
            words: width(self.names.thread(*thread)),
            notes: 0,
            tag: width(tag),
        };
        threads.iter().zip(&tags).map(wish).collect()
    }

    /// Gives the threads short names, and says which.
    fn abbreviate(&mut self, columns: &Columns) -> Vec<Line> {
        let threads: Vec<ThreadIndex> = columns.lanes.iter().map(|lane| lane.thread).collect();
        let tags = self.names.tags(&threads, TAG_MAX);
        let pairs =
            threads.iter().zip(&tags).map(|(thread, tag)| (tag, self.names.thread(*thread)));
        let pairs: Vec<[Cell; 2]> = pairs
            .filter(|(tag, name)| tag != name)
            .map(|(tag, name)| [(tag.clone(), Role::Strong), (name.to_owned(), Role::Plain)])
            .collect();
        let lines = self.key(" threads: ", &pairs);
        self.names.rename(&threads, tags);
        lines
    }

    /// What is wrong, in words.
    fn head(&self) -> Vec<Line> {
        let Document { scenario, fault, expected, .. } = self.document;
        let (kind, width) = (fault.kind(), self.width());
        let mut title = Line::of(" BREAKS ", Role::Title);
        title.push(format!(" {kind}  {}", clean(scenario, self.style)), Role::Strong);
        let verdict = match expected {
            Some(expected) if *expected == kind => "as expected".to_owned(),
            Some(other) => format!("not {other}, as expected"),
            None => "expected to hold".to_owned(),
        };
        if title.width() + 2 + verdict.len() <= width {
            title.pad(width - verdict.len());
            title.push(verdict, Role::Faint);
        }
        let mut lines = vec![title.cut(width, self.glyphs.dots)];
        lines.extend(
            wrap(&self.cause.sentence, width - 1)
                .into_iter()
                .map(|line| Line::of(" ", Role::Plain).and(line, Role::Plain)),
        );
        lines
    }

    /// What the letters beside the lanes stand for.
    fn legend(&self) -> Vec<Line> {
        let pairs = self.held.iter().filter_map(|id| {
            let letter = self.names.letter(*id)?;
            let sign = (letter.sign.to_string(), Role::Lock(letter.number));
            Some([sign, (self.names.object(*id).to_owned(), Role::Plain)])
        });
        self.key(" held: ", &pairs.collect::<Vec<_>>())
    }

    /// Signs with what they stand for, in as many lines as they take.
    fn key(&self, label: &str, pairs: &[[Cell; 2]]) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut line = Line::of(label, Role::Faint);
        for [sign, name] in pairs {
            let columns = width(&sign.0) + 1 + width(&name.0);
            if line.width() > label.len() && line.width() + columns > self.width() {
                lines.push(std::mem::take(&mut line));
                line.pad(label.len());
            }
            line.push(sign.0.as_str(), sign.1);
            line.push(format!(" {}   ", name.0), name.1);
        }
        if !pairs.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// The names above the lanes.
    fn heading(&self, columns: &Columns) -> Line {
        let mut line = Line::new();
        for lane in &columns.lanes {
            line.pad(lane.axis);
            let name = self.names.thread(lane.thread);
            line.append(Line::of(name, Role::Strong).cut(lane.room, self.glyphs.dots));
        }
        line.pad(self.width().saturating_sub("line".len()));
        line.and("line", Role::Faint)
    }

    /// The end of the run, if no row tells it.
    fn end(&self, columns: &Columns) -> Option<Line> {
        let text = match &self.document.fault {
            Fault::Leak { objects } => {
                let names: Vec<&str> = objects.iter().map(|leaked| &*leaked.object).collect();
                format!("still there: {}", names.join(", "))
            }
            fault if is_standstill(fault) => match &self.document.extent {
                Some(extent) if extent.is_partial() => {
                    format!("{} can never go on", extent.stuck.join(", "))
                }
                _ => "no thread can run".to_owned(),
            },
            _ => return None,
        };
        let mut line = Line::new();
        line.pad(columns.number);
        line.push(format!("{} {}", self.glyphs.fail, clean(&text, self.style)), Role::Bad);
        Some(line)
    }
}

pub(crate) fn is_standstill(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Deadlock { .. }
            | Fault::SelfDeadlock { .. }
            | Fault::LostWakeup { .. }
            | Fault::NeverReleased { .. }
            | Fault::NeverWoken { .. }
    )
}

/// The letter of a file that is not the first one.
pub(crate) fn file_letter(index: usize) -> char {
    u8::try_from(index - 1).ok().filter(|it| *it < 26).map_or('z', |it| char::from(b'a' + it))
}

fn place_of_panic(fault: &Fault) -> Option<Site> {
    let (Fault::Assertion { at, .. } | Fault::Panic { at, .. } | Fault::Livelock { at, .. }) =
        fault
    else {
        return None;
    };
    at.as_deref().and_then(|at| at.parse().ok())
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
