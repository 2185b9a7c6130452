//! A message, and a flag that says it is there.
//!
//! ```text
//! sender:    write the message;  raise the flag
//! receiver:  if the flag is raised:  read the message
//! ```
//!
//! *Invariant*: who sees the flag raised sees the message. Python's threads need not think of this,
//! for the interpreter's lock orders all they do. Rust's do: what one thread wrote before it raised
//! the flag is there for another one only if the raising releases and the look acquires.

use std::sync::Arc;

use runtime::Ordering::{self, Acquire, Relaxed, Release};
use runtime::{Atomic, Runtime, Shared};
use trace::FaultKind;

use crate::{Cx, Expect, NoParams, Scenario};

/// The flag is raised and looked at with `Relaxed`.
#[derive(Debug)]
pub struct RelaxedPublish;

/// The flag is raised with `Release` and looked at with `Acquire`.
#[derive(Debug)]
pub struct ReleasePublish;

impl Scenario for RelaxedPublish {
    const NAME: &'static str = "memory/relaxed-publish";
    const STORY: &'static str = "A thread writes a message and then raises a flag, but with relaxed \
        ordering. Another one may see the flag and not the message.";
    const PYTHON: &'static str = include_str!("../python/memory/relaxed-publish.py");
    const EXPECT: Expect = Expect::BreaksWeakly(FaultKind::DataRace);
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        // The mistake: the flag orders nothing but itself.
        publish(*cx, Relaxed, Relaxed);
    }
}

impl Scenario for ReleasePublish {
    const NAME: &'static str = "memory/release-publish";
    const STORY: &'static str = "The flag is raised with release ordering and looked at with acquire \
        ordering. Who sees it sees the message.";
    const PYTHON: &'static str = include_str!("../python/memory/release-publish.py");
    type Params = NoParams;

    fn run<R: Runtime>(cx: &Cx<R, NoParams>) {
        // Acquire pairs with Release: if the flag is seen, the message was written before.
        publish(*cx, Release, Acquire);
    }
}

#[derive(Debug)]
struct Mailbox<R: Runtime> {
    message: R::Shared<u32>,
    is_there: R::AtomicBool,
}

fn publish<R: Runtime>(cx: Cx<R, NoParams>, raise: Ordering, look: Ordering) {
    let mailbox = Arc::new(Mailbox::<R> {
        message: R::Shared::new(0).named("message"),
        is_there: R::AtomicBool::new(false),
    });
    let sender = cx.spawn("sender", {
        let mailbox = Arc::clone(&mailbox);
        move || {
            mailbox.message.set(42);
            mailbox.is_there.store(true, raise);
        }
    });
    let receiver = cx.spawn("receiver", move || {
        let sees_it = mailbox.is_there.load(look);
        if sees_it {
            assert_eq!(mailbox.message.get(), 42, "the message");
        }
    });
    cx.join_all([sender, receiver]);
}
