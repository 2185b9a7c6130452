//! Names do not depend on the order in which threads run.

use std::alloc::Layout;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use plainweave_arena::{Arena, canonical, within};
use proptest::prelude::*;

use crate::{at, boxed};

/// What a thread does in one step. The memory is kept in a pool that all threads take from, so that
/// who frees and resizes differs from run to run.
#[derive(Clone, Debug)]
enum Step {
    Allocate(usize, usize),
    /// Ends whatever block is the oldest, of whichever thread.
    FreeOldest,
    /// Allocates, and then changes the size of what is the last block of the thread.
    Resize(usize, usize),
    /// Makes the oldest block there is, of whichever thread, smaller.
    ShrinkOldest,
}

struct Block {
    start: *mut u8,
    layout: Layout,
    thread: u32,
}

#[allow(unsafe_code)]
impl Block {
    fn new(thread: u32, layout: Layout) -> Self {
        // SAFETY: the size is not zero.
        Self { start: unsafe { std::alloc::alloc(layout) }, layout, thread }
    }

    fn resize(&mut self, size: usize) {
        // SAFETY: the block is alive and has this layout; the new size is neither zero nor large.
        self.start = unsafe { std::alloc::realloc(self.start, self.layout, size) };
        self.layout = Layout::from_size_align(size, self.layout.align()).unwrap();
    }

    fn free(self) {
        // SAFETY: the block is alive and has this layout.
        unsafe { std::alloc::dealloc(self.start, self.layout) }
    }

    fn name(&self) -> u64 {
        canonical(self.start.addr())
    }
}

/// Runs the threads in an order; the names that each of them got.
fn run(arena: &mut Arena, threads: &[Vec<Step>], order: &[usize]) -> BTreeMap<u32, Vec<u64>> {
    let _run = arena.run();
    let mut names: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
    let mut blocks: Vec<Block> = Vec::new();
    let mut steps: Vec<_> = threads.iter().map(|steps| steps.iter()).collect();
    // Those that `order` does not name go last, one thread after the other.
    let rest = (0..threads.len()).flat_map(|thread| std::iter::repeat_n(thread, 100));
    for index in order.iter().map(|choice| choice % threads.len()).chain(rest) {
        let Some(step) = steps[index].next() else { continue };
        let thread = u32::try_from(index).unwrap();
        match step {
            Step::Allocate(size, align) => {
                let layout = Layout::from_size_align(*size, *align).unwrap();
                let block = within(thread, || Block::new(thread, layout));
                names.entry(thread).or_default().push(block.name());
                blocks.push(block);
            }
            Step::FreeOldest if !blocks.is_empty() && blocks[0].thread != thread => {
                let block = blocks.remove(0);
                within(thread, || block.free());
            }
            Step::ShrinkOldest if !blocks.is_empty() => {
                let size = blocks[0].layout.size().div_ceil(2);
                within(thread, || blocks[0].resize(size));
            }
            Step::Resize(old, new) => {
                let mut block = within(thread, || Block::new(thread, bytes(*old)));
                within(thread, || block.resize(*new));
                names.entry(thread).or_default().push(block.name());
                blocks.push(block);
            }
            Step::FreeOldest | Step::ShrinkOldest => {}
        }
    }
    // Some of the blocks outlive the run, some do not.
    for (index, block) in blocks.into_iter().enumerate() {
        if index % 3 != 0 {
            block.free();
        }
    }
    names
}

fn bytes(size: usize) -> Layout {
    Layout::from_size_align(size, 1).unwrap()
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1_usize..300, 0_u32..8).prop_map(|(size, align)| Step::Allocate(size, 1 << align)),
        1 => (1_usize..20_000, 0_u32..13).prop_map(|(size, align)| Step::Allocate(size, 1 << align)),
        2 => Just(Step::FreeOldest),
        2 => Just(Step::ShrinkOldest),
        2 => (1_usize..500, 1_usize..900).prop_map(|(old, new)| Step::Resize(old, new)),
    ]
}

fn threads() -> impl Strategy<Value = Vec<Vec<Step>>> {
    let steps = proptest::collection::vec(step(), 0..30);
    proptest::collection::vec(steps, 1..6)
}

proptest! {
    #[test]
    fn any_order_on_any_worker_gives_the_same_names(
        threads in threads(),
        orders in proptest::collection::vec(proptest::collection::vec(0..100_usize, 0..200), 2..5),
    ) {
        let mut arena = Arena::new();
        let expected = run(&mut arena, &threads, &[]);
        for order in &orders {
            prop_assert_eq!(&run(&mut arena, &threads, order), &expected);
        }
        let elsewhere = thread::scope(|scope| {
            scope.spawn(|| run(&mut Arena::new(), &threads, &orders[0])).join().unwrap()
        });
        prop_assert_eq!(&elsewhere, &expected);
    }
}

#[test]
fn a_block_that_another_thread_grows_shifts_nothing() {
    let mut arena = Arena::new();
    let mut next = |grow: bool| {
        let _run = arena.run();
        let mut last = within(0, || Vec::<u8>::with_capacity(32));
        if grow {
            within(1, || last.reserve_exact(64));
        }
        within(0, || canonical(at(&*boxed(0))))
    };
    assert_eq!(next(false), next(true));
}

#[test]
fn workers_side_by_side_agree() {
    let program = |arena: &mut Arena, reverse: bool| {
        let _run = arena.run();
        let order: Vec<u32> = if reverse { (0..200).rev().collect() } else { (0..200).collect() };
        let mut shared: Vec<(u32, Arc<Vec<u32>>, u64)> = Vec::new();
        for thread in order {
            within(thread, || {
                for size in 1..10 {
                    let value = Arc::new(vec![thread; size * 17]);
                    let name = canonical(at(&**value));
                    plainweave_arena::outside(|| shared.push((thread, value, name)));
                }
            });
        }
        shared.sort_by_key(|&(thread, _, name)| (thread, name));
        shared.into_iter().map(|(thread, _, name)| (thread, name)).collect::<Vec<_>>()
    };
    let names = thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|worker| {
                scope.spawn(move || {
                    let mut arena = Arena::new();
                    (0..20)
                        .map(|round| program(&mut arena, (worker + round) % 2 == 0))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(names.len(), 80);
    assert!(names.iter().all(|one| *one == names[0]));
}
