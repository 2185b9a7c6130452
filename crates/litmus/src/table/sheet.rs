//! Lines of cells with tabs between them.

use std::collections::BTreeMap;

/// A table that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Nothing at all.
    #[error("the table is empty: its first line has to name the columns")]
    Empty,
    /// A needed column that is not there.
    #[error(
        "the table has no column `{0}`: columns are named in its first line, separated by tabs"
    )]
    NoColumn(&'static str),
    /// A column that is there twice.
    #[error("the table has two columns `{0}`: rename one of them")]
    ColumnTwice(String),
    /// A line that has more cells than there are columns.
    #[error("line {line} has {cells} cells, and there are {columns} columns: look for a stray tab")]
    TooManyCells {
        /// The line, from 1.
        line: usize,
        /// How many cells it has.
        cells: usize,
        /// How many columns there are.
        columns: usize,
    },
    /// A cell that says nothing meaningful.
    #[error("line {line}: `{cell}` in column `{column}` is not {wanted}")]
    Cell {
        /// The line, from 1.
        line: usize,
        /// The name of the column.
        column: &'static str,
        /// What the cell says.
        cell: String,
        /// What it should be, with an example.
        wanted: &'static str,
    },
}

/// A table as text.
pub(super) struct Sheet<'t> {
    columns: BTreeMap<&'t str, usize>,
    /// With the number of the line.
    rows: Vec<(usize, Vec<&'t str>)>,
}

/// A row of a sheet.
pub(super) struct Row<'s, 't> {
    columns: &'s BTreeMap<&'t str, usize>,
    line: usize,
    cells: &'s [&'t str],
}

impl<'t> Sheet<'t> {
    pub(super) fn read(text: &'t str) -> Result<Self, TableError> {
        // A file of another system may begin with a mark, and end its lines with two characters.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let (_, first) = lines.next().ok_or(TableError::Empty)?;
        let mut columns = BTreeMap::new();
        let names: Vec<&str> = first.split('\t').map(str::trim).collect();
        for (index, name) in names.iter().enumerate() {
            if !name.is_empty() && columns.insert(*name, index).is_some() {
                return Err(TableError::ColumnTwice((*name).to_owned()));
            }
        }
        let rows = lines
            .map(|(index, line)| {
                let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
                if cells.len() > names.len() {
                    let (line, cells, columns) = (index + 1, cells.len(), names.len());
                    return Err(TableError::TooManyCells { line, cells, columns });
                }
                Ok((index + 1, cells))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { columns, rows })
    }

    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// Makes sure that these columns are there.
    pub(super) fn need<const COUNT: usize>(
        &self,
        columns: [&'static str; COUNT],
    ) -> Result<(), TableError> {
        let missing = columns.into_iter().find(|&column| !self.has(column));
        missing.map_or(Ok(()), |column| Err(TableError::NoColumn(column)))
    }

    pub(super) fn rows<T>(
        &self,
        read: impl Fn(&Row<'_, 't>) -> Result<T, TableError>,
    ) -> Result<Vec<T>, TableError> {
        let row = |(line, cells): &(usize, Vec<&'t str>)| {
            read(&Row { columns: &self.columns, line: *line, cells })
        };
        self.rows.iter().map(row).collect()
    }
}

impl Row<'_, '_> {
    /// The text of a cell; empty if there is no such column.
    pub(super) fn text(&self, column: &str) -> String {
        let index = self.columns.get(column).copied();
        let cell = index.and_then(|index| self.cells.get(index).copied());
        cell.unwrap_or_default().to_owned()
    }

    /// A cell that is empty, or means something.
    pub(super) fn parsed<T>(
        &self,
        column: &'static str,
        wanted: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, TableError> {
        let cell = self.text(column);
        if cell.is_empty() {
            return Ok(None);
        }
        let parsed = parse(&cell);
        parsed.map(Some).ok_or_else(|| self.error(column, cell, wanted))
    }

    pub(super) fn error(
        &self,
        column: &'static str,
        cell: String,
        wanted: &'static str,
    ) -> TableError {
        TableError::Cell { line: self.line, column, cell, wanted }
    }

    pub(super) fn line(&self) -> usize {
        self.line
    }
}
