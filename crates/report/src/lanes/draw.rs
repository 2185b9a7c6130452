//! The body of the picture: a line for each step, with the lanes of all threads.

use trace::account::{Event, Result, ThreadId};

use crate::lanes::columns::{Columns, Lane};
use crate::lanes::fold::Part;
use crate::lanes::names::Letter;
use crate::lanes::now::{Now, Standing};
use crate::lanes::paint::{Line, Role, width, wrap};
use crate::lanes::picture::{Picture, is_last_word};
use crate::lanes::words::Words;

/// Draws the steps one after the other, and follows the run while it does.
pub(crate) struct Draw<'a> {
    picture: &'a Picture<'a>,
    columns: &'a Columns,
    now: Now<'a>,
    out: Vec<Line>,
    /// Whether a place stands in parentheses.
    has_parentheses: bool,
}

/// The body of the picture.
pub(crate) struct Body {
    pub(crate) lines: Vec<Line>,
    /// Whether a place stands in parentheses.
    pub(crate) has_parentheses: bool,
}

impl<'a> Draw<'a> {
    /// The lines of the parts.
    pub(crate) fn body(picture: &'a Picture<'a>, columns: &'a Columns, parts: &[Part]) -> Body {
        let now = Now::new(picture.account);
        let mut draw = Self { picture, columns, now, out: Vec::new(), has_parentheses: false };
        let mut is_next = false;
        for part in parts {
            match *part {
                Part::Step(index) => {
                    draw.now.follow(index);
                    let event = &picture.account.events[index];
                    if let Some(before) =
                        event.preempts.filter(|before| is_next && *before != event.thread)
                    {
                        draw.preemption(before, event.thread);
                    }
                    draw.now.follow(index + 1);
                    draw.step(event);
                    is_next = true;
                }
                Part::Fold { first, last } => {
                    draw.now.follow(last + 1);
                    draw.fold(&picture.account.events[first..=last]);
                    is_next = false;
                }
            }
        }
        Body { lines: draw.out, has_parentheses: draw.has_parentheses }
    }

    fn step(&mut self, event: &Event) {
        let (place, words) = self.words(event);
        let number = Line::of(format!("{} ", event.step), Role::Faint);
        let glyphs = self.picture.glyphs;
        let mark = match event.result {
            Result::Failed => (glyphs.fail, Role::Bad),
            Result::Blocked => (glyphs.stop, Role::Bad),
            _ if event.stale.is_some() => (glyphs.stale, Role::Odd),
            _ => (glyphs.step, Role::Strong),
        };
        let Words { text, note, .. } = words;
        let Some(at) = self.columns.text else {
            // What the program says last may be long, and nothing follows to the right of it.
            let is_last = is_last_word(event);
            let room =
                if is_last { self.room_to_the_end(event.thread) } else { self.room(event.thread) };
            let beside = if is_last { room.saturating_sub(self.columns.place) } else { room };
            let line = self.lanes(number, event.thread, mark, text.cut(beside, glyphs.dots));
            self.finish(line, place);
            return self.notes(event.thread, &note, room);
        };
        let room = self.columns.text_room();
        let who = format!("{} ", self.picture.names.thread(event.thread));
        let mut said = Line::of(who, Role::Strong);
        said.append(text);
        let beside = !note.0.is_empty() && said.width() + 2 + note.width() <= room;
        let mut note = note;
        if beside {
            said.push("  ", Role::Plain);
            said.append(std::mem::take(&mut note));
        }
        let mut line = self.lanes(number, event.thread, mark, Line::new());
        line.pad(at);
        line.append(said.cut(room, glyphs.dots));
        self.finish(line, place);
        self.notes(event.thread, &note, room);
    }

    /// The words of a step, with all that fits, and its place. One that ends something says where
    /// that began.
    fn words(&mut self, event: &Event) -> (String, Words) {
        let mut words = self.picture.words(event);
        let mut place = self.picture.place(event);
        let room = if self.columns.text.is_some() {
            let who = width(self.picture.names.thread(event.thread)) + 1;
            self.columns.text_room().saturating_sub(who)
        } else {
            self.room(event.thread)
        };
        let fits = |words: &Words, more: &Line| words.text.width() + more.width() <= room;
        let extra = std::mem::take(&mut words.extra);
        if fits(&words, &extra) {
            words.text.append(extra);
        }
        if event.at.began && !place.is_empty() {
            let taken = Line::of(format!(" (taken {place})"), Role::Faint);
            if fits(&words, &taken) {
                words.text.append(taken);
                place.clear();
            } else {
                self.has_parentheses = true;
                place = format!("({place})");
            }
        }
        (place, words)
    }

    /// Columns for the words in the lane of a thread.
    fn room(&self, thread: ThreadId) -> usize {
        let lane = self.columns.lanes.iter().find(|lane| lane.thread == thread);
        lane.map_or(0, |lane| lane.room.saturating_sub(2))
    }

    /// Columns for words that hide the lanes to the right.
    fn room_to_the_end(&self, thread: ThreadId) -> usize {
        let lane = self.columns.lanes.iter().find(|lane| lane.thread == thread);
        lane.map_or(0, |lane| self.columns.width.saturating_sub(lane.axis + 2))
    }

    /// Lines below a step, in the lane of its thread or where the words are.
    fn notes(&mut self, thread: ThreadId, note: &Line, room: usize) {
        let Some((_, role)) = note.0.first() else { return };
        let text: String = note.0.iter().map(|(text, _)| text.as_str()).collect();
        for part in wrap(&text, room.max(1)) {
            let mark = self.idle(thread);
            let said = Line::of(part, *role);
            let number = Line::new();
            let mut line = if self.columns.text.is_some() {
                self.lanes(number, thread, mark, Line::new())
            } else {
                self.lanes(number, thread, mark, said.clone())
            };
            if let Some(at) = self.columns.text {
                line.pad(at);
                line.push("  ", Role::Plain);
                line.append(said);
            }
            self.out.push(line.cut(self.columns.width, self.picture.glyphs.dots));
        }
    }

    fn finish(&mut self, mut line: Line, place: String) {
        let columns = width(&place);
        line.pad(self.columns.width.saturating_sub(columns));
        line.push(place, Role::Faint);
        self.out.push(line.cut(self.columns.width, self.picture.glyphs.dots));
    }

    /// A number and all lanes, with a mark and words in that of `thread`.
    fn lanes(
        &self,
        number: Line,
        thread: ThreadId,
        mark: (&'static str, Role),
        words: Line,
    ) -> Line {
        let mut line = self.numbered(number);
        let mut words = Some(words);
        for lane in &self.columns.lanes {
            let is_its = lane.thread == thread;
            if line.width() > lane.at {
                break; // The words go on here.
            }
            self.letters(&mut line, lane);
            let (glyph, role) = if is_its { mark } else { self.idle(lane.thread) };
            line.push(glyph, role);
            if let (true, Some(words)) =
                (is_its && self.columns.text.is_none(), words.take_if(|_| is_its))
            {
                line.push(" ", Role::Plain);
                line.append(words);
            }
        }
        line
    }

    fn numbered(&self, number: Line) -> Line {
        let mut line = Line::new();
        line.pad(self.columns.number.saturating_sub(number.width()));
        line.append(number);
        line
    }

    /// The letters of what a thread holds, close to its line.
    fn letters(&self, line: &mut Line, of: &Lane) {
        let names = &self.picture.names;
        let held = self.now.held_by(of.thread);
        let mut signs: Vec<Letter> = held.iter().filter_map(|id| names.letter(id)).collect();
        signs.truncate(of.letters);
        let gap = usize::from(of.letters > 0 && self.columns.text.is_none());
        line.pad(of.axis - gap - signs.len());
        for letter in signs {
            line.push(letter.sign, Role::Lock(letter.number));
        }
        line.pad(of.axis);
    }

    /// The line of a thread that does nothing.
    fn idle(&self, thread: ThreadId) -> (&'static str, Role) {
        let glyphs = self.picture.glyphs;
        let glyph = match self.now.standing(thread) {
            Standing::NotYet | Standing::Over => " ",
            Standing::Waiting => glyphs.waiting,
            Standing::Ready => glyphs.ready,
        };
        (glyph, Role::Faint)
    }

    fn fold(&mut self, events: &[Event]) {
        let glyphs = self.picture.glyphs;
        let [first, .., last] = events else { return };
        let number = Line::of(format!("{}-{} ", first.step, last.step), Role::Faint);
        let said = format!("{} {} steps", glyphs.dots, events.len());
        let acts = |lane: &Lane| events.iter().any(|event| event.thread == lane.thread);
        let fits = |lane: &&Lane| acts(lane) && lane.room >= width(&said) + 2;
        let is_wide = self.columns.text.is_none();
        let spoken = self.columns.lanes.iter().find(fits).filter(|_| is_wide);
        let mut line = self.numbered(number);
        for lane in &self.columns.lanes {
            self.letters(&mut line, lane);
            let (glyph, role) = self.idle(lane.thread);
            line.push(if acts(lane) { glyphs.several } else { glyph }, role);
            if spoken == Some(lane) {
                line.push(format!(" {said}"), Role::Faint);
            }
        }
        if spoken.is_none() {
            let after = line.width() + usize::from(!self.columns.lanes.is_empty());
            line.pad(self.columns.text.unwrap_or(after));
            line.push(said, Role::Faint);
        }
        self.out.push(line.cut(self.columns.width, glyphs.dots));
    }

    /// A bar from the lane of a thread that could have gone on to that of another one.
    fn preemption(&mut self, before: ThreadId, now: ThreadId) {
        let axis = |thread| {
            let lane = self.columns.lanes.iter().find(|lane| lane.thread == thread);
            lane.map(|lane| lane.axis)
        };
        if let (Some(from), Some(to)) = (axis(before), axis(now)) {
            let line = self.bar(from, to);
            self.out.push(line);
        }
    }

    fn bar(&self, from: usize, to: usize) -> Line {
        const LABEL: &str = " preempted ";
        let glyphs = self.picture.glyphs;
        let (low, high) = (from.min(to), from.max(to));
        let rail = high - low - 1;
        let side = rail.checked_sub(LABEL.len()).filter(|side| *side >= 2);
        let middle = match side {
            Some(side) => {
                let (left, right) = (side / 2, side - side / 2);
                format!("{}{LABEL}{}", glyphs.rail.repeat(left), glyphs.rail.repeat(right))
            }
            None => glyphs.rail.repeat(rail),
        };
        // The head takes the last column of the rail, beside the line it points at.
        let head_at = if from < to { middle.chars().count() - 1 } else { 0 };
        let head = if from < to { glyphs.to_right } else { glyphs.to_left };
        let bar: String = (middle.chars().enumerate())
            .map(|(index, char)| if index == head_at { head.to_owned() } else { char.into() })
            .collect();
        let mut line = self.numbered(Line::new());
        for lane in &self.columns.lanes {
            let is_under = low < lane.axis && lane.axis < high;
            if is_under {
                continue;
            }
            if lane.at >= line.width() {
                self.letters(&mut line, lane);
            }
            let (glyph, role) = self.idle(lane.thread);
            if lane.axis == from {
                let end = if from < to { glyphs.from_left } else { glyphs.from_right };
                line.push(end, Role::Odd);
            } else {
                line.push(glyph, role);
            }
            if lane.axis == low {
                line.push(bar.as_str(), Role::Odd);
            }
        }
        if side.is_none() {
            line.pad(self.columns.text.unwrap_or(line.width() + 1));
            line.push(LABEL.trim(), Role::Odd);
        }
        line.cut(self.columns.width, "")
    }
}
