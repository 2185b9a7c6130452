use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};

/// Draws every decision.
///
/// Shuttle's own random scheduler reports its seed on standard error whenever it is dropped
/// early; ours knows that the seed is in the report.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// The same numbers for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }
}

impl Scheduler for Dice {
    fn new_execution(&mut self) -> Option<Schedule> {
        Some(Schedule::new(self.0))
    }

    fn next_task(&mut self, runnable: &[&Task], _: Option<TaskId>, _: bool) -> Option<TaskId> {
        let drawn = self.next_u64() % runnable.len() as u64;
        Some(runnable[usize::try_from(drawn).expect("smaller than a length")].id())
    }

    /// Steele, Lea and Flood's `SplitMix64`.
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
