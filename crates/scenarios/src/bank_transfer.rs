//! Clerks who transfer money between accounts.
//!
//! ```text
//! each clerk, again and again:  [take the locks of both accounts]     the line that matters
//!                               if the one account has the money:  take it off;  add it to the other
//! ```
//!
//! *Invariant*: the accounts together always have the same money, and none is overdrawn.
//!
//! Without locks a clerk checks a balance and acts on it when it is no longer true. With a lock for
//! each account, the two must be taken in one order by everybody.

use std::sync::Arc;

use runtime::Runtime;
use sync::Lock;
use trace::FaultKind;

use crate::people::person;
use crate::{Cx, Expect, Scenario, Variable};

crate::params! {
    /// How much is transferred.
    pub struct Sizes {
        /// Accounts, in a circle.
        accounts: 2 in models, 4 natively, within 2..=64;
        /// People who transfer money, each from an account to the next one.
        clerks: 2 in models, 8 natively, within 1..=64;
        /// Transfers each of them makes.
        transfers: 1 in models, 100 natively, within 1..=10_000;
    }
}

/// No locks.
#[derive(Debug)]
pub struct Unlocked;

/// The locks in the order of the accounts.
#[derive(Debug)]
pub struct AccountOrder;

/// The lock of the account that pays first.
#[derive(Debug)]
pub struct PayerFirst;

impl Scenario for Unlocked {
    const NAME: &'static str = "bank-transfer/unlocked";
    const STORY: &'static str = "Two clerks transfer money between two accounts at once, without \
        locks. One writes a balance that the other has changed since, and money is lost or made.";
    const PYTHON: &'static str = include_str!("../python/bank-transfer/unlocked.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Assertion);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let cx = *cx;
        // The mistake: nobody else is kept away.
        transfers(cx, move |from, to| transfer(cx, from, to));
    }
}

impl Scenario for AccountOrder {
    const NAME: &'static str = "bank-transfer/account-order";
    const STORY: &'static str = "Each clerk takes the locks of both accounts, that of the lower \
        number first. The money is all there in the end, and nobody gets stuck.";
    const PYTHON: &'static str = include_str!("../python/bank-transfer/account-order.py");
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let cx = *cx;
        transfers(cx, move |from, to| {
            let (low, high) = if from.number < to.number { (from, to) } else { (to, from) };
            let _first = low.lock.lock();
            let _second = high.lock.lock();
            transfer(cx, from, to);
        });
    }
}

impl Scenario for PayerFirst {
    const NAME: &'static str = "bank-transfer/payer-first";
    const STORY: &'static str = "Each clerk takes the lock of the account that pays, and then that of \
        the account that is paid. Two who transfer in opposite directions wait for each other.";
    const PYTHON: &'static str = include_str!("../python/bank-transfer/payer-first.py");
    const EXPECT: Expect = Expect::Breaks(FaultKind::Deadlock);
    type Params = Sizes;

    fn run<R: Runtime>(cx: &Cx<R, Sizes>) {
        let cx = *cx;
        transfers(cx, move |from, to| {
            // The mistake: the order depends on who pays whom.
            let _first = from.lock.lock();
            let _second = to.lock.lock();
            transfer(cx, from, to);
        });
    }
}

/// What is in each account at first. One payment leaves nothing.
const BALANCE: u32 = 100;

#[derive(Debug)]
struct Account<R: Runtime> {
    number: u32,
    lock: Lock<(), R>,
    balance: Variable<R>,
}

/// Lets all clerks transfer, and counts the money. `guarded` makes one transfer, under whichever
/// locks.
fn transfers<R: Runtime>(
    cx: Cx<R, Sizes>,
    guarded: impl Fn(&Account<R>, &Account<R>) + Clone + Send + 'static,
) {
    let accounts: Vec<Arc<Account<R>>> = (0..cx.params.accounts)
        .map(|number| {
            let lock = Lock::new_in(()).named(format!("account {number}"));
            let balance = Variable::new(format!("balance {number}"), BALANCE);
            Arc::new(Account { number, lock, balance })
        })
        .collect();
    let clerks = (0..cx.params.clerks).map(|clerk| {
        let account = |number: u32| Arc::clone(&accounts[(number % cx.params.accounts) as usize]);
        let (from, to, guarded) = (account(clerk), account(clerk + 1), guarded.clone());
        cx.spawn(person(clerk), move || {
            for _ in 0..cx.params.transfers {
                guarded(&from, &to);
            }
        })
    });
    cx.join_all(clerks.collect::<Vec<_>>());
    let total: u32 = accounts.iter().map(|account| account.balance.get()).sum();
    assert_eq!(total, cx.params.accounts * BALANCE, "money in all accounts");
}

/// Pays all that an account has to another one.
fn transfer<R: Runtime>(cx: Cx<R, Sizes>, from: &Account<R>, to: &Account<R>) {
    let amount = from.balance.get();
    if amount >= BALANCE {
        cx.pause();
        from.balance.set(amount - BALANCE);
        to.balance.set(to.balance.get() + BALANCE);
    }
}
