//! Programs small enough for an engine that tells all interleavings apart.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::program::Step::{self, *};
use crate::program::{Family, Program};

/// How large a program may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// Two threads with up to two steps: for engines that tell many interleavings apart.
    Small,
    /// Two threads with up to three steps, or three with up to two.
    Usual,
}

pub(crate) fn programs(family: Family, size: Size) -> BoxedStrategy<Program> {
    let step = match family {
        Family::Words => word_steps(),
        Family::Objects => object_steps(),
    };
    let threads = match size {
        Size::Small => vec(vec(step, 1..=2), 2).boxed(),
        Size::Usual => {
            prop_oneof![vec(vec(step.clone(), 1..=3), 2), vec(vec(step, 1..=2), 3)].boxed()
        }
    };
    threads.prop_map(|threads| Program { threads }).boxed()
}

fn word_steps() -> BoxedStrategy<Step> {
    let (word, value) = (0..2_usize, 0..3_u32);
    let word = || word.clone();
    let value = || value.clone();
    prop_oneof![
        4 => word().prop_map(Load),
        4 => (word(), value()).prop_map(|(word, value)| Store(word, value)),
        1 => (word(), value()).prop_map(|(word, value)| Swap(word, value)),
        2 => (word(), 1..3_u32).prop_map(|(word, value)| Add(word, value)),
        2 => (word(), value(), value()).prop_map(|(word, old, new)| CompareExchange(word, old, new)),
        // Rarely, since who waits for ever often does.
        1 => (word(), value()).prop_map(|(word, value)| Wait(word, value)),
        3 => (word(), value()).prop_map(|(word, value)| WaitUntil(word, value)),
        3 => (word(), 1..3_u32).prop_map(|(word, most)| Wake(word, most)),
    ]
    .boxed()
}

fn object_steps() -> BoxedStrategy<Step> {
    prop_oneof![
        2 => Just(Load(0)),
        2 => (1..3_u32).prop_map(|value| Store(0, value)),
        1 => Just(Acquire),
        2 => Just(TryAcquire),
        3 => Just(Release),
        1 => Just(TakePermit),
        2 => Just(TryTakePermit),
        3 => Just(GivePermit),
        3 => Just(Set),
        1 => Just(Clear),
        2 => Just(IsSet),
        1 => Just(WaitForSet),
        2 => Just(WaitForSetUntil),
        1 => (1..3_u32).prop_map(Put),
        3 => (1..3_u32).prop_map(TryPut),
        1 => Just(Get),
        3 => Just(TryGet),
        1 => Just(ShutDown),
    ]
    .boxed()
}
