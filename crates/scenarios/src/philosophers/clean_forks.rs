//! Philosophers who ask their neighbours for forks (Chandy and Misra, 1984).
//!
//! ```text
//! each philosopher:  until both forks are mine: ask for what is missing, and wait
//!                    eat;  both forks are dirty now
//! who is asked:      gives a dirty fork away, and washes it first; keeps a clean one until it is dirty
//! ```
//!
//! *Invariant*: of two neighbours, the one whose fork is clean goes first, and these precedences form
//! no circle: not at the beginning, and eating puts a philosopher behind both neighbours.

use std::sync::Arc;

use runtime::Runtime;
use sync::{Condition, Lock, LockGuard};

use super::Guests;
use crate::people::person;
use crate::tally::Tally;
use crate::{Cx, Scenario};

/// A dirty fork is given to a neighbour who asks for it, a clean one is kept.
#[derive(Debug)]
pub struct CleanForks;

impl Scenario for CleanForks {
    const NAME: &'static str = "philosophers/clean-forks";
    const STORY: &'static str = "Forks belong to somebody, who gives a dirty one to the neighbour who asks, \
        washed, and keeps a clean one. Who has eaten comes after both neighbours, so everybody eats.";
    const PYTHON: &'static str = include_str!("../../python/philosophers/clean-forks.py");
    type Params = Guests;

    fn run<R: Runtime>(cx: &Cx<R, Guests>) {
        let cx = *cx;
        let Guests { philosophers, meals } = cx.params;
        let table = Arc::new(Table::<R>::new(philosophers));
        let eaten = Tally::default();
        let diners = (0..philosophers).map(|number| {
            let (table, eaten) = (Arc::clone(&table), eaten.clone());
            cx.spawn(person(number), move || {
                for _ in 0..meals {
                    table.get_forks(number);
                    cx.pause();
                    table.finish(number);
                    eaten.add(1);
                }
            })
        });
        cx.join_all(diners.collect::<Vec<_>>());
        assert_eq!(eaten.total(), philosophers * meals, "meals eaten");
    }
}

/// Fork number n lies to the left of philosopher number n.
#[derive(Debug)]
struct Fork {
    owner: u32,
    is_clean: bool,
    is_in_use: bool,
}

#[derive(Debug)]
struct Table<R: Runtime> {
    forks: Lock<Vec<Fork>, R>,
    dirty: Condition<R>,
}

impl<R: Runtime> Table<R> {
    /// All forks are dirty. Each belongs to the neighbour with the lower number.
    fn new(philosophers: u32) -> Self {
        let owners = (0..philosophers).map(|fork: u32| fork.saturating_sub(1));
        let fork = |owner| Fork { owner, is_clean: false, is_in_use: false };
        let forks = Lock::new_in(owners.map(fork).collect()).named("forks");
        Self { forks, dirty: Condition::new_in().named("dirty fork") }
    }

    /// Waits until both forks of this philosopher are there, and takes them up.
    fn get_forks(&self, philosopher: u32) {
        let mut forks = self.forks.lock();
        while !ask(philosopher, &mut forks) {
            forks = self.dirty.wait(forks);
        }
        for fork in both(philosopher, &forks) {
            assert!(!forks[fork].is_in_use);
            forks[fork].is_in_use = true;
        }
    }

    /// Puts both forks down, dirty.
    fn finish(&self, philosopher: u32) {
        let mut forks = self.forks.lock();
        for fork in both(philosopher, &forks) {
            forks[fork].is_in_use = false;
            forks[fork].is_clean = false;
        }
        self.dirty.notify_all(&forks);
    }
}

/// Gets those forks that others give away, and says whether both are there.
fn ask<R: Runtime>(philosopher: u32, forks: &mut LockGuard<'_, Vec<Fork>, R>) -> bool {
    both(philosopher, forks).into_iter().fold(true, |have_all, fork| {
        let fork = &mut forks[fork];
        if fork.owner != philosopher && !fork.is_clean && !fork.is_in_use {
            fork.owner = philosopher;
            fork.is_clean = true;
        }
        have_all && fork.owner == philosopher
    })
}

/// The left fork and the right one.
fn both(philosopher: u32, forks: &[Fork]) -> [usize; 2] {
    let left = philosopher as usize;
    [left, (left + 1) % forks.len()]
}
