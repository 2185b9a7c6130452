//! Sizes, alignments, and that nothing comes back within a run.
#![allow(unsafe_code)]

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc};
use std::collections::BTreeSet;

use plainweave_arena::{Arena, canonical, within};

use crate::{at, boxed};

#[test]
fn nothing_freed_comes_back_in_the_same_run() {
    let mut arena = Arena::new();
    let run = arena.run();
    let mut seen = BTreeSet::new();
    for round in 0..10_000_u32 {
        let address = within(round % 3, || at(&*boxed([round; 10])));
        // Blocks of 40 bytes that do not overlap.
        assert_eq!(seen.range(address.saturating_sub(39)..address + 40).count(), 0);
        seen.insert(address);
    }
    assert_eq!(run.end().blocks, 0);
}

/// The mistake: with the allocator of the system, a node that is freed and allocated again has the
/// old address, and the last compare-and-swap would succeed.
#[test]
fn an_aba_of_the_allocator_cannot_happen() {
    let mut arena = Arena::new();
    let _run = arena.run();
    let seen_by_0 = within(1, || at(&*boxed(1_u64)));
    let new = within(1, || boxed(2_u64));
    assert_ne!(seen_by_0, at(&*new));
}

#[test]
fn the_next_run_has_the_same_memory() {
    let mut arena = Arena::new();
    let mut addresses = || {
        let run = arena.run();
        let blocks: Vec<_> = (0..5)
            .map(|thread| within(thread, || vec![0_u8; 700 * (thread as usize + 1)]))
            .collect();
        let addresses: Vec<_> = blocks.iter().map(|block| at(&**block)).collect();
        drop(blocks);
        assert_eq!(run.end().blocks, 0);
        addresses
    };
    let first = addresses();
    assert!((0..10_000).all(|_| addresses() == first));
}

#[test]
fn every_alignment_is_honoured() {
    // Elsewhere, less is reserved.
    let largest = if cfg!(unix) { 21 } else { 12 };
    let mut arena = Arena::new();
    let run = arena.run();
    for thread in 0..3 {
        within(thread, || {
            for round in 0..3 {
                for align in (0..=largest).map(|log| 1 << log) {
                    for size in [1, 8, 100, align] {
                        let layout = Layout::from_size_align(size, align).unwrap();
                        // SAFETY: the size is not zero, and the block is freed as it was made.
                        unsafe {
                            let block = alloc(layout);
                            assert_eq!(block.addr() % align, 0, "{layout:?}, round {round}");
                            assert_ne!(canonical(block.addr()), block.addr() as u64);
                            block.write_bytes(1, size);
                            dealloc(block, layout);
                        }
                    }
                }
            }
        });
    }
    assert_eq!(run.end().blocks, 0);
}

#[test]
fn zeroed_memory_is_zero_in_every_run() {
    let mut arena = Arena::new();
    for _ in 0..3 {
        let _run = arena.run();
        within(0, || {
            for size in [1, 17, 1000, 100_000, 3 << 20] {
                let layout = Layout::from_size_align(size, 8).unwrap();
                // SAFETY: the size is not zero, the block is written within its size, and freed as
                // it was made.
                unsafe {
                    let block = alloc_zeroed(layout);
                    assert!((0..size).all(|offset| block.add(offset).read() == 0));
                    block.write_bytes(0xFF, size);
                    dealloc(block, layout);
                }
            }
        });
    }
}

#[cfg(unix)] // Elsewhere, less is reserved.
#[test]
fn large_blocks_have_names_too() {
    let mut arena = Arena::new();
    for _ in 0..2 {
        let run = arena.run();
        let mut names = Vec::new();
        within(0, || {
            // Only the ends are touched; the rest is addresses.
            for size in [1_usize << 20, 100 << 20, 200 << 20, 1 << 30] {
                let layout = Layout::from_size_align(size, 16).unwrap();
                // SAFETY: the size is not zero; the writes are within the block, which is freed as
                // it was made.
                unsafe {
                    let block = alloc(layout);
                    block.write(1);
                    block.add(size - 1).write(2);
                    assert_eq!((block.read(), block.add(size - 1).read()), (1, 2));
                    plainweave_arena::outside(|| names.push(canonical(block.addr())));
                    dealloc(block, layout);
                }
            }
        });
        assert!(names.iter().all(|name| name >> 48 == 0xA5CA));
        assert!(names.is_sorted());
        assert_eq!(run.end().blocks, 0);
    }
}

#[test]
fn a_vector_grows_where_it_is_while_it_is_last() {
    let mut arena = Arena::new();
    let _run = arena.run();
    within(0, || {
        let mut last = Vec::with_capacity(8);
        last.push(0_u64);
        let start = at(&*last);
        last.reserve_exact(40);
        assert_eq!(at(&*last), start);
        let _next = boxed(0);
        last.reserve_exact(100);
        assert_ne!(at(&*last), start);
        assert_eq!(last, [0]);
    });
}

#[test]
fn what_is_cut_off_is_not_handed_out() {
    let mut arena = Arena::new();
    let _run = arena.run();
    within(0, || {
        let mut block = vec![1_u8; 200];
        let range = at(&*block)..at(&*block) + 200;
        block.truncate(10);
        block.shrink_to_fit();
        assert_eq!(at(&*block), range.start);
        // The last block, but not to its end.
        block.reserve_exact(100);
        let next = boxed(0);
        assert!(!range.contains(&at(&*next)) && !range.contains(&at(&*block)));
        assert_eq!(block, [1; 10]);
    });
}
