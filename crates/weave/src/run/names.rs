//! Names of threads and locations: who made them, and the how-manyth of its makings it was. Creation
//! is no event, so a global counter would number things by the order of a re-run, which differs
//! between runs.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::graph::{LocationIndex, ThreadIndex, mix};

/// What a location is called.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub(crate) enum Name {
    /// The `nth` thing that thread `by` made.
    Made { by: ThreadIndex, nth: u32 },
    /// The token that lets this thread out of `park`.
    Token(ThreadIndex),
    /// Named by the program.
    Key(u64),
}

/// A dense number, and what it stands for in every process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Numbered {
    pub(crate) index: u32,
    pub(crate) name: u128,
}

/// All names met so far. Shared by the workers of one check; numbers depend on who met what first,
/// names do not.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    locations: Vec<(Name, u128)>,
    location_numbers: HashMap<Name, LocationIndex>,
    threads: Vec<Option<(ThreadIndex, u32)>>,
    called: Vec<u128>,
    thread_numbers: HashMap<(ThreadIndex, u32), ThreadIndex>,
    /// The lines whose shared values are counted: they belong to the names, since a graph with
    /// counts means nothing to a search without.
    counted: Counted,
}

/// Which lines make shared values whose counts are events.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Counted {
    /// Those with these names.
    Lines(BTreeSet<u128>),
    /// All of them.
    All,
}

impl Default for Counted {
    fn default() -> Self {
        Self::Lines(BTreeSet::new())
    }
}

const ROOT: u128 = 0x706c_6169_6e77_6561_7665;

impl Default for Names {
    fn default() -> Self {
        Self {
            locations: Vec::new(),
            location_numbers: HashMap::new(),
            threads: vec![None],
            called: vec![ROOT],
            thread_numbers: HashMap::new(),
            counted: Counted::default(),
        }
    }
}

impl Names {
    /// The number of a location.
    pub(crate) fn location(&mut self, name: Name) -> Numbered {
        let next = number(self.locations.len());
        let index = *self.location_numbers.entry(name).or_insert(next);
        if index == next {
            let hashed = self.hash(name);
            self.locations.push((name, hashed));
        }
        Numbered { index, name: self.locations[index as usize].1 }
    }

    /// The number of the `nth` child of a thread.
    pub(crate) fn child(&mut self, parent: ThreadIndex, nth: u32) -> Numbered {
        let next = number(self.threads.len());
        let index = *self.thread_numbers.entry((parent, nth)).or_insert(next);
        if index == next {
            self.threads.push(Some((parent, nth)));
            let name = mix(self.thread_name(parent), u64::from(nth) << 2 | 3);
            self.called.push(name);
        }
        Numbered { index, name: self.called[index as usize] }
    }

    /// What stands for a thread in every process.
    pub(crate) fn thread_name(&self, thread: ThreadIndex) -> u128 {
        self.called[thread as usize]
    }

    /// No names yet, for a search that counts these.
    pub(crate) fn counting(counted: Counted) -> Self {
        Self { counted, ..Self::default() }
    }

    /// Shared values made at this line are to be counted.
    pub(crate) fn count(&mut self, line: u128) {
        if let Counted::Lines(lines) = &mut self.counted {
            lines.insert(line);
        }
    }

    /// The lines whose shared values are counted.
    pub(crate) fn counted(&self) -> &Counted {
        &self.counted
    }

    /// The names of locations in the order of their numbers.
    pub(crate) fn locations(&self) -> impl ExactSizeIterator<Item = Name> {
        self.locations.iter().map(|&(name, _)| name)
    }

    /// Threads in the order of their numbers, without the first: parent, and how-manyth child.
    pub(crate) fn threads(&self) -> impl Iterator<Item = (ThreadIndex, u32)> {
        self.threads.iter().copied().flatten()
    }

    /// Names with these numbers: of each thread but the first who started it and the how-manyth of its
    /// children it was, and locations; and what is counted. `None` if a thread came before the one that started it, or a
    /// name is there twice.
    pub(crate) fn numbered(
        threads: &[(ThreadIndex, u32)],
        locations: &[Name],
        counted: Counted,
    ) -> Option<Self> {
        let mut names = Self::counting(counted);
        for (at, &(parent, nth)) in threads.iter().enumerate() {
            let known = (parent as usize) < names.threads.len();
            if !known || names.child(parent, nth).index != number(at + 1) {
                return None;
            }
        }
        for (at, &name) in locations.iter().enumerate() {
            let known = match name {
                Name::Made { by: thread, .. } | Name::Token(thread) => {
                    (thread as usize) < names.threads.len()
                }
                Name::Key(_) => true,
            };
            if !known || names.location(name).index != number(at) {
                return None;
            }
        }
        Some(names)
    }

    /// What stands for a location in every process.
    pub(crate) fn location_name(&self, location: LocationIndex) -> u128 {
        self.locations[location as usize].1
    }

    fn hash(&self, name: Name) -> u128 {
        match name {
            Name::Made { by, nth } => mix(self.thread_name(by), u64::from(nth) << 2),
            Name::Token(thread) => mix(self.thread_name(thread), 1),
            Name::Key(key) => mix(mix(ROOT, 2), key),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "bounded by what a program can make in a run")]
fn number(count: usize) -> u32 {
    count as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_depend_on_the_order_of_meeting() {
        let (mut a, mut b) = (Names::default(), Names::default());
        let first = a.child(0, 0);
        a.location(Name::Made { by: 0, nth: 0 });
        let made = a.location(Name::Made { by: first.index, nth: 2 });
        b.child(0, 1);
        let again = b.child(0, 0);
        let made_again = b.location(Name::Made { by: again.index, nth: 2 });
        assert_ne!(first.index, again.index);
        assert_eq!(first.name, again.name);
        assert_eq!(made.name, made_again.name);
        assert_ne!(made.name, a.location(Name::Token(first.index)).name);
        assert_eq!(made, a.location(Name::Made { by: first.index, nth: 2 }));
    }
}
