//! Atomics: the arithmetic of `std`'s, the orderings of the memory model, and races with plain accesses.
#![expect(unsafe_code, reason = "unsynchronised loads are unsafe to call")]

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use plainweave_weave::sync::atomic::*;
use plainweave_weave::{
    Config, Exploration, FailureKind, Memory, explore_all, hint, model, thread,
};

use Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

/// Explores, and collects what `program` returns.
fn outcomes<T: Ord + Send + 'static>(
    memory: Memory,
    program: impl Fn() -> T + Send + Sync + 'static,
) -> (BTreeSet<T>, Exploration) {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let mut config = Config::default();
    config.memory = memory;
    let found = explore_all(&config, {
        let seen = Arc::clone(&seen);
        move || {
            let outcome = program();
            seen.lock().expect("no panic while it is locked").insert(outcome);
        }
    });
    assert!(found.failure.is_none() && found.is_exhaustive(), "{:?}", found.failure);
    let seen = std::mem::take(&mut *seen.lock().expect("no panic while it is locked"));
    (seen, found)
}

fn failure(program: impl Fn() + Send + Sync + 'static) -> FailureKind {
    explore_all(&Config::default(), program).failure.expect("a failure").kind
}

/// The same method of both gives the same.
macro_rules! both {
    ($ours:ident, $std:ident, $method:ident $(, $argument:expr)*) => {
        assert_eq!(
            $ours.$method($($argument),*),
            $std.$method($($argument),*),
            "{} of {:?}",
            stringify!($method),
            stringify!($($argument),*),
        );
    };
}

macro_rules! same_as_std {
    ($($test:ident: $name:ident, $type:ty;)*) => {$(
        #[test]
        fn $test() {
            model(|| {
                let values: [$type; 6] = [<$type>::MIN, <$type>::MAX, 0, 1, 2, 77];
                for (a, b) in values.iter().flat_map(|&a| values.map(|b| (a, b))) {
                    let ours = $name::new(a);
                    let std = std::sync::atomic::$name::new(a);
                    both!(ours, std, fetch_add, b, SeqCst);
                    both!(ours, std, fetch_sub, a, Relaxed);
                    both!(ours, std, fetch_and, b, Acquire);
                    both!(ours, std, fetch_nand, a, Release);
                    both!(ours, std, fetch_or, b, AcqRel);
                    both!(ours, std, fetch_xor, a, SeqCst);
                    both!(ours, std, fetch_max, b, SeqCst);
                    both!(ours, std, swap, a, SeqCst);
                    both!(ours, std, fetch_min, b, SeqCst);
                    both!(ours, std, compare_exchange, a, b, SeqCst, Acquire);
                    both!(ours, std, compare_exchange_weak, b, a, SeqCst, SeqCst);
                    both!(ours, std, fetch_update, SeqCst, Relaxed, |value| value.checked_add(1));
                    both!(ours, std, load, SeqCst);
                    ours.store(b, SeqCst);
                    assert_eq!(ours.compare_and_swap(b, a, AcqRel), b);
                    assert_eq!(ours.update(Relaxed, Relaxed, |_| b), a);
                    assert_eq!(ours.into_inner(), b);
                }
                assert_eq!($name::default().into_inner(), 0);
                assert_eq!($name::from(5).load(Relaxed), 5);
            });
        }
    )*};
}

same_as_std! {
    u8_as_in_std: AtomicU8, u8;
    i8_as_in_std: AtomicI8, i8;
    u16_as_in_std: AtomicU16, u16;
    i16_as_in_std: AtomicI16, i16;
    u32_as_in_std: AtomicU32, u32;
    i32_as_in_std: AtomicI32, i32;
    u64_as_in_std: AtomicU64, u64;
    i64_as_in_std: AtomicI64, i64;
    usize_as_in_std: AtomicUsize, usize;
    isize_as_in_std: AtomicIsize, isize;
}

#[test]
fn bool_as_in_std() {
    model(|| {
        for (a, b) in [(false, false), (false, true), (true, false), (true, true)] {
            let (ours, std) = (AtomicBool::new(a), std::sync::atomic::AtomicBool::new(a));
            both!(ours, std, fetch_and, b, SeqCst);
            both!(ours, std, fetch_nand, b, SeqCst);
            both!(ours, std, fetch_or, b, SeqCst);
            both!(ours, std, fetch_xor, b, SeqCst);
            both!(ours, std, fetch_not, SeqCst);
            both!(ours, std, swap, a, SeqCst);
            both!(ours, std, compare_exchange, a, b, SeqCst, SeqCst);
            both!(ours, std, load, Relaxed);
            assert_eq!(format!("{ours:?}"), "AtomicBool(..)");
        }
    });
}

/// What a panic inside a model said.
fn complaint(program: impl Fn() + Send + Sync + 'static) -> String {
    match failure(program) {
        FailureKind::Panic { message, .. } => message,
        other => panic!("{other}"),
    }
}

#[test]
fn orderings_that_do_not_exist_are_refused_as_in_std() {
    fn x() -> AtomicU8 {
        AtomicU8::new(0)
    }
    let none = |what: &str| format!("there is no such thing as {what}");
    assert_eq!(complaint(|| assert_eq!(x().load(Release), 0)), none("a release load"));
    assert_eq!(complaint(|| assert_eq!(x().load(AcqRel), 0)), none("an acquire-release load"));
    assert_eq!(complaint(|| x().store(1, Acquire)), none("an acquire store"));
    assert_eq!(complaint(|| x().store(1, AcqRel)), none("an acquire-release store"));
    let failing = |order| move || assert!(x().compare_exchange(0, 1, SeqCst, order).is_ok());
    assert_eq!(complaint(failing(Release)), none("a release failure ordering"));
    assert_eq!(complaint(failing(AcqRel)), none("an acquire-release failure ordering"));
    assert_eq!(complaint(|| fence(Relaxed)), none("a relaxed fence"));
    assert_eq!(complaint(|| compiler_fence(Relaxed)), none("a relaxed compiler fence"));
}

/// Store buffering with these orderings of stores and loads.
fn store_buffering(store: Ordering, load: Ordering) -> impl Fn() -> (u32, u32) + Send + Sync {
    move || {
        let (x, y) = (AtomicU32::new(0), AtomicU32::new(0));
        thread::scope(|scope| {
            let other = scope.spawn(|| {
                x.store(1, store);
                y.load(load)
            });
            y.store(1, store);
            let mine = x.load(load);
            (mine, other.join().expect("it does not panic"))
        })
    }
}

#[test]
fn store_buffering_is_seen_unless_sequentially_consistent() {
    let strong = BTreeSet::from([(0, 1), (1, 0), (1, 1)]);
    let mut weak = strong.clone();
    weak.insert((0, 0));
    for (store, load, memory, want) in [
        (Relaxed, Relaxed, Memory::Rc11, &weak),
        (Release, Acquire, Memory::Rc11, &weak),
        (SeqCst, SeqCst, Memory::Rc11, &strong),
        (Relaxed, Relaxed, Memory::Sc, &strong),
    ] {
        let (seen, found) = outcomes(memory, store_buffering(store, load));
        assert_eq!(&seen, want, "{store:?} {load:?} {memory}");
        assert_eq!(found.complete, want.len() as u64, "one execution for each");
    }
}

#[test]
fn fences_order_what_is_relaxed() {
    for (with_fences, want) in [(true, 3), (false, 4)] {
        let (seen, _) = outcomes(Memory::Rc11, move || {
            let (data, ready) = (AtomicU32::new(0), AtomicU32::new(0));
            thread::scope(|scope| {
                scope.spawn(|| {
                    data.store(1, Relaxed);
                    if with_fences {
                        fence(Release);
                    }
                    ready.store(1, Relaxed);
                });
                let ready = ready.load(Relaxed);
                if with_fences {
                    fence(Acquire);
                }
                (ready, data.load(Relaxed))
            })
        });
        assert_eq!(seen.len(), want);
        assert_eq!(seen.contains(&(1, 0)), !with_fences);
    }
}

#[test]
fn a_weak_exchange_fails_without_reason_only_if_asked() {
    let program = || {
        let x = AtomicU32::new(0);
        thread::scope(|scope| {
            scope.spawn(|| x.store(1, Relaxed));
            x.compare_exchange_weak(0, 2, Relaxed, Relaxed)
        })
    };
    let (seen, found) = outcomes(Memory::Rc11, program);
    assert_eq!(seen, BTreeSet::from([Ok(0), Err(1)]));
    assert_eq!(found.complete, 2);
    let mut config = Config::default();
    config.spurious = true;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let found = explore_all(&config, {
        let seen = Arc::clone(&seen);
        move || {
            let outcome = program();
            seen.lock().unwrap().push(outcome);
        }
    });
    let mut seen = std::mem::take(&mut *seen.lock().unwrap());
    seen.sort_unstable();
    assert_eq!(seen, [Ok(0), Err(0), Err(1)]);
    assert_eq!((found.complete, found.blocked), (3, 1));
}

struct Shared<T>(T);
// SAFETY: threads of a model run on one thread of the machine; that they race is what is tested.
unsafe impl<T> Sync for Shared<T> {}
// SAFETY: the same.
unsafe impl<T> Send for Shared<T> {}

#[test]
fn an_atomic_that_is_published_without_order_is_a_race_with_its_making() {
    for (store, races) in [(Release, false), (Relaxed, true)] {
        let program = move || {
            let published = Arc::new(AtomicPtr::<AtomicU32>::default());
            let thread = thread::spawn({
                let published = Arc::clone(&published);
                move || {
                    published.store(Box::into_raw(Box::new(AtomicU32::new(1))), store);
                }
            });
            let pointer = published.load(Acquire);
            if !pointer.is_null() {
                // SAFETY: it came from a box that nobody has dropped.
                assert_eq!(unsafe { &*pointer }.load(Relaxed), 1);
            }
            thread.join().unwrap();
            // SAFETY: the same; the thread has ended.
            drop(unsafe { Box::from_raw(published.load(Relaxed)) });
        };
        let found = explore_all(&Config::default(), program);
        match found.failure.map(|failure| failure.kind) {
            Some(FailureKind::Race { what, .. }) => assert!(races && what == "an atomic"),
            None => assert!(!races && found.complete == 2),
            Some(other) => panic!("{other}"),
        }
    }
}

#[test]
fn plain_and_atomic_accesses_race() {
    /// What two threads do to an atomic at the same time.
    type Access = fn(&Shared<AtomicU32>);
    // SAFETY: a race is found.
    let plain_load: Access = |x| assert!(unsafe { x.0.unsync_load() } < 2);
    let load: Access = |x| assert!(x.0.load(SeqCst) < 2);
    let store: Access = |x| x.0.store(1, SeqCst);
    // SAFETY: nobody else has a reference at the time; whether that is ordered is what is tested.
    let plain_store: Access =
        |x| unsafe { &mut *(&raw const x.0).cast_mut() }.with_mut(|value| *value = 1);
    for (one, two, races) in [
        (plain_load, plain_load, false),
        (plain_load, load, false),
        (load, store, false),
        (plain_load, store, true),
        (plain_store, load, true),
        (plain_store, store, true),
        (plain_store, plain_load, true),
        (plain_store, plain_store, true),
    ] {
        for (one, two) in [(one, two), (two, one)] {
            let found = explore_all(&Config::default(), move || {
                let x = Shared(AtomicU32::new(0));
                thread::scope(|scope| {
                    scope.spawn(|| one(&x));
                    two(&x);
                });
                // What was joined is ordered.
                plain_load(&x);
            });
            let race = matches!(
                found.failure.map(|failure| failure.kind),
                Some(FailureKind::Race { what: "an atomic", .. })
            );
            assert_eq!(race, races);
        }
    }
}

#[test]
fn exclusive_access_writes_back() {
    model(|| {
        let mut x = AtomicU32::new(3);
        *x.get_mut() += 1;
        assert_eq!(x.with_mut(|value| std::mem::replace(value, 9)), 4);
        assert_eq!(format!("{:?}", x.get_mut()), "9");
        let x = Arc::new(x);
        let other = Arc::clone(&x);
        thread::spawn(move || assert_eq!(other.load(Relaxed), 9)).join().unwrap();
        let mut flag = AtomicBool::new(false);
        *flag.get_mut() = true;
        assert!(flag.into_inner());
    });
}

#[test]
fn pointers_are_moved_and_tagged() {
    model(|| {
        let mut values = [1u32, 2, 3];
        let first = values.as_mut_ptr();
        let pointer = AtomicPtr::new(first);
        assert_eq!(pointer.fetch_ptr_add(2, Relaxed), first);
        assert_eq!(pointer.load(Relaxed), first.wrapping_add(2));
        pointer.fetch_ptr_sub(1, Relaxed);
        pointer.fetch_byte_add(4, Relaxed);
        pointer.fetch_byte_sub(8, Relaxed);
        assert_eq!(pointer.fetch_or(1, Relaxed), first);
        assert_eq!(pointer.fetch_and(!1, Relaxed).addr(), first.addr() + 1);
        assert_eq!(pointer.fetch_xor(2, Relaxed), first);
        pointer.fetch_xor(2, Relaxed);
        assert_eq!(
            pointer.compare_exchange(first, std::ptr::null_mut(), SeqCst, SeqCst),
            Ok(first)
        );
        assert!(AtomicPtr::<u8>::default().into_inner().is_null());
    });
}

#[test]
fn a_stack_of_nodes_gives_each_value_once() {
    struct Node {
        value: u32,
        next: *mut Node,
    }
    fn push(head: &AtomicPtr<Node>, value: u32) {
        let node = Box::into_raw(Box::new(Node { value, next: head.load(Relaxed) }));
        loop {
            // SAFETY: the node is not shared before the exchange succeeds.
            let next = unsafe { &mut (*node).next };
            match head.compare_exchange_weak(*next, node, Release, Relaxed) {
                Ok(_) => return,
                Err(found) => *next = found,
            }
        }
    }
    let (seen, found) = outcomes(Memory::Rc11, || {
        let head = AtomicPtr::default();
        thread::scope(|scope| {
            scope.spawn(|| push(&head, 1));
            scope.spawn(|| push(&head, 2));
            push(&head, 3);
        });
        let mut values = Vec::new();
        let mut head = head.into_inner();
        while !head.is_null() {
            // SAFETY: all threads have ended, and each node is in the list once.
            let node = unsafe { Box::from_raw(head) };
            values.push(node.value);
            head = node.next;
        }
        values
    });
    assert_eq!(seen.len(), 6, "every order");
    assert!(seen.iter().all(|values| values.iter().sum::<u32>() == 6 && values.len() == 3));
    assert!(found.complete >= 6);
}

#[test]
fn spinning_is_one_execution_for_each_way_out() {
    let (_, found) = outcomes(Memory::Rc11, || {
        let ready = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| ready.store(true, Release));
            while !ready.load(Acquire) {
                spin_loop_hint();
            }
            while !ready.load(Acquire) {
                hint::spin_loop();
            }
        });
    });
    assert_eq!(found.complete, 1);
}

#[test]
fn a_fence_in_a_loop_does_not_keep_it_from_ending() {
    for memory in [Memory::Sc, Memory::Rc11] {
        let program = |fenced: bool| {
            move || {
                let flags = [AtomicBool::new(false), AtomicBool::new(false)];
                let turn = AtomicU32::new(0);
                let inside = AtomicU32::new(0);
                let enter = |own: u32, mine: usize| {
                    flags[mine].store(true, Relaxed);
                    turn.swap(1 - own, AcqRel);
                    if !fenced {
                        fence(SeqCst);
                    }
                    loop {
                        if fenced {
                            fence(SeqCst);
                        }
                        if !flags[1 - mine].load(Acquire) || turn.load(Relaxed) == own {
                            break;
                        }
                        hint::spin_loop();
                    }
                    assert_eq!(inside.fetch_add(1, Relaxed), 0, "mutual exclusion");
                    inside.fetch_sub(1, Relaxed);
                    flags[mine].store(false, Release);
                };
                thread::scope(|scope| {
                    scope.spawn(|| enter(1, 1));
                    enter(0, 0);
                });
            }
        };
        let (_, once) = outcomes(memory, program(false));
        let (_, each_round) = outcomes(memory, program(true));
        assert_eq!((once.deadlocks, each_round.deadlocks), (0, 0));
        // A round that fails and is left later has one fence more.
        assert!(each_round.complete >= once.complete, "{memory}");
    }
}

fn _bounds() {
    fn shared<T: Send + Sync + Debug>() {}
    shared::<AtomicPtr<std::rc::Rc<()>>>();
    shared::<AtomicBool>();
    shared::<AtomicI8>();
}
