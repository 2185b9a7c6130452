//! All interleavings of a program, one step after the other, by the book: what an operation does is said
//! once more here, as a change of plain values.

use std::collections::{BTreeSet, HashSet, VecDeque};

use crate::Outcomes;
use crate::program::Step::*;
use crate::program::{FAILED, Program, SHUT_DOWN, outcome};

/// Whether the enumerator is right: else it shows that the comparison notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Book {
    Right,
    /// The mistake: an exchange is made though the comparison fails.
    ExchangesRegardless,
}

/// Everything there is at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct State {
    words: [u32; 2],
    /// Who sleeps on each word, in the order in which they fell asleep.
    asleep: [Vec<usize>; 2],
    is_locked: bool,
    permits: u32,
    is_set: bool,
    /// Who waits for the flag.
    waiting: Vec<usize>,
    queue: VecDeque<u32>,
    is_shut_down: bool,
    /// How far each thread is.
    at: Vec<usize>,
    notes: Vec<Vec<u32>>,
}

pub(crate) fn outcomes(program: &Program, book: Book) -> Outcomes {
    let threads = program.threads.len();
    let start =
        State { at: vec![0; threads], notes: vec![Vec::new(); threads], ..State::default() };
    let mut seen = HashSet::from([start.clone()]);
    let mut todo = vec![start];
    let mut ends = BTreeSet::new();
    while let Some(state) = todo.pop() {
        let is_over = (0..threads).all(|thread| state.at[thread] == program.threads[thread].len());
        if is_over {
            ends.insert(outcome(&state.notes, state.words));
            continue;
        }
        let next: Vec<State> =
            (0..threads).flat_map(|thread| state.after(program, book, thread)).collect();
        if next.is_empty() {
            return Outcomes::Sticks;
        }
        todo.extend(next.into_iter().filter(|next| seen.insert(next.clone())));
    }
    Outcomes::Ends(ends)
}

impl State {
    /// What may come next if this thread takes its step; nothing if it cannot.
    fn after(&self, program: &Program, book: Book, thread: usize) -> Vec<Self> {
        let Some(&step) = program.threads[thread].get(self.at[thread]) else { return Vec::new() };
        if self.is_asleep(thread) {
            return match step {
                // The deadline passes.
                WaitUntil(..) => vec![self.awoken(thread, 1)],
                WaitForSetUntil => vec![self.awoken(thread, FAILED)],
                _ => Vec::new(),
            };
        }
        let mut next = self.clone();
        match step {
            Load(word) => next.note(thread, self.words[word]),
            Store(word, value) => next.words[word] = value,
            Swap(word, value) => next.change(thread, word, value),
            Add(word, value) => next.change(thread, word, self.words[word].wrapping_add(value)),
            CompareExchange(word, old, new) => {
                let value = self.words[word];
                let is_exchanged = value == old || book == Book::ExchangesRegardless;
                next.change(thread, word, if is_exchanged { new } else { value });
            }
            Wait(word, value) | WaitUntil(word, value) if self.words[word] == value => {
                next.asleep[word].push(thread);
                return vec![next];
            }
            Wait(..) | WaitUntil(..) => next.note(thread, 0),
            Wake(word, most) => {
                next.at[thread] += 1;
                return next.wake(word, most);
            }

            Acquire if self.is_locked => return Vec::new(),
            Acquire => next.is_locked = true,
            TryAcquire => {
                next.is_locked = true;
                next.note(thread, worked(!self.is_locked));
            }
            Release => {
                next.is_locked = false;
                next.note(thread, worked(self.is_locked));
            }
            TakePermit if self.permits == 0 => return Vec::new(),
            TakePermit => next.permits -= 1,
            TryTakePermit => {
                next.permits = self.permits.saturating_sub(1);
                next.note(thread, worked(self.permits > 0));
            }
            GivePermit => next.permits += 1,
            Set => {
                next.is_set = true;
                for waiting in std::mem::take(&mut next.waiting) {
                    next.at[waiting] += 1;
                    next.note(waiting, 1);
                }
            }
            Clear => next.is_set = false,
            IsSet => next.note(thread, worked(self.is_set)),
            WaitForSet | WaitForSetUntil if !self.is_set => {
                next.waiting.push(thread);
                return vec![next];
            }
            WaitForSet | WaitForSetUntil => next.note(thread, 1),

            Put(item) | TryPut(item) => {
                let full = !self.queue.is_empty();
                match step {
                    _ if self.is_shut_down => next.note(thread, SHUT_DOWN),
                    Put(_) if full => return Vec::new(),
                    _ if full => next.note(thread, FAILED),
                    _ => {
                        next.queue.push_back(item);
                        next.note(thread, 1);
                    }
                }
            }
            Get | TryGet => match next.queue.pop_front() {
                Some(item) => next.note(thread, item),
                None if self.is_shut_down => next.note(thread, SHUT_DOWN),
                None if step == Get => return Vec::new(),
                None => next.note(thread, FAILED),
            },
            ShutDown => next.is_shut_down = true,
        }
        next.at[thread] += 1;
        vec![next]
    }

    fn is_asleep(&self, thread: usize) -> bool {
        self.asleep.iter().flatten().chain(&self.waiting).any(|asleep| *asleep == thread)
    }

    fn note(&mut self, thread: usize, note: u32) {
        self.notes[thread].push(note);
    }

    fn change(&mut self, thread: usize, word: usize, value: u32) {
        self.note(thread, self.words[word]);
        self.words[word] = value;
    }

    /// The thread goes on.
    fn awoken(&self, thread: usize, note: u32) -> Self {
        let mut next = self.clone();
        for asleep in next.asleep.iter_mut().chain([&mut next.waiting]) {
            asleep.retain(|asleep| *asleep != thread);
        }
        next.at[thread] += 1;
        next.note(thread, note);
        next
    }

    fn wake(self, word: usize, most: u32) -> Vec<Self> {
        if most == 0 || self.asleep[word].is_empty() {
            return vec![self];
        }
        // Any of them. Some engines wake who came first, but no thread can know when another one fell
        // asleep, so that comes to the same.
        let woken = self.asleep[word].iter().map(|thread| self.awoken(*thread, 0));
        woken.flat_map(|next| next.wake(word, most - 1)).collect()
    }
}

fn worked(it: bool) -> u32 {
    if it { 1 } else { FAILED }
}
