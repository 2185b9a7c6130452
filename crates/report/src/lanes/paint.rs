//! Text in cells: measured, cut and padded by the columns it takes, and painted last.

use std::fmt::Write;

use anstyle::{AnsiColor, Style as Colours};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::Style;

/// What a piece of text is, and so how it is painted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Role {
    #[default]
    Plain,
    /// The verdict.
    Title,
    Strong,
    /// What is there for orientation only.
    Faint,
    /// What is wrong.
    Bad,
    /// What is noteworthy.
    Odd,
    /// The lock with this number.
    Lock(usize),
}

impl Role {
    fn colours(self) -> Colours {
        const LOCKS: [AnsiColor; 5] = [
            AnsiColor::Blue,
            AnsiColor::Green,
            AnsiColor::Magenta,
            AnsiColor::Cyan,
            AnsiColor::BrightBlue,
        ];
        let plain = Colours::new();
        match self {
            Self::Plain => plain,
            Self::Title => plain.bold().invert().fg_color(Some(AnsiColor::Red.into())),
            Self::Strong => plain.bold(),
            Self::Faint => plain.dimmed(),
            Self::Bad => plain.fg_color(Some(AnsiColor::Red.into())),
            Self::Odd => plain.fg_color(Some(AnsiColor::Yellow.into())),
            Self::Lock(number) => plain.fg_color(Some(LOCKS[number % LOCKS.len()].into())),
        }
    }
}

/// How many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    // Not less than its characters one by one, which is how it is cut.
    UnicodeWidthStr::width(text).max(text.chars().map(char_width).sum())
}

fn char_width(char: char) -> usize {
    char.width().unwrap_or(0)
}

/// A text that came from outside, fit to be printed: no control characters, and nothing beyond
/// ASCII if the style has none.
pub(crate) fn clean(text: &str, style: &Style) -> String {
    let fit = |char: char| match char {
        '\n' | '\t' | '\r' => ' ',
        _ if style.unicode && is_printable(char) => char,
        _ if char.is_ascii_graphic() || char == ' ' => char,
        _ => '?',
    };
    text.chars().map(fit).collect()
}

/// Neither a control character, nor one that changes the direction of what follows.
fn is_printable(char: char) -> bool {
    let turns =
        matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !char.is_control() && !turns
}

/// A piece of text with its role.
pub(crate) type Cell = (String, Role);

/// A line, or a part of one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line(pub(crate) Vec<Cell>);

impl Line {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn of(text: impl Into<String>, role: Role) -> Self {
        Self(vec![(text.into(), role)])
    }

    #[must_use]
    pub(crate) fn and(mut self, text: impl Into<String>, role: Role) -> Self {
        self.push(text, role);
        self
    }

    pub(crate) fn push(&mut self, text: impl Into<String>, role: Role) {
        self.0.push((text.into(), role));
    }

    #[must_use]
    pub(crate) fn with(mut self, other: Self) -> Self {
        self.append(other);
        self
    }

    pub(crate) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn width(&self) -> usize {
        self.0.iter().map(|(text, _)| width(text)).sum()
    }

    /// Spaces up to this column.
    pub(crate) fn pad(&mut self, column: usize) {
        let missing = column.saturating_sub(self.width());
        if missing > 0 {
            self.push(" ".repeat(missing), Role::Plain);
        }
    }

    /// The line in `columns` columns at most; `dots` stand for what does not fit.
    #[must_use]
    pub(crate) fn cut(self, columns: usize, dots: &str) -> Self {
        if self.width() <= columns {
            return self;
        }
        let dots = if width(dots) <= columns { dots } else { "" };
        let mut room = columns - width(dots);
        let mut cut = Self::new();
        let mut last = Role::Plain;
        'cells: for (text, role) in self.0 {
            let mut kept = String::new();
            last = role;
            for char in text.chars() {
                let Some(left) = room.checked_sub(char_width(char)) else {
                    cut.push(kept, role);
                    break 'cells;
                };
                room = left;
                kept.push(char);
            }
            cut.push(kept, role);
        }
        // No gap before the dots.
        if let Some((text, _)) = cut.0.last_mut() {
            text.truncate(text.trim_end().len());
        }
        cut.and(dots, last)
    }

    /// Writes the line, without spaces at its end.
    pub(crate) fn print(mut self, style: &Style, out: &mut String) {
        while let Some((text, role)) = self.0.last_mut() {
            if *role != Role::Title {
                text.truncate(text.trim_end().len());
            }
            if !text.is_empty() {
                break;
            }
            self.0.pop();
        }
        for (text, role) in self.0 {
            let colours = role.colours();
            if style.colour && !text.is_empty() && colours != Colours::new() {
                let _ = write!(out, "{colours}{text}{colours:#}");
            } else {
                out.push_str(&text);
            }
        }
        out.push('\n');
    }
}

/// The words of a text in lines of `columns` columns; a word that is longer is cut in pieces.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let (mut lines, mut line, mut room) = (Vec::new(), String::new(), columns);
    for word in text.split_whitespace() {
        let gap = usize::from(!line.is_empty());
        if let Some(left) = room.checked_sub(gap).and_then(|room| left_beside(word, room)) {
            line.push_str(&" "[..gap]);
            line.push_str(word);
            room = left;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        let mut rest = word;
        room = loop {
            if let Some(left) = left_beside(rest, columns) {
                break left;
            }
            let (piece, others) = rest.split_at(fitting(rest, columns));
            lines.push(piece.to_owned());
            rest = others;
        };
        line.push_str(rest);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// How many of so many columns are left beside the text, if it fits. Looks no further than they go.
fn left_beside(text: &str, columns: usize) -> Option<usize> {
    text.chars().try_fold(columns, |left, char| left.checked_sub(char_width(char)))
}

/// How many bytes of the text fit into `columns` columns; one character at least.
fn fitting(text: &str, columns: usize) -> usize {
    let mut room = columns;
    for (index, char) in text.char_indices() {
        match room.checked_sub(char_width(char)) {
            Some(left) => room = left,
            None if index > 0 => return index,
            None => return char.len_utf8(),
        }
    }
    text.len()
}
