//! Texts that others wrote, made fit for one line, and a few forms of numbers and places.

use std::borrow::Cow;

use serde_json::Value;

/// Whether a character can't be seen, but moves, turns or ends what is around it: control characters,
/// marks of direction, other ends of lines, and what XML has no way to write.
pub(crate) fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{fffe}'
            | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

/// The text as one line: what is hidden is written as in source code, such as `\n` or `\u{202e}`.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    visible(text, |_| false)
}

/// The text as lines: as [`line`], but line breaks and tabs stay.
pub(crate) fn block(text: &str) -> String {
    visible(&text.replace("\r\n", "\n"), |char| matches!(char, '\n' | '\t')).into_owned()
}

fn visible(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|char| is_hidden(char) && !stays(char)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        if is_hidden(char) && !stays(char) {
            out.extend(char.escape_default());
        } else {
            out.push(char);
        }
    }
    Cow::Owned(out)
}

/// At most so many characters of the text; what is left out is an ellipsis.
pub(crate) fn clip(text: &str, most: usize) -> Cow<'_, str> {
    if text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    Cow::Owned(kept + "…")
}

/// The text as lines of at most so many characters, unless a single word is longer.
pub(crate) fn fold(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for word in text.split(' ') {
        let width = word.chars().count();
        if length > 0 && length + 1 + width > most {
            lines.push(String::new());
            length = 0;
        }
        let last = lines.last_mut().expect("there is always a line");
        if length > 0 {
            last.push(' ');
            length += 1;
        }
        last.push_str(word);
        length += width;
    }
    lines
}

/// A value as a reader expects it: texts without quotes.
pub(crate) fn show(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A number with its thousands apart: `812,402`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 step`, `2 steps`.
pub(crate) fn plural(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}

/// A place in the source as file and line: `src/account.rs:12`. Without a number at its end all of it is
/// the file.
pub(crate) fn file_and_line(place: &str) -> (&str, Option<u32>) {
    let split = place.rsplit_once(':').and_then(|(file, line)| Some((file, line.parse().ok()?)));
    match split {
        Some((file, line)) => (file, Some(line).filter(|line| *line > 0)),
        None => (place, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_shown() {
        assert_eq!(line("an\u{1b}[2J\n\u{202e}x"), r"an\u{1b}[2J\n\u{202e}x");
        assert_eq!(block("a\r\nb\tc\rd\u{7}"), "a\nb\tc\\rd\\u{7}");
        assert!(matches!(line("größe ✓"), Cow::Borrowed("größe ✓")));
    }

    #[test]
    fn numbers_and_places() {
        let numbers = [0, 12, 999, 1_000, 812_402, 1_234_567];
        assert_eq!(numbers.map(thousands), ["0", "12", "999", "1,000", "812,402", "1,234,567"]);
        assert_eq!(file_and_line("C:\\a.rs:7"), ("C:\\a.rs", Some(7)));
        assert_eq!(file_and_line("a.rs"), ("a.rs", None));
        assert_eq!(file_and_line("a.rs:0"), ("a.rs", None));
        assert_eq!(clip("abcdef", 4), "abc…");
        assert_eq!(clip("abcd", 4), "abcd");
        assert_eq!(fold("a bc def ghijk l", 6), ["a bc", "def", "ghijk", "l"]);
    }
}
