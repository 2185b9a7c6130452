//! What pictures look like. Review a change of them with `cargo insta review`.

mod stories;
#[path = "../../trace/tests/support/mod.rs"]
mod support;

use plainweave_report::{Style, lanes};
use stories::all;
use trace::account::Account;

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Compares a picture with the one that was reviewed.
macro_rules! assert_picture {
    ($name:literal, $recorded:expr, $style:expr) => {
        settings().bind(|| insta::assert_snapshot!($name, lanes(&$recorded.account(), &$style)));
    };
}

#[test]
fn pictures_of_standstills() {
    assert_picture!("crossed", stories::crossed(), Style::default());
    assert_picture!("double_acquire", stories::double_acquire(), Style::default());
    assert_picture!("notify_before_wait", stories::notify_before_wait(), Style::default());
    assert_picture!("one_condition", stories::one_condition(), Style::default());
    assert_picture!("empty_queue", stories::empty_queue(), Style::default());
    assert_picture!("others", stories::others(), Style::default());
    assert_picture!("long", stories::long(), Style::default());
}

#[test]
fn pictures_of_wrong_results() {
    assert_picture!("lost_update", stories::lost_update(), Style::default());
    assert_picture!("data_race", stories::data_race(), Style::default());
    assert_picture!("stale", stories::stale(), Style::default());
    assert_picture!("leak", stories::leak(), Style::default());
}

#[test]
fn many_threads_get_narrow_lanes() {
    assert_picture!("six_philosophers", stories::philosophers(6), Style::default());
    assert_picture!("eight_philosophers", stories::philosophers(8), Style::default());
    assert_picture!("too_many_philosophers", stories::philosophers(24), Style::default());
}

#[test]
fn other_styles() {
    let ascii = Style { unicode: false, ..Style::default() };
    assert_picture!("crossed_ascii", stories::crossed(), ascii);
    assert_picture!("stale_ascii", stories::stale(), ascii);
    let narrow = Style { width: 60, ..Style::default() };
    assert_picture!("crossed_narrow", stories::crossed(), narrow);
    assert_picture!("lost_update_narrow", stories::lost_update(), narrow);
    let wide = Style { width: 120, ..Style::default() };
    assert_picture!("one_condition_wide", stories::one_condition(), wide);
}

#[test]
fn pictures_of_samples() {
    for name in ["never-released", "livelock", "holds", "undecided", "kitchen"] {
        let path = format!("tests/page/traces/{name}.trace.json");
        let account = Account::load(path.as_ref()).expect("a sample");
        settings().bind(|| {
            insta::assert_snapshot!(format!("sample-{name}"), lanes(&account, &Style::default()));
        });
    }
}

#[test]
fn colour_says_nothing_that_the_text_does_not() {
    for (name, recorded) in all() {
        let account = recorded.account();
        for unicode in [true, false] {
            let plain = lanes(&account, &Style { unicode, ..Style::default() });
            let colour = Style { unicode, colour: true, ..Style::default() };
            let painted = lanes(&account, &colour);
            assert_eq!(without_colour(&painted), plain, "{name}");
            assert!(painted.contains("\u{1b}[31m"), "{name} has something red");
            assert!(!plain.contains('\u{1b}'), "{name}");
        }
    }
}

fn without_colour(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, code)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = code.split_once('m').expect("the end of a code").1;
    }
    out + rest
}

#[test]
fn ascii_is_ascii() {
    for (name, recorded) in all() {
        let mut account = recorded.account();
        "größe-✓".clone_into(&mut account.threads[0].name);
        let text = lanes(&account, &Style { unicode: false, ..Style::default() });
        assert!(text.is_ascii(), "{name}: {text}");
    }
}

#[test]
fn names_cannot_write_on_the_terminal() {
    let mut account = stories::crossed().account();
    "an\u{1b}[2Jn\n\u{202e}x".clone_into(&mut account.threads[1].name);
    "a\u{7}b".clone_into(&mut account.scenario.name);
    let text = lanes(&account, &Style::default());
    let is_safe = |char: char| char == '\n' || !char.is_control() && char != '\u{202e}';
    assert!(text.chars().all(is_safe), "{text:?}");
}
