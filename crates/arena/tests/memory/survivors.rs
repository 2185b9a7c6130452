//! Memory that outlives its run.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread;

use plainweave_arena::{Arena, canonical, outside, within};

use crate::{at, boxed};

/// A run whose threads allocate, write, and free; what other runs keep must not change by it.
fn scribble(arena: &mut Arena) {
    let run = arena.run();
    for thread in 0..4 {
        within(thread, || {
            for size in [1, 10, 100, 1000, 10_000] {
                assert!(vec![0xAA_u8; size].iter().all(|&byte| byte == 0xAA));
            }
        });
    }
    assert_eq!(run.end().blocks, 0);
}

#[test]
fn a_vector_is_freed_later_on_another_system_thread() {
    let mut arena = Arena::new();
    let run = arena.run();
    let kept: Vec<_> = (0..4).map(|thread| within(thread, || vec![thread; 1000])).collect();
    assert_eq!(run.end().blocks, 4);
    for _ in 0..100 {
        scribble(&mut arena);
    }
    for (thread, block) in (0..4).zip(&kept) {
        assert!(block.iter().all(|&element| element == thread));
    }
    thread::spawn(move || drop(kept)).join().unwrap();
    scribble(&mut arena);
}

#[test]
fn memory_is_used_again_once_all_of_it_is_freed() {
    let mut arena = Arena::new();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..10_000 {
        let run = arena.run();
        let kept = within(0, || vec![0_u8; 100_000]);
        assert_eq!(run.end().blocks, 1);
        seen.insert(at(&*kept));
        drop(kept);
    }
    // Other tests take from the same memory, and give back to it.
    assert!(seen.len() < 1000, "{} places for one block", seen.len());
}

#[test]
fn a_leak_costs_a_kibibyte_a_run() {
    let mut arena = Arena::new();
    let mut last = None;
    for value in 0..1000_u64 {
        let run = arena.run();
        let leaked: &'static u64 = within(0, || Box::leak(boxed(value)));
        let _freed = within(0, || boxed(value));
        drop(run);
        assert_eq!(*leaked, value);
        if let Some(last) = last.replace(leaked) {
            assert_eq!(*last, value - 1);
        }
    }
}

#[test]
fn a_global_of_the_model_stays() {
    static GLOBAL: OnceLock<Vec<String>> = OnceLock::new();
    let mut arena = Arena::new();
    let mut run = || {
        let run = arena.run();
        let name = within(0, || {
            let global = GLOBAL.get_or_init(|| vec!["a string on the heap".to_owned(); 3]);
            assert_eq!(global.len(), 3);
            canonical(at(&*boxed(0)))
        });
        (run.end().blocks, name)
    };
    let (first, _) = run();
    assert_eq!(first, 4, "the vector and its three strings");
    let (second, name) = run();
    assert_eq!(second, 0);
    for _ in 0..100 {
        assert_eq!(run(), (0, name));
        scribble(&mut Arena::new());
    }
    assert!(GLOBAL.get().unwrap().iter().all(|string| string == "a string on the heap"));
}

#[test]
fn memory_survives_its_worker() {
    let kept = thread::spawn(|| {
        let mut arena = Arena::new();
        let _run = arena.run();
        let kept = within(3, || vec!["kept".to_owned(); 100]);
        let _freed = within(3, || vec![0_u8; 100]);
        kept
    })
    .join()
    .unwrap();
    let mut arena = Arena::new();
    for _ in 0..100 {
        scribble(&mut arena);
    }
    assert!(kept.iter().all(|string| string == "kept"));
}

#[test]
fn what_is_kept_can_grow_in_a_later_run_and_outside() {
    let mut arena = Arena::new();
    let run = arena.run();
    let mut kept = within(0, || vec![1_u8; 20]);
    let mut other = within(0, || vec![2_u8; 20]);
    assert_eq!(run.end().blocks, 2);
    let run = arena.run();
    within(0, || kept.resize(5000, 1));
    assert_eq!(canonical(at(&*kept)), at(&*kept) as u64);
    outside(|| other.resize(5000, 2));
    assert_eq!(run.end().blocks, 0);
    assert!(kept.iter().all(|&byte| byte == 1) && other.iter().all(|&byte| byte == 2));
}

#[test]
fn the_end_of_what_was_kept_shifts_nothing() {
    let mut arena = Arena::new();
    // Of a size that no other test has memory of, so it comes back to an empty pool.
    let kept = {
        let _run = arena.run();
        within(0, || Vec::<u8>::with_capacity(40 << 20))
    };
    let mut second = |kept: Option<Vec<u8>>| {
        let _run = arena.run();
        within(0, || {
            let _first = boxed(1);
            drop(kept);
            canonical(at(&*boxed(2)))
        })
    };
    let expected = second(None);
    assert_eq!(second(Some(kept)), expected);
}

#[test]
fn blocks_are_freed_elsewhere_while_runs_end() {
    const ROUNDS: u64 = 2000;
    let check = |blocks: Receiver<Vec<Arc<[u64]>>>| {
        for (value, block) in (0_u64..).zip(blocks) {
            assert!(block.iter().all(|part| part.iter().all(|&element| element == value)));
        }
    };
    let run_models = |blocks: SyncSender<Vec<Arc<[u64]>>>| {
        let mut arena = Arena::new();
        for value in 0..ROUNDS {
            let run = arena.run();
            let block: Vec<Arc<[u64]>> = (0..3)
                .map(|thread| within(thread, || Arc::from(vec![value; 1 + (value % 50) as usize])))
                .collect();
            // The other side may free it before the run ends, or afterwards, or right then.
            blocks.send(block).unwrap();
            drop(run);
        }
    };
    thread::scope(|scope| {
        for _ in 0..3 {
            let (sender, receiver) = sync_channel(4);
            scope.spawn(move || check(receiver));
            scope.spawn(move || run_models(sender));
        }
    });
}
