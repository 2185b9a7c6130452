//! Statements and blocks.

use super::{Cursor, Wanted};
use crate::error::{Problem, ProgramError};
use crate::span::Spanned;
use crate::syntax::{Action, Assignment, Block, Branch, Name, Otherwise, Place, Statement};
use crate::token::Token;

impl Cursor<'_> {
    /// `block = { ";" } [ stmt { sep stmt } ] { ";" }`, up to what cannot be part of it.
    ///
    /// `wanted` is what has to follow a statement.
    pub(crate) fn statements(&mut self, wanted: Wanted) -> Result<Block, ProgramError> {
        let mut block = Vec::new();
        loop {
            while self.eats(";") {}
            if self.is_at_end_of_block() {
                return Ok(block);
            }
            let statement = self.statement()?;
            let needs_separator = !statement.node.ends_in_brace();
            block.push(statement);
            if needs_separator && !self.is_at(";") && !self.is_at_end_of_block() {
                return Err(self.unexpected(wanted));
            }
        }
    }

    fn is_at_end_of_block(&self) -> bool {
        self.peek().is_none() || self.is_at("}") || self.is_at("||")
    }

    /// `"{" block "}"`
    fn block(&mut self) -> Result<Block, ProgramError> {
        let depth = self.depth();
        self.deeper()?;
        self.need_symbol("{")?;
        let block = self.statements(Wanted::Separator)?;
        self.need("}", Wanted::Separator)?;
        self.restore(depth);
        Ok(block)
    }

    fn statement(&mut self) -> Result<Statement, ProgramError> {
        let start = self.here();
        let action = match self.peek() {
            Some(Token::Name(_)) => self.assignment()?,
            Some(Token::Keyword(keyword)) => match self.operation(None)? {
                Some(operation) => operation,
                None => self.control(keyword)?,
            },
            _ => return Err(self.unexpected(Wanted::Statement)),
        };
        Ok(Spanned::new(action, self.since(start)))
    }

    /// A statement that begins with a name: a store, a load, or local.
    fn assignment(&mut self) -> Result<Action, ProgramError> {
        let Place { name, index } = self.place(Wanted::Statement)?;
        if self.eats(":=") {
            let to = Place { name, index };
            return Ok(Action::Store { to, value: self.expression()?, ordering: self.ordering()? });
        }
        if index.is_some() {
            return Err(self.unexpected(Wanted::Store));
        }
        if self.eats("<-") {
            return self.load(self.assignable(name)?);
        }
        let assignment = [Assignment::Set, Assignment::Add, Assignment::Subtract]
            .into_iter()
            .find(|assignment| self.is_at(assignment.text()))
            .ok_or_else(|| self.unexpected(Wanted::Assignment))?;
        self.advance();
        Ok(Action::Assign { to: self.assignable(name)?, assignment, value: self.expression()? })
    }

    /// What follows `a<-`.
    fn load(&mut self, into: Name) -> Result<Action, ProgramError> {
        if let Some(operation) = self.operation(Some(&into))? {
            return Ok(operation);
        }
        Ok(Action::Load { into, from: self.place(Wanted::Source)?, ordering: self.ordering()? })
    }

    fn assignable(&self, name: Name) -> Result<Name, ProgramError> {
        if name.node == "N" {
            return Err(self.error(name.span, Problem::ConstantAssigned("N")));
        }
        Ok(name)
    }

    /// A statement that begins with a keyword, and is no operation.
    fn control(&mut self, keyword: &'static str) -> Result<Action, ProgramError> {
        let action = match keyword {
            "if" => return self.branch().map(Action::If),
            "while" => {
                self.advance();
                return Ok(Action::While { condition: self.expression()?, body: self.block()? });
            }
            "for" => return self.count(),
            "break" => Action::Break,
            "continue" => Action::Continue,
            "return" => Action::Return,
            "pass" => Action::Pass,
            _ => return Err(self.unexpected(Wanted::Statement)),
        };
        self.advance();
        Ok(action)
    }

    /// `"if" expr "{" block "}" [ "else" ( "{" block "}" | ifstmt ) ]`
    fn branch(&mut self) -> Result<Branch, ProgramError> {
        let depth = self.depth();
        self.deeper()?;
        self.advance();
        let condition = self.expression()?;
        let then = self.block()?;
        let otherwise = if !self.eats_keyword("else") {
            None
        } else if self.peek() == Some(Token::Keyword("if")) {
            Some(Otherwise::If(Box::new(self.branch()?)))
        } else if self.is_at("{") {
            Some(Otherwise::Block(self.block()?))
        } else {
            return Err(self.unexpected(Wanted::Else));
        };
        self.restore(depth);
        Ok(Branch { condition, then, otherwise })
    }

    /// `"for" var "in" "range" "(" expr [ "," expr ] ")" "{" block "}"`
    fn count(&mut self) -> Result<Action, ProgramError> {
        self.advance();
        let variable = self.name(Wanted::Variable)?;
        let variable = self.assignable(variable)?;
        self.need_keyword("in")?;
        self.need_keyword("range")?;
        self.need_symbol("(")?;
        let first = self.expression()?;
        let (from, to) =
            if self.eats(",") { (Some(first), self.expression()?) } else { (None, first) };
        self.need_symbol(")")?;
        Ok(Action::For { variable, from, to, body: self.block()? })
    }
}

impl Action {
    /// Whether no `;` is needed behind it.
    fn ends_in_brace(&self) -> bool {
        matches!(self, Self::If(_) | Self::While { .. } | Self::For { .. })
    }
}
