use plainweave_weave::raw::{self, Op, Order, Place, Rmw, Shape, Width};
use plainweave_weave::*;

fn locks(n: u32, k: u32) -> impl Fn() + Send + Sync + 'static {
    move || {
        let lock = Place::new(0, Shape::Chain);
        let threads: Vec<_> = (0..n)
            .map(|_| {
                raw::spawn(Box::new(move || {
                    for _ in 0..k {
                        lock.perform(
                            Op::AwaitCas { expected: 0, new: 1 },
                            Order::ACQUIRE,
                            Order::RELAXED,
                        );
                        lock.perform(Op::Store(0), Order::RELEASE, Order::RELAXED);
                    }
                }))
            })
            .collect();
        threads.into_iter().for_each(raw::join);
    }
}
fn adds(n: u32) -> impl Fn() + Send + Sync + 'static {
    move || {
        let x = Place::new(0, Shape::Free);
        let threads: Vec<_> = (0..n)
            .map(|_| {
                raw::spawn(Box::new(move || {
                    x.perform(Op::Rmw(Rmw::Add, 1, Width::WORD), Order::SEQ_CST, Order::RELAXED);
                }))
            })
            .collect();
        threads.into_iter().for_each(raw::join);
        assert_eq!(x.perform(Op::Load, Order::RELAXED, Order::RELAXED).value, u64::from(n));
    }
}
#[test]
fn formulas() {
    for memory in [Memory::Sc, Memory::Rc11] {
        for (n, k, want) in
            [(2, 1, 2), (3, 1, 6), (4, 1, 24), (2, 3, 20), (3, 2, 90), (3, 3, 1680), (7, 1, 5040)]
        {
            let mut config = Config::default();
            config.memory = memory;
            let e = explore(&config, locks(n, k));
            assert_eq!(
                (e.complete, e.deadlocks, e.blocked, e.failures),
                (want, 0, 0, 0),
                "{n} {k} {memory} {:?}",
                e.failure
            );
            config.jobs = 2;
            let p = explore(&config, locks(n, k));
            assert_eq!((p.complete, p.digest, p.rejected), (want, e.digest, e.rejected));
            let e = explore(&config, adds(n));
            assert_eq!(e.complete, (1..=u64::from(n)).product());
            println!("{memory} {n} {k}: {} progress {}", e.complete, e.progress);
        }
    }
}
#[test]
fn speed() {
    for (n, k) in [(4, 3), (8, 1)] {
        let t = std::time::Instant::now();
        let e = explore(&Config::default(), locks(n, k));
        println!(
            "{n}x{k}: {} in {:?}: {:.0}/s backlog {:?}",
            e.complete,
            t.elapsed(),
            e.runs as f64 / t.elapsed().as_secs_f64(),
            e.backlog
        );
    }
}
