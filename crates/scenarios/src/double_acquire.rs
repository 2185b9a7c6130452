//! A function that holds a lock calls another one that takes it.
//!
//! ```text
//! transfer:  take the lock;  withdraw;  deposit;  release it
//! deposit:   take the lock;  add;  release it
//! ```
//!
//! *Invariant*: all the money arrives. With a lock that its holder may not take again, the first
//! transfer waits for itself.

use std::sync::Arc;

use runtime::Runtime;
use sync::{Lock, RLock};
use trace::FaultKind;

use crate::lockable::Lockable;
use crate::people::person;
use crate::{Cx, Expect, Scenario, Variable};

crate::params! {
    /// How many transfers there are.
    pub struct Sizes {
        /// People who make one each.
        clerks: 2 in models, 8 natively, within 1..=64;
    }
}

/// With a [`Lock`].
#[derive(Debug)]
pub struct WithLock;

/// With an [`RLock`].
#[derive(Debug)]
pub struct WithRLock;

impl Scenario for WithLock {
    const NAME: &'static str = "double-acquire/lock";
    const STORY: &'static str = "A clerk locks the account for a transfer and calls a function that \
        locks it again. The clerk waits for the clerk, and everybody else for that one.";
    const PYTHON: &'static str = include_str!("../python/double-acquire/lock.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::SelfDeadlock);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        transfers(*cx, Lock::<(), R>::new_in(()).named("account"));
    }
}

impl Scenario for WithRLock {
    const NAME: &'static str = "double-acquire/rlock";
    const STORY: &'static str = "The same transfer with an RLock. Its holder takes it a second time, \
        and others get in after it was released as often as it was taken.";
    const PYTHON: &'static str = include_str!("../python/double-acquire/rlock.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        transfers(*cx, RLock::<(), R>::new_in(()).named("account"));
    }
}

#[derive(Debug)]
struct Account<R: Runtime, L> {
    lock: L,
    balance: Variable<R>,
}

/// Every clerk deposits 1, as a part of a transfer.
fn transfers<R: Runtime>(cx: Cx<R, Sizes>, lock: impl Lockable) {
    let account = Arc::new(Account { lock, balance: Variable::<R>::new("balance", 0) });
    let clerks = (0..cx.params.clerks).map(|index| {
        let account = Arc::clone(&account);
        cx.spawn(person(index), move || {
            let _transfer = account.lock.hold();
            account.deposit(1);
        })
    });
    cx.join_all(clerks.collect::<Vec<_>>());
    assert_eq!(account.balance.get(), cx.params.clerks, "balance after 1 from each");
}

impl<R: Runtime, L: Lockable> Account<R, L> {
    fn deposit(&self, amount: u32) {
        let _deposit = self.lock.hold();
        self.balance.set(self.balance.get() + amount);
    }
}
