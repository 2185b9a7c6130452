//! A failing execution once more, for whoever wants to watch it.

use std::sync::{Arc, Mutex};

use crate::config::Config;
use crate::exploration::Failure;
use crate::graph::ThreadIndex;
use crate::run::{self, Engine, Program};

/// Runs `program` once more along the execution that failed, step by step: in an order in which the
/// threads could have taken turns, or, if memory was too weak for any, in one in which at least
/// every value is written before it is read.
///
/// `program` may do more than the one that was explored, such as to write down what happens, as long
/// as its checked operations are the same.
///
/// # Panics
///
/// When called inside a model.
pub fn retrace(config: &Config, failure: &Failure, program: impl Fn() + Send + Sync + 'static) {
    let order = failure.graph.interleaving().unwrap_or_else(|| failure.graph.order_of_making());
    retrace_in(order, config, failure, program);
}

/// Like [`retrace`], in this order: for each event the thread whose turn it is.
///
/// # Panics
///
/// When called inside a model.
pub fn retrace_in(
    order: Vec<ThreadIndex>,
    config: &Config,
    failure: &Failure,
    program: impl Fn() + Send + Sync + 'static,
) {
    let program: Program = Arc::new(program);
    let names = Arc::new(Mutex::new(failure.names.clone()));
    let mut engine = Box::new(Engine::new(config.clone(), names));
    engine.search.graph = failure.graph.clone();
    let retraced = run::install(engine, || run::retrace(&program, order));
    assert!(retraced.is_some(), "an execution was retraced inside a model");
}
