//! From tokens to the tree: a parser by recursive descent, with a method for each production.

mod cursor;
mod expression;
mod operation;
mod place;
mod statement;
mod wanted;

use crate::error::ProgramError;
use crate::syntax::{Line, Thread};
use crate::token::{Token, tokens};

pub(crate) use cursor::Cursor;
pub use wanted::Wanted;

/// Parses a program.
///
/// ```
/// use plainweave_litmus::parse;
///
/// let line = parse("x:=1@rel||a<-x")?;
/// assert_eq!(line.to_string(), "x:=1@rel || a<-x");
/// # Ok::<(), plainweave_litmus::ProgramError>(())
/// ```
///
/// # Errors
///
/// The first place that does not follow the grammar. Whether the program means anything is not
/// looked at; see [`Program`](crate::Program).
pub fn parse(text: &str) -> Result<Line, ProgramError> {
    let tokens = tokens(text)?;
    let mut cursor = Cursor::new(text, &tokens);
    let mut threads = vec![cursor.thread()?];
    while cursor.eats("||") {
        threads.push(cursor.thread()?);
    }
    cursor.end(Wanted::ThreadEnd)?;
    Ok(Line { threads })
}

impl Cursor<'_> {
    /// `thread = block | count "*" "{" block "}"`
    fn thread(&mut self) -> Result<Thread, ProgramError> {
        let has_count = match self.peek() {
            Some(Token::Number(_) | Token::Symbol("(")) => true,
            // Otherwise it is the location that a statement begins with.
            Some(Token::Name("N")) => self.peek_second() == Some(Token::Symbol("*")),
            _ => false,
        };
        if !has_count {
            return Ok(Thread { copies: None, body: self.statements(Wanted::ThreadEnd)? });
        }
        let copies = self.atom()?;
        self.need("*", Wanted::Copies)?;
        self.need("{", Wanted::Copies)?;
        let body = self.statements(Wanted::Separator)?;
        self.need("}", Wanted::Separator)?;
        Ok(Thread { copies: Some(copies), body })
    }
}
