//! Faults as SARIF 2.1.0, for code scanning and for editors.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Value, json};
use trace::account::{Account, Event, Result, StepId, ThreadId};

use super::rules::rules;
use crate::reading::reader::Reader;
use crate::reading::text::{file_and_line, line};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Renders the faults of several checks as one SARIF 2.1.0 log.
///
/// A result per fault. Its code flow has a thread flow per thread, whose locations are the user's
/// lines of its steps, in the order of the run (`executionOrder`). Each kind of fault is a rule with
/// help. A fault that the program is expected to have is a note, and any other an error. A check that is
/// undecided, or that holds and should not, is a notification of the run: it has no place in the source.
///
/// Texts are escaped as messages want it: no name can become a link or a placeholder. Takes time
/// and memory linear in the accounts.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let json = std::fs::read_to_string("tests/page/traces/deadlock.trace.json")?;
/// let account: trace::account::Account = serde_json::from_str(&json)?;
/// let log: serde_json::Value = serde_json::from_str(&plainweave_report::sarif(&[&account]))?;
/// assert_eq!(log["runs"][0]["results"][0]["ruleId"], "deadlock");
/// # Ok(())
/// # }
/// ```
pub fn sarif(accounts: &[&Account]) -> String {
    let rules: Vec<_> = rules().collect();
    let mut results = vec![];
    let mut notifications = vec![];
    for account in accounts {
        let reader = Reader::new(account);
        let rule = account
            .verdict
            .fault
            .and_then(|fault| rules.iter().position(|rule| rule.kind == fault));
        match (account.verdict.fault, rule) {
            (Some(fault), Some(rule)) => results.push(result(&reader, fault.name(), rule)),
            _ if reader.is_undecided() || reader.is_failure() => {
                notifications.push(notification(&reader));
            }
            _ => {} // It holds, as expected.
        }
    }
    let tool = accounts.first().map(|account| &account.tool);
    let rules: Vec<Value> = rules
        .iter()
        .map(|rule| {
            json!({
                "id": rule.kind.name(),
                "name": camel_case(rule.kind.name()),
                "shortDescription": {"text": rule.title},
                "fullDescription": {"text": rule.what},
                "help": {
                    "text": format!("{} {}", rule.what, rule.help),
                    "markdown": format!("**{}**\n\n{}\n\n{}", rule.title, rule.what, rule.help),
                },
                "defaultConfiguration": {"level": "error"},
                "properties": {"tags": ["concurrency", "correctness"], "precision": "very-high"},
            })
        })
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": tool.map_or("plainweave".into(), |tool| line(&tool.name)),
                "version": tool.map_or("0".into(), |tool| line(&tool.version)),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            }},
            // A check that was cut short is no failure of the tool.
            "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": notifications}],
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn result(reader: &Reader<'_>, rule: &str, index: usize) -> Value {
    let account = reader.account;
    let mut steps: BTreeMap<ThreadId, Vec<&Event>> = BTreeMap::new();
    for event in &account.events {
        steps.entry(event.thread).or_default().push(event);
    }
    let told: BTreeSet<StepId> = account.cause.steps.iter().copied().collect();
    let flows: Vec<Value> = steps
        .into_iter()
        .map(|(thread, events)| thread_flow(reader, thread, &events, &told))
        .collect();
    let mut result = json!({
        "ruleId": rule,
        "ruleIndex": index,
        "level": if account.verdict.as_expected { "note" } else { "error" },
        "message": {"text": message(&format!("{}: {}", reader.check(), reader.cause()))},
        "locations": reader.place().map(|place| location(reader, place, None)).into_iter().collect::<Vec<_>>(),
        "partialFingerprints": {"plainweaveId/v1": line(&account.id)},
        "properties": {
            "check": line(&reader.check()),
            "engine": line(&account.search.engine),
            "memory": line(&account.search.memory),
            "code": account.cause.code.as_deref().map(line),
            "minimal": reader.minimal().map(line),
            "reproduce": reader.reproduce().map(line),
        },
    });
    // A code flow must not be empty.
    if !flows.is_empty() {
        let cause = message(&reader.cause());
        result["codeFlows"] = json!([{"message": {"text": cause}, "threadFlows": flows}]);
    }
    result
}

fn thread_flow(
    reader: &Reader<'_>,
    thread: ThreadId,
    events: &[&Event],
    told: &BTreeSet<StepId>,
) -> Value {
    let name = reader.thread(thread);
    let locations = events.iter().map(|event| {
        let is_told = told.contains(&event.step) || event.result == Result::Failed;
        let words = format!("{name} {}", reader.deed(event));
        json!({
            "location": location(reader, &event.at.user, Some(&words)),
            "executionOrder": event.step,
            "importance": if is_told { "essential" } else { "important" },
            "kinds": kinds(event),
        })
    });
    json!({
        "id": thread.to_string(),
        "message": {"text": message(&name)},
        "locations": locations.collect::<Vec<_>>(),
    })
}

/// What a step is, in the words that the standard has for it.
fn kinds(event: &Event) -> Value {
    match (event.op.as_str(), event.result) {
        ("acquire", Result::Ok) => json!(["acquire", "lock"]),
        ("release", Result::Ok) => json!(["release", "lock"]),
        ("assert" | "panic", Result::Failed) => json!(["throw"]),
        _ => json!(["call"]),
    }
}

fn notification(reader: &Reader<'_>) -> Value {
    let search = &reader.account.search;
    let why = search.why.clone().unwrap_or_else(|| reader.cause());
    let text = format!("{}: {}. {why}", reader.check(), reader.verdict());
    json!({
        "level": if reader.is_undecided() { "warning" } else { "error" },
        "message": {"text": message(&text)},
        "descriptor": {"id": if reader.is_undecided() { "undecided" } else { "unexpectedly-holds" }},
    })
}

fn location(reader: &Reader<'_>, place: &str, words: Option<&str>) -> Value {
    let (file, number) = file_and_line(place);
    let mut physical = json!({"artifactLocation": artifact(file)});
    if let Some(number) = number {
        physical["region"] = json!({"startLine": number});
        let mut sources = reader.account.sources.iter().filter(|source| source.path == file);
        let excerpt = sources.find_map(|source| {
            source.lines.get(usize::try_from(number.checked_sub(source.first)?).ok()?)
        });
        if let Some(excerpt) = excerpt {
            physical["region"]["snippet"] = json!({"text": line(excerpt)});
        }
    }
    let mut location = json!({"physicalLocation": physical});
    if let Some(words) = words {
        location["message"] = json!({"text": message(words)});
    }
    location
}

/// A path as a reference: relative to the root of the sources, or absolute.
fn artifact(path: &str) -> Value {
    let slashes = path.replace('\\', "/");
    let mut uri = String::with_capacity(slashes.len());
    for byte in slashes.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    let has_drive = matches!(slashes.as_bytes(), [b'a'..=b'z' | b'A'..=b'Z', b':', b'/', ..]);
    match (slashes.starts_with('/'), has_drive) {
        // Two slashes would name another machine.
        (true, _) => json!({"uri": format!("file:///{}", uri.trim_start_matches('/'))}),
        (false, true) => json!({"uri": format!("file:///{}", uri.replacen("%3A", ":", 1))}),
        (false, false) => json!({"uri": uri, "uriBaseId": "%SRCROOT%"}),
    }
}

/// `SelfDeadlock` of `self-deadlock`.
fn camel_case(name: &str) -> String {
    let capitalised = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    };
    name.split('-').map(capitalised).collect()
}

/// A text as a message: braces would make placeholders, and brackets before a parenthesis a link.
fn message(text: &str) -> String {
    line(text).replace("](", "] (").replace('{', "{{").replace('}', "}}")
}
