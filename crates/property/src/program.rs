//! A program: what each thread calls.

use std::fmt::{self, Debug};

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::strategy::{BoxedStrategy, Strategy};

use crate::{OperationOf, Subject, standstill};

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

/// How likely a call is there that might be: mostly, so that programs are about as large as they may be.
const LIKELY: f64 = 0.85;

impl<O> Program<O> {
    /// How many calls there are.
    pub fn calls(&self) -> usize {
        let threads = self.threads.iter().map(Vec::len).sum::<usize>();
        self.initial.len() + threads + self.last.len()
    }
}

impl<O: Clone> Program<O> {
    /// The same without one of the calls, what comes last first; and then without two of them.
    pub(crate) fn smaller(&self) -> impl Iterator<Item = Self> + use<O> {
        let without_one = |program: &Self| -> Vec<Self> {
            let places = program.parts().len();
            let of_part = |part: usize| (0..program.parts()[part].len()).map(move |call| (part, call));
            let calls = (0..places).flat_map(of_part).rev();
            let without = calls.map(|(part, call)| {
                let mut smaller = program.clone();
                smaller.part_mut(part).remove(call);
                smaller
            });
            without.collect()
        };
        let one = without_one(self);
        let two: Vec<Self> = one.iter().flat_map(without_one).collect();
        one.into_iter().chain(two)
    }

    /// The calls that are made one after the other, in the order in which they begin.
    fn parts(&self) -> Vec<&Vec<O>> {
        let threads = self.threads.iter();
        std::iter::once(&self.initial).chain(threads).chain([&self.last]).collect()
    }

    fn part_mut(&mut self, part: usize) -> &mut Vec<O> {
        match part.checked_sub(1) {
            None => &mut self.initial,
            Some(thread) if thread < self.threads.len() => &mut self.threads[thread],
            Some(_) => &mut self.last,
        }
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

/// Programs of `subject` that need never come to a standstill. They shrink by leaving out calls, and then by
/// simpler calls.
pub(crate) fn programs<S: Subject>(
    subject: &S,
    size: Size,
) -> BoxedStrategy<Program<OperationOf<S>>> {
    let calls = |thread, most| {
        let some = vec(weighted(LIKELY, subject.operations(thread)), most);
        some.prop_map(|calls| calls.into_iter().flatten().collect::<Vec<_>>())
    };
    let threads: Vec<_> = (1..=size.threads).map(|thread| calls(thread, size.calls)).collect();
    let spec = subject.spec();
    // What comes last is left out first.
    (calls(0, size.last), threads, calls(0, size.initial))
        .prop_map(|(last, threads, initial)| Program { initial, threads, last })
        .prop_filter("it may come to a standstill", move |program| {
            !standstill::may_come(&spec, program)
        })
        .boxed()
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
            let mut line = String::new();
            for column in &columns {
                let cell = column.get(row).map_or("", String::as_str);
                line += &format!("  {cell:width$}", width = width(column));
            }
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
