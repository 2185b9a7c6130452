//! A run as text: a lane for each thread, a row for each step.
//!
//! Reading a lane from left to right: the letters of what the thread holds, its line, and what it
//! does there.
//!
//! ```text
//! │ could run    ┆ waits    ● a step    ○ a step that has to wait    ◆ saw an old value    ✗ the end
//! ```

use trace::Document;

use crate::Style;
use crate::draw::Draw;
use crate::fold::parts;
use crate::foot;
use crate::head::is_standstill;
use crate::paint::Line;
use crate::picture::Picture;

/// Draws the run of a document, a lane for each thread, with what is wrong above it and what was
/// searched below.
///
/// Each line ends with a line break and takes at most [`Style::width`] columns. The document's
/// trace must be consistent, as that of a document that was loaded is.
///
/// ```
/// use plainweave_report::{Style, lanes};
///
/// fn show(document: &trace::Document) {
///     print!("{}", lanes(document, &Style { colour: true, ..Style::default() }));
/// }
/// ```
pub fn lanes(document: &Document, style: &Style) -> String {
    let mut picture = Picture::new(document, style);
    let is_standstill = is_standstill(&document.fault);
    let parts = parts(&picture.rows, &picture.cause.rows, is_standstill, style.rows);
    let columns = picture.columns(&parts);
    let mut lines = picture.head();
    if !columns.lanes.is_empty() {
        lines.extend(picture.legend());
    }
    if columns.text.is_some() {
        lines.extend(picture.abbreviate(&columns));
    }
    lines.push(Line::new());
    let body = Draw::body(&picture, &columns, &parts);
    if !body.lines.is_empty() {
        lines.push(picture.heading(&columns));
    }
    lines.extend(body.lines);
    lines.extend(picture.end(&columns));
    lines.push(Line::new());
    lines.extend(foot::lines(&picture, body.has_parentheses));
    let mut out = String::new();
    for line in lines {
        line.cut(style.width, picture.glyphs.dots).print(style, &mut out);
    }
    out
}
