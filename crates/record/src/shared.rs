use std::borrow::Cow;
use std::marker::PhantomData;

use runtime::{Kind, Plain, Runtime, Shared};
use trace::Act;

use crate::atomic::Life;
use crate::notes::Tag;
use crate::session::{note, with};

/// A plain variable whose every use is written down.
#[derive(Debug)]
pub struct RecordedShared<R: Runtime, T: Plain> {
    inner: R::Shared<T>,
    life: Life,
}

/// An access that has begun. An engine that sees a data race panics in the middle of it.
struct Attempt<R: Runtime> {
    object: Tag,
    writes: bool,
    site: trace::Site,
    runtime: PhantomData<R>,
}

impl<R: Runtime> Attempt<R> {
    #[track_caller]
    fn new(object: Tag, writes: bool) -> Self {
        let site = std::panic::Location::caller().into();
        Self { object, writes, site, runtime: PhantomData }
    }
}

impl<R: Runtime> Drop for Attempt<R> {
    fn drop(&mut self) {
        let (object, site) = (Some(self.object), self.site.clone());
        let act = Act::Raced { writes: self.writes };
        let step = crate::notes::Step { object, act, ordering: None, site };
        with(|notes| notes.event(R::current(), step));
    }
}

impl<R: Runtime, T: Plain> Shared<T> for RecordedShared<R, T> {
    #[track_caller]
    fn new(value: T) -> Self {
        let life = Life::new(Kind::Variable, None, value.to_bits());
        Self { inner: R::Shared::new(value), life }
    }

    fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        let name = name.into();
        with(|notes| notes.describe(self.life.0, |object| object.name = Some(name.clone())));
        Self { inner: self.inner.named(name), ..self }
    }

    #[track_caller]
    fn get(&self) -> T {
        let attempt = Attempt::<R>::new(self.life.0, false);
        let value = self.inner.get();
        std::mem::forget(attempt);
        note::<R>(Some(self.life.0), Act::Read(value.to_bits()), None);
        value
    }

    #[track_caller]
    fn set(&self, value: T) {
        let attempt = Attempt::<R>::new(self.life.0, true);
        self.inner.set(value);
        std::mem::forget(attempt);
        note::<R>(Some(self.life.0), Act::Write(value.to_bits()), None);
    }
}
