//! What failures look like.

mod programs;

use plainweave_weave::{Config, Exploration, Memory, explore};
use programs::*;

fn text(config: &Config, program: impl Fn() + Send + Sync + 'static) -> String {
    let Exploration { failure, .. } = explore(config, program);
    failure.expect("it fails").to_string()
}

#[test]
fn show() {
    let c = Config::default();
    println!("{}", text(&c, crossed_locks));
    println!("{}", text(&c, lock_twice));
    println!("{}", text(&c, lost_wake_up));
    println!("{}", text(&c, late_park));
    println!("{}", text(&c, tickets));
    println!("{}", text(&c, store_buffering));
    println!("{}", text(&c, || publication(false)));
    println!("{}", text(&c, unordered));
    println!("{}", text(&c, forgotten_guard));
    let e = explore(&c, retry_for_ever);
    println!("{}", e.ended);
}
