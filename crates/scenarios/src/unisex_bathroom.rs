//! A bathroom with a few places, for women and for men, but never for both at once.
//!
//! ```text
//! each visitor:  [pass the turnstile]
//!                count in at the switch of the own sex; the first one takes the room
//!                take a place;  stay a while;  give it back
//!                count out; the last one gives the room back
//! ```
//!
//! *Invariant*: there are never women and men inside at once, and never more than there are places.
//!
//! Without a turnstile it is safe but not fair: women may join women for ever while a man waits. Fairness
//! is asserted as bounded overtaking: a woman who comes after a man has begun to wait does not join those
//! inside before him. The other way round is the same.

use std::sync::Arc;

use runtime::Ordering::Relaxed;
use runtime::{Atomic, AtomicInt, Runtime};
use sync::Semaphore;
use trace::FaultKind;

use crate::light_switch::LightSwitch;
use crate::people::person;
use crate::{Cx, Expect, Params, Scenario, Variable};

crate::params! {
    /// How large the bathroom is, and how many want in.
    pub struct Sizes {
        /// Places inside.
        places: 1 in models, 3 natively, within 1..=64;
        /// Women.
        women: 2 in models, 8 natively, within 0..=64;
        /// Men.
        men: 1 in models, 8 natively, within 0..=64;
    }
}

crate::params! {
    /// How large the bathroom is in which two may meet.
    pub struct Two {
        /// Places inside.
        places: 1 in models, 3 natively, within 1..=64;
        /// Women.
        women: 1 in models, 8 natively, within 0..=64;
        /// Men.
        men: 1 in models, 8 natively, within 0..=64;
    }
}

/// A switch for each sex, behind a turnstile.
#[derive(Debug)]
pub struct Turnstile;

/// A switch for each sex, and nothing before it.
#[derive(Debug)]
pub struct NoTurnstile;

/// One switch for both.
#[derive(Debug)]
pub struct OneSwitch;

impl Scenario for Turnstile {
    const NAME: &'static str = "unisex-bathroom/turnstile";
    const STORY: &'static str = "Everybody comes through a turnstile, and who waits for the other sex to \
        leave waits there. Women and men never meet, and nobody is overtaken by those who come later.";
    const PYTHON: &'static str = include_str!("../python/unisex-bathroom/turnstile.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        visits::<R, Self, _>(*cx, cx.params);
    }
}

impl Scenario for NoTurnstile {
    const NAME: &'static str = "unisex-bathroom/no-turnstile";
    const STORY: &'static str = "Women and men never meet, but a woman who comes later joins those inside \
        while a man waits. If that goes on, the man never gets in.";
    const PYTHON: &'static str = include_str!("../python/unisex-bathroom/no-turnstile.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        visits::<R, Self, _>(*cx, cx.params);
    }
}

impl Scenario for OneSwitch {
    const NAME: &'static str = "unisex-bathroom/one-switch";
    const STORY: &'static str = "Women and men count in at the same switch. Only the very first one asks \
        for the room, and so a man walks in on a woman.";
    const PYTHON: &'static str = include_str!("../python/unisex-bathroom/one-switch.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Two;

    fn run<R: Runtime>(cx: &Cx<R, Two>) {
        let Two { places, women, men } = cx.params;
        visits::<R, Self, _>(*cx, Sizes { places, women, men });
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sex {
    Female,
    Male,
}

struct Bathroom<R: Runtime> {
    turnstile: Semaphore<R>,
    room: Semaphore<R>,
    switches: [LightSwitch<R>; 2],
    /// For whom the room is, once somebody has it.
    sign: Variable<R>,
    /// Which man waits for the room; 0 if none does.
    waiting: Variable<R>,
    places: Semaphore<R>,
    /// How many are in a place.
    inside: R::Futex,
}

/// What stands at the door.
trait Door: 'static {
    /// The switch for this sex.
    fn switch<R: Runtime>(bathroom: &Bathroom<R>, sex: Sex) -> &LightSwitch<R> {
        &bathroom.switches[sex as usize]
    }

    /// What one passes before. Returns what `enter` does: how many of the own sex are inside then.
    fn pass<R: Runtime>(_: &Bathroom<R>, enter: impl FnOnce() -> u32) -> u32 {
        enter()
    }
}

impl Door for Turnstile {
    fn pass<R: Runtime>(bathroom: &Bathroom<R>, enter: impl FnOnce() -> u32) -> u32 {
        let _turn = bathroom.turnstile.acquire();
        enter()
    }
}

/// The mistake: those who come later go in directly.
impl Door for NoTurnstile {}

impl Door for OneSwitch {
    fn switch<R: Runtime>(bathroom: &Bathroom<R>, _: Sex) -> &LightSwitch<R> {
        // The mistake: who comes second is let in by the first one, whoever that is.
        &bathroom.switches[0]
    }
}

/// Lets everybody in.
fn visits<R: Runtime, D: Door, P: Params>(cx: Cx<R, P>, sizes: Sizes) {
    let Sizes { places, women, men } = sizes;
    let bathroom = Arc::new(Bathroom::<R> {
        turnstile: Semaphore::new_in(1).named("turnstile"),
        room: Semaphore::new_in(1).named("room"),
        switches: ["women", "men"].map(LightSwitch::new),
        sign: Variable::new("sign", 0),
        waiting: Variable::new("waiting man", 0),
        places: Semaphore::new_in(places).named("places"),
        inside: R::Futex::new(0).named("inside".into()),
    });
    let visitors = (0..women + men).map(|number| {
        let bathroom = Arc::clone(&bathroom);
        let sex = if number < women { Sex::Female } else { Sex::Male };
        cx.spawn(person(number), move || {
            let others = bathroom.visit::<D>(|| cx.pause(), sex, number + 1);
            assert!(others < places);
        })
    });
    cx.join_all(visitors.collect::<Vec<_>>());
}

impl<R: Runtime> Bathroom<R> {
    /// Somebody comes and goes. Returns how many were in the places already.
    fn visit<D: Door>(&self, pause: impl Fn(), sex: Sex, number: u32) -> u32 {
        let switch = D::switch(self, sex);
        let came_after = if sex == Sex::Female { self.waiting.get() } else { 0 };
        let company = D::pass(self, || {
            switch.enter(|| {
                if sex == Sex::Male {
                    self.waiting.set(number);
                }
                self.room.acquire().forget();
                if sex == Sex::Male {
                    self.waiting.set(0);
                }
                self.sign.set(sex as u32);
            })
        });
        let still_waits = came_after > 0 && company > 1 && self.waiting.get() == came_after;
        let overtaken = if still_waits { came_after } else { 0 };
        let sign = self.sign.get();
        let inside = {
            let _place = self.places.acquire();
            // Relaxed: a read-modify-write sees all that came before it in the order of this word, and a
            // place that was given back was so after its visitor had counted out.
            let inside = self.inside.fetch_add(1, Relaxed);
            pause();
            self.inside.fetch_sub(1, Relaxed);
            inside
        };
        switch.leave(|| self.room.release().expect("one permit"));
        // Not before: who fails inside keeps the others out.
        assert_eq!(sign, sex as u32, "for whom the room is");
        assert_eq!(overtaken, 0, "the man who was overtaken");
        inside
    }
}
