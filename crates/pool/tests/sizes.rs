//! How much room the types take, and how many allocations a task costs.
//!
//! A size that changes is not wrong, but it is a decision: change the number here too.
#![cfg(target_pointer_width = "64")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::mem::size_of;

use plainweave_pool::{
    AsCompleted, Builder, Future, InsideWorker, Map, NoWorkers, Panic, Pending, Promise,
    ReturnWhen, TaskError, ThreadPool, Unfinished,
};

thread_local! {
    /// How often this thread has allocated.
    static ALLOCATIONS: Cell<u32> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: everything is passed on to the system's allocator.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // A thread that is being torn down has nothing to count with.
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations<T>(job: impl FnOnce() -> T) -> (u32, T) {
    let before = ALLOCATIONS.get();
    let value = job();
    (ALLOCATIONS.get() - before, value)
}

#[test]
fn types_are_as_large_as_decided() {
    let found = [
        ("Future", size_of::<Future<u64>>()),
        ("Promise", size_of::<Promise<u64>>()),
        ("ThreadPool", size_of::<ThreadPool>()),
        ("AsCompleted", size_of::<AsCompleted<u64>>()),
        ("Map", size_of::<Map<u64>>()),
        ("Panic", size_of::<Panic>()),
        ("TaskError", size_of::<TaskError>()),
        ("NoWorkers", size_of::<NoWorkers>()),
        ("InsideWorker", size_of::<InsideWorker>()),
        ("Unfinished", size_of::<Unfinished>()),
        ("Pending", size_of::<Pending>()),
        ("ReturnWhen", size_of::<ReturnWhen>()),
    ];
    let decided = [
        ("Future", 16),
        ("Promise", 24),
        ("ThreadPool", 16),
        ("AsCompleted", 64),
        ("Map", 48),
        ("Panic", 24),
        ("TaskError", 32),
        ("NoWorkers", 0),
        ("InsideWorker", 0),
        ("Unfinished", 16),
        ("Pending", 1),
        ("ReturnWhen", 1),
    ];
    assert_eq!(found, decided);
}

#[test]
fn a_task_costs_one_allocation() {
    let pool = Builder::new().max_workers(1).build().expect("there may be workers");
    // The queue and the worker are there after this.
    let warm: Vec<_> = (0..8).map(|n| pool.submit(move || n).expect("it is open")).collect();
    for future in warm {
        future.take_result().expect("nothing goes wrong");
    }
    for n in 0..8_u64 {
        let (count, result) = allocations(|| {
            let future = pool.submit(move || n).expect("it is open");
            future.take_result().expect("nothing goes wrong")
        });
        assert_eq!((count, result), (1, n));
    }
}
