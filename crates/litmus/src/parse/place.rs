//! Names, locations, orderings.

use super::{Cursor, Wanted};
use crate::error::{Problem, ProgramError};
use crate::ordering::Ordering;
use crate::span::Spanned;
use crate::syntax::{Name, Place};
use crate::token::Token;

impl Cursor<'_> {
    /// A name that stands for what is wanted.
    pub(crate) fn name(&mut self, wanted: Wanted) -> Result<Name, ProgramError> {
        let Some(Token::Name(name)) = self.peek() else { return Err(self.unexpected(wanted)) };
        let name = Spanned::new(name.to_owned(), self.here());
        self.advance();
        Ok(name)
    }

    /// `loc = name [ "[" expr "]" ]`
    pub(crate) fn place(&mut self, wanted: Wanted) -> Result<Place, ProgramError> {
        let name = self.name(wanted)?;
        let index = if self.eats("[") { Some(self.nested("]")?) } else { None };
        Ok(Place { name, index })
    }

    /// `ord = "@" ( "na" | … )`, if there is one.
    pub(crate) fn ordering(&mut self) -> Result<Option<Spanned<Ordering>>, ProgramError> {
        if self.eats("@") { self.ordering_name().map(Some) } else { Ok(None) }
    }

    /// The name of an ordering.
    pub(crate) fn ordering_name(&mut self) -> Result<Spanned<Ordering>, ProgramError> {
        let Some(Token::Name(text) | Token::Keyword(text)) = self.peek() else {
            return Err(self.unexpected(Wanted::Ordering));
        };
        let ordering = Ordering::ALL.into_iter().find(|ordering| ordering.text() == text);
        let span = self.here();
        let ordering =
            ordering.ok_or_else(|| self.error(span, Problem::NoOrdering(text.to_owned())))?;
        self.advance();
        Ok(Spanned::new(ordering, span))
    }
}
