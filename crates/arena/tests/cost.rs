//! What the allocator costs, beside that of the system.
//!
//! The times are printed; no test depends on them, since a machine that is busy could make them
//! anything.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::time::{Duration, Instant};

use plainweave_arena::{Arena, ModelAllocator, address, canonical, fill_freed, switch};

#[global_allocator]
static ALLOCATOR: ModelAllocator = ModelAllocator;

const ROUNDS: u32 = 15;
/// Without optimisation the times mean nothing; that it runs is enough.
const CALLS: u32 = if cfg!(debug_assertions) { 100 } else { 100_000 };

fn pair(allocator: &impl GlobalAlloc, layout: Layout) {
    // SAFETY: the size is not zero; the block is freed as it was made.
    unsafe {
        let block = black_box(allocator.alloc(black_box(layout)));
        allocator.dealloc(block, layout);
    }
}

fn per_call(round: impl FnOnce()) -> f64 {
    let start = Instant::now();
    round();
    let elapsed: Duration = start.elapsed();
    elapsed.as_secs_f64() * 1e9 / f64::from(CALLS)
}

fn repeat(mut body: impl FnMut()) {
    for _ in 0..CALLS {
        body();
    }
}

/// The best of all rounds, in each of which all candidates run, one after the other.
fn measure(candidates: &mut [(&str, &mut dyn FnMut() -> f64)]) {
    let mut best = vec![f64::INFINITY; candidates.len()];
    for _ in 0..ROUNDS {
        for (best, (_, candidate)) in best.iter_mut().zip(candidates.iter_mut()) {
            *best = best.min(candidate());
        }
    }
    for (best, (name, _)) in best.iter().zip(candidates) {
        println!("{name:<48} {best:8.2} ns");
    }
}

#[test]
fn print_the_costs() {
    fill_freed(false);
    for size in [24, 1000] {
        let layout = Layout::from_size_align(size, 8).unwrap();
        println!("allocate and free {size} bytes");
        let mut arena = Arena::new();
        measure(&mut [
            ("  System", &mut || per_call(|| repeat(|| pair(&System, layout)))),
            ("  outside models", &mut || per_call(|| repeat(|| pair(&ModelAllocator, layout)))),
            ("  inside a model", &mut || {
                let _run = arena.run();
                switch(Some(0));
                let time = per_call(|| repeat(|| pair(&ModelAllocator, layout)));
                switch(None);
                time
            }),
        ]);
    }
    let mut arena = Arena::new();
    let mut other = Arena::new();
    let layout = Layout::new::<u64>();
    println!("other operations");
    measure(&mut [
        ("  switch out and back", &mut || {
            per_call(|| {
                repeat(|| {
                    let before = switch(black_box(None));
                    switch(black_box(before));
                });
            })
        }),
        ("  canonical and address", &mut || {
            let _run = other.run();
            switch(Some(0));
            let block = Box::new(0);
            let start = std::ptr::from_ref(&*block).addr();
            let time = per_call(|| {
                repeat(|| {
                    black_box(address(black_box(canonical(black_box(start)))));
                });
            });
            switch(None);
            time
        }),
        ("  a run of 3 threads, 4 blocks each", &mut || {
            per_call(|| {
                repeat(|| {
                    let run = arena.run();
                    for thread in 0..3 {
                        switch(Some(thread));
                        (0..4).for_each(|_| pair(&ModelAllocator, layout));
                    }
                    switch(None);
                    black_box(run.end());
                });
            })
        }),
        ("  the same in the system", &mut || {
            per_call(|| repeat(|| (0..12).for_each(|_| pair(&System, layout))))
        }),
        ("  a new arena, and its end", &mut || {
            per_call(|| repeat(|| drop(black_box(Arena::new()))))
        }),
    ]);
}
