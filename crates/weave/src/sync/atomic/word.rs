//! The word behind every atomic: a location of the model's memory that holds values of one type.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::atomic::Ordering;

use super::ordering;
use crate::raw::{self, Op, Order, Place, Rmw, Shape, Width};
use crate::run;

/// A type whose values fit in a word.
pub(super) trait Value: Copy + PartialEq {
    const WIDTH: Width;
    fn to_word(self) -> u64;
    fn from_word(word: u64) -> Self;
}

impl Value for bool {
    const WIDTH: Width = Width { bits: 1, signed: false };

    fn to_word(self) -> u64 {
        u64::from(self)
    }

    fn from_word(word: u64) -> Self {
        word != 0
    }
}

/// A location that holds a `T`.
pub(super) struct Word<T> {
    place: Place,
    value: PhantomData<fn(T) -> T>,
}

impl<T> fmt::Debug for Word<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Word").finish_non_exhaustive()
    }
}

impl<T: Value> Word<T> {
    #[track_caller]
    pub(super) fn new(value: T) -> Self {
        let place = Place::new(value.to_word(), Shape::Free);
        let site = Location::caller();
        run::with(|engine| engine.watch(place.index(), "an atomic", site));
        Self { place, value: PhantomData }
    }

    #[track_caller]
    fn perform(&self, op: Op, order: Order, failure: Order) -> (T, bool) {
        let answer = self.place.perform(op, order, failure);
        (T::from_word(answer.value), answer.wrote)
    }

    #[track_caller]
    pub(super) fn load(&self, order: Ordering) -> T {
        let order = ordering::of_load(order);
        self.perform(Op::Load, order, order).0
    }

    #[track_caller]
    pub(super) fn store(&self, value: T, order: Ordering) {
        let order = ordering::of_store(order);
        self.perform(Op::Store(value.to_word()), order, order);
    }

    #[track_caller]
    pub(super) fn rmw(&self, rmw: Rmw, operand: T, order: Ordering) -> T {
        self.perform(Op::Rmw(rmw, operand.to_word(), T::WIDTH), order.into(), Order::RELAXED).0
    }

    #[track_caller]
    pub(super) fn compare_exchange(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<T, T> {
        let op = Op::Cas { expected: current.to_word(), new: new.to_word() };
        let (value, wrote) = self.perform(op, success.into(), ordering::of_failure(failure));
        if wrote { Ok(value) } else { Err(value) }
    }

    /// May fail without a reason, if the configuration says so.
    #[track_caller]
    pub(super) fn compare_exchange_weak(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<T, T> {
        let failure_order = ordering::of_failure(failure);
        if run::with(|engine| engine.config.spurious) && raw::choose(2) == 1 {
            let found = self.perform(Op::Load, failure_order, failure_order).0;
            if found != current {
                // It would have failed anyway: this is explored as the other choice.
                raw::stop();
            }
            return Err(found);
        }
        self.compare_exchange(current, new, success, failure)
    }

    #[track_caller]
    pub(super) fn compare_and_swap(&self, current: T, new: T, order: Ordering) -> T {
        self.compare_exchange(current, new, order, ordering::failure_of(order))
            .unwrap_or_else(|found| found)
    }

    #[track_caller]
    pub(super) fn try_update(
        &self,
        set_order: Ordering,
        fetch_order: Ordering,
        mut f: impl FnMut(T) -> Option<T>,
    ) -> Result<T, T> {
        let mut found = self.load(fetch_order);
        while let Some(new) = f(found) {
            match self.compare_exchange(found, new, set_order, fetch_order) {
                Ok(value) => return Ok(value),
                Err(value) => found = value,
            }
        }
        Err(found)
    }

    #[track_caller]
    pub(super) fn update(
        &self,
        set_order: Ordering,
        fetch_order: Ordering,
        mut f: impl FnMut(T) -> T,
    ) -> T {
        let mut found = self.load(fetch_order);
        loop {
            match self.compare_exchange(found, f(found), set_order, fetch_order) {
                Ok(value) => return value,
                Err(value) => found = value,
            }
        }
    }

    /// Reads without synchronisation: races with every write that is not ordered before or after.
    #[track_caller]
    pub(super) fn load_plainly(&self) -> T {
        self.plain(Location::caller(), Op::Load, false)
    }

    /// Reads, as the first part of an access that excludes every other one.
    pub(super) fn begin_write(&self, site: &'static Location<'static>) -> T {
        self.plain(site, Op::Load, true)
    }

    /// Writes, as the last part of such an access.
    pub(super) fn end_write(&self, site: &'static Location<'static>, value: T) {
        self.plain(site, Op::Store(value.to_word()), true);
    }

    /// Performs `op` as a plain access. The event reads or follows the newest write before it: without
    /// a race there is no other.
    fn plain(&self, site: &'static Location<'static>, op: Op, write: bool) -> T {
        let answer = self.place.perform_at(op, Order::RELAXED, Order::RELAXED, site);
        if let Some(race) = run::with(|engine| engine.make_plain(self.place.index(), write)) {
            run::halt(race);
        }
        T::from_word(answer.value)
    }
}
