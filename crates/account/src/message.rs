//! What a program says when it panics, in one line.

/// The message of a panic without what the macro says of itself: the sides of a comparison follow in
/// parentheses.
pub(crate) fn said(message: &str) -> String {
    let (first, rest) = message.split_once('\n').unwrap_or((message, ""));
    let (comparison, text) = match first.strip_prefix("assertion ") {
        Some(stock) => stock.split_once("failed").unwrap_or((stock, "")),
        None => ("", first),
    };
    let text = text.trim_start_matches(':').trim();
    let lines = rest.lines().map(str::trim).filter(|line| !line.is_empty());
    let details: Vec<String> = if comparison.contains("`left != right`") {
        // Both sides are the same; once is enough.
        lines.filter_map(|line| Some(format!("both {}", line.strip_prefix("left: ")?))).collect()
    } else {
        lines.map(|line| line.replacen(": ", " ", 1)).collect()
    };
    match (text, details.join(", ")) {
        (text, details) if details.is_empty() => text.to_owned(),
        ("", details) => details,
        (text, details) => format!("{text} ({details})"),
    }
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn a_message_is_told_without_the_words_of_the_macro() {
        let cases = [
            ("assertion `left == right` failed\n  left: 0\n right: 42", "left 0, right 42"),
            (
                "assertion `left == right` failed: sold\n  left: 4\n right: 3",
                "sold (left 4, right 3)",
            ),
            ("assertion `left != right` failed: items\n  left: 0\n right: 0", "items (both 0)"),
            ("assertion failed: inside <= 3", "inside <= 3"),
            ("assertion failed: a::b(c)", "a::b(c)"),
            ("the pan is on the floor", "the pan is on the floor"),
            ("two\n\nlines", "two (lines)"),
            ("", ""),
        ];
        for (message, expected) in cases {
            assert_eq!(said(message), expected, "{message:?}");
        }
    }
}
