//! From text to tokens.

use crate::error::{Problem, ProgramError};
use crate::span::{Span, Spanned};

/// The words that are no names.
pub(crate) const KEYWORDS: [&str; 23] = [
    "if", "else", "while", "for", "in", "range", "break", "continue", "return", "pass", "not",
    "and", "or", "fadd", "xchg", "cas", "fence", "lock", "unlock", "trylock", "assume", "start",
    "join",
];

/// What is neither a word nor a number. The longest match counts, so longer ones come first.
const SYMBOLS: [&str; 32] = [
    "||", ":=", "<-", "<=", ">=", "==", "!=", "<<", ">>", "//", "+=", "-=", "<", ">", "=", "+",
    "-", "*", "%", "&", "|", "^", "(", ")", "[", "]", "{", "}", ";", ",", "@", "/",
];

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'t> {
    Name(&'t str),
    Keyword(&'static str),
    Number(i64),
    Symbol(&'static str),
}

impl std::fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Keyword(text) => write!(f, "the keyword `{text}`"),
            Self::Number(number) => write!(f, "`{number}`"),
            Self::Name(text) | Self::Symbol(text) => write!(f, "`{text}`"),
        }
    }
}

/// Divides a text into tokens. White space, of ASCII, only separates them.
///
/// # Errors
///
/// The first character that begins no token, or number that is none.
pub(crate) fn tokens(text: &str) -> Result<Vec<Spanned<Token<'_>>>, ProgramError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_ascii_start();
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        let (token, length) = match first {
            '0'..='9' => number(rest),
            'a'..='z' | 'A'..='Z' | '_' => Ok(word(rest)),
            _ => symbol(rest).ok_or((Problem::Character(first), first.len_utf8())),
        }
        .map_err(|(problem, length)| {
            ProgramError::new(text, Span { start, end: start + length }, problem)
        })?;
        tokens.push(Spanned::new(token, Span { start, end: start + length }));
        rest = rest[length..].trim_ascii_start();
    }
    Ok(tokens)
}

/// How many bytes at the beginning are like this.
fn length(text: &str, belongs: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|&byte| belongs(byte)).count()
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn word(text: &str) -> (Token<'_>, usize) {
    let word = &text[..length(text, is_of_word)];
    let keyword = KEYWORDS.into_iter().find(|&keyword| keyword == word);
    (keyword.map_or(Token::Name(word), Token::Keyword), word.len())
}

fn symbol(text: &str) -> Option<(Token<'_>, usize)> {
    let symbol = SYMBOLS.into_iter().find(|&symbol| text.starts_with(symbol))?;
    Some((Token::Symbol(symbol), symbol.len()))
}

/// A number, or what is wrong with it and how long it is.
fn number(text: &str) -> Result<(Token<'_>, usize), (Problem, usize)> {
    let whole = &text[..length(text, is_of_word)];
    let (digits, radix) = match whole.strip_prefix("0x") {
        Some(digits) => (digits, 16),
        None => (whole, 10),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return Err((Problem::Number(whole.to_owned()), whole.len()));
    }
    match i64::from_str_radix(digits, radix) {
        Ok(number) => Ok((Token::Number(number), whole.len())),
        Err(_) => Err((Problem::TooLarge(whole.to_owned()), whole.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Token<'_>> {
        tokens(text).unwrap().into_iter().map(|token| token.node).collect()
    }

    #[test]
    fn the_longest_symbol_counts() {
        for symbol in SYMBOLS {
            assert_eq!(kinds(symbol), [Token::Symbol(symbol)]);
        }
        assert_eq!(kinds("a<-1")[1], Token::Symbol("<-"));
        assert_eq!(kinds("a < -1")[1..3], [Token::Symbol("<"), Token::Symbol("-")]);
        assert_eq!(kinds("|||"), [Token::Symbol("||"), Token::Symbol("|")]);
    }

    #[test]
    fn keywords_are_whole_words() {
        for keyword in KEYWORDS {
            assert_eq!(kinds(keyword), [Token::Keyword(keyword)]);
        }
        assert_eq!(kinds("iff _if locks"), ["iff", "_if", "locks"].map(Token::Name));
    }

    #[test]
    fn numbers_are_decimal_or_hexadecimal() {
        assert_eq!(kinds("0 007 0xfF"), [0, 7, 255].map(Token::Number));
        assert_eq!(
            kinds("9223372036854775807 0x7fffffffffffffff"),
            [i64::MAX; 2].map(Token::Number)
        );
    }

    #[test]
    fn spans_are_where_the_token_stands() {
        let text = " x\t:= 12";
        let spans: Vec<&str> = tokens(text)
            .unwrap()
            .iter()
            .map(|token| &text[token.span.start..token.span.end])
            .collect();
        assert_eq!(spans, ["x", ":=", "12"]);
    }
}
