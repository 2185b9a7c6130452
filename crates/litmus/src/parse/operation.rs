//! Statements that begin with the keyword of an operation.

use super::{Cursor, Wanted};
use crate::error::{Problem, ProgramError};
use crate::span::Spanned;
use crate::syntax::{Action, Name, Update};
use crate::token::Token;

impl Cursor<'_> {
    /// The operation that is next, if one is. `into` is the variable before `<-`.
    pub(crate) fn operation(
        &mut self,
        into: Option<&Name>,
    ) -> Result<Option<Action>, ProgramError> {
        let Some(Token::Keyword(keyword)) = self.peek() else { return Ok(None) };
        let has_no_value =
            matches!(keyword, "fence" | "lock" | "unlock" | "assume" | "start" | "join");
        if has_no_value && into.is_some() {
            return Err(self.error(self.here(), Problem::NoValue(keyword)));
        }
        let into = into.cloned();
        let start = self.here();
        let action = match keyword {
            "fadd" => self.update(into, Update::Add)?,
            "xchg" => self.update(into, Update::Exchange)?,
            "cas" => self.compare_and_swap(into)?,
            "fence" => {
                self.advance();
                Action::Fence { ordering: self.ordering()? }
            }
            "lock" => Action::Lock(self.mutex()?),
            "unlock" => Action::Unlock(self.mutex()?),
            "trylock" => Action::TryLock { into, at: self.mutex()? },
            "assume" => Action::Assume(self.argument()?),
            "join" => Action::Join(self.argument()?),
            "start" => Action::Start(self.thread_number()?),
            _ => return Ok(None),
        };
        if self.is_at("@") {
            return Err(self.error(self.since(start), Problem::OrderingIsFixed(keyword)));
        }
        Ok(Some(action))
    }

    /// `( "fadd" | "xchg" ) "(" loc "," expr ")" [ ord ]`
    fn update(&mut self, into: Option<Name>, update: Update) -> Result<Action, ProgramError> {
        self.advance();
        self.need_symbol("(")?;
        let at = self.place(Wanted::Location)?;
        self.need_symbol(",")?;
        let operand = self.nested(")")?;
        Ok(Action::Update { into, update, at, operand, ordering: self.ordering()? })
    }

    /// `"cas" "(" loc "," expr "," expr ")" [ casord ]`
    fn compare_and_swap(&mut self, into: Option<Name>) -> Result<Action, ProgramError> {
        self.advance();
        self.need_symbol("(")?;
        let at = self.place(Wanted::Location)?;
        self.need_symbol(",")?;
        let expected = self.nested(",")?;
        let new = self.nested(")")?;
        let success = self.ordering()?;
        let failure =
            if success.is_some() && self.eats("/") { Some(self.ordering_name()?) } else { None };
        Ok(Action::CompareAndSwap { into, at, expected, new, success, failure })
    }

    /// `keyword "(" loc ")"`
    fn mutex(&mut self) -> Result<crate::syntax::Place, ProgramError> {
        self.advance();
        self.need_symbol("(")?;
        let place = self.place(Wanted::Location)?;
        self.need_symbol(")")?;
        Ok(place)
    }

    /// `keyword "(" expr ")"`
    fn argument(&mut self) -> Result<crate::syntax::Expression, ProgramError> {
        self.advance();
        self.need_symbol("(")?;
        self.nested(")")
    }

    /// `"start" "(" number ")"`
    fn thread_number(&mut self) -> Result<Spanned<i64>, ProgramError> {
        self.advance();
        self.need_symbol("(")?;
        let Some(Token::Number(number)) = self.peek() else {
            return Err(self.unexpected(Wanted::Thread));
        };
        let number = Spanned::new(number, self.here());
        self.advance();
        self.need_symbol(")")?;
        Ok(number)
    }
}
