//! Everything that is needed to draw a run.

use trace::account::{Account, Event, Result, ThreadId};

use crate::Style;
use crate::lanes::columns::{Columns, Wish};
use crate::lanes::fold::Part;
use crate::lanes::names::Names;
use crate::lanes::now::{Now, ever_held};
use crate::lanes::paint::{clean, width};
use crate::lanes::words::{Vocabulary, Words};
use crate::reading::reader::Reader;
use crate::reading::text::file_and_line;
use crate::style::Glyphs;

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
    pub(crate) account: &'a Account,
    pub(crate) reader: Reader<'a>,
    pub(crate) style: &'a Style,
    pub(crate) glyphs: &'static Glyphs,
    pub(crate) names: Names,
    /// The files of the user's lines, the one with the most steps first.
    pub(crate) files: Vec<&'a str>,
    /// The objects that are held, in the order of their creation.
    pub(crate) held: Vec<&'a str>,
}

impl<'a> Picture<'a> {
    pub(crate) fn new(account: &'a Account, style: &'a Style) -> Self {
        let mut names = Names::new(account, style);
        let held = ever_held(account);
        names.give_letters(&held);
        Self {
            account,
            reader: Reader::new(account),
            style,
            glyphs: style.glyphs(),
            names,
            files: files(&account.events),
            held,
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.style.width.max(WIDTH_MIN)
    }

    /// What a step says.
    pub(crate) fn words(&self, event: &Event) -> Words {
        let (reader, names, glyphs, style) = (&self.reader, &self.names, self.glyphs, self.style);
        Vocabulary { reader, names, glyphs, style }.words(event)
    }

    /// The place of a step: `:17`, or `b:17` if it is in another file than most.
    pub(crate) fn place(&self, event: &Event) -> String {
        let (file, Some(line)) = file_and_line(&event.at.user) else { return String::new() };
        if event.op == "exit" {
            // No line of the program says so.
            return String::new();
        }
        match self.files.iter().position(|known| *known == file) {
            Some(0) | None => format!(":{line}"),
            Some(other) => format!("{}:{line}", file_letter(other)),
        }
    }

    pub(crate) fn columns(&self, parts: &[Part]) -> Columns {
        let mut wishes = self.wishes(parts);
        let mut now = Now::new(self.account);
        let events = &self.account.events;
        for part in parts {
            let (Part::Step(index) | Part::Fold { last: index, .. }) = *part;
            let event = &events[index];
            now.follow(index + 1);
            for wish in &mut wishes {
                wish.letters = wish.letters.max(now.held_by(wish.thread).len().min(LETTERS_MAX));
                // What the program says last hides the lanes to the right.
                let is_its = wish.thread == event.thread && !is_last_word(event);
                if let (true, Part::Step(_)) = (is_its, part) {
                    let Words { text, extra, note } = self.words(event);
                    let text = text.width() + 2;
                    let note = (note.width() + 2).min(NOTE_MAX);
                    wish.words = wish.words.max(text);
                    wish.notes = wish.notes.max(text + extra.width()).max(note);
                }
            }
        }
        let digits = |number: usize| number.to_string().len();
        let is_folded = parts.iter().any(|part| matches!(part, Part::Fold { .. }));
        let longest = digits(events.len());
        let number = if is_folded { 2 * longest + 1 } else { longest }.max(4) + 2;
        let place = |event: &Event| width(&self.place(event)) + if event.at.began { 2 } else { 0 };
        let place = events.iter().map(place).max().unwrap_or(0);
        let place = place.max("line".len()) + 1;
        let threads: Vec<ThreadId> = wishes.iter().map(|wish| wish.thread).collect();
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
        let mut acts = vec![false; self.account.threads.len()];
        for part in parts {
            let (first, last) = match *part {
                Part::Step(index) => (index, index),
                Part::Fold { first, last } => (first, last),
            };
            for event in &self.account.events[first..=last] {
                if let Some(acts) = acts.get_mut(event.thread as usize) {
                    *acts = true;
                }
            }
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

    /// A text of the account, fit to be printed.
    pub(crate) fn clean(&self, text: &str) -> String {
        clean(&text.replace('’', self.glyphs.quote), self.style)
    }
}

/// Whether the step is what the program says last: nothing follows to the right of it.
pub(crate) fn is_last_word(event: &Event) -> bool {
    event.result == Result::Failed && matches!(event.op.as_str(), "assert" | "panic")
}

/// The letter of a file that is not the first one.
pub(crate) fn file_letter(index: usize) -> char {
    u8::try_from(index - 1).ok().filter(|it| *it < 26).map_or('z', |it| char::from(b'a' + it))
}

/// The files of the steps, the most frequent one first and the others as they come up.
fn files(events: &[Event]) -> Vec<&str> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for event in events {
        let (file, Some(_)) = file_and_line(&event.at.user) else { continue };
        match counts.iter_mut().find(|(known, _)| *known == file) {
            Some((_, count)) => *count += 1,
            None => counts.push((file, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    if let Some(first) = counts.iter().position(|(_, count)| Some(*count) == most) {
        counts[..=first].rotate_right(1);
    }
    counts.into_iter().map(|(file, _)| file).collect()
}
