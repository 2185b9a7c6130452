//! How much memory is in use, which is a number of the whole program, so this test has one of its own.
#![cfg(target_os = "linux")]
// A test that cannot have what it needs has failed.
#![allow(clippy::unwrap_used)]
#![allow(unsafe_code)]

use plainweave_arena::{Arena, ModelAllocator, within};

#[global_allocator]
static ALLOCATOR: ModelAllocator = ModelAllocator;

const MEBIBYTE: usize = 1 << 20;

/// In mebibytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = status.split(' ').nth(1).unwrap().parse().unwrap();
    // SAFETY: a question about the system.
    let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap();
    pages * page / MEBIBYTE
}

#[test]
fn what_is_freed_does_not_pile_up() {
    let mut arena = Arena::new();
    let before = resident();
    let run = arena.run();
    within(0, || {
        // Large blocks go as they are freed.
        for round in 0..64_u8 {
            let block = vec![round; 16 * MEBIBYTE];
            assert_eq!(block[block.len() - 1], round);
        }
    });
    let during = resident();
    assert!(during < before + 128, "{before} MiB before, {during} MiB with nothing alive");
    assert_eq!(run.end().blocks, 0);

    // Small ones go with the run.
    let run = arena.run();
    within(0, || {
        for round in 0..4096_u16 {
            assert_eq!(vec![round; 1 << 15][7], round);
        }
    });
    let during = resident();
    assert!(during >= before + 200, "{before} MiB before, {during} MiB with nothing recycled");
    assert_eq!(run.end().blocks, 0);
    let after = resident();
    assert!(after < before + 128, "{before} MiB before, {after} MiB after the run");
}
