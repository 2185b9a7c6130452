//! Three smokers, each with plenty of one ingredient, and an agent who puts the other two on the table.
//!
//! ```text
//! agent, for each smoker:  put two ingredients on the table;  wait until somebody has smoked
//! each smoker:             take the two that are missing      the line that matters
//!                          smoke;  say so
//! ```
//!
//! *Invariant*: whoever can make a cigarette of what is on the table does, and everybody smokes.
//!
//! Each ingredient is on the table for two smokers, of whom one cannot use it without another that is
//! not there. If smokers take one ingredient after the other, the wrong one may be faster.

use std::sync::Arc;

use runtime::Runtime;
use sync::Semaphore;
use trace::FaultKind;

use crate::tally::Tally;
use crate::{Cx, Expect, Scenario};

crate::params! {
    /// How much is smoked.
    pub struct Sizes {
        /// Cigarettes for each of the three.
        cigarettes: 1 in models, 5 natively, within 1..=10_000;
    }
}

/// A smoker takes one ingredient, and then waits for the other one.
#[derive(Debug)]
pub struct OneByOne;

/// A helper at the table looks what lies there, and calls the one who can use it.
#[derive(Debug)]
pub struct Helper;

impl Scenario for OneByOne {
    const NAME: &'static str = "cigarette-smokers/one-by-one";
    const STORY: &'static str = "Each smoker takes one missing ingredient and waits for the other. The \
        wrong smoker may take what the right one needs, and then nobody can smoke.";
    const PYTHON: &'static str = include_str!("../python/cigarette-smokers/one-by-one.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::NeverWoken);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        smoke::<R, Heaps<R>>(*cx);
    }
}

impl Scenario for Helper {
    const NAME: &'static str = "cigarette-smokers/helper";
    const STORY: &'static str = "A helper sees who can use the two ingredients, and calls that smoker by \
        the semaphore of that one alone. Nobody else reaches for the table.";
    const PYTHON: &'static str = include_str!("../python/cigarette-smokers/helper.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        smoke::<R, Called<R>>(*cx);
    }
}

const SMOKERS: [&str; 3] = ["ann", "ben", "cleo"];

/// The smoker number n has plenty of the ingredient number n.
const INGREDIENTS: [&str; 3] = ["tobacco", "paper", "matches"];

/// The two that this smoker does not have, in the order in which one reaches for them.
const fn missing(smoker: usize) -> [usize; 2] {
    [(smoker + 1) % 3, (smoker + 2) % 3]
}

/// A table to which ingredients are brought.
trait Table: Send + Sync + 'static {
    fn new() -> Self;
    /// Puts down two ingredients.
    fn put(&self, ingredients: [usize; 2]);
    /// Waits for the two that this smoker needs, and takes them.
    fn take(&self, smoker: usize);
}

/// The agent serves everybody in turn. The main thread is the agent.
fn smoke<R: Runtime, T: Table>(cx: Cx<R, Sizes>) {
    let table = Arc::new(T::new());
    let smoked = Arc::new(Semaphore::<R>::new_in(0).named("smoked"));
    let cigarettes = Tally::default();
    let smokers = [0, 1, 2].map(|smoker| {
        let (table, smoked) = (Arc::clone(&table), Arc::clone(&smoked));
        let cigarettes = cigarettes.clone();
        cx.spawn(SMOKERS[smoker], move || {
            for _ in 0..cx.params.cigarettes {
                table.take(smoker);
                cigarettes.add(1);
                smoked.release().expect("no more than one at a time");
            }
        })
    });
    for _ in 0..cx.params.cigarettes {
        for smoker in 0..3 {
            table.put(missing(smoker));
            smoked.acquire().forget();
        }
    }
    cx.join_all(smokers);
    assert_eq!(cigarettes.total(), 3 * cx.params.cigarettes, "cigarettes smoked");
}

/// A heap of each ingredient.
struct Heaps<R: Runtime>([Semaphore<R>; 3]);

impl<R: Runtime> Table for Heaps<R> {
    fn new() -> Self {
        Self(INGREDIENTS.map(|name| Semaphore::new_in(0).named(name)))
    }

    fn put(&self, ingredients: [usize; 2]) {
        for ingredient in ingredients {
            self.0[ingredient].release().expect("few ingredients");
        }
    }

    fn take(&self, smoker: usize) {
        // The mistake: two steps, between which another smoker takes the other ingredient.
        for ingredient in missing(smoker) {
            self.0[ingredient].acquire().forget();
        }
    }
}

/// A table with a helper, who calls a smoker.
struct Called<R: Runtime>([Semaphore<R>; 3]);

impl<R: Runtime> Table for Called<R> {
    fn new() -> Self {
        Self(SMOKERS.map(|name| Semaphore::new_in(0).named(format!("call {name}"))))
    }

    fn put(&self, ingredients: [usize; 2]) {
        let smoker =
            (0..3).find(|smoker| !ingredients.contains(smoker)).expect("three ingredients");
        self.0[smoker].release().expect("no more than one call");
    }

    fn take(&self, smoker: usize) {
        self.0[smoker].acquire().forget();
    }
}
