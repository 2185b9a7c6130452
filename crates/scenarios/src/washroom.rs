//! A washroom with a few places and many visitors.
//!
//! ```text
//! each visitor:  [take a permit]        the line that matters
//!                go in;  stay a while;  come out
//!                [give it back]
//! ```
//!
//! *Invariant*: there are never more inside than there are places, and everybody gets in.

use std::sync::Arc;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, AtomicInt, Runtime};
use sync::Semaphore;
use trace::FaultKind;

use crate::people::person;
use crate::tally::Tally;
use crate::{Cx, Expect, Scenario};

crate::params! {
    /// How large the washroom is, and how many want in.
    pub struct Sizes {
        /// Places inside.
        places: 1 in models, 3 natively, within 1..=64;
        /// People who go there once each.
        visitors: 2 in models, 20 natively, within 1..=64;
    }
}

/// A [`Semaphore`] lets in as many as there are places.
#[derive(Debug)]
pub struct ThreeInside;

/// Nobody counts.
#[derive(Debug)]
pub struct NoLimit;

impl Scenario for ThreeInside {
    const NAME: &'static str = "washroom/three-inside";
    const STORY: &'static str = "Twenty visitors want into a washroom with three places, and a \
        semaphore has three permits. There are never more than three inside, and everybody gets in.";
    const PYTHON: &'static str = include_str!("../python/washroom/three-inside.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let permits = Arc::new(Semaphore::<R>::new_in(cx.params.places).named("permits"));
        visits(*cx, move |visit| {
            let _permit = permits.acquire();
            visit();
        });
    }
}

impl Scenario for NoLimit {
    const NAME: &'static str = "washroom/no-limit";
    const STORY: &'static str = "The same visitors walk straight in. Sooner or later there is one \
        more inside than there are places.";
    const PYTHON: &'static str = include_str!("../python/washroom/no-limit.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        visits(*cx, |visit| visit());
    }
}

/// Lets everybody in; `admitted` says under which conditions its argument, a visit, is made.
fn visits<R: Runtime>(cx: Cx<R, Sizes>, admitted: impl Fn(&dyn Fn()) + Clone + Send + 'static) {
    let inside = Arc::new(R::Futex::new(0).named("inside".into()));
    let visits = Tally::default();
    let visitors = (0..cx.params.visitors).map(|index| {
        let (inside, visits, admitted) = (Arc::clone(&inside), visits.clone(), admitted.clone());
        cx.spawn(person(index), move || {
            admitted(&|| visit(cx, &inside));
            visits.add(1);
        })
    });
    cx.join_all(visitors.collect::<Vec<_>>());
    assert_eq!(visits.total(), cx.params.visitors, "visitors who have been inside");
    // Relaxed: all who changed it were joined.
    assert_eq!(inside.load(Relaxed), 0, "visitors who are still inside");
}

fn visit<R: Runtime>(cx: Cx<R, Sizes>, inside: &R::Futex) {
    // Relaxed: a read-modify-write sees all that came before it in the order of this word, and a
    // permit that was given back was so after its visitor had come out.
    let others = inside.fetch_add(1, Relaxed);
    assert!(others < cx.params.places);
    cx.pause();
    inside.fetch_sub(1, Relaxed);
}
