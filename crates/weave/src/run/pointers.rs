//! Pointers as values of atomics: under names that mean the same in every run.
//!
//! With the deterministic allocator its names are used. Without it a pointer is named after the thread
//! that first puts it into an atomic, and the how-manyth it was: right as long as a thread gets
//! pointers of others from atomics only. What is not is found out, since the program then does not
//! repeat itself.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Engine, with};
use crate::graph::ThreadIndex;

/// Names of the current run.
#[derive(Debug, Default)]
pub(super) struct Pointers {
    names: HashMap<usize, u64>,
    addresses: HashMap<u64, usize>,
    introduced: HashMap<ThreadIndex, u32>,
}

/// The high bits of a name, which no address in user space has and no name of the allocator.
const TAG: u64 = 0xA5CB << 48;

impl Pointers {
    pub(super) fn clear(&mut self) {
        self.names.clear();
        self.addresses.clear();
        self.introduced.clear();
    }

    fn name(&mut self, thread: ThreadIndex, address: usize) -> u64 {
        if address == 0 {
            return 0;
        }
        let Self { names, addresses, introduced } = self;
        *names.entry(address).or_insert_with(|| {
            let nth = introduced.entry(thread).or_default();
            let name = TAG | u64::from(thread) << 32 | u64::from(*nth);
            *nth += 1;
            addresses.insert(name, address);
            name
        })
    }
}

impl Engine {
    fn pointer_name(&mut self, address: usize) -> u64 {
        self.pointers.name(self.current, address)
    }

    fn pointer_address(&self, name: u64) -> usize {
        // A number that is no name was never one: a pointer made from an integer.
        let known = self.pointers.addresses.get(&name).copied();
        known.unwrap_or(usize::try_from(name).unwrap_or(usize::MAX))
    }
}

/// Whether addresses have names of their own.
fn have_names() -> bool {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    *INSTALLED.get_or_init(arena::is_installed)
}

/// The value under which an atomic holds this address.
pub(crate) fn pointer_name(address: usize) -> u64 {
    if have_names() {
        arena::canonical(address)
    } else {
        with(|engine| engine.pointer_name(address))
    }
}

/// The address that this value of an atomic stands for.
pub(crate) fn pointer_address(name: u64) -> usize {
    if have_names() { arena::address(name) } else { with(|engine| engine.pointer_address(name)) }
}
