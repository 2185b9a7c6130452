//! Small readers of the formats, as strict as the programs that read them. Each yields a skeleton: what is left
//! of a report without the texts that others wrote.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

/// Whether only line breaks and tabs are left of what can't be seen.
pub(crate) fn is_clean(text: &str) -> bool {
    let turns = |char| matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().all(|char| matches!(char, '\n' | '\t') || !char.is_control() && !turns(char))
}

/// A text as Mermaid takes it: nothing that ends a statement, but for whole entities.
fn assert_mermaid_text(text: &str) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('#') {
        assert_plain(before, text);
        let (number, after) = after.split_once(';').expect("an entity ends");
        assert!(number.parse::<u32>().is_ok(), "{text}");
        rest = after;
    }
    assert_plain(rest, text);
}

fn assert_plain(part: &str, text: &str) {
    assert!(
        !part.contains(['"', ';', '<', '>', '%', '`', '{', '}', '&', '\\', '[', ']']),
        "{text}"
    );
}

/// A sequence diagram: a line a statement.
pub(crate) fn mermaid(text: &str) -> Vec<String> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("sequenceDiagram"));
    let statement = |line: &str| {
        let line = line.strip_prefix("  ").expect("statements are indented");
        let (head, text) = if line.starts_with("title ") {
            line.split_at(5)
        } else if line.starts_with("participant ") {
            line.split_once(" as ").expect("a participant has a name")
        } else {
            line.split_once(": ").unwrap_or_else(|| panic!("no text: {line}"))
        };
        let is_head = |char: char| char.is_ascii_alphanumeric() || " ,->)".contains(char);
        assert!(head.chars().all(is_head), "{line}");
        text.split("<br/>").for_each(assert_mermaid_text);
        head.to_owned()
    };
    lines.map(statement).collect()
}

/// A flowchart: texts in quotes.
pub(crate) fn mermaid_graph(text: &str) -> Vec<String> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("flowchart LR"));
    lines
        .map(|line| {
            let parts: Vec<&str> = line.split('"').collect();
            assert!(parts.len() % 2 == 1, "quotes are closed: {line}");
            parts.iter().skip(1).step_by(2).for_each(|text| assert_mermaid_text(text));
            parts.into_iter().step_by(2).collect::<Vec<_>>().join("\"\"")
        })
        .collect()
}

/// The language of Graphviz, as far as it is used: `digraph name { statements }`.
pub(crate) fn dot(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let mut rest = tokens.as_slice();
    take(&mut rest, "digraph");
    take(&mut rest, "ID");
    statements(&mut rest);
    assert!(rest.is_empty(), "something follows: {rest:?}");
    tokens
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokens = vec![];
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            ' ' | '\n' => {}
            '"' => {
                loop {
                    match chars.next().expect("a quote is closed") {
                        '"' => break,
                        '\\' => assert!(matches!(chars.next(), Some('"' | '\\' | 'n')), "{text}"),
                        '&' => {
                            let entity: String = chars.by_ref().take(4).collect();
                            assert_eq!(entity, "amp;");
                        }
                        other => assert!(!other.is_control(), "{text}"),
                    }
                }
                tokens.push("STRING".to_owned());
            }
            '-' => {
                assert_eq!(chars.next(), Some('>'));
                tokens.push("->".to_owned());
            }
            '{' | '}' | '[' | ']' | '=' | ',' | ';' => tokens.push(char.to_string()),
            other => {
                assert!(other.is_ascii_alphanumeric(), "{other} in {text}");
                let mut word = other.to_string();
                while let Some(next) = chars.next_if(|it| it.is_ascii_alphanumeric() || *it == '_')
                {
                    word.push(next);
                }
                let is_keyword = ["digraph", "subgraph", "node", "edge"].contains(&word.as_str());
                tokens.push(if is_keyword { word } else { "ID".to_owned() });
            }
        }
    }
    tokens
}

fn take(rest: &mut &[String], token: &str) {
    let (first, others) = rest.split_first().expect("something follows");
    assert_eq!(first, token);
    *rest = others;
}

fn is_next(rest: &[String], token: &str) -> bool {
    rest.first().is_some_and(|first| first == token)
}

fn statements(rest: &mut &[String]) {
    take(rest, "{");
    while !is_next(rest, "}") {
        if is_next(rest, "subgraph") {
            take(rest, "subgraph");
            take(rest, "ID");
            statements(rest);
            continue;
        }
        let (_, others) = rest.split_first().unwrap();
        *rest = others;
        if is_next(rest, "=") {
            take(rest, "=");
            value(rest);
        } else {
            if is_next(rest, "->") {
                take(rest, "->");
                take(rest, "ID");
            }
            take(rest, "[");
            loop {
                take(rest, "ID");
                take(rest, "=");
                value(rest);
                if is_next(rest, "]") {
                    break;
                }
                take(rest, ",");
            }
            take(rest, "]");
        }
        take(rest, ";");
    }
    take(rest, "}");
}

fn value(rest: &mut &[String]) {
    assert!(is_next(rest, "ID") || is_next(rest, "STRING"), "a value: {:?}", rest.first());
    *rest = &rest[1..];
}

/// JSON without its texts, but for the fields that programs act on.
pub(crate) fn json(text: &str) -> Vec<String> {
    let mut value: Value = serde_json::from_str(text).unwrap();
    strip(&mut value, "");
    vec![value.to_string()]
}

fn strip(value: &mut Value, key: &str) {
    match value {
        Value::String(_) if ["ph", "s", "bp", "level", "ruleId", "version"].contains(&key) => {}
        Value::String(text) => text.clear(),
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, key)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, field)| strip(field, key)),
        _ => {}
    }
}

/// XML: elements and the names of their attributes.
pub(crate) fn xml(text: &str) -> Vec<String> {
    let is_allowed = |char: char| matches!(char, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(is_allowed));
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut skeleton = vec![];
    let mut depth = 0;
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let name = String::from_utf8(start.name().as_ref().into()).unwrap();
                let names = start.attributes().map(|attribute| {
                    String::from_utf8(attribute.unwrap().key.as_ref().into()).unwrap()
                });
                skeleton.push(format!("{depth} {name} {}", names.collect::<Vec<_>>().join(" ")));
                depth += i32::from(matches!(event, Event::Start(_)));
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            Event::Text(_) | Event::GeneralRef(_) | Event::Decl(_) => {}
            other => panic!("nothing else is written: {other:?}"),
        }
    }
    assert_eq!(depth, 0);
    skeleton
}

/// Workflow commands: `::level name=value,…::text`.
pub(crate) fn github(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| {
            let (level, rest) = line.strip_prefix("::").unwrap().split_once(' ').unwrap();
            let (properties, message) = rest.split_once("::").unwrap();
            let names = properties.split(',').map(|property| {
                let (name, value) = property.split_once('=').unwrap();
                assert!(!value.contains(':'), "{line}");
                assert_percents(value);
                name
            });
            assert_percents(message);
            format!("{level} {}", names.collect::<Vec<_>>().join(" "))
        })
        .collect()
}

/// Each percent sign begins an escape.
fn assert_percents(text: &str) {
    for part in text.split('%').skip(1) {
        assert!(["25", "0A", "3A", "2C"].iter().any(|code| part.starts_with(code)), "{text}");
    }
}

/// Markdown: tags, headings, tables and blocks of code; the words of paragraphs are dropped.
pub(crate) fn markdown(text: &str) -> Vec<String> {
    let mut skeleton = vec![];
    let mut fence: Option<String> = None;
    for line in text.lines() {
        if let Some(open) = &fence {
            if line == open {
                fence = None;
                skeleton.push("code ends".to_owned());
            }
            continue;
        }
        if line.starts_with("```") {
            fence = Some(line.chars().take_while(|char| *char == '`').collect());
            skeleton.push("code".to_owned());
            continue;
        }
        if line.starts_with('<') {
            skeleton.push(line.to_owned());
            continue;
        }
        assert!(!line.contains(['<', '>']), "{line}");
        let bars = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
        if line.starts_with('|') {
            skeleton.push(format!("{bars} bars"));
        } else {
            assert_eq!(bars, 0, "{line}");
            let level = line.chars().take_while(|char| *char == '#').count();
            skeleton.push(format!("{level} {}", line.is_empty()));
        }
    }
    assert_eq!(fence, None);
    skeleton
}
