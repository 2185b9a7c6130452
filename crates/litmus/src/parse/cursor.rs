//! The place where the parser is.

use super::Wanted;
use crate::error::{Problem, ProgramError};
use crate::span::{Span, Spanned};
use crate::token::Token;

/// The deepest that expressions and blocks may be nested: what walks over the tree, recurses.
const DEPTH_MAX: usize = 64;

/// The tokens of a text, and how many of them are parsed.
pub(crate) struct Cursor<'t> {
    text: &'t str,
    tokens: &'t [Spanned<Token<'t>>],
    position: usize,
    depth: usize,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(text: &'t str, tokens: &'t [Spanned<Token<'t>>]) -> Self {
        Self { text, tokens, position: 0, depth: 0 }
    }

    /// The next token; none at the end.
    pub(crate) fn peek(&self) -> Option<Token<'t>> {
        self.tokens.get(self.position).map(|token| token.node)
    }

    /// The one after it.
    pub(crate) fn peek_second(&self) -> Option<Token<'t>> {
        self.tokens.get(self.position + 1).map(|token| token.node)
    }

    /// Where the next token is.
    pub(crate) fn here(&self) -> Span {
        let end = Span { start: self.text.len(), end: self.text.len() };
        self.tokens.get(self.position).map_or(end, |token| token.span)
    }

    /// From there to the last token that was taken.
    pub(crate) fn since(&self, start: Span) -> Span {
        let last = self.position.checked_sub(1).and_then(|last| self.tokens.get(last));
        start.to(last.map_or(start, |token| token.span))
    }

    /// Takes the next token.
    pub(crate) fn advance(&mut self) {
        self.position += 1;
    }

    /// Whether the next token is this symbol.
    pub(crate) fn is_at(&self, symbol: &str) -> bool {
        matches!(self.peek(), Some(Token::Symbol(text)) if text == symbol)
    }

    /// Takes the next token if it is this symbol.
    pub(crate) fn eats(&mut self, symbol: &str) -> bool {
        let is_at = self.is_at(symbol);
        self.position += usize::from(is_at);
        is_at
    }

    /// Takes the next token if it is this keyword.
    pub(crate) fn eats_keyword(&mut self, keyword: &str) -> bool {
        let is_at = matches!(self.peek(), Some(Token::Keyword(text)) if text == keyword);
        self.position += usize::from(is_at);
        is_at
    }

    /// Takes this symbol; an error says what is wanted.
    pub(crate) fn need(&mut self, symbol: &str, wanted: Wanted) -> Result<(), ProgramError> {
        if self.eats(symbol) { Ok(()) } else { Err(self.unexpected(wanted)) }
    }

    /// Takes this symbol.
    pub(crate) fn need_symbol(&mut self, symbol: &'static str) -> Result<(), ProgramError> {
        self.need(symbol, Wanted::Symbol(symbol))
    }

    /// Takes this keyword.
    pub(crate) fn need_keyword(&mut self, keyword: &'static str) -> Result<(), ProgramError> {
        if self.eats_keyword(keyword) {
            Ok(())
        } else {
            Err(self.unexpected(Wanted::Keyword(keyword)))
        }
    }

    /// Makes sure that nothing is left.
    pub(crate) fn end(&self, wanted: Wanted) -> Result<(), ProgramError> {
        if self.peek().is_none() { Ok(()) } else { Err(self.unexpected(wanted)) }
    }

    /// The next token is not what is wanted.
    pub(crate) fn unexpected(&self, expected: Wanted) -> ProgramError {
        let problem = match (expected, self.peek()) {
            (
                Wanted::Location | Wanted::Variable | Wanted::Source,
                Some(Token::Keyword(keyword)),
            ) => Problem::Keyword { expected, keyword },
            (_, Some(token)) => Problem::Expected { expected, found: token.to_string() },
            (_, None) => Problem::Expected { expected, found: "the end".to_owned() },
        };
        self.error(self.here(), problem)
    }

    pub(crate) fn error(&self, span: Span, problem: Problem) -> ProgramError {
        ProgramError::new(self.text, span, problem)
    }

    /// Goes one level deeper into the tree. Who calls this restores the [`depth`](Self::depth).
    pub(crate) fn deeper(&mut self) -> Result<(), ProgramError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.error(self.here(), Problem::TooDeep));
        }
        Ok(())
    }

    /// How deep it is.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// Comes up again.
    pub(crate) fn restore(&mut self, depth: usize) {
        self.depth = depth;
    }
}
