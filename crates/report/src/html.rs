//! A document as a page: one file that asks for nothing.

/// The frame of the page, with a place for each part.
const FRAME: &str = include_str!("../page/page.html");

/// A list of files in reading order, as one text.
macro_rules! files {
    ($($path:literal),+ $(,)?) => { concat!($(include_str!(concat!("../page/", $path))),+) };
}

const STYLE: &str = files![
    "style/01-colours.css",
    "style/02-ground.css",
    "style/03-head.css",
    "style/04-toolbar.css",
    "style/05-lanes.css",
    "style/06-panels.css",
    "style/07-figures.css",
    "style/08-student.css",
    "style/09-foot.css",
    "style/10-narrow.css",
    "style/11-print.css",
];

const SCRIPT: &str = files![
    "script/01-trace.js",
    "script/02-elements.js",
    "script/03-icons.js",
    "script/04-names.js",
    "script/05-run.js",
    "script/06-words.js",
    "script/07-rows.js",
    "script/08-geometry.js",
    "script/09-draw.js",
    "script/10-lanes.js",
    "script/11-step.js",
    "script/12-state.js",
    "script/13-source.js",
    "script/14-edges.js",
    "script/15-waits.js",
    "script/16-order.js",
    "script/17-walk.js",
    "script/18-student.js",
    "script/19-exports.js",
    "script/20-toolbar.js",
    "script/21-hero.js",
    "script/22-outcomes.js",
    "script/23-page.js",
    "script/24-keys.js",
];

/// Renders a `plainweave.trace/1` document as one self-contained HTML page.
///
/// `json` is the document; `docs/trace-schema.md` says what is in it. `title` names the page, such
/// as `ticket-sale/unlocked: assertion`. `plain` is what a reader sees where scripts do not run: a
/// preview in a mail, or a build server that forbids them. The text of [`lanes`](crate::lanes) is
/// meant for it.
///
/// The page holds styles, scripts and the document, and makes no request. Nothing in `json` can end
/// the element it stands in, whoever wrote the document. It is not read here: a page of something
/// else says that it can't show it.
///
/// Takes time and memory linear in the size of `json`.
///
/// ```
/// use plainweave_report::html;
///
/// let page = html(r#"{"schema": "plainweave.trace/1", "id": "</script>"}"#, "a & b", "1 < 2");
/// assert!(page.contains("<title>a &amp; b</title>"));
/// assert!(page.contains(r#""id": "\u003c/script>""#));
/// ```
pub fn html(json: &str, title: &str, plain: &str) -> String {
    let parts = [
        ("title", text(title)),
        ("style", STYLE.to_owned()),
        ("plain", text(plain)),
        ("trace", data(json)),
        ("script", SCRIPT.to_owned()),
    ];
    fill(FRAME, &parts)
}

/// JSON as it may stand in a `<script>` element: without `<`, neither `</script>` nor `<!--` can
/// occur. In JSON a `<` only stands within strings, where it may be written as an escape.
fn data(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// A text as it may stand between tags.
fn text(plain: &str) -> String {
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Puts each part in its place, in one pass: what looks like a place within a part stays as it is.
fn fill(frame: &str, parts: &[(&str, String)]) -> String {
    let length: usize = parts.iter().map(|(_, part)| part.len()).sum();
    let mut page = String::with_capacity(frame.len() + length);
    let mut rest = frame;
    while let Some((before, after)) = rest.split_once("{{") {
        page.push_str(before);
        let place = after.split_once("}}").and_then(|(name, after)| {
            let (_, part) = parts.iter().find(|(known, _)| *known == name)?;
            Some((part, after))
        });
        if let Some((part, after)) = place {
            page.push_str(part);
            rest = after;
        } else {
            // No place, just two braces.
            page.push_str("{{");
            rest = after;
        }
    }
    page.push_str(rest);
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The element that holds the document.
    fn held(page: &str) -> &str {
        let (_, after) = page.split_once(r#"id="trace">"#).unwrap();
        after.split_once("</script>").unwrap().0
    }

    #[test]
    fn hostile_text_stays_within_its_element() {
        let json =
            r#"["</script><script>alert(1)</script>", "<!--<script>", "{{script}}", "&lt;"]"#;
        let page = html(json, "</title><b>", "</pre><b>");
        assert!(!held(&page).contains('<'));
        let kept = held(&page).replace("\\u003c", "<");
        assert_eq!(kept, json);
        assert!(!page.contains("<b>"));
        assert_eq!(page.matches("</script>").count(), 2);
    }

    #[test]
    fn the_document_survives() {
        let json = r#"{"text": "a < b, \\< and \u003c"}"#;
        let before: serde_json::Value = serde_json::from_str(json).unwrap();
        let after: serde_json::Value = serde_json::from_str(held(&html(json, "", ""))).unwrap();
        assert_eq!(before, after);
    }

    #[test]
    fn every_place_is_filled_once() {
        let page = html("[]", "a title", "plain lanes");
        for part in ["<title>a title</title>", ">plain lanes</pre>", STYLE, SCRIPT] {
            assert_eq!(page.matches(part).count(), 1);
        }
    }

    #[test]
    fn parts_do_not_end_their_element() {
        assert!(!SCRIPT.contains("</") && !SCRIPT.contains("<!--"));
        assert!(!STYLE.contains("</"));
    }

    #[test]
    fn every_file_is_in_the_page_in_order() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
        for (folder, all) in [("style", STYLE), ("script", SCRIPT)] {
            let entries = std::fs::read_dir(root.join(folder)).unwrap();
            let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
            files.sort();
            let read = |path| std::fs::read_to_string(path).unwrap();
            assert_eq!(files.into_iter().map(read).collect::<String>(), all);
        }
    }
}
