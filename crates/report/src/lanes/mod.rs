//! A run as text: a lane for each thread, a row for each step.
//!
//! Reading a lane from left to right: the letters of what the thread holds, its line, and what it
//! does there.
//!
//! ```text
//! │ could run    ┆ waits    ● a step    ○ a step that has to wait    ◆ saw an old value    ✗ the end
//! ```

mod columns;
mod draw;
mod fold;
mod foot;
mod head;
mod names;
mod now;
mod paint;
mod picture;
mod words;

use trace::account::Account;

use self::draw::Draw;
use self::fold::parts;
use self::paint::Line;
use self::picture::Picture;
use crate::Style;

/// Draws the run of an account, a lane for each thread, with what is wrong above it and what was searched
/// below; of a check without a fault, only these.
///
/// Each line ends with a line break and takes at most [`Style::width`] columns.
///
/// ```
/// use plainweave_report::{Style, lanes};
/// use trace::account::Account;
///
/// let account = Account::load("tests/page/traces/deadlock.trace.json".as_ref())?;
/// let picture = lanes(&account, &Style { unicode: false, ..Style::default() });
/// assert!(picture.starts_with(" BREAKS  deadlock  "));
/// # Ok::<(), trace::account::LoadError>(())
/// ```
pub fn lanes(account: &Account, style: &Style) -> String {
    let mut picture = Picture::new(account, style);
    let parts = parts(account);
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
    let has_run = !body.lines.is_empty();
    if has_run {
        lines.push(picture.heading(&columns));
    }
    lines.extend(body.lines);
    lines.extend(picture.end(&columns));
    if has_run {
        lines.push(Line::new());
    }
    lines.extend(foot::lines(&picture, body.has_parentheses));
    let mut out = String::new();
    for line in lines {
        line.cut(style.width, picture.glyphs.dots).print(style, &mut out);
    }
    out
}
