//! How fast a search is, and how evenly workers share it: `speed THREADS ROUNDS JOBS`.
//!
//! Threads take a lock in turns: `(threads * rounds)! / rounds!^threads` executions. On a machine that
//! does other things, compare the processor's time (`time speed 4 3 2`).

use std::collections::HashMap;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use plainweave_weave::raw::{self, Op, Order, Place, Shape};
use plainweave_weave::{Config, Leaf, explore_with};

fn main() {
    let numbers: Option<Vec<usize>> =
        std::env::args().skip(1).map(|number| number.parse().ok()).collect();
    let Some(&[threads, rounds, jobs]) = numbers.as_deref() else {
        eprintln!("usage: speed THREADS ROUNDS JOBS, for example: speed 4 3 2");
        std::process::exit(2);
    };
    let mut config = Config::default();
    config.jobs = jobs;
    let runs_of_workers = Mutex::new(HashMap::<_, u64>::new());
    let count = |_: &Leaf<'_>| {
        // A worker that panicked would have ended the exploration.
        let mut runs = runs_of_workers.lock().expect("nobody panics here");
        *runs.entry(thread::current().id()).or_default() += 1;
    };
    let started = Instant::now();
    let found = explore_with(&config, count, move || locks(threads, rounds));
    let runs: Vec<_> =
        runs_of_workers.lock().expect("nobody panics here").values().copied().collect();
    println!("{} executions in {:?}, by worker: {runs:?}", found.complete, started.elapsed());
}

fn locks(threads: usize, rounds: usize) {
    let lock = Place::new(0, Shape::Chain);
    let work = move || {
        for _ in 0..rounds {
            let take = Op::AwaitCas { expected: 0, new: 1 };
            lock.perform(take, Order::ACQUIRE, Order::RELAXED);
            lock.perform(Op::Store(0), Order::RELEASE, Order::RELAXED);
        }
    };
    let threads: Vec<_> = (0..threads).map(|_| raw::spawn(Box::new(work))).collect();
    threads.into_iter().for_each(raw::join);
}
