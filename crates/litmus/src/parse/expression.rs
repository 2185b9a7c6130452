//! Expressions, by precedence climbing.

use super::{Cursor, Wanted};
use crate::error::{Problem, ProgramError};
use crate::operator::{Level, Operator};
use crate::span::{Span, Spanned};
use crate::syntax::{Expression, Term};
use crate::token::Token;

impl Cursor<'_> {
    /// `expr = and { "or" and }`
    pub(crate) fn expression(&mut self) -> Result<Expression, ProgramError> {
        let depth = self.depth();
        let expression = self.binding(Level::Or)?;
        self.restore(depth);
        if self.is_at("<-") {
            return Err(self.error(self.here(), Problem::ArrowInExpression));
        }
        Ok(expression)
    }

    /// An expression whose operators bind at least as tightly: `or` … `term`.
    ///
    /// Each operator of a chain makes the tree deeper by one.
    fn binding(&mut self, level: Level) -> Result<Expression, ProgramError> {
        let mut left = self.prefix(level)?;
        let mut is_compared = false;
        while let Some(operator) = self.operator().filter(|operator| operator.level() >= level) {
            let is_comparison = operator.level() == Level::Comparison;
            if is_compared && is_comparison {
                return Err(self.error(self.here(), Problem::ChainedComparison));
            }
            is_compared = is_comparison;
            self.deeper()?;
            self.advance();
            let right = self.binding(operator.level().tighter())?;
            let span = left.span.to(right.span);
            let (left_operand, right) = (Box::new(left), Box::new(right));
            left = Spanned::new(Term::Binary { operator, left: left_operand, right }, span);
        }
        Ok(left)
    }

    /// `not = "not" not | …`, `unary = "-" unary | atom`
    fn prefix(&mut self, level: Level) -> Result<Expression, ProgramError> {
        let start = self.here();
        if level <= Level::Not && self.eats_keyword("not") {
            self.deeper()?;
            let operand = self.binding(Level::Not)?;
            return Ok(Spanned::new(Term::Not(Box::new(operand)), self.since(start)));
        }
        if self.eats("-") {
            self.deeper()?;
            let operand = self.binding(Level::Negation)?;
            return Ok(Spanned::new(Term::Negate(Box::new(operand)), self.since(start)));
        }
        self.atom()
    }

    /// `atom = number | "N" | var [ "[" expr "]" ] | "(" expr ")"`
    pub(crate) fn atom(&mut self) -> Result<Expression, ProgramError> {
        let start = self.here();
        let term = match self.peek() {
            Some(Token::Number(number)) => {
                self.advance();
                Term::Number(number)
            }
            Some(Token::Name("N")) => {
                self.advance();
                Term::Size
            }
            Some(Token::Name(name)) => {
                self.advance();
                self.variable_or_part(name, start)?
            }
            Some(Token::Symbol("(")) => {
                self.advance();
                let term = self.nested(")")?.node;
                return Ok(Spanned::new(term, self.since(start)));
            }
            _ => return Err(self.unexpected(Wanted::Expression)),
        };
        Ok(Spanned::new(term, self.since(start)))
    }

    fn variable_or_part(&mut self, name: &str, span: Span) -> Result<Term, ProgramError> {
        let name = name.to_owned();
        if !self.eats("[") {
            return Ok(Term::Variable(name));
        }
        let index = Box::new(self.nested("]")?);
        Ok(Term::Part { of: Spanned::new(name, span), index })
    }

    /// An expression within brackets, the first of which is taken.
    pub(crate) fn nested(&mut self, closing: &'static str) -> Result<Expression, ProgramError> {
        let depth = self.depth();
        self.deeper()?;
        let expression = self.expression()?;
        self.need_symbol(closing)?;
        self.restore(depth);
        Ok(expression)
    }

    /// The binary operator that is next.
    fn operator(&self) -> Option<Operator> {
        let (Token::Symbol(text) | Token::Keyword(text)) = self.peek()? else { return None };
        Operator::ALL.into_iter().find(|operator| operator.text() == text)
    }
}
