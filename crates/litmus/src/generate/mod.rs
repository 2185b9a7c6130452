//! Programs at random, to compare two explorers on.
//!
//! The same seed makes the same program, everywhere. Programs are small: what matters is that all
//! operations, orderings and forms of control flow meet each other. Among them are those at which
//! explorers have failed before: rounds of several reads that end in an `assume`, and locks built
//! from them; mutexes taken in crossed orders; tries that fail; threads that are never started. One
//! in three is a classic test of memory models with orderings and fences at random.

mod fragment;
mod random;
mod shapes;
mod vocabulary;

use fragment::Writer;
pub use random::Random;
use shapes::shaped;
use vocabulary::Vocabulary;

use crate::span::Spanned;
use crate::syntax::{Action, Block, Expression, Line, Term, Thread};

/// How large programs are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The most threads; at least two.
    pub threads_max: usize,
    /// About how many events there are at most, in all threads together.
    pub events_max: usize,
}

impl Default for Size {
    /// Up to three threads and eight events.
    fn default() -> Self {
        Self { threads_max: 3, events_max: 8 }
    }
}

/// Makes a program.
///
/// ```
/// use plainweave_litmus::Program;
/// use plainweave_litmus::generate::{Size, generate};
///
/// let line = generate(7, Size::default());
/// assert_eq!(line, generate(7, Size::default()));
/// assert!(Program::new(&line.to_string()).is_ok());
/// ```
pub fn generate(seed: u64, size: Size) -> Line {
    let mut random = Random::new(seed);
    let vocabulary = Vocabulary::choose(&mut random);
    if random.one_in(3) {
        return shaped(&mut random, &vocabulary, size.threads_max);
    }
    if random.one_in(12) {
        return copies(&mut random, &vocabulary, size);
    }
    let count = 2 + random.below(size.threads_max.saturating_sub(1));
    let mut budget = size.events_max;
    let mut threads = Vec::new();
    for number in 0..count {
        // What is left is shared evenly, more or less.
        let share = budget / (count - number);
        let own = 1 + random.below(share + 1).max(share / 2);
        let mut writer = Writer::new(&mut random, &vocabulary);
        let body = writer.thread(own.min(budget.max(1)));
        budget = budget.saturating_sub(own);
        threads.push(Thread { copies: None, body });
    }
    if vocabulary.has_starts {
        start_and_join(&mut random, &mut threads);
    }
    Line { threads }
}

/// A program of threads that all do the same.
fn copies(random: &mut Random, vocabulary: &Vocabulary, size: Size) -> Line {
    let count = 2 + random.below(size.threads_max.saturating_sub(1));
    let body = Writer::new(random, vocabulary).thread((size.events_max / count).max(1));
    let copies = i64::try_from(count).expect("there are few threads");
    Line { threads: vec![Thread { copies: Some(Term::Number(copies).into()), body }] }
}

/// Lets some threads be started and joined by others.
fn start_and_join(random: &mut Random, threads: &mut [Thread]) {
    for number in 1..threads.len() {
        let thread = i64::try_from(number).expect("there are few threads");
        if random.one_in(2) {
            // By a thread on the left, so that no two wait for each other to be started.
            let starter = &mut threads[random.below(number)].body;
            insert(random, starter, Action::Start(thread.into()));
        }
        if random.one_in(2) {
            let joiner = random.below(threads.len());
            let argument: Expression = Term::Number(thread).into();
            insert(random, &mut threads[joiner].body, Action::Join(argument));
        }
    }
}

/// Puts a statement somewhere into a block, or rarely into a branch in it.
fn insert(random: &mut Random, block: &mut Block, action: Action) {
    let place = random.below(block.len() + 1);
    if random.one_in(4)
        && let Some(Spanned { node: Action::If(branch), .. }) = block.get_mut(place)
    {
        branch.then.insert(0, action.into());
        return;
    }
    block.insert(place, action.into());
}
