//! What models and engines may rely on, with the allocator installed.

// A test that cannot have what it needs has failed.
#![allow(clippy::unwrap_used)]

#[global_allocator]
static ALLOCATOR: plainweave_arena::ModelAllocator = plainweave_arena::ModelAllocator;

mod blocks;
mod leaving;
mod misuse;
mod names;
mod orders;
mod shadow;
mod survivors;

/// The address of what a reference or a box points to.
fn at<T: ?Sized>(value: &T) -> usize {
    std::ptr::from_ref(value).addr()
}

/// A box that is there even if nobody looks into it: an optimiser may leave out others.
fn boxed<T>(value: T) -> Box<T> {
    std::hint::black_box(Box::new(value))
}

#[test]
fn the_allocator_is_seen() {
    assert!(plainweave_arena::is_installed());
    // Also from inside a model, and the model does not notice.
    let mut arena = plainweave_arena::Arena::new();
    let mut second = |ask: bool| {
        let _run = arena.run();
        plainweave_arena::within(0, || {
            let _first = boxed(1);
            assert!(!ask || plainweave_arena::is_installed());
            plainweave_arena::canonical(at(&*boxed(2)))
        })
    };
    assert_eq!(second(true), second(false));
}
