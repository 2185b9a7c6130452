//! The graph that explains a fault, for Graphviz.

use std::fmt::Write as _;

use trace::account::Account;

use super::graph::{Edge, Look, Vertex};
use crate::reading::reader::Reader;
use crate::reading::text::{clip, fold, line};

/// The longest label.
const LABEL: usize = 80;

/// Renders the graph that explains a fault in the language of Graphviz: of a race the steps and what
/// orders them, of anything else who waits for whom at the end of the run.
///
/// Threads are ellipses and objects are boxes; an edge leads from who waits to what for, and from
/// what is held to its holder. The circle of a deadlock is red and bold; an order that is missing is
/// red and dashed. If nobody waits, the graph is empty but for its title.
///
/// Nothing in the account can end the label that it stands in. Takes time linear in the account.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let json = std::fs::read_to_string("tests/page/traces/deadlock.trace.json")?;
/// let account: trace::account::Account = serde_json::from_str(&json)?;
/// let graph = plainweave_report::dot(&account);
/// assert!(graph.contains(r#"n1 -> n2 [label="waits since 7", color=red"#));
/// # Ok(())
/// # }
/// ```
pub fn dot(account: &Account) -> String {
    let graph = Reader::new(account).graph();
    let mut out = String::from("digraph plainweave {\n");
    let _ = writeln!(out, "  label={}; labelloc=t; fontname=\"sans-serif\";", title(&graph.title));
    out.push_str(
        "  node [fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\", fontsize=11];\n",
    );
    for (group, name) in graph.groups.iter().enumerate() {
        let _ = writeln!(out, "  subgraph cluster_{group} {{\n    label={};", quote(name));
        for (id, vertex) in graph.vertices.iter().enumerate() {
            if vertex.group == Some(group) {
                let _ = writeln!(out, "    {}", node(id, vertex));
            }
        }
        out.push_str("  }\n");
    }
    for (id, vertex) in graph.vertices.iter().enumerate() {
        if vertex.group.is_none() {
            let _ = writeln!(out, "  {}", node(id, vertex));
        }
    }
    for edge in &graph.edges {
        let _ = writeln!(out, "  {}", arrow(edge));
    }
    out.push_str("}\n");
    out
}

fn node(id: usize, vertex: &Vertex) -> String {
    let shape = if vertex.is_box { "box" } else { "ellipse" };
    let mark = if vertex.is_marked { ", color=red, penwidth=2" } else { "" };
    format!("n{id} [label={}, shape={shape}{mark}];", quote(&vertex.label))
}

fn arrow(edge: &Edge) -> String {
    let look = match edge.look {
        Look::Plain => "",
        Look::Marked => ", color=red, fontcolor=red, penwidth=2",
        Look::Weak => ", style=dotted",
        // It does not move the ends apart or together, for it is not there.
        Look::Missing => ", color=red, fontcolor=red, style=dashed, constraint=false",
    };
    format!("n{} -> n{} [label={}{look}];", edge.from, edge.to, quote(&edge.label))
}

/// A title may be a sentence, and takes several lines.
fn title(text: &str) -> String {
    let lines = fold(&line(&clip(text, 400)), LABEL);
    let lines: Vec<_> = lines.iter().map(|line| escape(line)).collect();
    format!("\"{}\"", lines.join("\\n"))
}

fn quote(text: &str) -> String {
    format!("\"{}\"", escape(&line(&clip(text, LABEL))))
}

/// Within quotes, only quotes and backslashes mean something; within labels, entities do.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;")
}
