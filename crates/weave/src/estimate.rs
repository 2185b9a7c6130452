//! How large a search is, before it is begun.

use std::sync::{Arc, Mutex};

use crate::config::Config;
use crate::explore::{Applied, WorkUnit};
use crate::run::{self, Engine, Names, Program};

/// A number of runs, and a range to show how much to believe it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    /// The best guess.
    pub runs: f64,
    /// The lowest of the guesses it is made of.
    pub low: f64,
    /// The highest.
    pub high: f64,
}

/// Descents are averaged in so many batches, of which the median counts: a few of them hit the rare
/// heavy branches, and would carry a common mean away.
const BATCHES: usize = 9;

/// Estimates how many runs a search takes, by `descents` random walks from the root of its tree to a
/// leaf (Knuth: *Estimating the efficiency of backtrack programs*, 1975).
///
/// A run that many alternatives lead away from stands for as many runs one level below. The mean is
/// unbiased, but single descents differ by orders of magnitude, and most are too low: the result is an
/// order of magnitude, good for the choice between a full search, a bounded one, and several machines.
/// It is the median of batches, between the lowest and the highest of them, the same at each call.
///
/// Rounds of loops are forgotten as in any search: they count as far as they were not met before.
///
/// Takes one run a level: a small multiple of `descents` runs. The bounds of runs, time and workers
/// don't apply, and failures are not reported.
///
/// # Panics
///
/// When called inside a model.
pub fn estimate(
    config: &Config,
    program: impl Fn() + Send + Sync + 'static,
    descents: usize,
) -> Estimate {
    let program: Program = Arc::new(program);
    let descents = descents.max(1);
    let names = Arc::<Mutex<Names>>::default();
    let engine = Box::new(Engine::new(config.clone(), names));
    let outcome = run::install(engine, || {
        // Any seed will do; a fixed one makes it a function of the program.
        let mut random = fastrand::Rng::with_seed(0x5eed);
        let batches = BATCHES.min(descents);
        let mut means: Vec<f64> = (0..batches)
            .map(|batch| {
                let size = descents / batches + usize::from(batch < descents % batches);
                let sum: f64 = (0..size).map(|_| descend(config, &program, &mut random)).sum();
                #[expect(clippy::cast_precision_loss, reason = "a small number")]
                let size = size as f64;
                sum / size
            })
            .collect();
        means.sort_by(f64::total_cmp);
        Estimate { runs: means[batches / 2], low: means[0], high: means[batches - 1] }
    });
    match outcome {
        Some(estimate) => estimate,
        None => panic!("an estimate was asked for inside a model"),
    }
}

/// One walk: how many runs the tree has, if all of it looks like this path.
fn descend(config: &Config, program: &Program, random: &mut fastrand::Rng) -> f64 {
    run::with(|engine| engine.search.adopt(WorkUnit::whole(config.memory)));
    let (mut runs, mut siblings) = (0.0, 1.0);
    loop {
        if run::with(|engine| engine.search.advance()) == Some(Applied::Consistent) {
            runs += siblings;
            run::execute(program, |_| ());
            run::with(|engine| engine.search.spread_weight(0, true));
        }
        let children = run::with(|engine| engine.search.backlog().0);
        if children == 0 {
            return runs;
        }
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let factor = children as f64;
        siblings *= factor;
        let pick = random.usize(..children);
        run::with(|engine| engine.search.keep_only(pick));
    }
}
