//! A program: what each thread calls.

use std::fmt::{self, Debug};

/// How large programs are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Calls before the threads start, at most.
    pub initial: usize,
    /// Threads, at most.
    pub threads: usize,
    /// Calls of each thread, at most.
    pub calls: usize,
    /// Calls after the threads have ended, at most.
    pub last: usize,
}

impl Default for Size {
    /// Two threads with two calls each, after one call and before one: few bugs need more.
    fn default() -> Self {
        Self { initial: 1, threads: 2, calls: 2, last: 1 }
    }
}

/// What each thread calls.
///
/// As text, it is a table with a column per thread:
///
/// ```
/// use plainweave_property::Program;
///
/// let program =
///     Program { initial: vec!["put 1"], threads: vec![vec!["get", "get"], vec!["put 2"]], last: vec!["len"] };
/// assert_eq!(
///     program.to_string(),
///     "  before    \"put 1\"\n  \
///        thread 1  thread 2\n  \
///        \"get\"     \"put 2\"\n  \
///        \"get\"\n  \
///        after     \"len\"\n"
/// );
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Program<O> {
    /// What is called before the threads start.
    pub initial: Vec<O>,
    /// What each thread calls, one after the other.
    pub threads: Vec<Vec<O>>,
    /// What is called after the threads have ended.
    pub last: Vec<O>,
}

impl<O> Program<O> {
    /// How many calls there are.
    pub fn calls(&self) -> usize {
        let threads = self.threads.iter().map(Vec::len).sum::<usize>();
        self.initial.len() + threads + self.last.len()
    }
}

impl<O: Debug> Program<O> {
    /// What each thread calls, by the names that they have in traces.
    pub(crate) fn by_thread(&self) -> Vec<(String, Vec<String>)> {
        let text = |calls: &[O]| calls.iter().map(|call| format!("{call:?}")).collect::<Vec<_>>();
        let main = [text(&self.initial), text(&self.last)].concat();
        let threads = (1..).zip(&self.threads);
        let threads = threads.map(|(number, calls)| (format!("thread {number}"), text(calls)));
        std::iter::once(("main".to_owned(), main)).chain(threads).collect()
    }
}

impl<O: Debug> fmt::Display for Program<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |calls: &[O]| {
            calls.iter().map(|call| format!("{call:?}")).collect::<Vec<_>>().join("  ")
        };
        if !self.initial.is_empty() {
            writeln!(f, "  before    {}", row(&self.initial))?;
        }
        let columns: Vec<Vec<String>> = (1..)
            .zip(&self.threads)
            .filter(|(_, calls)| !calls.is_empty())
            .map(|(thread, calls)| {
                let calls = calls.iter().map(|call| format!("{call:?}"));
                std::iter::once(format!("thread {thread}")).chain(calls).collect()
            })
            .collect();
        let width = |column: &Vec<String>| {
            column.iter().map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
        for row in 0..rows {
            let cells = columns.iter().map(|column| {
                let cell = column.get(row).map_or("", String::as_str);
                format!("  {cell:width$}", width = width(column))
            });
            let line: String = cells.collect();
            writeln!(f, "{}", line.trim_end())?;
        }
        if !self.last.is_empty() {
            writeln!(f, "  after     {}", row(&self.last))?;
        }
        Ok(())
    }
}

// What proptest keeps beside the seed of a failure, on one line.
impl<O: Debug> Debug for Program<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.initial)?;
        for (place, calls) in self.threads.iter().enumerate() {
            write!(f, " {} {calls:?}", if place == 0 { "then" } else { "beside" })?;
        }
        write!(f, " then {:?}", self.last)
    }
}
