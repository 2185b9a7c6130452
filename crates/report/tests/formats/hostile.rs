//! Nothing that a program is called, says or writes can end the text that it stands in.

use std::sync::LazyLock;

use plainweave_report::Format;
use proptest::prelude::*;
use serde_json::{Value, json};
use trace::account::{Account, Mention};

use crate::parsers;
use crate::samples::{all, unexpected};

const PARTS: &[&str] = &[
    "\"",
    "'",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\0",
    "\u{7}",
    "\u{1b}[31m",
    "\u{85}",
    "\u{202e}",
    "\u{2066}",
    "\u{200f}",
    "\u{2028}",
    "\u{feff}",
    "\u{fffe}",
    "-->",
    "->>",
    "--x",
    "]]>",
    "<![CDATA[",
    "</failure>",
    "<b>",
    "</details>",
    "</script>",
    "<!--",
    "&amp;",
    "&#0;",
    "&",
    "::",
    "::error::",
    "##[error]",
    "%",
    "%0A",
    "%25",
    "%%{init: {}}%%",
    "#",
    "#35;",
    ";",
    ":",
    ",",
    "=",
    "|",
    "\\|",
    "\\",
    "\\n",
    "\\\"",
    "`",
    "```",
    "````",
    "\n```\n",
    "{0}",
    "{",
    "}",
    "[a](b)",
    "[",
    "]",
    "(",
    ")",
    "*",
    "_",
    "~",
    "$",
    "@x",
    "end",
    "as",
    "note",
    "wrap:",
    "title ",
    "participant",
    "subgraph",
    "  ",
    "盘子",
    "é",
    "…",
    "x",
    "-",
    "1. ",
];

fn hostile() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => proptest::sample::select(PARTS).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    // Something has to be left of a name, or there is a word less.
    proptest::collection::vec(part, 1..8).prop_map(|parts| format!("n{}", parts.concat()))
}

/// The account with `text` in each place where a program's own texts stand.
fn poisoned(mut account: Account, text: &str) -> Account {
    let name = || text.to_owned();
    let value = json!(text);
    account.scenario.name = name();
    account.graph = None;
    account.scenario.params =
        account.scenario.params.into_values().map(|size| (name(), size)).collect();
    account.search.engine = name();
    account.search.bounds = [(name(), Some(1))].into();
    account.search.why = account.search.why.map(|_| name());
    account.id = name();
    account.cause.code = account.cause.code.map(|_| name());
    for sentence in account.cause.text.values_mut() {
        sentence.push(Mention::Words(name()));
        sentence.push(Mention::Value { value: value.clone() });
    }
    for statement in account.minimal.iter_mut().flat_map(|minimal| minimal.statement.values_mut()) {
        *statement = name();
    }
    account.threads.iter_mut().for_each(|thread| thread.name = name());
    for object in &mut account.objects {
        object.name = name();
        object.created.user = name();
    }
    for event in &mut account.events {
        event.value = event.value.take().map(|_| value.clone());
        event.was = event.was.take().map(|_| value.clone());
        // In a folder: `n:\` would be a drive, and its files are not relative to the package.
        event.at.user = format!("src/{text}:12");
        event.at.primitive = event.at.primitive.take().map(|_| name());
        if event.step % 3 == 0 {
            event.op = name();
        }
        if let Some(message) = &mut event.message {
            message.text = name();
            message.left = message.left.take().map(|_| value.clone());
        }
    }
    if let Some(relation) = &mut account.relation {
        relation.caption.insert("en".to_owned(), json!([{"thread": 1}, text, {"object": text}]));
    }
    if let Some(outcomes) = &mut account.outcomes {
        outcomes.note = Some(json!({"en": text}));
        for row in &mut outcomes.rows {
            row.end = name();
            row.values = [(name(), value.clone()), ("other".to_owned(), Value::Null)].into();
        }
    }
    account.reproduce.replay = account.reproduce.replay.map(|_| name());
    account.reproduce.check = account.reproduce.check.map(|_| name());
    account
}

/// Reads a report as the programs do that it is for.
fn skeleton(format: Format, text: &str) -> Vec<String> {
    assert!(parsers::is_clean(text), "{format}");
    match format {
        Format::Mermaid => parsers::mermaid(text),
        Format::MermaidGraph => parsers::mermaid_graph(text),
        Format::Dot => parsers::dot(text),
        Format::Perfetto | Format::Sarif => parsers::json(text),
        Format::Junit => parsers::xml(text),
        Format::Github => parsers::github(text),
        Format::Summary | Format::OutcomesMarkdown => parsers::markdown(text),
        // Where its lines break depends on the words; the width is looked at elsewhere.
        Format::Outcomes | Format::Html | Format::Lanes => vec![],
    }
}

/// The formats whose programs have a reader here. The page and the lanes have their own tests.
fn formats() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().filter(|format| ![Format::Html, Format::Lanes].contains(format))
}

/// Each sample, and what is left of it in each format when all its texts are `n`.
static HARMLESS: LazyLock<Vec<(Account, Vec<Vec<String>>)>> = LazyLock::new(|| {
    let sample = |(_, account)| {
        let account = unexpected(account);
        let harmless = poisoned(account.clone(), "n");
        let skeletons = formats().map(|format| skeleton(format, &format.render(&harmless)));
        (account, skeletons.collect())
    };
    all().into_iter().map(sample).collect()
});

/// Reads each report of the poisoned account, and compares it with the harmless one.
fn stays_within(account: &Account, harmless: &[Vec<String>], text: &str) {
    let account = poisoned(account.clone(), text);
    for (format, harmless) in formats().zip(harmless) {
        let report = format.render(&account);
        assert_eq!(harmless, &skeleton(format, &report), "{format}: {text:?}");
    }
}

#[test]
fn no_known_part_breaks_out_alone() {
    for (account, harmless) in HARMLESS.iter().filter(|(it, _)| it.outcomes.is_some()) {
        for part in PARTS {
            stays_within(account, harmless, &format!("n{part}n{part}"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    #[test]
    fn no_text_breaks_out(text in hostile()) {
        for (account, harmless) in &*HARMLESS {
            stays_within(account, harmless, &text);
        }
    }

    #[test]
    fn outcomes_fit_a_terminal(text in hostile()) {
        for (_, account) in all() {
            let table = plainweave_report::outcomes(&poisoned(account, &text));
            for line in table.lines() {
                prop_assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{}", line);
            }
        }
    }
}
