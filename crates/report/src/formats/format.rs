//! The formats by name, as the command line lists them.

use std::fmt;
use std::str::FromStr;

use trace::account::Account;

use super::annotations::annotations;
use super::dot::dot;
use super::junit::junit;
use super::mermaid::{mermaid, mermaid_graph};
use super::outcomes::{outcomes, outcomes_markdown};
use super::perfetto::perfetto;
use super::sarif::sarif;
use super::summary::summary;
use crate::Style;
use crate::reading::reader::Reader;

/// A format in which checks are reported.
///
/// ```
/// use plainweave_report::Format;
///
/// let format: Format = "mermaid".parse().expect("there is such a format");
/// assert_eq!((format.name(), format.extension()), ("mermaid", "mmd"));
/// let unknown = "pdf".parse::<Format>().unwrap_err();
/// assert!(unknown.to_string().starts_with("`pdf` is no format of a report; there are html, lanes"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// [`html`](crate::html()): a page to step through.
    Html,
    /// [`lanes`](crate::lanes()): a column per thread, as text.
    Lanes,
    /// [`mermaid`](crate::mermaid()): a sequence diagram.
    Mermaid,
    /// [`mermaid_graph`]: the graph that explains the fault.
    MermaidGraph,
    /// [`dot`](crate::dot()): the same graph, for Graphviz.
    Dot,
    /// [`perfetto`](crate::perfetto()): a timeline.
    Perfetto,
    /// [`outcomes`](crate::outcomes()): every distinct result, as text.
    Outcomes,
    /// [`outcomes_markdown`]: the same as Markdown.
    OutcomesMarkdown,
    /// [`sarif`](crate::sarif()): faults for code scanning.
    Sarif,
    /// [`junit`](crate::junit()): checks as tests.
    Junit,
    /// [`annotations`](crate::annotations()): marks in a GitHub workflow.
    Github,
    /// [`summary`](crate::summary()): all checks, as Markdown.
    Summary,
}

impl Format {
    /// All formats; those of a single check first.
    pub const ALL: [Self; 12] = [
        Self::Html,
        Self::Lanes,
        Self::Mermaid,
        Self::MermaidGraph,
        Self::Dot,
        Self::Perfetto,
        Self::Outcomes,
        Self::OutcomesMarkdown,
        Self::Sarif,
        Self::Junit,
        Self::Github,
        Self::Summary,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        self.facts().0
    }

    /// What names of its files end with, without a dot.
    pub const fn extension(self) -> &'static str {
        self.facts().1
    }

    /// What it is, in a few words.
    pub const fn about(self) -> &'static str {
        self.facts().2
    }

    const fn facts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Html => ("html", "html", "a page to step through"),
            Self::Lanes => ("lanes", "txt", "the run as text, a column per thread"),
            Self::Mermaid => ("mermaid", "mmd", "the run as a sequence diagram"),
            Self::MermaidGraph => {
                ("mermaid-graph", "mmd", "who waits for whom, or what is ordered")
            }
            Self::Dot => ("dot", "dot", "the same graph, for Graphviz"),
            Self::Perfetto => ("perfetto", "json", "the run as a timeline, for ui.perfetto.dev"),
            Self::Outcomes => ("outcomes", "txt", "every distinct result, as a table"),
            Self::OutcomesMarkdown => ("outcomes-markdown", "md", "the same table in Markdown"),
            Self::Sarif => ("sarif", "sarif", "faults for code scanning and editors"),
            Self::Junit => ("junit", "xml", "checks as tests, for build servers"),
            Self::Github => ("github", "txt", "marks in a GitHub workflow"),
            Self::Summary => ("summary", "md", "all checks in Markdown, for a step summary"),
        }
    }

    /// Whether one report tells of several checks.
    pub const fn takes_several(self) -> bool {
        matches!(self, Self::Sarif | Self::Junit | Self::Github | Self::Summary)
    }

    /// Renders one check.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use plainweave_report::Format;
    ///
    /// let json = std::fs::read_to_string("tests/page/traces/deadlock.trace.json")?;
    /// let account: trace::account::Account = serde_json::from_str(&json)?;
    /// for format in Format::ALL {
    ///     println!("{}: {} bytes", format.name(), format.render(&account).len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn render(self, account: &Account) -> String {
        match self {
            Self::Html => page(account),
            Self::Lanes => crate::lanes(account, &Style::default()),
            Self::Mermaid => mermaid(account),
            Self::MermaidGraph => mermaid_graph(account),
            Self::Dot => dot(account),
            Self::Perfetto => perfetto(account),
            Self::Outcomes => outcomes(account),
            Self::OutcomesMarkdown => outcomes_markdown(account),
            Self::Sarif => sarif(&[account]),
            Self::Junit => junit(&[account]),
            Self::Github => annotations(&[account]),
            Self::Summary => summary(&[account]),
        }
    }

    /// Renders several checks as one report, or nothing if this format
    /// [tells of one check only](Self::takes_several).
    pub fn render_all(self, accounts: &[&Account]) -> Option<String> {
        match self {
            Self::Sarif => Some(sarif(accounts)),
            Self::Junit => Some(junit(accounts)),
            Self::Github => Some(annotations(accounts)),
            Self::Summary => Some(summary(accounts)),
            _ => None,
        }
    }
}

fn page(account: &Account) -> String {
    let finding = Reader::new(account).finding();
    let title = format!("{}: {finding}", account.scenario.name);
    crate::html(&account.to_json(), &title, &crate::lanes(account, &Style::default()))
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// No format has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no format of a report; there are {names}", names = names())]
pub struct UnknownFormat(pub String);

fn names() -> String {
    Format::ALL.map(Format::name).join(", ")
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let known = Self::ALL.into_iter().find(|format| format.name() == text);
        known.ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}
