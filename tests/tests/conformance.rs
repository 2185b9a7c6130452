//! Every scenario gets from every engine the verdict that its fault and the engine's abilities call
//! for.

use check::{Check, Engine};
use plainweave_tests::surprises;

fn conforms(check: Check) {
    let surprises = surprises(check);
    assert!(surprises.is_empty(), "{surprises:#?}");
}

#[test]
fn native_conforms() {
    conforms(Check::new(Engine::Native).runs(30));
}

#[cfg(feature = "loom")]
#[test]
fn loom_conforms() {
    conforms(Check::new(Engine::Loom));
}

#[cfg(feature = "shuttle")]
#[test]
fn shuttle_random_conforms() {
    conforms(Check::new(Engine::ShuttleRandom));
}

#[cfg(feature = "shuttle")]
#[test]
fn shuttle_pct_conforms() {
    conforms(Check::new(Engine::ShuttlePct));
}

#[cfg(feature = "shuttle")]
#[test]
fn shuttle_dfs_conforms() {
    conforms(Check::new(Engine::ShuttleDfs));
}
