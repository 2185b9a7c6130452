use std::fmt;

/// What a program is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Words,
    Objects,
}

/// What the threads of a program do. There are two words, and one object of each kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Program {
    pub(crate) threads: Vec<Vec<Step>>,
}

/// One step of a thread, and what it notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Notes the value of a word.
    Load(usize),
    Store(usize, u32),
    /// These note the value before.
    Swap(usize, u32),
    Add(usize, u32),
    CompareExchange(usize, u32, u32),
    /// Sleeps while the word is this.
    Wait(usize, u32),
    /// Notes whether the deadline passed.
    WaitUntil(usize, u32),
    Wake(usize, u32),

    Acquire,
    /// Notes whether it worked; so do those below.
    TryAcquire,
    Release,
    TakePermit,
    TryTakePermit,
    GivePermit,
    Set,
    Clear,
    IsSet,
    WaitForSet,
    WaitForSetUntil,
    /// Into a queue with one place.
    Put(u32),
    TryPut(u32),
    /// Notes the item.
    Get,
    TryGet,
    ShutDown,
}

/// What is noted of an operation that fails.
pub(crate) const FAILED: u32 = 100;
/// What is noted of an operation on a queue that is shut down.
pub(crate) const SHUT_DOWN: u32 = 101;

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, steps) in self.threads.iter().enumerate() {
            writeln!(f, "thread {number}: {steps:?}")?;
        }
        Ok(())
    }
}

/// A run, as far as one can tell: what each thread has noted, and what the words are at the end.
pub(crate) fn outcome(notes: &[Vec<u32>], words: [u32; 2]) -> String {
    format!("{notes:?} {words:?}")
}
