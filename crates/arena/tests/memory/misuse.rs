//! Memory that is freed twice, or used afterwards.
#![allow(unsafe_code)]

use std::alloc::{Layout, alloc, dealloc};

use plainweave_arena::{Arena, FREED, canonical, fill_freed, is_freed, outside, within};

use crate::{at, boxed};

#[test]
fn a_double_free_is_found_and_harms_nobody() {
    let layout = Layout::new::<[u64; 4]>();
    let mut arena = Arena::new();
    let run = arena.run();
    // SAFETY: the size is not zero.
    let block = within(1, || unsafe { alloc(layout) });
    let kept = within(1, || boxed(1));
    let name = canonical(block.addr());
    for thread in 1..3 {
        // SAFETY: none, the second time: that is what is tested. It has no effect.
        within(thread, || unsafe { dealloc(block, layout) });
    }
    let left = run.end();
    assert_eq!((left.blocks, left.double_free), (1, Some(name)));
    let run = arena.run();
    let next = within(1, || boxed(2));
    assert_eq!((*kept, *next), (1, 2));
    drop((kept, next));
    assert_eq!(run.end(), plainweave_arena::Leftovers::default());
}

#[test]
fn freed_memory_is_known_to_be_freed() {
    let outsider = boxed(0);
    let mut arena = Arena::new();
    let run = arena.run();
    let block = within(0, || vec![0_u8; 3000]);
    let neighbour = within(0, || boxed([0_u8; 100]));
    let range = at(&*block)..at(&*block) + 3000;
    assert!(range.clone().all(|address| !is_freed(address)));
    within(1, || drop(block));
    assert!(range.clone().all(is_freed));
    assert!((at(&*neighbour)..at(&*neighbour) + 100).all(|address| !is_freed(address)));
    assert!(!is_freed(at(&*outsider)) && !is_freed(0) && !is_freed(usize::MAX));
    drop(neighbour);
    run.end();
    let _run = arena.run();
    assert!(!range.clone().any(is_freed), "the next run begins anew");
}

#[test]
fn the_end_of_a_block_that_shrinks_is_freed() {
    let mut arena = Arena::new();
    let _run = arena.run();
    within(0, || {
        let mut block = vec![0_u8; 1000];
        let start = at(&*block);
        block.truncate(100);
        block.shrink_to_fit();
        assert!(!is_freed(start) && !is_freed(start + 99));
        assert!(is_freed(start + 112) && is_freed(start + 999));
    });
}

#[test]
fn freed_memory_reads_as_the_pattern() {
    // Nobody else in this binary reads freed memory.
    fill_freed(true);
    let mut arena = Arena::new();
    let _run = arena.run();
    let address = within(0, || {
        let block = boxed([1_u8; 64]);
        (&raw const *block).expose_provenance()
    });
    let freed: *const u8 = std::ptr::with_exposed_provenance(address);
    // SAFETY: the memory is still there, though the block is not.
    let bytes: Vec<u8> =
        (0..64).map(|offset| unsafe { freed.add(offset).read_volatile() }).collect();
    assert_eq!(bytes, outside(|| vec![FREED; 64]));
}
