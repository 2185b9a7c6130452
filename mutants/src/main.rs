//! Tests the tests: breaks the primitives in one place at a time, and looks whether anything notices.
//!
//! ```text
//! cargo run -p plainweave-mutants
//! cargo run -p plainweave-mutants -- --primitive lock
//! ```
//!
//! # Mutants
//!
//! A *mutant* is a primitive with one small mistake. Most are made by [`operators`]: each wake-up dropped
//! and doubled, each comparison moved by one or turned round, each step of one left out, each question
//! whether the run is abandoned not asked. What no operator makes is written down, beside the tests of the
//! primitive, in `tests/mutants/*.toml` ([`catalogue`]). So is each mutant that no test can tell from the
//! original, with the reason why.
//!
//! Memory orderings are weakened elsewhere, line by line, by `tests/tests/orderings.rs`, and counted here
//! with `--orderings`.
//!
//! # One build for all of them
//!
//! The tree is copied, and in the copy every mutant of a file is spliced in beside what it replaces
//! ([`splice`]):
//!
//! ```text
//! if crate::mutant::is(17) { held <= FREE } else { held < FREE }
//! ```
//!
//! Which one lives, a variable of the environment says when a test starts. So there is one build, and the
//! tests of a mutant begin at once. The primitives are optimised there. What ships knows nothing of it.
//!
//! # Who notices
//!
//! First the models on weave, since they look at every interleaving; then the properties, the tests of
//! behaviour, and the tests under load ([`suites`]). Each is run once without a mutant, which tells how
//! long it takes and to which places it comes; only those that come to a mutant's place are asked. The first
//! that fails, hangs or dies has noticed ([`run`]); not a model that only has far more to explore, since the
//! engine itself finds what goes round for ever.

mod arguments;
mod catalogue;
mod error;
mod mutant;
mod operators;
mod run;
mod scratch;
mod splice;
mod suites;
mod table;

use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;
use catalogue::{Catalogue, Primitive};
use error::Error;
use mutant::Mutant;
use run::{Measured, Verdict};
use scratch::Scratch;
use suites::{Suites, Test};
use table::Row;

fn main() -> ExitCode {
    match work(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Does what was asked for; whether all is as it should be.
fn work(arguments: &Arguments) -> Result<bool, Error> {
    let root = scratch::workspace();
    let catalogue = Catalogue::read(&root)?;
    if arguments.check {
        println!("{} mutants, each in its place", catalogue.mutants.len());
        return Ok(true);
    }
    let chosen: Vec<&Mutant> =
        catalogue.mutants.iter().filter(|mutant| arguments.is_meant(mutant)).collect();
    if arguments.list {
        for mutant in &chosen {
            println!("{mutant}");
        }
        return Ok(true);
    }
    let scratch = Scratch::copy(&root, &arguments.scratch(&root), &catalogue)?;
    let suites = Suites::build(&scratch)?;
    let is_chosen =
        |primitive: &&Primitive| chosen.iter().any(|mutant| mutant.primitive == primitive.name);
    let primitives: Vec<&Primitive> = catalogue.primitives.iter().filter(is_chosen).collect();
    let of_each: Vec<Vec<&Test>> =
        primitives.iter().map(|primitive| suites.of(primitive)).collect::<Result<_, _>>()?;
    let mut tests = of_each.concat();
    tests.sort_unstable();
    tests.dedup();
    println!("{} mutants, {} tests", chosen.len(), tests.len());
    let measured = run::measure(&scratch, &tests)?;
    let transcript = arguments.transcript()?;
    let known = run::known(&transcript);
    let verdicts = run::in_parallel(&chosen, |_, mutant| {
        if let Some(verdict) = known.get(mutant.to_string().as_str()) {
            table::tell(mutant, verdict);
            return Ok(verdict.clone());
        }
        let of_it = primitives.iter().position(|primitive| primitive.name == mutant.primitive);
        let of_it = of_it.map_or(&[][..], |number| &of_each[number]);
        let is_of_it = |measured: &&Measured| of_it.contains(&&measured.test);
        let tests: Vec<&Measured> = measured.iter().filter(is_of_it).collect();
        let verdict = run::mutant(mutant, &tests)?;
        table::tell(mutant, &verdict);
        Ok(verdict)
    });
    let verdicts = verdicts.into_iter().collect::<Result<Vec<Verdict>, Error>>()?;
    let mut rows: Vec<Row> = primitives.iter().map(|primitive| Row::of(&primitive.name)).collect();
    let mut is_fine = true;
    for (mutant, verdict) in chosen.iter().zip(&verdicts) {
        is_fine &= mutant.is_equivalent() == matches!(verdict, Verdict::Survives { .. });
        if let Some(row) = rows.iter_mut().find(|row| row.name == mutant.primitive) {
            row.count(mutant, verdict);
        }
    }
    if arguments.orderings {
        for (file, is_needed) in run::orderings(&root)? {
            let primitive = catalogue.primitive_of(&file);
            if let Some(row) = rows.iter_mut().find(|row| Some(row.name.as_str()) == primitive) {
                row.count_ordering(is_needed);
            }
        }
    }
    table::print(&rows);
    Ok(is_fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was written down about the sources is still so. Cheap, and part of every run of the tests.
    #[test]
    fn the_catalogue_fits_the_sources() {
        let catalogue =
            Catalogue::read(&scratch::workspace()).unwrap_or_else(|error| panic!("{error}"));
        assert!(catalogue.mutants.len() > 300, "{}", catalogue.mutants.len());
        for primitive in &catalogue.primitives {
            let is_there = |mutant: &Mutant| mutant.primitive == primitive.name;
            assert!(catalogue.mutants.iter().any(is_there), "{} has no mutants", primitive.name);
        }
    }
}
