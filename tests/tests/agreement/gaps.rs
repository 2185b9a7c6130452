//! Where loom differs, by name.
#![cfg(feature = "loom")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use check::{Engine, Level};

use crate::generate::Size;
use crate::naive::{self, Book};
use crate::program::{Family, Program, Step};
use crate::seam::{self, Orderings};
use crate::{Outcomes, for_each_program};

/// What is known to be different on loom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// `SeqCst` accesses count as `AcqRel`: outcomes that there are not.
    SeqCstAsAcqRel,
    /// A store comes between the two halves of another thread's read-modify-write: the same.
    StoreInsideReadModifyWrite,
    /// Outcomes of sequentially consistent programs are never explored.
    Unexplored,
}

/// In how many of the programs each gap shows. loom is pinned, and the programs are the same each time.
fn gaps(family: Family, level: Level) -> Vec<(Gap, u32)> {
    let gaps = RefCell::new(BTreeMap::new());
    for_each_program(family, Size::Small, |program, expected| {
        for gap in gaps_in(program, level, expected)? {
            *gaps.borrow_mut().entry(gap).or_insert(0) += 1;
        }
        Ok(())
    });
    gaps.into_inner().into_iter().collect()
}

#[test]
fn words() {
    assert_eq!(
        gaps(Family::Words, Level::Fine),
        [(Gap::StoreInsideReadModifyWrite, 12), (Gap::Unexplored, 2)]
    );
}

#[test]
fn objects() {
    assert_eq!(gaps(Family::Objects, Level::Coarse), []);
}

/// The smallest program for each gap. On Weave all is as it should be.
#[test]
fn each_gap_has_its_program() {
    use Step::{Add, Load, Store};
    let (x, y) = (0, 1);
    let smallest = [
        (Gap::SeqCstAsAcqRel, vec![vec![Store(x, 1), Load(y)], vec![Store(y, 1), Load(x)]]),
        (Gap::StoreInsideReadModifyWrite, vec![vec![Store(x, 1)], vec![Add(x, 0)]]),
        (Gap::Unexplored, vec![vec![Load(x), Store(y, 1)], vec![Load(y), Load(x), Store(x, 1)]]),
    ];
    for (gap, threads) in smallest {
        let program = Program { threads };
        let expected = naive::outcomes(&program, Book::Right);
        assert_eq!(seam::outcomes(Engine::Weave, Level::Fine, &program), expected, "{program}");
        assert_eq!(
            gaps_in(&program, Level::Fine, &expected),
            Ok(BTreeSet::from([gap])),
            "{program}"
        );
    }
}

/// What explains how loom differs, if it does and something does.
fn gaps_in(program: &Program, level: Level, expected: &Outcomes) -> Result<BTreeSet<Gap>, String> {
    let found = seam::outcomes(Engine::Loom, level, program);
    let mut gaps = BTreeSet::new();
    if found == *expected {
        return Ok(gaps);
    }
    let none = BTreeSet::new();
    let ends = |outcomes: &Outcomes| match outcomes {
        Outcomes::Ends(ends) => ends.clone(),
        Outcomes::Sticks => none.clone(),
    };
    let weaker = seam::outcomes_with(Engine::Weave, level, program, Orderings::AcqRel);
    let is_weaker = found == weaker || ends(&found).is_subset(&ends(&weaker));
    let has_more = found == Outcomes::Sticks || !ends(&found).is_subset(&ends(expected));
    let has_less = *expected == Outcomes::Sticks || !ends(expected).is_subset(&ends(&found));
    let unexplained = || format!("on loom: {found:?}\nnaively: {expected:?}");
    if has_more && is_weaker {
        gaps.insert(Gap::SeqCstAsAcqRel);
    } else if has_more && stores_beside_read_modify_writes(program) {
        gaps.insert(Gap::StoreInsideReadModifyWrite);
    } else if has_more {
        return Err(unexplained());
    }
    if has_less && loads_beside_stores(program) {
        gaps.insert(Gap::Unexplored);
    } else if has_less && found != Outcomes::Sticks {
        return Err(unexplained());
    }
    Ok(gaps)
}

fn changes(step: &Step) -> Option<usize> {
    match *step {
        Step::Swap(word, _)
        | Step::Add(word, _)
        | Step::CompareExchange(word, ..)
        // These look at the word by changing it to what it is.
        | Step::Wait(word, _)
        | Step::WaitUntil(word, _)
        | Step::Wake(word, _) => Some(word),
        _ => None,
    }
}

/// Whether one thread stores to a word that another one changes.
fn stores_beside_read_modify_writes(program: &Program) -> bool {
    beside(
        program,
        |step| if let Step::Store(word, _) = *step { Some(word) } else { None },
        changes,
    )
}

/// Whether one thread loads a word that another one writes.
fn loads_beside_stores(program: &Program) -> bool {
    let loads = |step: &Step| match *step {
        Step::Load(word) => Some(word),
        _ => changes(step),
    };
    let writes = |step: &Step| match *step {
        Step::Store(word, _) => Some(word),
        _ => changes(step),
    };
    beside(program, loads, writes)
}

/// Whether two threads do these two to the same word.
fn beside(
    program: &Program,
    one: impl Fn(&Step) -> Option<usize>,
    other: impl Fn(&Step) -> Option<usize>,
) -> bool {
    let threads = || program.threads.iter().enumerate();
    threads().any(|(first, steps)| {
        steps.iter().filter_map(&one).any(|word| {
            let others = threads().filter(|(second, _)| *second != first);
            others.flat_map(|(_, steps)| steps).filter_map(&other).any(|same| same == word)
        })
    })
}
