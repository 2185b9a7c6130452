//! Whatever document can be loaded can be drawn, in as many columns as there are.

mod stories;
#[path = "../../trace/tests/support/mod.rs"]
mod support;

use std::fs;

use plainweave_report::{Style, lanes};
use proptest::prelude::*;
use trace::Document;
use unicode_width::UnicodeWidthStr;

/// Draws the document in every style, and looks at the width.
fn draw(document: &Document, width: usize) {
    for (colour, unicode) in [(false, true), (false, false), (true, true)] {
        let text = lanes(document, &Style { width, colour, unicode, ..Style::default() });
        for line in text.lines().filter(|_| !colour) {
            assert!(line.width() <= width, "{} > {width}: {line}\n{text}", line.width());
            assert_eq!(line.trim_end(), line, "no spaces at the end");
        }
    }
}

#[test]
fn every_story_fits_every_width() {
    for (_, document) in stories::all() {
        for width in (0..=130).step_by(3) {
            draw(&document, width);
        }
    }
    for width in [20, 80, 200, 400] {
        draw(&stories::philosophers(64), width);
    }
}

#[test]
fn long_names_are_shortened() {
    let mut document = stories::crossed();
    document.trace.threads[1] = "the first of the diners who ever sat at this table".to_owned();
    document.trace.objects[0].name = Some("盘子和筷子".repeat(12).into());
    document.scenario = "x".repeat(300);
    for width in [40, 60, 80, 200] {
        draw(&document, width);
    }
}

#[test]
fn an_empty_trace_is_drawn() {
    let mut document = stories::leak();
    document.trace = trace::Trace::default();
    draw(&document, 80);
}

/// The document after it was written with other bytes here and there.
fn damaged(document: &Document, changes: &[(prop::sample::Index, u8)]) -> Option<Document> {
    let mut text = serde_json::to_vec(document).expect("it can be written");
    let is_digit = |(_, byte): &(usize, &u8)| byte.is_ascii_digit();
    let digits: Vec<usize> =
        text.iter().enumerate().filter(is_digit).map(|(index, _)| index).collect();
    for (index, byte) in changes {
        // A digit for a digit: most of what comes out is still a document.
        text[digits[index.index(digits.len())]] = b'0' + byte % 10;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("a.trace.json");
    fs::write(&path, text).expect("a file to write");
    Document::load(&path).ok()
}

proptest! {
    #[test]
    fn damage_does_no_harm(
        story in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        width in 20_usize..140,
    ) {
        let stories = stories::all();
        let (_, document) = &stories[story.index(stories.len())];
        if let Some(document) = damaged(document, &changes) {
            draw(&document, width);
        }
    }

    #[test]
    fn no_event_is_out_of_place(
        story in any::<prop::sample::Index>(),
        order in any::<prop::sample::Index>(),
        keep in any::<prop::sample::Index>(),
    ) {
        let stories = stories::all();
        let mut document = stories[story.index(stories.len())].1.clone();
        let events = &mut document.trace.events;
        // Any beginning, middle and end of the run, in any order of the two halves.
        let count = events.len();
        events.rotate_left(order.index(count));
        events.truncate(keep.index(count) + 1);
        document.trace.validate().expect("still consistent");
        draw(&document, 80);
    }
}
