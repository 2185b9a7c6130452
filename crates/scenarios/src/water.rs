//! Atoms that bond to water: two of hydrogen and one of oxygen at a time.
//!
//! ```text
//! each atom:  take a place for its element       two for hydrogen, one for oxygen
//!             [wait at the barrier until there are three]
//!             bond
//!             [give the place back]              two lines that matter
//! ```
//!
//! *Invariant*: of the atoms in the order in which they bond, every three are a molecule: two of
//! hydrogen, one of oxygen.
//!
//! The barrier makes it three, and the places make it two and one; but only if each is kept until its
//! atom has bonded.

use std::sync::Arc;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, AtomicInt, Runtime};
use sync::{Barrier, Semaphore};
use trace::FaultKind;

use crate::{Cx, Expect, Params, Scenario};

crate::params! {
    /// How much water there will be.
    pub struct Sizes {
        /// Molecules.
        molecules: 2 in models, 5 natively, within 1..=64;
    }
}

crate::params! {
    /// How much water there will be where all goes well. Two molecules already have some hundred
    /// thousand interleavings; so there is one in a model.
    pub struct Pure {
        /// Molecules.
        molecules: 1 in models, 5 natively, within 1..=64;
    }
}

/// An atom keeps its place until it has bonded.
#[derive(Debug)]
pub struct PlacesAndBarrier;

/// An atom gives its place back before it bonds.
#[derive(Debug)]
pub struct PlaceBackEarly;

/// There is no barrier.
#[derive(Debug)]
pub struct PlacesAlone;

impl Scenario for PlacesAndBarrier {
    const NAME: &'static str = "water/places-and-barrier";
    const STORY: &'static str = "Two semaphores let two atoms of hydrogen and one of oxygen to a barrier \
        for three, and no other before these have bonded. Every molecule is H2O.";
    const PYTHON: &'static str = include_str!("../python/water/places-and-barrier.py");
    type Params = Pure;

    fn run<R: Runtime>(cx: &Cx<R, Pure>) {
        react::<R, Self, _>(*cx, cx.params.molecules);
    }
}

impl Scenario for PlaceBackEarly {
    const NAME: &'static str = "water/place-back-early";
    const STORY: &'static str = "Each atom gives its place back before it has bonded. Those of the next \
        molecule overtake it, and atoms of two molecules bond.";
    const PYTHON: &'static str = include_str!("../python/water/place-back-early.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        react::<R, Self, _>(*cx, cx.params.molecules);
    }
}

impl Scenario for PlacesAlone {
    const NAME: &'static str = "water/places-alone";
    const STORY: &'static str = "Nobody waits at a barrier: there are never more than three atoms at once, \
        but an atom that is early bonds alone, and others of its kind after it.";
    const PYTHON: &'static str = include_str!("../python/water/places-alone.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        react::<R, Self, _>(*cx, cx.params.molecules);
    }
}

/// What an atom has to pass before it bonds, and for how long it has a place.
trait Reaction {
    fn pass<R: Runtime>(places: &Semaphore<R>, barrier: &Barrier<R>, bond: impl FnOnce());
}

impl Reaction for PlacesAndBarrier {
    fn pass<R: Runtime>(places: &Semaphore<R>, barrier: &Barrier<R>, bond: impl FnOnce()) {
        let _place = places.acquire();
        barrier.wait().expect("nobody breaks the barrier");
        bond();
    }
}

impl Reaction for PlaceBackEarly {
    fn pass<R: Runtime>(places: &Semaphore<R>, barrier: &Barrier<R>, bond: impl FnOnce()) {
        let place = places.acquire();
        barrier.wait().expect("nobody breaks the barrier");
        // The mistake: the next molecule need not wait for this atom.
        drop(place);
        bond();
    }
}

impl Reaction for PlacesAlone {
    fn pass<R: Runtime>(places: &Semaphore<R>, _: &Barrier<R>, bond: impl FnOnce()) {
        let _place = places.acquire();
        // The mistake: it does not wait until there are three.
        bond();
    }
}

struct Vessel<R: Runtime> {
    hydrogen: Semaphore<R>,
    oxygen: Semaphore<R>,
    barrier: Barrier<R>,
    /// How many have bonded: oxygen in the upper half, hydrogen in the lower.
    bonded: R::Futex,
}

/// Lets all atoms bond. Each one of hydrogen has a thread of its own; the main thread is the oxygen, and
/// lets two of hydrogen come for each of its atoms.
fn react<R: Runtime, W: Reaction, P: Params>(cx: Cx<R, P>, molecules: u32) {
    let vessel = Arc::new(Vessel::<R> {
        hydrogen: Semaphore::new_in(2).named("H places"),
        oxygen: Semaphore::new_in(1).named("O place"),
        barrier: Barrier::new_in(3).named("barrier"),
        bonded: R::Futex::new(0).named("water".into()),
    });
    let mut hydrogen = Vec::new();
    for molecule in 1..=molecules {
        hydrogen.extend([2 * molecule - 1, 2 * molecule].map(|number| {
            let vessel = Arc::clone(&vessel);
            cx.spawn(format!("H{number}"), move || {
                W::pass(&vessel.hydrogen, &vessel.barrier, || vessel.bond(1));
            })
        }));
        W::pass(&vessel.oxygen, &vessel.barrier, || vessel.bond(OXYGEN));
    }
    cx.join_all(hydrogen);
    // Relaxed: all who bonded were joined.
    assert_eq!(vessel.bonded.load(Relaxed), molecules * (OXYGEN + 2), "atoms that have bonded");
}

const OXYGEN: u32 = 1 << 16;

impl<R: Runtime> Vessel<R> {
    /// An atom bonds; the third one completes a molecule.
    #[track_caller]
    fn bond(&self, atom: u32) {
        // Relaxed: only the order of the bonds matters, which is that of this word.
        let before = R::call(&self.bonded, "bond", || self.bonded.fetch_add(atom, Relaxed));
        let (oxygen, hydrogen) = (before / OXYGEN, before % OXYGEN);
        let molecules = (oxygen + hydrogen) / 3;
        let after = before + atom;
        let (oxygen, hydrogen) = (after / OXYGEN, after % OXYGEN);
        assert!(oxygen <= molecules + 1);
        assert!(hydrogen <= 2 * (molecules + 1));
    }
}
