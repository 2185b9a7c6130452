//! A system that gives few addresses, or none.
#![cfg(all(unix, target_pointer_width = "64"))]
// A test that cannot have what it needs has failed.
#![allow(clippy::unwrap_used)]
#![allow(unsafe_code)]

use std::process::Command;

use plainweave_arena::{Arena, ModelAllocator, canonical, exhausted, within};

#[global_allocator]
static ALLOCATOR: ModelAllocator = ModelAllocator;

const LIMIT: &str = "PLAINWEAVE_TEST_ADDRESS_LIMIT";

/// Runs the test of this name in a process of its own, where it finds the limit.
fn run_limited(test: &str, limit: u64) {
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(LIMIT, limit.to_string())
        .status()
        .unwrap();
    assert!(status.success(), "{status}");
}

/// Sets the limit, in the process that was started for that.
fn is_limited() -> bool {
    let Ok(limit) = std::env::var(LIMIT) else { return false };
    let limit = limit.parse().unwrap();
    let limit = libc::rlimit { rlim_cur: limit, rlim_max: limit };
    // SAFETY: the limit is there to be read.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const limit) }, 0);
    true
}

#[test]
fn fewer_addresses_do() {
    if !is_limited() {
        // Too few for the first two attempts.
        return run_limited("fewer_addresses_do", 40 << 30);
    }
    let mut arena = Arena::new();
    let _run = arena.run();
    within(0, || {
        let block = vec![1_u8; 1 << 20];
        assert_eq!(canonical(block.as_ptr().addr()) >> 48, 0xA5CA);
    });
    assert!(!exhausted());
}

#[test]
fn without_addresses_the_system_serves() {
    if !is_limited() {
        return run_limited("without_addresses_the_system_serves", 1 << 30);
    }
    let mut arena = Arena::new();
    let run = arena.run();
    within(0, || {
        let block = Box::new(1);
        let start = std::ptr::from_ref(&*block).addr();
        assert_eq!(canonical(start), start as u64);
    });
    assert!(exhausted());
    assert_eq!(run.end().blocks, 0);
}
