//! A line of a program with a place in it underlined.

use std::fmt;

use crate::span::Span;

/// How much of a long line is shown before and behind the place, in bytes.
const AROUND: usize = 50;

/// Displays the line with the place, and a caret under each character of it.
pub(crate) struct Excerpt<'t> {
    pub(crate) text: &'t str,
    pub(crate) span: Span,
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An error at the end of a text that ends in a new line is behind the last line.
        let end_of_text = self.text.trim_end().len();
        let start = self.span.start.min(end_of_text);
        let end = self.span.end.clamp(start, end_of_text.max(start));
        let line_start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at);
        let line_end = line_start + self.text[line_start..line_end].trim_end().len();
        let end = end.min(line_end.max(start));

        let from = self.boundary(start.saturating_sub(AROUND).max(line_start));
        let to = self.boundary((end + AROUND).min(line_end.max(start)));
        let cut_before = if from > line_start { "…" } else { "" };
        let cut_behind = if to < line_end { "…" } else { "" };
        // A tab is as wide as the caret's line makes it.
        let shown = self.text[from..to].replace('\t', " ");
        let indent =
            " ".repeat(cut_before.chars().count() + self.text[from..start].chars().count());
        let carets = "^".repeat(self.text[start..end].chars().count().max(1));
        writeln!(f, "  {cut_before}{shown}{cut_behind}")?;
        write!(f, "  {indent}{carets}")
    }
}

impl Excerpt<'_> {
    /// The nearest place up to there where no character is divided.
    fn boundary(&self, mut at: usize) -> usize {
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(text: &str, start: usize, end: usize) -> String {
        Excerpt { text, span: Span { start, end } }.to_string()
    }

    #[test]
    fn the_caret_is_under_the_place() {
        assert_eq!(excerpt("x:=1; y:=2", 6, 7), "  x:=1; y:=2\n        ^");
        assert_eq!(excerpt("x:=1; fence", 6, 11), "  x:=1; fence\n        ^^^^^");
    }

    #[test]
    fn behind_the_end_is_a_place() {
        assert_eq!(excerpt("x:=", 3, 3), "  x:=\n     ^");
        assert_eq!(excerpt("x:= \n", 5, 5), "  x:=\n     ^");
        assert_eq!(excerpt("", 0, 0), "  \n  ^");
    }

    #[test]
    fn only_the_line_is_shown() {
        assert_eq!(excerpt("x:=1\n|| y:=?\n|| z:=1", 11, 12), "  || y:=?\n        ^");
    }

    #[test]
    fn a_long_line_is_cut() {
        let text = format!("{}; ?; {}", "x".repeat(80), "y".repeat(80));
        let shown = excerpt(&text, 82, 83);
        assert_eq!(shown.lines().next().unwrap().chars().count(), 2 + 1 + 50 + 1 + 50 + 1);
        assert_eq!(shown.lines().nth(1).unwrap().find('^'), Some(2 + 1 + 50));
    }

    #[test]
    fn no_character_is_divided() {
        let text = format!("{}ä?", "ä".repeat(40));
        assert!(excerpt(&text, 82, 83).starts_with("  …"));
    }
}
