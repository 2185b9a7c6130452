//! Plain memory: what races is found, what does not is not, and accesses last as long as they last.
#![expect(unsafe_code, reason = "cells give pointers")]

use std::cell::RefCell;
use std::rc::Rc;

use plainweave_weave::alloc::{self, Layout, Track};
use plainweave_weave::cell::{Cell, UnsafeCell};
use plainweave_weave::sync::atomic::{AtomicBool, Ordering};
use plainweave_weave::{Config, Exploration, FailureKind, explore_all, hint, model, thread};

use Ordering::{Acquire, Relaxed, Release};

struct Shared<T>(T);
// SAFETY: threads of a model run on one thread of the machine; that they race is what is tested.
unsafe impl<T> Sync for Shared<T> {}

fn run(program: impl Fn() + Send + Sync + 'static) -> Exploration {
    explore_all(&Config::default(), program)
}

fn failure(found: &Exploration) -> &FailureKind {
    &found.failure.as_ref().expect("a failure").kind
}

fn read(cell: &UnsafeCell<u32>) -> u32 {
    // SAFETY: the cell exists. That it is not written meanwhile is what the model checks, before.
    cell.with(|value| unsafe { *value })
}

fn write(cell: &UnsafeCell<u32>, new: u32) {
    // SAFETY: the cell exists. That it is not accessed meanwhile is what the model checks, before.
    cell.with_mut(|value| unsafe { *value = new });
}

fn is_race(found: &Exploration) -> bool {
    match found.failure.as_ref().map(|failure| &failure.kind) {
        Some(FailureKind::Race { what, .. }) => {
            assert_eq!(*what, "a cell");
            true
        }
        Some(other) => panic!("{other}"),
        None => false,
    }
}

/// Two threads that access a cell in these ways at the same time.
fn both(one: fn(&UnsafeCell<u32>), two: fn(&UnsafeCell<u32>)) -> impl Fn() + Send + Sync + 'static {
    move || {
        let cell = Shared(UnsafeCell::new(0));
        thread::scope(|scope| {
            let cell = &cell;
            scope.spawn(move || one(&cell.0));
            two(&cell.0);
        });
        write(&cell.0, 2);
    }
}

#[test]
fn conflicting_accesses_race_unless_both_read() {
    type Access = fn(&UnsafeCell<u32>);
    let reads: [Access; 2] = [|cell| assert!(read(cell) < 2), |cell| drop(cell.get())];
    let writes: [Access; 2] = [|cell| write(cell, 1), |cell| drop(cell.get_mut())];
    for read in reads {
        for other in reads {
            assert!(!is_race(&run(both(read, other))));
        }
        for write in writes {
            assert!(is_race(&run(both(read, write))));
            assert!(is_race(&run(both(write, read))));
        }
    }
    for write in writes {
        for other in writes {
            assert!(is_race(&run(both(write, other))));
        }
    }
}

#[test]
fn a_release_store_orders_and_a_relaxed_one_does_not() {
    for (store, races) in [(Release, false), (Relaxed, true)] {
        let found = run(move || {
            let (cell, ready) = (Shared(UnsafeCell::new(0)), AtomicBool::new(false));
            let (cell, ready) = (&cell, &ready);
            thread::scope(|scope| {
                scope.spawn(move || {
                    write(&cell.0, 42);
                    ready.store(true, store);
                });
                if ready.load(Acquire) {
                    assert_eq!(read(&cell.0), 42);
                }
            });
        });
        assert_eq!(is_race(&found), races);
        assert!(races || found.complete == 2);
    }
}

#[test]
fn an_access_lasts_until_it_ends() {
    // The store that lets the other thread in comes before the end of the access.
    for inside in [false, true] {
        let found = run(move || {
            let (cell, ready) = (Shared(UnsafeCell::new(0)), AtomicBool::new(false));
            let (cell, ready) = (&cell, &ready);
            thread::scope(|scope| {
                scope.spawn(move || {
                    let pointer = cell.0.get_mut();
                    if inside {
                        // The mistake: `pointer` is still there.
                        ready.store(true, Release);
                    } else {
                        drop(pointer);
                        ready.store(true, Release);
                    }
                });
                while !ready.load(Acquire) {
                    hint::spin_loop();
                }
                read(&cell.0);
            });
        });
        match found.failure.map(|failure| failure.kind) {
            None => assert!(!inside),
            Some(FailureKind::Race { .. }) => assert!(inside),
            Some(FailureKind::Panic { message, .. }) => {
                assert!(inside && message.contains("currently writing to cell"), "{message}");
            }
            Some(other) => panic!("{other}"),
        }
    }
}

#[test]
fn accesses_inside_each_other_are_refused() {
    let message = |program: fn(&UnsafeCell<u8>)| {
        let found = run(move || program(&UnsafeCell::new(0)));
        match found.failure.map(|failure| failure.kind) {
            Some(FailureKind::Panic { message, .. }) => message,
            other => format!("{other:?}"),
        }
    };
    let inside = |text: &str, message: String| assert!(message.contains(text), "{message}");
    inside("currently writing", message(|cell| cell.with_mut(|_| cell.with(|_| ()))));
    inside("currently writing", message(|cell| cell.with_mut(|_| cell.with_mut(|_| ()))));
    inside("currently reading", message(|cell| cell.with(|_| cell.with_mut(|_| ()))));
    inside("currently reading", message(|cell| drop((cell.get(), cell.get_mut()))));
    assert_eq!(message(|cell| cell.with(|_| cell.with(|_| ()))), "None");
    assert_eq!(message(|cell| drop((cell.get(), cell.get()))), "None");
}

#[test]
fn an_access_ends_when_its_closure_panics() {
    model(|| {
        let cell = UnsafeCell::new(0);
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            cell.with_mut(|_| panic!("in the closure"));
        }));
        assert!(caught.is_err());
        write(&cell, 1);
        assert_eq!(cell.into_inner(), 1);
    });
}

#[test]
fn pointers_point_to_the_value() {
    model(|| {
        let cell = UnsafeCell::from(1);
        // SAFETY: the cell exists, and no other reference to the value.
        unsafe {
            *cell.get_mut().deref() += 1;
            cell.get_mut().with(|value| *value += 1);
            assert_eq!((*cell.get().deref(), cell.get().with(|value| *value)), (3, 3));
        }
        assert_eq!(UnsafeCell::<String>::default().into_inner(), "");
    });
}

#[test]
fn a_cell_is_as_in_std_and_races() {
    model(|| {
        let (a, b) = (Cell::new(1), Cell::from(2));
        a.swap(&b);
        a.swap(&a);
        assert_eq!((a.get(), b.replace(7), b.take(), b.get()), (2, 1, 7, 0));
        a.set(5);
        assert!(a > b && a.clone() == a && Cell::<u8>::default().into_inner() == 0);
    });
    let found = run(|| {
        let cell = Shared(Cell::new(0));
        thread::scope(|scope| {
            let cell = &cell;
            scope.spawn(move || cell.0.set(1));
            cell.0.get();
        });
    });
    assert!(is_race(&found));
}

#[test]
fn memory_that_is_not_given_back_is_a_leak() {
    let layout = Layout::new::<u64>();
    let program = move |gives_back: bool| {
        move || {
            // SAFETY: the layout is not empty.
            let memory = unsafe { alloc::alloc_zeroed(layout) };
            // SAFETY: it has just been allocated, and zero is a value.
            assert_eq!(unsafe { memory.read() }, 0);
            thread::spawn(|| ()).join().unwrap();
            if gives_back {
                // SAFETY: it was allocated with this layout.
                unsafe { alloc::dealloc(memory, layout) };
            }
        }
    };
    assert_eq!(run(program(true)).complete, 1);
    let found = run(program(false));
    assert!(
        matches!(failure(&found), FailureKind::Leak { what: "Allocation", site } if site.file() == file!())
    );
    assert_eq!((found.complete, found.failures), (0, 1));
}

#[test]
fn memory_that_is_given_back_twice_is_a_failure() {
    let found = run(|| {
        let layout = Layout::new::<u64>();
        // SAFETY: it is not safe: the second time is refused before anything happens.
        unsafe {
            let memory = alloc::alloc(layout);
            alloc::dealloc(memory, layout);
            alloc::dealloc(memory, layout);
        }
    });
    assert!(
        matches!(failure(&found), FailureKind::Panic { message, .. } if message.contains("pointer not tracked"))
    );
}

#[test]
fn tracked_values_must_be_dropped() {
    model(|| {
        let mut tracked = Track::new(vec![1]);
        tracked.get_mut().push(2);
        assert_eq!(tracked.get_ref().len(), 2);
        std::mem::forget(tracked.into_inner());
        drop(Track::new(()));
    });
    let found = run(|| {
        // What keeps itself alive.
        let a = Rc::new(RefCell::new(None));
        *a.borrow_mut() = Some((Rc::clone(&a) as Rc<dyn std::any::Any>, Track::new(())));
    });
    assert!(matches!(failure(&found), FailureKind::Leak { .. }));
}

#[test]
fn choices_are_all_explored_and_assumptions_hold() {
    let found = run(|| {
        let (a, b, c) = (hint::choose(2), hint::choose(3), hint::choose(0));
        assert!(a < 2 && b < 3 && c == 0);
        hint::assume(a + b > 0);
    });
    assert_eq!((found.complete, found.blocked), (5, 1));
    // SAFETY: it panics.
    let found = run(|| unsafe { hint::unreachable_unchecked() });
    assert!(
        matches!(failure(&found), FailureKind::Panic { message, .. } if message.contains("was reached"))
    );
}
