//! Checks as `JUnit` tests, for any build server.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use trace::account::Account;

use crate::reading::reader::Reader;
use crate::reading::text::{block, file_and_line, line};
use crate::{Style, lanes};

type Xml = Writer<Vec<u8>>;

/// Renders several checks as a `JUnit` report.
///
/// A test suite per engine, a test case per check. What nobody expected is a failure, whose text holds cause,
/// place, command and the lanes. A check that is undecided is skipped, with the reason. What broke as expected passes, and tells its cause as output. Bounds, executions
/// and the rest of the search are properties.
///
/// Texts are escaped as XML wants it, and what XML has no way to write is made visible. Takes time and memory
/// linear in the accounts and lanes.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use plainweave_report::junit;
///
/// let json = std::fs::read_to_string("tests/page/traces/deadlock.trace.json")?;
/// let account: trace::account::Account = serde_json::from_str(&json)?;
/// assert!(junit(&[&account]).contains(r#"<testcase name="plate-and-chopsticks/crossed""#));
/// # Ok(())
/// # }
/// ```
pub fn junit(checks: &[&Account]) -> String {
    let mut suites: BTreeMap<&str, Vec<Case<'_>>> = BTreeMap::new();
    for account in checks {
        let case = Case { reader: Reader::new(account) };
        suites.entry(&account.search.engine).or_default().push(case);
    }
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut xml, &suites).expect("memory takes whatever is written to it");
    let text = String::from_utf8(xml.into_inner());
    text.expect("texts and names are UTF-8") + "\n"
}

struct Case<'a> {
    reader: Reader<'a>,
}

fn write(xml: &mut Xml, suites: &BTreeMap<&str, Vec<Case<'_>>>) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all: Vec<&Case<'_>> = suites.values().flatten().collect();
    let root = xml.create_element("testsuites").with_attribute(("name", "plainweave"));
    root.with_attributes(counts(&all).each_ref().map(|(name, value)| (*name, value.as_str())))
        .write_inner_content(|xml| {
            for (engine, cases) in suites {
                let cases: Vec<&Case<'_>> = cases.iter().collect();
                let counts = counts(&cases);
                xml.create_element("testsuite")
                    .with_attribute(("name", &*line(engine)))
                    .with_attributes(counts.each_ref().map(|(name, value)| (*name, value.as_str())))
                    .write_inner_content(|xml| cases.iter().try_for_each(|case| case.write(xml)))?;
            }
            Ok(())
        })?;
    Ok(())
}

fn counts(cases: &[&Case<'_>]) -> [(&'static str, String); 5] {
    let failures = cases.iter().filter(|case| case.reader.is_failure()).count();
    let skipped = cases.iter().filter(|case| case.reader.is_undecided()).count();
    let milliseconds = cases.iter().map(|case| case.reader.account.search.wall_ms);
    [
        ("tests", cases.len().to_string()),
        ("failures", failures.to_string()),
        ("errors", "0".to_owned()),
        ("skipped", skipped.to_string()),
        ("time", seconds(milliseconds.fold(0, u64::saturating_add))),
    ]
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000)
}

impl Case<'_> {
    fn write(&self, xml: &mut Xml) -> io::Result<()> {
        let account = self.reader.account;
        let topic = account.scenario.name.split('/').next().unwrap_or_default();
        let mut case = xml
            .create_element("testcase")
            .with_attribute(("name", &*line(&self.reader.check())))
            .with_attribute(("classname", &*line(topic)))
            .with_attribute(("time", &*seconds(account.search.wall_ms)));
        if let Some((file, number)) = self.reader.place().map(file_and_line) {
            case = case.with_attribute(("file", &*line(file)));
            if let Some(number) = number {
                case = case.with_attribute(("line", &*number.to_string()));
            }
        }
        case.write_inner_content(|xml| {
            self.properties(xml)?;
            self.result(xml)
        })?;
        Ok(())
    }

    fn properties(&self, xml: &mut Xml) -> io::Result<()> {
        let account = self.reader.account;
        let search = &account.search;
        let executions = &search.executions;
        let bounds = search.bounds.iter().map(|(name, bound)| {
            let bound = bound.map_or_else(|| "none".to_owned(), |bound| bound.to_string());
            (format!("bound.{name}"), bound)
        });
        let mut properties = vec![
            ("verdict".to_owned(), self.reader.verdict()),
            ("memory".to_owned(), search.memory.clone()),
            ("scope".to_owned(), search.scope.clone()),
            ("finished".to_owned(), search.finished.to_string()),
        ];
        properties.extend(bounds);
        properties.extend([
            ("executions.complete".to_owned(), executions.complete.to_string()),
            ("executions.blocked".to_owned(), executions.blocked.to_string()),
            ("executions.failing".to_owned(), executions.failing.to_string()),
        ]);
        properties.extend(search.seed.map(|seed| ("seed".to_owned(), seed.to_string())));
        properties.extend(account.cause.code.clone().map(|code| ("code".to_owned(), code)));
        properties.push(("trace".to_owned(), account.id.clone()));
        xml.create_element("properties").write_inner_content(|xml| {
            for (name, value) in &properties {
                xml.create_element("property")
                    .with_attribute(("name", &*line(name)))
                    .with_attribute(("value", &*line(value)))
                    .write_empty()?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn result(&self, xml: &mut Xml) -> io::Result<()> {
        let reader = &self.reader;
        if reader.is_failure() {
            let text = block(&self.story());
            let broke = reader.account.verdict.fault.map(trace::FaultKind::name);
            xml.create_element("failure")
                .with_attribute(("type", broke.unwrap_or("unexpectedly-holds")))
                .with_attribute((
                    "message",
                    &*line(&format!("{}: {}", reader.verdict(), reader.cause())),
                ))
                .write_text_content(BytesText::new(&text))?;
        } else if reader.is_undecided() {
            let why = reader.account.search.why.clone().unwrap_or_else(|| reader.cause());
            xml.create_element("skipped")
                .with_attribute(("message", &*line(&why)))
                .write_empty()?;
        } else {
            let text = block(&self.story());
            xml.create_element("system-out").write_text_content(BytesText::new(&text))?;
        }
        Ok(())
    }

    /// What came of it, where to look, and the lanes.
    fn story(&self) -> String {
        let reader = &self.reader;
        let mut text = format!("{}: {}\n", reader.verdict(), reader.cause());
        if let Some(event) = reader.decisive() {
            let _ = writeln!(text, "look first at step {}, {}", event.step, event.at.user);
        }
        if let Some(statement) = reader.minimal() {
            let _ = writeln!(text, "{statement}");
        }
        if let Some(command) = reader.reproduce() {
            let _ = writeln!(text, "reproduce: {command}");
        }
        if !self.reader.account.events.is_empty() {
            let _ = write!(text, "\n{}", lanes(self.reader.account, &Style::default()));
        }
        text
    }
}
