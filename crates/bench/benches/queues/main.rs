//! The queues beside their peers, side by side in one run.
//!
//! ```text
//! cargo bench -p plainweave-bench --bench queues [-- FILTER]
//! ```
//!
//! Each row is a case. The contenders take turns, round by round, so that what disturbs the machine
//! disturbs all of them; a figure is the median of the rounds. The ratio is the best peer's figure by
//! ours: above 1 we are ahead. In brackets, in between what half of the rounds' ratios are.

mod channels;
mod measure;

use std::fmt::Debug;

use channels::Channel;
use measure::{middle, ping_pong, stream};
use sync::Queue;

/// Odd, so that the one in the middle was measured.
const ROUNDS: usize = 15;
/// With more threads than processors, how long it takes hangs on who gets one.
const ROUNDS_OF_MANY: usize = 45;

/// One of those compared: its name, and how to measure it once.
type Contender = (&'static str, Box<dyn Fn() -> f64>);

/// A case: who puts, who gets, how much fits in between.
#[derive(Clone, Copy, Debug)]
enum Case {
    Stream { producers: u32, consumers: u32, capacity: Option<usize> },
    PingPong { capacity: Option<usize> },
}

impl Case {
    fn all() -> Vec<Self> {
        let capacities = [Some(1), Some(16), Some(1024), None];
        let threads = [(1, 1), (2, 1), (2, 2)];
        let streams = threads.into_iter().flat_map(|(producers, consumers)| {
            capacities.map(|capacity| Self::Stream { producers, consumers, capacity })
        });
        let capacities = [Some(1), Some(1024), None];
        streams.chain(capacities.map(|capacity| Self::PingPong { capacity })).collect()
    }

    fn name(self) -> String {
        let limit = |capacity: Option<usize>| {
            capacity.map_or_else(|| "unbounded".into(), |capacity| format!("capacity {capacity}"))
        };
        match self {
            Self::Stream { producers, consumers, capacity } => {
                format!("{producers}p{consumers}c {}", limit(capacity))
            }
            Self::PingPong { capacity } => format!("ping-pong {}", limit(capacity)),
        }
    }

    fn capacity(self) -> Option<usize> {
        match self {
            Self::Stream { capacity, .. } | Self::PingPong { capacity } => capacity,
        }
    }

    fn items(self) -> u32 {
        match self.capacity() {
            Some(0..4) => 40_000,
            _ if matches!(self, Self::PingPong { .. }) => 40_000,
            Some(4..256) => 200_000,
            _ => 400_000,
        }
    }

    fn rounds(self) -> usize {
        match self {
            Self::Stream { producers: 1, consumers: 1, .. } | Self::PingPong { .. } => ROUNDS,
            Self::Stream { .. } => ROUNDS_OF_MANY,
        }
    }

    /// Measures once, on two new channels.
    fn run<T: Send, C: Channel<T>>(self, new: impl Fn() -> C, item: fn(u32) -> T) -> f64 {
        let items = self.items();
        match self {
            Self::Stream { producers, consumers, .. } => {
                stream(&new(), item, (producers, consumers), items)
            }
            Self::PingPong { .. } => ping_pong(&new(), &new(), item, items),
        }
    }

    fn contenders<T: Send + Debug + Unpin + 'static>(self, item: fn(u32) -> T) -> Vec<Contender> {
        let ours = move || {
            let new = || self.capacity().map_or_else(Queue::new, Queue::bounded);
            let (there, back) = (new(), new());
            match self {
                Self::Stream { producers, consumers, .. } => {
                    stream(&&there, item, (producers, consumers), self.items())
                }
                Self::PingPong { .. } => ping_pong(&&there, &&back, item, self.items()),
            }
        };
        let mut all: Vec<Contender> = vec![("ours", Box::new(ours))];
        if let Some(capacity) = self.capacity() {
            all.extend([
                self.peer("crossbeam-channel", item, move || crossbeam_channel::bounded(capacity)),
                self.peer("flume", item, move || flume::bounded(capacity)),
                self.peer("kanal", item, move || kanal::bounded(capacity)),
                self.peer("crossfire", item, move || crossfire::mpmc::bounded_blocking(capacity)),
            ]);
        } else {
            all.extend([
                self.peer("crossbeam-channel", item, crossbeam_channel::unbounded),
                self.peer("flume", item, flume::unbounded),
                self.peer("kanal", item, kanal::unbounded),
                self.peer("crossfire", item, crossfire::mpmc::unbounded_blocking),
            ]);
        }
        all
    }

    fn peer<T: Send + 'static, C: Channel<T>>(
        self,
        name: &'static str,
        item: fn(u32) -> T,
        new: impl Fn() -> C + 'static,
    ) -> Contender {
        (name, Box::new(move || self.run(&new, item)))
    }
}

fn main() {
    // `cargo bench` itself passes `--bench`.
    let filter: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let filter = filter.join(" ");
    println!(
        "nanoseconds per item, or per round trip; median of {ROUNDS} or {ROUNDS_OF_MANY} rounds in turn\n"
    );
    println!("{:<32} {:>9}  {:<28} ratio", "case", "ours", "best peer");
    for case in Case::all() {
        let (name, rounds) = (case.name(), case.rounds());
        report(&filter, &format!("{name} u64"), rounds, &case.contenders::<u64>(u64::from));
        let large = case.contenders::<[u64; 8]>(|number| [number.into(); 8]);
        report(&filter, &format!("{name} 64 B"), rounds, &large);
    }
}

fn report(filter: &str, name: &str, rounds: usize, contenders: &[Contender]) {
    if !name.contains(filter) {
        return;
    }
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); contenders.len()];
    for _ in 0..rounds {
        for (times, (_, run)) in times.iter_mut().zip(contenders) {
            times.push(run());
        }
    }
    let middles: Vec<_> = times.iter().map(|times| middle(times.clone())).collect();
    let best = (1..contenders.len())
        .min_by(|a, b| middles[*a].0.total_cmp(&middles[*b].0))
        .expect("there are peers");
    let ratios = times[best].iter().zip(&times[0]).map(|(peer, ours)| peer / ours).collect();
    let (_, low, high) = middle(ratios);
    let peer = format!("{} {:.1}", contenders[best].0, middles[best].0);
    println!(
        "{name:<32} {:>9.1}  {peer:<28} {:.2} [{low:.2}, {high:.2}]",
        middles[0].0,
        middles[best].0 / middles[0].0,
    );
    if std::env::var_os("PLAINWEAVE_BENCH_ALL").is_some() {
        for ((name, _), middle) in contenders.iter().zip(&middles) {
            println!("    {name:<24} {:>9.1} [{:.1}, {:.1}]", middle.0, middle.1, middle.2);
        }
    }
}
