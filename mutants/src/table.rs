//! What came out, a line a mutant and then a line a primitive.

use crate::mutant::{Fate, Mutant, in_a_line};
use crate::run::{Ended, Verdict};
use crate::suites::Stage;

/// What became of the mutants of a primitive.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) name: String,
    mutants: u32,
    /// By whom, in the order of the stages.
    killed: [u32; Stage::ALL.len()],
    /// Of those, how many because something hung.
    hung: u32,
    equivalent: u32,
    survive: u32,
    orderings: u32,
    needed: u32,
}

impl Row {
    pub(crate) fn of(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub(crate) fn count(&mut self, mutant: &Mutant, verdict: &Verdict) {
        self.mutants += 1;
        match verdict {
            Verdict::Killed { by, how, .. } => {
                self.killed[*by as usize] += 1;
                self.hung += u32::from(*how == Ended::Hung);
            }
            Verdict::Survives { .. } if mutant.is_equivalent() => self.equivalent += 1,
            Verdict::Survives { .. } => self.survive += 1,
        }
    }

    pub(crate) fn count_ordering(&mut self, is_needed: bool) {
        self.orderings += 1;
        self.needed += u32::from(is_needed);
    }

    fn add(&mut self, other: &Self) {
        self.mutants += other.mutants;
        for (sum, killed) in self.killed.iter_mut().zip(other.killed) {
            *sum += killed;
        }
        self.hung += other.hung;
        self.equivalent += other.equivalent;
        self.survive += other.survive;
        self.orderings += other.orderings;
        self.needed += other.needed;
    }
}

/// Says what became of a mutant.
pub(crate) fn tell(mutant: &Mutant, verdict: &Verdict) {
    let fate = match (verdict, &mutant.fate) {
        (Verdict::Killed { by, test, how }, fate) => {
            let how = match how {
                Ended::Failed | Ended::Passed | Ended::TooLong => "",
                Ended::Hung => ", which hangs",
                Ended::Died => ", which dies",
            };
            let but = match fate {
                Fate::Dies => "",
                Fate::Equivalent(_) => ", BUT ARGUED EQUIVALENT",
            };
            format!("killed by {}: {test}{how}{but}", by.name())
        }
        (&Verdict::Survives { unfinished, .. }, Fate::Equivalent(because)) => {
            format!("equivalent{}: {}", so_far(unfinished), in_a_line(because))
        }
        (&Verdict::Survives { tests, unfinished }, Fate::Dies) => {
            let though = mutant.breaks.as_ref().map(|breaks| format!(", though {breaks}"));
            let though = in_a_line(&though.unwrap_or_default());
            format!("SURVIVES {tests} tests{}{though}", so_far(unfinished))
        }
    };
    println!("{mutant}\n    {fate}");
}

/// What is left open by models that were ended before they had explored everything.
fn so_far(unfinished: usize) -> String {
    if unfinished == 0 { String::new() } else { format!(" ({unfinished} not finished)") }
}

pub(crate) fn print(rows: &[Row]) {
    let mut all = Row::of("all");
    for row in rows {
        all.add(row);
    }
    println!();
    println!(
        "{:18} {:>7} {:>7}  {:>6} {:>10} {:>9} {:>6} {:>7}  {:>10} {:>8}  {:>9}",
        "primitive",
        "mutants",
        "killed",
        "models",
        "properties",
        "behaviour",
        "stress",
        "(hung)",
        "equivalent",
        "survive",
        "orderings"
    );
    for row in rows.iter().chain([&all]) {
        let killed: u32 = row.killed.iter().sum();
        let [models, properties, behaviour, stress] = row.killed;
        let orderings = if row.orderings == 0 {
            String::new()
        } else {
            format!("{}/{}", row.needed, row.orderings)
        };
        println!(
            "{:18} {:>7} {killed:>7}  {models:>6} {properties:>10} {behaviour:>9} {stress:>6} {:>7}  {:>10} {:>8}  {orderings:>9}",
            row.name, row.mutants, row.hung, row.equivalent, row.survive,
        );
    }
}
