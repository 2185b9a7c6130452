//! What the threads of one program have in common.

use super::Random;
use crate::ordering::{Ordered, Ordering};
use crate::span::Spanned;

/// Which names, orderings and operations a program has. Few of each, so that threads meet.
#[derive(Debug)]
pub(super) struct Vocabulary {
    pub(super) locations: &'static [&'static str],
    pub(super) mutexes: &'static [&'static str],
    orderings: Orderings,
    /// How often what is optional occurs: once in so many places. Never, if 0.
    pub(super) locks: usize,
    pub(super) assumes: usize,
    pub(super) updates: usize,
    pub(super) branches: usize,
    pub(super) fences: usize,
    pub(super) loops: usize,
    pub(super) plain: usize,
    pub(super) arrays: usize,
    pub(super) has_starts: bool,
    /// Mutexes may be unlocked by who did not lock them.
    pub(super) has_misuse: bool,
}

const LOCATIONS: [&[&str]; 4] = [&["x"], &["x", "y"], &["x", "y"], &["x", "y", "z"]];
const MUTEXES: [&[&str]; 2] = [&["m"], &["m", "n"]];

/// Which orderings there are.
#[derive(Clone, Copy, Debug)]
enum Orderings {
    /// All, mixed.
    Any,
    /// Only `SeqCst`.
    SeqCst,
    /// Only `Relaxed`, and fences of any kind.
    RelaxedWithFences,
    /// Release, acquire, and `SeqCst`.
    Strong,
}

impl Vocabulary {
    pub(super) fn choose(random: &mut Random) -> Self {
        let frequency = |random: &mut Random| random.pick(&[0, 0, 2, 4, 8]);
        let orderings = random.pick(&[
            Orderings::Any,
            Orderings::Any,
            Orderings::Strong,
            Orderings::SeqCst,
            Orderings::RelaxedWithFences,
        ]);
        Self {
            locations: random.pick(&LOCATIONS),
            mutexes: random.pick(&MUTEXES),
            orderings,
            locks: frequency(random),
            assumes: frequency(random),
            updates: random.pick(&[0, 2, 4]),
            branches: random.pick(&[0, 3, 6]),
            fences: match orderings {
                Orderings::RelaxedWithFences => 2,
                _ => random.pick(&[0, 4, 8]),
            },
            loops: random.pick(&[0, 0, 4, 8]),
            plain: random.pick(&[0, 0, 0, 3]),
            arrays: random.pick(&[0, 0, 4]),
            has_starts: random.one_in(4),
            has_misuse: random.one_in(16),
        }
    }

    /// An ordering for an operation on what is atomic; perhaps none is written.
    pub(super) fn ordering(
        &self,
        random: &mut Random,
        operation: Ordered,
    ) -> Option<Spanned<Ordering>> {
        let is_wanted = |ordering: Ordering| match self.orderings {
            _ if ordering == Ordering::NonAtomic => false,
            Orderings::Any => true,
            Orderings::SeqCst => ordering == Ordering::SeqCst,
            Orderings::RelaxedWithFences => {
                operation == Ordered::Fence || ordering == Ordering::Relaxed
            }
            Orderings::Strong => ordering != Ordering::Relaxed,
        };
        let allowed = operation.allowed().iter().copied().filter(|&ordering| is_wanted(ordering));
        let allowed: Vec<Ordering> = allowed.collect();
        let is_left_out = matches!(self.orderings, Orderings::SeqCst) && random.one_in(2);
        if is_left_out { None } else { Some(Spanned::from(random.pick(&allowed))) }
    }

    /// Whether to do what occurs once in so many places.
    pub(super) fn wants(random: &mut Random, frequency: usize) -> bool {
        frequency > 0 && random.one_in(frequency)
    }
}
