//! What threads called, what they were told, and when.

use std::fmt::{self, Debug};

/// The number of a call in its history.
pub type CallId = usize;

/// How many calls a history may have: sets of them are words of so many bits.
pub(crate) const MOST: usize = 128;

/// A history has more calls than can be checked at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a history of {calls} calls is too long, the most is {MOST}; check shorter ones, which say as much"
)]
pub struct TooLong {
    /// How many there are.
    pub calls: usize,
}

/// An operation that a thread called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call<O, R> {
    /// Whose.
    pub thread: usize,
    /// What.
    pub operation: O,
    /// What the thread was told; nothing, if it was never told anything.
    pub result: Option<R>,
    pub(crate) invoked: usize,
    pub(crate) responded: usize,
}

impl<O, R> Call<O, R> {
    /// Whether it was over before the other one began.
    pub const fn is_before(&self, other: &Self) -> bool {
        self.responded < other.invoked
    }
}

/// What threads called, what they were told, and in which order both happened.
///
/// It is written in the order in which invocations and responses happened. As text, it is a picture: a
/// line for each thread, from left to right in time.
///
/// ```
/// use plainweave_linear::History;
///
/// let mut history = History::new();
/// let put = history.invoke(0, "put 1");
/// let get = history.invoke(1, "get");
/// history.respond(get, "1");
/// history.respond(put, "ok");
/// history.invoke(1, "get");
/// assert_eq!(
///     history.to_string(),
///     "thread 0  [\"put 1\"---------------> \"ok\"]\n\
///      thread 1           [\"get\"-> \"1\"]         [\"get\"…\n"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History<O, R> {
    calls: Vec<Call<O, R>>,
    moments: usize,
    is_stuck: bool,
}

impl<O, R> Default for History<O, R> {
    fn default() -> Self {
        Self { calls: Vec::new(), moments: 0, is_stuck: false }
    }
}

impl<O, R> History<O, R> {
    /// A history in which nothing has happened.
    pub fn new() -> Self {
        Self::default()
    }

    /// A thread calls an operation.
    pub fn invoke(&mut self, thread: usize, operation: O) -> CallId {
        let invoked = self.next_moment();
        self.calls.push(Call { thread, operation, result: None, invoked, responded: usize::MAX });
        self.calls.len() - 1
    }

    /// The thread is told the result of the call.
    ///
    /// # Panics
    ///
    /// If there is no such call.
    pub fn respond(&mut self, call: CallId, result: R) {
        let moment = self.next_moment();
        let call = &mut self.calls[call];
        (call.result, call.responded) = (Some(result), moment);
    }

    /// Nobody goes on: calls without a response wait for ever.
    ///
    /// Then that has to be explained, too: if there is an order after which one of them would not block, it
    /// was forgotten. Without this, nothing is asked of pending calls.
    pub fn came_to_a_standstill(&mut self) {
        self.is_stuck = true;
    }

    /// The calls, in the order in which they began.
    pub fn calls(&self) -> &[Call<O, R>] {
        &self.calls
    }

    pub(crate) fn is_stuck(&self) -> bool {
        self.is_stuck
    }

    fn next_moment(&mut self) -> usize {
        self.moments += 1;
        self.moments
    }
}

impl<O: Debug, R: Debug> fmt::Display for History<O, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A column for each moment, as wide as what stands there.
        let begin = |call: &Call<O, R>| format!("[{:?}", call.operation);
        let end = |call: &Call<O, R>| call.result.as_ref().map(|result| format!("> {result:?}]"));
        let mut widths = vec![0; self.moments + 1];
        for call in &self.calls {
            widths[call.invoked] = begin(call).chars().count();
            if let Some(end) = end(call) {
                widths[call.responded] = end.chars().count();
            }
        }
        let threads = self.calls.iter().map(|call| call.thread + 1).max().unwrap_or(0);
        for thread in 0..threads {
            let mut line = format!("thread {thread}  ");
            let mut open = false;
            for (moment, width) in widths.iter().enumerate().skip(1) {
                let mine = |call: &&Call<O, R>| call.thread == thread;
                let mut calls = self.calls.iter().filter(mine);
                if let Some(call) = calls.clone().find(|call| call.invoked == moment) {
                    line += &begin(call);
                    open = true;
                } else if let Some(call) = calls.find(|call| call.responded == moment) {
                    line += &end(call).unwrap_or_default();
                    open = false;
                } else {
                    line += &(if open { "-" } else { " " }).repeat(*width);
                }
                if !open {
                    line.push(' ');
                } else if moment < self.moments {
                    line.push('-');
                }
            }
            writeln!(f, "{}{}", line.trim_end(), if open { "…" } else { "" })?;
        }
        if self.is_stuck {
            writeln!(f, "and nobody goes on")?;
        }
        Ok(())
    }
}
