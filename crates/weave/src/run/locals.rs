//! Values that belong to a thread or to the whole execution: thread-locals and lazy statics.
//!
//! They are kept by the engine, since one machine thread runs all threads of a model, and are dropped
//! while nobody has it borrowed, since their destructors may be operations of the model.

use std::any::Any;

use super::{Engine, with};
use crate::graph::ThreadIndex;

/// A value and the static that names it.
#[derive(Debug)]
struct Entry {
    key: usize,
    /// `None` once it has been destroyed.
    value: Option<Box<dyn Any>>,
}

/// Values in the order in which they were made.
#[derive(Debug, Default)]
pub(super) struct Values {
    entries: Vec<Entry>,
}

/// What became of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Found<T> {
    /// It was never made.
    Missing,
    /// It has been destroyed.
    Destroyed,
    /// It is here, and stays until its thread or the execution ends.
    Alive(T),
}

impl Values {
    fn find<T: 'static>(&self, key: usize) -> Found<*const T> {
        let Some(entry) = self.entries.iter().find(|entry| entry.key == key) else {
            return Found::Missing;
        };
        match entry.value.as_deref().and_then(|value| value.downcast_ref::<T>()) {
            Some(value) => Found::Alive(value),
            None => Found::Destroyed,
        }
    }

    fn insert(&mut self, key: usize, value: Box<dyn Any>) {
        self.entries.push(Entry { key, value: Some(value) });
    }

    /// Takes the value made last that is still there, and remembers that it is gone.
    fn take_last(&mut self) -> Option<Box<dyn Any>> {
        self.entries.iter_mut().rev().find_map(|entry| entry.value.take())
    }
}

impl Engine {
    /// A value of the thread that runs. The pointer is good until the thread ends.
    pub(crate) fn local<T: 'static>(&self, key: usize) -> Found<*const T> {
        self.slots[self.current as usize].locals.find(key)
    }

    /// Gives the thread that runs a value; it must have none of that key.
    pub(crate) fn insert_local(&mut self, key: usize, value: Box<dyn Any>) {
        self.slots[self.current as usize].locals.insert(key, value);
    }

    /// A value of the execution. The pointer is good until it ends.
    pub(crate) fn lazy_static<T: 'static>(&self, key: usize) -> Found<*const T> {
        self.statics.find(key)
    }

    /// Gives the execution a value; it must have none of that key.
    pub(crate) fn insert_static(&mut self, key: usize, value: Box<dyn Any>) {
        self.statics.insert(key, value);
    }

    pub(super) fn take_local(&mut self, thread: ThreadIndex) -> Option<Box<dyn Any>> {
        self.slots.get_mut(thread as usize)?.locals.take_last()
    }

    pub(super) fn take_static(&mut self) -> Option<Box<dyn Any>> {
        self.statics.take_last()
    }
}

/// Destroys the values of the thread that runs, those first that were made last. Their destructors are
/// part of the execution, and may make new ones.
pub(super) fn destroy_own() {
    while let Some(value) = with(|engine| engine.take_local(engine.current)) {
        drop(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destroyed_value_stays_known() {
        let mut values = Values::default();
        assert_eq!(values.find::<u8>(1), Found::Missing);
        values.insert(1, Box::new(7u8));
        values.insert(2, Box::new(8u8));
        assert!(matches!(values.find::<u8>(1), Found::Alive(_)));
        assert_eq!(values.take_last().and_then(|value| value.downcast().ok()), Some(Box::new(8u8)));
        assert_eq!(values.find::<u8>(2), Found::Destroyed);
        values.insert(3, Box::new(9u8));
        assert!(values.take_last().is_some());
        assert!(values.take_last().is_some());
        assert!(values.take_last().is_none());
    }
}
