//! `plainweave bench`

mod child;
mod engines;

use crate::arguments::{Bench, Benchmark};
use crate::error::Error;
use crate::exit::Outcome;

pub(crate) fn bench(arguments: &Bench) -> Result<Outcome, Error> {
    match &arguments.what {
        Benchmark::Engines(arguments) => match &arguments.measure {
            Some(engine) => child::measure(*engine, arguments),
            None => engines::engines(arguments),
        },
    }
}
