//! `plainweave litmus`

mod compare;
mod outcomes;
mod witness;

use std::path::Path;

use litmus::run::Weave;

use crate::arguments::Litmus;
use crate::error::Error;
use crate::exit::Outcome;

pub(crate) fn litmus(arguments: &Litmus) -> Result<Outcome, Error> {
    let table = Path::new(&arguments.program);
    if table.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("tsv")) {
        compare::compare(table, arguments)
    } else {
        outcomes::outcomes(arguments)
    }
}

impl Litmus {
    /// The engine within the bounds asked for.
    fn engine(&self) -> Weave {
        let mut engine = Weave::default();
        engine.config.time = self.budget;
        engine.config.jobs = self.jobs.map_or(1, usize::from);
        engine
    }
}
