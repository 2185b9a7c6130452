//! A name for a fault that is the same when it is found again.

use serde_json::json;
use trace::account::Account;

/// `pw-` and ten hexadecimal digits, of the scenario, the steps and the results: not of lines, engine,
/// time or seed.
pub(crate) fn id(account: &Account) -> String {
    let mut hash = Fnv::new();
    let scenario = &account.scenario;
    hash.add(&json!([scenario.name, scenario.params, account.verdict.result]).to_string());
    for event in &account.events {
        let told = json!([
            event.thread,
            event.op,
            event.object,
            event.target,
            event.result,
            event.value,
            event.from,
        ]);
        hash.add(&told.to_string());
    }
    // What else was seen before a run failed hangs on how far the search had come.
    let outcomes = account.outcomes.iter().filter(|_| account.events.is_empty());
    for row in outcomes.flat_map(|outcomes| &outcomes.rows) {
        hash.add(&json!([row.values, row.end]).to_string());
    }
    format!("pw-{:010x}", hash.0 >> 24)
}

/// FNV-1a (Fowler, Noll and Vo): the same on every machine and in every version of Rust.
struct Fnv(u64);

impl Fnv {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, text: &str) {
        // What lies between two texts is no character of any.
        for byte in text.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Fnv;

    #[test]
    fn the_hash_is_fnv_1a() {
        let mut hash = Fnv::new();
        hash.0 = "foobar"
            .bytes()
            .fold(hash.0, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        assert_eq!(hash.0, 0x8594_4171_f739_67e8);
    }
}
