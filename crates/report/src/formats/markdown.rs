//! Texts that others wrote, made fit for Markdown as GitHub reads it.

use crate::reading::text::{block, line};

/// A text as words of a paragraph, or in a cell of a table.
pub(super) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in line(text).chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '#' | '!' => {
                out.extend(['\\', char]);
            }
            other => out.push(other),
        }
    }
    out
}

/// Lines as a block of code.
pub(super) fn code_block(language: &str, text: &str) -> String {
    let text = block(text);
    // More backticks than follow one another anywhere in the text.
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_code() {
        assert_eq!(code_block("sh", "a `b`"), "```sh\na `b`\n```\n");
        assert_eq!(code_block("", "x\n````\ny\n"), "`````\nx\n````\ny\n`````\n");
        assert_eq!(words("<b>|*x*"), "&lt;b&gt;\\|\\*x\\*");
    }
}
