#![allow(clippy::unwrap_used)]
use plainweave_litmus::{Program, enumerate::*, generate::*, table::Model};
#[test]
fn scratch() {
    let n: u64 = std::env::var("PROGRAMS").map_or(40, |n| n.parse().unwrap());
    let size = Size {
        threads_max: 4,
        events_max: std::env::var("EVENTS").map_or(8, |n| n.parse().unwrap()),
    };
    let (mut c, mut d, mut b, mut r, mut cut, mut st, mut f) = (0, 0, 0, 0, 0, 0, 0);
    let mut hist = [0usize; 8];
    let t = std::time::Instant::now();
    for seed in 0..n {
        let line = generate(seed, size).to_string();
        if n <= 60 {
            println!("{line}");
        }
        let program = Program::new(&line).unwrap_or_else(|e| panic!("{e}"));
        match count(
            &program,
            Axioms::of(Model::Rc11),
            &Limits { graphs_max: 20000, events_max: 30, time_max: None },
        ) {
            Err(e) => {
                f += 1;
                println!("{e}");
            }
            Ok(e) => {
                c += e.complete;
                d += e.deadlocks;
                b += e.blocked;
                r += usize::from(e.race.is_some());
                cut += usize::from(e.cut.is_some());
                st += e.graphs;
                hist[(e.graphs as f64).log10() as usize] += 1;
            }
        }
    }
    println!(
        "{n} programs: complete {c} deadlocks {d} blocked {b} racy {r} cut {cut} states {st} faults {f} {:?} log10 states {hist:?}",
        t.elapsed()
    );
}
