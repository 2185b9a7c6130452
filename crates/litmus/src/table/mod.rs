//! Tables of programs and what is known about them, as text with tabs.
//!
//! The first line names the columns, which may be in any order; what is not known here is left
//! alone, and an empty cell says nothing.

mod counts;
mod outcomes;
mod sheet;

pub use counts::{CountRow, Model};
pub use outcomes::{Condition, Outcome, OutcomeError, OutcomeRow, Subject};
pub use sheet::TableError;

use sheet::Sheet;

/// A table; its columns tell which kind it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Table {
    /// How many executions programs have, like `tables/oracles.tsv`.
    Counts(Vec<CountRow>),
    /// Whether an outcome can be, like `tables/litmus-sc.tsv`.
    Outcomes(Vec<OutcomeRow>),
}

impl Table {
    /// Reads a table. One with a column `outcome` is about outcomes, any other about counts.
    ///
    /// ```
    /// use plainweave_litmus::table::{Model, Table};
    ///
    /// let table = Table::read("model\tname\tgraphs\tprogram\nSC\tSB\t3\tx:=1; a<-y || y:=1; b<-x\n")?;
    /// let Table::Counts(rows) = table else { panic!("it has no outcomes") };
    /// assert_eq!((rows[0].model, rows[0].graphs), (Model::Sc, Some(3)));
    /// # Ok::<(), plainweave_litmus::table::TableError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first line that is no row, or a missing column. Programs are not looked at.
    pub fn read(text: &str) -> Result<Self, TableError> {
        let sheet = Sheet::read(text)?;
        if sheet.has("outcome") {
            sheet.need(["name", "program"])?;
            sheet.rows(OutcomeRow::read).map(Self::Outcomes)
        } else {
            sheet.need(["name", "model", "program"])?;
            sheet.rows(CountRow::read).map(Self::Counts)
        }
    }
}
