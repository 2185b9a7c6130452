//! What is measured.

/// What a checker is to do with a program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// Explore all of it; so many executions there are under RC11 (complete, deadlocks).
    Exhaust {
        /// In which all threads end.
        complete: u64,
        /// In which some wait for ever.
        deadlocks: u64,
    },
    /// Find the bug.
    FindBug,
}

/// A program, the same for every checker.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// How many threads it starts.
    pub threads: u32,
    /// What to do with it.
    pub goal: Goal,
    /// Its source, with that of its neighbours.
    file: &'static str,
    function: &'static str,
}

/// A name that no program has.
#[derive(Debug, thiserror::Error)]
#[error("no program is called `{0}`; without a name all of them are measured")]
pub struct UnknownProgram(pub String);

const LOCKS: &str = include_str!("../programs/locks.rs");
const ATOMICS: &str = include_str!("../programs/atomics.rs");
const QUEUES: &str = include_str!("../programs/queues.rs");
const BUGS: &str = include_str!("../programs/bugs.rs");

const fn exhaust(
    name: &'static str,
    threads: u32,
    complete: u64,
    (file, function): (&'static str, &'static str),
) -> Program {
    Program { name, threads, goal: Goal::Exhaust { complete, deadlocks: 0 }, file, function }
}

const fn bug(
    name: &'static str,
    threads: u32,
    file: &'static str,
    function: &'static str,
) -> Program {
    Program { name, threads, goal: Goal::FindBug, file, function }
}

const ALL: &[Program] = &[
    exhaust("lock 2x1", 2, 2, (LOCKS, "locks")),
    exhaust("lock 3x1", 3, 6, (LOCKS, "locks")),
    exhaust("lock 4x1", 4, 24, (LOCKS, "locks")),
    exhaust("lock 2x3", 2, 20, (LOCKS, "locks")),
    exhaust("lock 3x2", 3, 90, (LOCKS, "locks")),
    exhaust("lock 3x3", 3, 1680, (LOCKS, "locks")),
    exhaust("lock 4x3", 4, 369_600, (LOCKS, "locks")),
    exhaust("lock 7x1", 7, 5040, (LOCKS, "locks")),
    exhaust("lock 8x1", 8, 40_320, (LOCKS, "locks")),
    exhaust("two locks 3", 3, 36, (LOCKS, "two_locks")),
    exhaust("independent locks 3x3", 3, 1, (LOCKS, "independent_locks")),
    exhaust("add 3 seqcst", 3, 6, (ATOMICS, "adds")),
    exhaust("add 4 relaxed", 4, 24, (ATOMICS, "adds")),
    exhaust("readers 3", 3, 8, (ATOMICS, "readers")),
    exhaust("readers 13", 13, 8192, (ATOMICS, "readers")),
    exhaust("SB relaxed", 2, 4, (ATOMICS, "store_buffering")),
    exhaust("SB seqcst", 2, 3, (ATOMICS, "store_buffering")),
    exhaust("MP rel-acq", 2, 3, (ATOMICS, "message_passing")),
    exhaust("MP relaxed", 2, 4, (ATOMICS, "message_passing")),
    exhaust("IRIW rel-acq", 4, 16, (ATOMICS, "iriw")),
    exhaust("IRIW seqcst", 4, 15, (ATOMICS, "iriw")),
    exhaust("stack 2", 2, 40, (ATOMICS, "stack")),
    exhaust("stack 3", 3, 25_680, (ATOMICS, "stack")),
    exhaust("buffer 1p1c", 2, 2, (QUEUES, "buffer")),
    exhaust("buffer 2p2c", 4, 64, (QUEUES, "buffer")),
    exhaust("queue 1p1c", 2, 2, (QUEUES, "queue")),
    exhaust("queue 2p1c", 3, 14, (QUEUES, "queue")),
    exhaust("queue 2p2c", 4, 108, (QUEUES, "queue")),
    exhaust("notify always", 3, 16, (BUGS, "notify_always")),
    Program {
        name: "philosophers 10",
        threads: 10,
        goal: Goal::Exhaust { complete: 1022, deadlocks: 1 },
        file: LOCKS,
        function: "philosophers",
    },
    bug("ticket", 2, BUGS, "ticket"),
    bug("account", 3, BUGS, "account"),
    bug("order violation", 3, BUGS, "order_violation"),
    bug("reorder 3", 3, BUGS, "reorder"),
    bug("reorder 4", 4, BUGS, "reorder"),
    bug("wrong lock", 2, BUGS, "wrong_lock"),
    bug("crossed locks", 2, BUGS, "crossed_locks"),
    bug("philosophers 3", 3, LOCKS, "philosophers"),
    bug("philosophers 4", 4, LOCKS, "philosophers"),
    bug("lost wake-up", 2, BUGS, "lost_wakeup"),
    bug("notify only when full", 3, BUGS, "notify_only_when_full"),
    bug("if instead of while", 3, BUGS, "if_instead_of_while"),
    bug("future cancel race", 2, BUGS, "future_cancel_race"),
    bug("pool shutdown", 2, BUGS, "pool_shutdown"),
    bug("SB bug", 2, BUGS, "store_buffering_bug"),
    bug("MP bug", 2, BUGS, "message_passing_bug"),
    bug("seen from behind", 2, BUGS, "seen_from_behind"),
];

/// All programs, in the order in which they are measured.
pub fn programs() -> &'static [Program] {
    ALL
}

impl Program {
    /// The program with this name.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn find(name: &str) -> Result<&'static Self, UnknownProgram> {
        let found = ALL.iter().find(|program| program.name == name);
        found.ok_or_else(|| UnknownProgram(name.to_owned()))
    }

    /// The function it runs, as it is written.
    pub fn source(&self) -> &'static str {
        let head = format!("fn {}(", self.function);
        let start = self.file.find(&head).unwrap_or(0);
        let doc = self.file[..start].rfind("\n\n").map_or(0, |at| at + 2);
        let end = self.file[start..].find("\n}\n").map_or(self.file.len(), |at| start + at + 3);
        &self.file[doc..end]
    }

    /// How many executions there are under RC11, if that is what is asked.
    pub fn executions(&self) -> Option<u64> {
        match self.goal {
            Goal::Exhaust { complete, deadlocks } => Some(complete + deadlocks),
            Goal::FindBug => None,
        }
    }
    /// How many executions an optimal search needs at most to find the bug: as many as there are, where
    /// that has been published or counted.
    pub fn at_most(&self) -> u64 {
        match self.name {
            "ticket" => 6,
            "crossed locks" | "future cancel race" | "pool shutdown" | "seen from behind" => 3,
            "philosophers 3" => 7,
            "philosophers 4" => 15,
            "wrong lock" | "SB bug" | "MP bug" => 4,
            _ => 100,
        }
    }
}
