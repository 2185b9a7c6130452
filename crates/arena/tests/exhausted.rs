//! What happens where there is no room. The flag is one for the program, so these tests have one of
//! their own, and run in one order.
#![allow(unsafe_code)]

use std::alloc::{Layout, alloc, dealloc};

use plainweave_arena::{Arena, MAX_THREADS, ModelAllocator, canonical, exhausted, within};

#[global_allocator]
static ALLOCATOR: ModelAllocator = ModelAllocator;

fn is_named(layout: Layout, thread: u32) -> bool {
    // SAFETY: the size is not zero; the block is freed as it was made.
    within(thread, || unsafe {
        let block = alloc(layout);
        assert!(!block.is_null());
        let is_named = canonical(block.addr()) != block.addr() as u64;
        dealloc(block, layout);
        is_named
    })
}

#[test]
fn the_system_serves_what_has_no_room() {
    let mut arena = Arena::new();
    let word = Layout::new::<u64>();
    {
        let _run = arena.run();
        assert!(is_named(word, 0));
        assert!(is_named(word, MAX_THREADS - 1));
        assert!(!exhausted());
        assert!(!is_named(word, MAX_THREADS));
        assert!(exhausted());
        assert!(!is_named(word, u32::MAX));
        let too_large = Layout::from_size_align(1 << 31, 16).unwrap();
        assert!(!is_named(too_large, 0));
        assert!(is_named(word, 0), "what fits is still served");
    }
    if cfg!(not(unix)) {
        return; // Less is reserved.
    }
    // All that a thread has, a gibibyte at a time.
    let run = arena.run();
    let gibibyte = Layout::from_size_align(1 << 30, 16).unwrap();
    let served = (0..10).take_while(|_| is_named(gibibyte, 1)).count();
    assert!(served >= 1);
    assert_eq!(run.end().blocks, 0);
    let _run = arena.run();
    assert!(is_named(gibibyte, 1), "the next run has room again");
}
