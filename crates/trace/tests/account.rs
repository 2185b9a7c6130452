//! The types of an account lose nothing of a document.

use std::fs;
use std::path::Path;

use plainweave_trace::account::Account;
use serde_json::Value;

#[test]
fn the_samples_come_back_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../report/tests/page/traces");
    let mut samples = 0;
    for entry in fs::read_dir(folder).expect("the samples are there") {
        let path = entry.expect("so are its entries").path();
        let json: Value = serde_json::from_slice(&fs::read(&path).expect("a file")).expect("JSON");
        let account: Account = serde_json::from_value(json.clone())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let again = serde_json::to_value(&account).expect("an account is JSON");
        let difference = difference(&without_nothing(again), &without_nothing(json));
        assert_eq!(difference, None, "{}", path.display());
        samples += 1;
    }
    assert!(samples > 10);
}

/// Where two values differ first; whole documents would be too much to read.
fn difference(one: &Value, other: &Value) -> Option<String> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let keys = one.keys().chain(other.keys());
            keys.map(|key| (key, one.get(key).zip(other.get(key)))).find_map(|(key, both)| {
                let inside =
                    both.map_or(Some(String::new()), |(one, other)| difference(one, other));
                inside.map(|inside| format!("/{key}{inside}"))
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.find_map(|(index, (one, other))| {
                difference(one, other).map(|inside| format!("/{index}{inside}"))
            })
        }
        _ => (one != other).then(|| format!(": {one} and {other}")),
    }
}

/// An absent field and `null` mean the same, and so do `false` and an empty list or map.
fn without_nothing(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| (key, without_nothing(value)));
            Value::Object(fields.filter(|(_, value)| !is_nothing(value)).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nothing).collect()),
        other => other,
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}
