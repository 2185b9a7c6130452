//! Tasks and their results: Python's `concurrent.futures`, generic over the [`Runtime`] it runs on.
//!
//! | Python | here |
//! |---|---|
//! | `Future` | [`Future`], and [`Promise`] for what executors do to one |
//! | `wait` | [`wait()`], with [`ReturnWhen`] |
//! | `as_completed` | [`as_completed()`] |
//! | `ThreadPoolExecutor` | [`ThreadPool`], built by a [`Builder`] |
//! | `map` | [`ThreadPool::map`] |
//!
//! # Serial by accident
//!
//! Whoever asks for each result right after submitting has no more parallelism than a loop:
//!
//! ```
//! # use plainweave_pool::{Future, ThreadPool};
//! # let pool = ThreadPool::new();
//! # let work = |n: u32| n + 1;
//! // One after the other: each task has ended before the next one is submitted.
//! for n in 0..4 {
//!     let _ = pool.submit(move || work(n))?.take_result()?;
//! }
//! // Side by side.
//! let futures: Vec<Future<u32>> =
//!     (0..4).map(|n| pool.submit(move || work(n))).collect::<Result<_, _>>()?;
//! for future in futures {
//!     let _ = future.take_result()?;
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where it is proved
//!
//! `progress` has the states of a task in one word, `core` what a task shares with its futures,
//! `gathering` the waits for several, `staff` all decisions of a pool under one lock, and `desk` how a
//! job gets to an idle worker. Each says why nothing is lost or done twice; the models check it.

mod as_completed;
mod builder;
mod core;
mod desk;
mod error;
mod future;
mod gathering;
mod job;
mod map;
mod panic;
mod pool;
mod progress;
mod promise;
mod staff;
mod wait;
mod worker;

pub use as_completed::{AsCompleted, as_completed, as_completed_timeout, as_completed_until};
pub use builder::Builder;
pub use error::{InsideWorker, NoWorkers, SubmitError, TaskError, Unfinished, WasCancelled};
pub use future::Future;
pub use map::Map;
pub use panic::{Panic, Payload};
pub use pool::{Pending, ThreadPool};
pub use promise::Promise;
pub use runtime::{Deadline, Native, Runtime};
pub use wait::{ReturnWhen, Waited, wait, wait_timeout, wait_until};
