//! Panics, nesting, and the end of system threads.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use plainweave_arena::{Arena, canonical, outside, switch, within};

use crate::{at, boxed};

#[test]
fn unwinding_switches_back() {
    let mut arena = Arena::new();
    let run = arena.run();
    let payload = catch_unwind(AssertUnwindSafe(|| {
        within(1, || {
            let _local = vec![1; 100];
            outside(|| {
                // As a panic, without its message.
                let text = within(2, || "a string of the model".to_owned());
                resume_unwind(boxed(text));
            });
        });
    }))
    .unwrap_err();
    assert_eq!(switch(None), None);
    assert_eq!(payload.downcast_ref::<String>().unwrap(), "a string of the model");
    drop(payload);
    assert_eq!(run.end().blocks, 0);
}

#[test]
fn a_panic_inside_leaves_the_arena_usable() {
    let mut arena = Arena::new();
    let mut name = |panics: bool| {
        let run = arena.run();
        let result = catch_unwind(AssertUnwindSafe(|| {
            within(0, || {
                let _local = boxed(1);
                if panics {
                    resume_unwind(boxed(1));
                }
            });
        }));
        assert_eq!(result.is_err(), panics);
        drop(result);
        drop(run);
        let _run = arena.run();
        within(0, || canonical(at(&*boxed(0))))
    };
    assert_eq!(name(false), name(true));
}

#[test]
fn switches_nest() {
    let mut arena = Arena::new();
    let _run = arena.run();
    let thread_of = |address: usize| canonical(address) >> 32 & 0xFFFF;
    within(1, || {
        within(2, || {
            outside(|| assert_eq!(canonical(at(&*boxed(0))) >> 48, 0));
            assert_eq!(thread_of(at(&*boxed(0))), 2);
        });
        assert_eq!(thread_of(at(&*boxed(0))), 1);
        assert_eq!(switch(Some(3)), Some(1));
        assert_eq!(switch(Some(1)), Some(3));
    });
}

#[test]
fn without_a_run_the_system_serves() {
    within(0, || {
        let block = boxed(0);
        assert_eq!(canonical(at(&*block)), at(&*block) as u64);
    });
    let mut arena = Arena::new();
    let run = arena.run();
    // Blocks from before a run, inside and outside, can end in it.
    let before = outside(|| vec![1; 100]);
    within(0, || drop(before));
    drop(run);
}

#[test]
fn a_run_can_end_while_inside() {
    let mut arena = Arena::new();
    let run = arena.run();
    let before = switch(Some(0));
    let block = boxed(1);
    assert_eq!(run.end().blocks, 1);
    assert_eq!(canonical(at(&*boxed(1))) >> 48, 0);
    switch(before);
    drop(block);
}

#[test]
fn there_is_one_run_at_a_time() {
    let mut arena = Arena::new();
    let mut other = Arena::new();
    let run = arena.run();
    let refused = catch_unwind(AssertUnwindSafe(|| drop(other.run()))).unwrap_err();
    let message = refused.downcast_ref::<&str>().unwrap();
    assert!(message.contains("one run at a time"), "{message}");
    // The first run is still on, and the other arena can have the next one.
    assert_ne!(within(0, || canonical(at(&*boxed(1)))) >> 48, 0);
    drop(run);
    drop(other.run());
}

#[test]
fn an_arena_can_end_with_its_system_thread() {
    thread_local! {
        static ARENA: RefCell<Option<Arena>> = const { RefCell::new(None) };
        static LAST: RefCell<Option<Box<u8>>> = const { RefCell::new(None) };
    }
    for _ in 0..100 {
        thread::spawn(|| {
            LAST.with(|_| ());
            ARENA.with_borrow_mut(|arena| {
                let run = arena.insert(Arena::new()).run();
                LAST.set(Some(within(0, || boxed(7))));
                std::mem::forget(run);
            });
            switch(Some(0));
        })
        .join()
        .unwrap();
    }
}

#[test]
fn an_arena_can_move() {
    let mut arenas = vec![Arena::new()];
    let expected = {
        let _run = arenas[0].run();
        within(0, || canonical(at(&*boxed(1))))
    };
    for _ in 0..10 {
        arenas.push(Arena::default());
        for arena in &mut arenas {
            let _run = arena.run();
            assert_eq!(within(0, || canonical(at(&*boxed(1)))), expected);
        }
    }
}
