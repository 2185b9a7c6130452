//! A program that has not installed the allocator: an engine can tell.

use plainweave_arena::{Arena, address, canonical, is_installed, within};

#[test]
fn without_the_allocator_there_are_no_names() {
    assert!(!is_installed());
    let mut arena = Arena::new();
    let run = arena.run();
    within(0, || {
        assert!(!is_installed());
        let block = Box::new(1);
        let start = std::ptr::from_ref(&*block).addr();
        assert_eq!(canonical(start), start as u64);
        assert_eq!(address(start as u64), start);
    });
    assert_eq!(run.end().blocks, 0);
}
