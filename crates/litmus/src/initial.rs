//! Values of locations at the beginning: `x=3,A[2]=1`. And names of locations elsewhere.

use std::collections::BTreeMap;

use crate::error::{Problem, ProgramError};
use crate::parse::{Cursor, Wanted};
use crate::program::{Location, Program};
use crate::span::Spanned;
use crate::token::{Token, tokens};

/// Reads a list of initial values.
pub(crate) fn initial_values(
    text: &str,
    program: &Program,
) -> Result<BTreeMap<Location, i64>, ProgramError> {
    let mut values = BTreeMap::new();
    list(text, |cursor| {
        let Spanned { node: location, span } = cursor.location(program)?;
        cursor.need_symbol("=")?;
        let value = cursor.signed()?;
        if values.insert(location, value).is_some() {
            return Err(cursor.error(span, Problem::InitialTwice(program.name(location))));
        }
        Ok(())
    })?;
    Ok(values)
}

/// Reads a list of locations: `x,A[2]`.
///
/// # Errors
///
/// The first place in the list that is no location of the program.
pub(crate) fn locations(text: &str, program: &Program) -> Result<Vec<Location>, ProgramError> {
    let mut locations = Vec::new();
    list(text, |cursor| {
        locations.push(cursor.location(program)?.node);
        Ok(())
    })?;
    Ok(locations)
}

/// Items with commas between them, or none.
fn list(
    text: &str,
    mut item: impl FnMut(&mut Cursor<'_>) -> Result<(), ProgramError>,
) -> Result<(), ProgramError> {
    let tokens = tokens(text)?;
    let mut cursor = Cursor::new(text, &tokens);
    if tokens.is_empty() {
        return Ok(());
    }
    item(&mut cursor)?;
    while cursor.eats(",") {
        item(&mut cursor)?;
    }
    cursor.end(Wanted::End)
}

impl Cursor<'_> {
    /// `name [ "[" [ "-" ] number "]" ]`
    fn location(&mut self, program: &Program) -> Result<Spanned<Location>, ProgramError> {
        let name = self.name(Wanted::Location)?;
        let index = if self.eats("[") {
            let index = self.signed()?;
            self.need_symbol("]")?;
            Some(index)
        } else {
            None
        };
        let location = program
            .location(&name.node, index)
            .ok_or_else(|| self.error(name.span, Problem::NoSuchLocation(name.node.clone())))?;
        Ok(Spanned::new(location, self.since(name.span)))
    }

    /// `[ "-" ] number`
    fn signed(&mut self) -> Result<i64, ProgramError> {
        let is_negative = self.eats("-");
        let Some(Token::Number(number)) = self.peek() else {
            return Err(self.unexpected(Wanted::Number));
        };
        self.advance();
        Ok(if is_negative { -number } else { number })
    }
}
