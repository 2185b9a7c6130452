//! Memory whose addresses mean the same in every run of a model.
//!
//! A model checker runs one program again and again, its threads in another order each time, and
//! compares what an `AtomicPtr` holds with what it held in an earlier run. With an ordinary
//! allocator that comparison has no meaning: addresses depend on the order in which the threads
//! allocated, and memory freed by one thread comes back to another, so that a compare-and-swap
//! succeeds in one run and fails in the next. Here each model thread allocates from memory of its
//! own, nothing is handed out twice in a run, and [`canonical`] turns an address into a number that
//! depends only on what that thread has allocated before.
//!
//! # How it is turned on
//!
//! A crate that checks models with pointers in atomics says, once, in the binary or test that runs
//! them:
//!
//! ```
//! #[global_allocator]
//! static ALLOCATOR: plainweave_arena::ModelAllocator = plainweave_arena::ModelAllocator;
//!
//! # fn main() {
//! assert!(plainweave_arena::is_installed());
//! # }
//! ```
//!
//! Outside models everything goes to [`std::alloc::System`], after one look at a thread-local
//! variable (to allocate) or one comparison of the address (to free). For a pair of both, which
//! takes 6 ns, the difference is too small to measure. Inside it is 13 ns; `tests/cost.rs` prints all
//! of that.
//!
//! # How an engine uses it
//!
//! Each worker, a system thread, has an [`Arena`]. A [`Run`] lasts as long as one run of the
//! program. Whenever the engine lets a model thread go on, it says so with [`switch`], and switches
//! back when the thread yields. Its own code, called from inside a model thread, stays
//! [`outside`]. Threads may be coroutines: [`within`] around the body of one and [`outside`] around
//! each operation, in which alone it is suspended, leave the scheduler outside, and unwinding a
//! suspended coroutine switches in the right order.
//!
//! ```
//! use plainweave_arena::{Arena, ModelAllocator, address, canonical, outside, within};
//! # #[global_allocator]
//! # static ALLOCATOR: ModelAllocator = ModelAllocator;
//!
//! let mut arena = Arena::new();
//! let mut first_of_thread_1 = || {
//!     let _run = arena.run();
//!     within(1, || {
//!         let noise = outside(|| Box::new(0_u64)); // the engine's own
//!         let node = Box::new(*noise);
//!         let name = canonical(&raw const *node as usize);
//!         assert_eq!(address(name), &raw const *node as usize);
//!         name
//!     })
//! };
//! assert_eq!(first_of_thread_1(), first_of_thread_1());
//! ```
//!
//! # Invariants
//!
//! 1. Live blocks never overlap, and a block is aligned as asked.
//! 2. Within a run, no byte is part of two blocks, unless one became the other by `realloc`.
//! 3. The canonical name of a block is a function of the allocations, with their sizes, that its
//!    thread made before it in the run. Who frees, and when, changes nothing.
//! 4. Memory that is still in use at the end of a run stays valid until it is freed, on whichever
//!    system thread; only then is it used again.
//!
//! # What it cannot do
//!
//! * A model that initialises something for good, such as a `static` behind a `OnceLock`, allocates
//!   more in its first run than in the next. [`Leftovers::blocks`] tells; a second first run is
//!   then the one to compare with. Memory from an earlier run, or from outside, that grows in a
//!   model does so outside, so a buffer that is kept does not shift what comes after it.
//! * Only names are the same everywhere. The addresses themselves differ between workers and
//!   processes; a model that hashes a pointer, or compares those of blocks from two threads, is
//!   not deterministic. Blocks of one thread are always in the order they were allocated in.
//! * Nothing is recycled, so a run needs as much memory as it ever allocates. A thread has room for
//!   1 GiB a run, and up to 4 if its blocks are small; beyond that, and for a block of 2 GiB, the
//!   system serves, and [`exhausted`] says so. On systems without `mmap` it is much less.

mod allocator;
mod arena;
mod bump;
mod here;
mod name;
mod pool;
mod region;
mod span;
mod system;
mod worker;

pub use allocator::{ModelAllocator, is_installed};
pub use arena::{Arena, Leftovers, Run};
pub use here::{outside, switch, within};
pub use name::{address, canonical, is_freed};
pub use span::{FREED, fill_freed};
pub use worker::{MAX_THREADS, exhausted};
