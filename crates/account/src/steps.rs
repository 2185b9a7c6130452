//! The steps of an account: the rows that a reader sees, and a thread's end where somebody waits for nothing else.

use std::collections::HashMap;

use trace::{Act, CallId, ThreadIndex, Trace};

use crate::rows::{Row, What};

/// More steps than these are not told: the last ones are.
pub(crate) const STEPS_MAX: usize = 2_000;

/// A step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<'a> {
    /// The index of its event.
    pub(crate) at: usize,
    pub(crate) thread: ThreadIndex,
    /// What it shows; `None` if the thread comes to its end, and nothing else.
    pub(crate) row: Option<&'a Row>,
}

/// All steps of a run, with what is looked up in them.
#[derive(Debug)]
pub(crate) struct Steps<'a> {
    pub(crate) all: Vec<Step<'a>>,
    /// How many of the first ones are not told.
    pub(crate) omitted: usize,
    /// The step of each row.
    pub(crate) of_row: Vec<usize>,
    /// The steps of each thread.
    of_thread: Vec<Vec<usize>>,
    /// The steps of each operation.
    of_call: HashMap<CallId, Vec<usize>>,
}

impl<'a> Steps<'a> {
    pub(crate) fn new(trace: &Trace, rows: &'a [Row]) -> Self {
        // A run ends with what fails in it. On real threads some come a little later.
        let fails = |row: &Row| {
            matches!(row.what, What::Panicked | What::Access { act: Act::Raced { .. }, .. })
        };
        let end = rows.iter().position(fails).map_or(rows.len(), |last| last + 1);
        let rows = &rows[..end];
        let mut alone = lonely_ends(trace, rows).into_iter().peekable();
        let (mut all, mut of_row) = (Vec::new(), Vec::new());
        for row in rows {
            while let Some(end) = alone.next_if(|end: &Step<'_>| end.at < row.at) {
                all.push(end);
            }
            of_row.push(all.len());
            all.push(Step { at: row.at, thread: row.thread, row: Some(row) });
        }
        if end == rows.len() && !rows.last().is_some_and(fails) {
            all.extend(alone);
        }
        let mut of_thread = vec![Vec::new(); trace.threads.len()];
        let mut of_call: HashMap<CallId, Vec<usize>> = HashMap::new();
        for (index, step) in all.iter().enumerate() {
            of_thread[step.thread as usize].push(index);
            if let Some(What::Did { call, .. } | What::Waits { call, .. }) =
                step.row.map(|row| &row.what)
            {
                of_call.entry(*call).or_default().push(index);
            }
        }
        let omitted = all.len().saturating_sub(STEPS_MAX);
        Self { all, omitted, of_row, of_thread, of_call }
    }

    /// The number of a step; `None` if it is not told.
    pub(crate) fn number(&self, index: usize) -> Option<u32> {
        let told = index.checked_sub(self.omitted)?;
        u32::try_from(told + 1).ok()
    }

    /// The number of the step of a row.
    pub(crate) fn number_of_row(&self, row: usize) -> Option<u32> {
        self.number(*self.of_row.get(row)?)
    }

    pub(crate) fn first_of(&self, thread: ThreadIndex) -> Option<usize> {
        self.of_thread[thread as usize].first().copied()
    }

    pub(crate) fn last_of(&self, thread: ThreadIndex) -> Option<usize> {
        self.of_thread[thread as usize].last().copied()
    }

    pub(crate) fn is_last_of_its_thread(&self, index: usize) -> bool {
        self.last_of(self.all[index].thread) == Some(index)
    }

    /// The step of a thread that shows an event.
    pub(crate) fn shown(&self, thread: ThreadIndex, event: usize) -> Option<usize> {
        let steps = &self.of_thread[thread as usize];
        let place = steps.binary_search_by_key(&event, |index| self.all[*index].at).ok()?;
        Some(steps[place])
    }

    /// A step that is, or comes before, what its thread published in an event.
    pub(crate) fn publishes(&self, trace: &Trace, event: usize) -> Option<usize> {
        let before = |index: &&usize| self.all[**index].at <= event;
        let of = &trace.events[event];
        let of_call = of.call.and_then(|call| self.of_call.get(&trace.outermost_call(call)));
        match of_call {
            Some(steps) => steps.iter().rev().find(before).or(steps.first()).copied(),
            None => self.of_thread[of.thread as usize].iter().rev().find(before).copied(),
        }
    }

    /// A step that is, or comes after, where its thread learnt something in an event.
    pub(crate) fn learns(&self, trace: &Trace, event: usize) -> Option<usize> {
        let after = |index: &&usize| self.all[**index].at >= event;
        let of = &trace.events[event];
        let of_call = of.call.and_then(|call| self.of_call.get(&trace.outermost_call(call)));
        match of_call {
            Some(steps) => steps.iter().find(after).or(steps.last()).copied(),
            None => self.of_thread[of.thread as usize].iter().find(after).copied(),
        }
    }
}

/// The ends of threads for which others begin to wait after the thread's last row: they would seem to wait for a
/// thread that is over.
fn lonely_ends<'a>(trace: &Trace, rows: &[Row]) -> Vec<Step<'a>> {
    let mut is_awaited = vec![false; trace.threads.len()];
    let mut ends = Vec::new();
    let mut seen = 0;
    for (at, event) in trace.events.iter().enumerate() {
        while let Some(row) = rows.get(seen).filter(|row| row.at <= at) {
            if let What::Join(other) = row.what {
                is_awaited[other as usize] = true;
            }
            is_awaited[row.thread as usize] = false;
            seen += 1;
        }
        if event.act == Act::Done && is_awaited[event.thread as usize] {
            ends.push(Step { at, thread: event.thread, row: None });
        }
    }
    ends
}
