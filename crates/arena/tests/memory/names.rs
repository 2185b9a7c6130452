//! Names of addresses.

use std::sync::Mutex;

use plainweave_arena::{Arena, address, canonical, outside, switch, within};

use crate::{at, boxed};

fn is_name(canonical: u64) -> bool {
    canonical >> 48 == 0xA5CA
}

#[test]
fn what_is_outside_has_its_address() {
    static GLOBAL: u8 = 0;
    let before = boxed(0);
    let mut arena = Arena::new();
    let _run = arena.run();
    within(0, || {
        let local = 0;
        let mut grown = outside(|| vec![0_u8; 10]);
        grown.resize(100_000, 0);
        let engines = outside(|| boxed(0));
        let outsiders =
            [0, 1, usize::MAX, at(&GLOBAL), at(&local), at(&*before), at(&*engines), at(&*grown)];
        for outsider in outsiders {
            assert_eq!(canonical(outsider), outsider as u64);
            assert_eq!(address(outsider as u64), outsider);
        }
    });
}

#[test]
fn pointers_into_a_block_and_to_its_end_come_back() {
    let mut arena = Arena::new();
    let _run = arena.run();
    within(7, || {
        // Some of them end where their span does, but for the least that is kept free.
        for size in (1..2000).chain([(1 << 20) - 16, 1 << 20]) {
            let block: Box<[u8]> = vec![0; size].into();
            let start = canonical(at(&*block));
            assert!(is_name(start));
            for offset in [0, 1, size / 2, size - 1, size] {
                let name = canonical(at(&*block) + offset);
                assert_eq!(name, start + offset as u64);
                assert_eq!(address(name), at(&*block) + offset);
            }
        }
        // A tag in the low bits of a pointer.
        let block = boxed(0_u64);
        assert_eq!(address(canonical(at(&*block)) | 0b101), at(&*block) | 0b101);
    });
}

/// However much of its span is left behind a block, its end still belongs to it.
#[test]
fn the_end_of_a_block_is_never_the_start_of_another_span() {
    let mut arena = Arena::new();
    for first in 1..70 {
        for second in 1..70 {
            let _run = arena.run();
            within(0, || {
                let before = vec![0_u8; first * 16];
                let mut block = vec![0_u8; second * 16];
                let end_is_named = |block: &[u8]| {
                    let end = at(block) + block.len();
                    assert_eq!(canonical(end), canonical(at(block)) + block.len() as u64);
                };
                end_is_named(&before);
                end_is_named(&block);
                // Where it is, as long as there is room.
                for more in 0..70 {
                    block.reserve_exact(16);
                    block.resize((second + more) * 16, 0);
                    end_is_named(&block);
                }
            });
        }
    }
}

#[test]
fn different_blocks_have_different_names() {
    let mut arena = Arena::new();
    let _run = arena.run();
    let mut names = Vec::new();
    for round in 0..50_usize {
        for thread in 0..20 {
            let block = within(thread, || vec![0_u8; 1 + round * 7]);
            names.push(canonical(at(&*block)));
        }
    }
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn names_mean_nothing_between_runs() {
    let mut arena = Arena::new();
    let name = {
        let _run = arena.run();
        within(0, || canonical(at(&*boxed(0))))
    };
    assert!(is_name(name));
    assert_eq!(address(name), usize::try_from(name).unwrap());
    let _run = arena.run();
    // Its thread has allocated nothing yet, in this run; and that of the other name never did.
    for unknown in [name, name | 1 << 40] {
        assert_eq!(address(unknown), usize::try_from(unknown).unwrap());
    }
}

#[test]
fn what_outlives_its_run_has_its_address() {
    let mut arena = Arena::new();
    let (kept, name) = {
        let _run = arena.run();
        let kept = within(0, || boxed(5));
        let name = canonical(at(&*kept));
        (kept, name)
    };
    let _run = arena.run();
    assert!(is_name(name));
    assert_eq!(canonical(at(&*kept)), at(&*kept) as u64);
    let next = within(0, || boxed(6));
    assert_eq!(canonical(at(&*next)), name, "the name is that of another block now");
}

#[test]
fn the_memory_of_other_workers_has_its_address() {
    let mut arena = Arena::new();
    let _run = arena.run();
    let ours = within(0, || boxed(1));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut arena = Arena::new();
            let _run = arena.run();
            let theirs = within(0, || boxed(1));
            assert_eq!(canonical(at(&*ours)), at(&*ours) as u64);
            assert_eq!(address(canonical(at(&*theirs))), at(&*theirs));
        });
    });
}

#[test]
fn the_engines_own_memory_shifts_nothing() {
    let mut arena = Arena::new();
    let mut second = |operations: usize| {
        let _run = arena.run();
        within(0, || {
            let _first = boxed(1);
            for size in 0..operations {
                // As an operation called from inside the model does it.
                let before = switch(None);
                assert_eq!(before, Some(0));
                let trace = vec![0; size];
                switch(before);
                drop(trace);
            }
            canonical(at(&*boxed(2)))
        })
    };
    assert_eq!(second(0), second(1000));
}

/// A test harness that captures output has such a buffer, and so has standard output.
#[test]
fn a_buffer_that_is_kept_shifts_nothing_once_it_is_there() {
    static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());
    let mut arena = Arena::new();
    let mut second = |log: usize| {
        let _run = arena.run();
        within(0, || {
            let _first = boxed(1);
            LOG.lock().unwrap().resize(log, b'x');
            canonical(at(&*boxed(2)))
        })
    };
    let first = second(100);
    let names: Vec<_> = (1..100).map(|run| second(run * 500)).collect();
    assert!(names.iter().all(|&name| name == names[0]));
    assert_ne!(names[0], first, "the first run has allocated the buffer");
}

#[test]
fn a_run_can_be_forgotten() {
    let mut arena = Arena::new();
    let mut name = || {
        let run = arena.run();
        let name = within(0, || canonical(at(&*boxed(1))));
        std::mem::forget(run);
        name
    };
    assert_eq!(name(), name());
    drop(arena);
    within(0, || assert!(!is_name(canonical(at(&*boxed(1))))));
}
