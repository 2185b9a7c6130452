//! The documents that the formats are tried on.

use std::fs;
use std::path::Path;

use trace::account::Account;

/// One sample, by the name of its file.
pub(crate) fn sample(name: &str) -> Account {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page/traces");
    let json = fs::read_to_string(folder.join(format!("{name}.trace.json"))).unwrap();
    serde_json::from_str(&json).unwrap()
}

/// All of them, in order of their names.
pub(crate) fn all() -> Vec<(String, Account)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page/traces");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| name.replace(".trace.json", ""))
        .collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), sample(&name))).collect()
}

/// The same account, of a scenario of which nobody expects this fault.
pub(crate) fn unexpected(mut account: Account) -> Account {
    account.scenario.expect = "holds".into();
    account.verdict.as_expected = account.verdict.result == "holds";
    account
}
