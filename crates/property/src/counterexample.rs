use std::fmt;
use std::panic::Location;

use check::{Report, Verdict};
use report::{Style, lanes};
use trace::Fault;
use trace::account::Account;

use crate::execution::{RETURNED, UNDECIDED, UNEXPLAINED};
use crate::property::Looked;
use crate::told::{tell_calls, tell_place};
use crate::{OperationOf, Program, Subject};

/// The smallest program that fails, and a run of it.
///
/// As text, it has the program, the history and why no order explains it, and the run.
#[derive(Debug)]
pub struct Counterexample<S: Subject> {
    /// The program.
    pub program: Program<OperationOf<S>>,
    /// What an engine says of it.
    pub report: Report,
    /// The history of the run, and why no order of its calls explains it; nothing if the run has
    /// another fault.
    pub unexplained: Option<String>,
    /// How much was looked at to find it and to shrink it.
    pub looked: Looked,
    /// Whether no program fails with one or two calls fewer, or a simpler operation. It is not said if shrinking
    /// was limited, or if one of them was looked at only in part.
    pub is_smallest: bool,
}

impl<S: Subject> Counterexample<S> {
    pub(crate) fn new(
        program: Program<OperationOf<S>>,
        mut report: Report,
        declared: &'static Location<'static>,
    ) -> Self {
        let mut unexplained = None;
        if let Verdict::Breaks { fault, trace, .. } = &mut report.verdict {
            let (history, results) = split(fault).unzip();
            tell_calls(trace, &program.by_thread(), &results.unwrap_or_default());
            tell_place(fault, trace, declared);
            unexplained = history;
        }
        Self { program, report, unexplained, looked: Looked::default(), is_smallest: false }
    }

    /// What a reader is told of the run, for other forms than this text.
    pub fn account(&self) -> Account {
        self.report.account(check::read_source)
    }
}

/// Rows of a run that are shown: the whole run of a small program, with each step of it.
const ROWS: usize = 80;

/// Takes the history out of what the run says about itself, and what each call returned.
fn split(fault: &mut Fault) -> Option<(String, Vec<(usize, String)>)> {
    let Fault::Assertion { message, .. } = fault else { return None };
    let (history, returned) = message.strip_prefix(UNEXPLAINED)?.split_once(RETURNED)?;
    let returned = returned.lines().filter_map(|line| {
        let (thread, result) = line.split_once(' ')?;
        Some((thread.parse().ok()?, result.to_owned()))
    });
    // The thread that begins and ends the program has a name, and perhaps no calls.
    let history = history.replace("thread 0:", "main:").replace("thread 0", "main    ");
    let lines = history.trim_start().lines().filter(|line| *line != "main    ");
    let told = (lines.collect::<Vec<_>>().join("\n"), returned.collect());
    UNEXPLAINED.clone_into(message);
    Some(told)
}

/// Why there is no verdict on a program.
pub(crate) fn undecided(report: &Report) -> Option<String> {
    match &report.verdict {
        Verdict::Undecided { why } => Some(why.to_string()),
        Verdict::Breaks { fault, .. } => match &**fault {
            Fault::Panic { message, .. } => message.strip_prefix(UNDECIDED).map(str::to_owned),
            _ => None,
        },
        Verdict::Holds { .. } => None,
    }
}

impl<S: Subject> fmt::Display for Counterexample<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { program, report, unexplained, looked, is_smallest } = self;
        let what = if unexplained.is_some() { "is not linearizable" } else { "breaks" };
        writeln!(f, "{} {what} on {}\n\n{program}", S::NAME, report.engine)?;
        if let Some(unexplained) = unexplained {
            for line in unexplained.lines() {
                writeln!(f, "{}", format!("  {line}").trim_end())?;
            }
            writeln!(f)?;
        }
        if matches!(report.verdict, Verdict::Breaks { extent: Some(_), .. }) {
            writeln!(f, "  no order of these calls lets anybody wait for ever\n")?;
        }
        write!(f, "{}", lanes(&self.account(), &Style { rows: ROWS, ..Style::default() }))?;
        writeln!(
            f,
            " program  {} calls{} ({} programs, {} executions)",
            program.calls(),
            if *is_smallest { "; with one or two fewer, none fails" } else { "" },
            looked.programs,
            looked.executions
        )
    }
}
