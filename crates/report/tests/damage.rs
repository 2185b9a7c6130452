//! Whatever account there is can be drawn, in as many columns as there are.

mod stories;
#[path = "../../trace/tests/support/mod.rs"]
mod support;

use plainweave_report::{Format, Style, lanes};
use proptest::prelude::*;
use trace::account::Account;
use unicode_width::UnicodeWidthStr;

/// Draws the account in every style, and looks at the width.
fn draw(account: &Account, width: usize) {
    for (colour, unicode) in [(false, true), (false, false), (true, true)] {
        let text = lanes(account, &Style { width, colour, unicode });
        for line in text.lines().filter(|_| !colour) {
            assert!(line.width() <= width, "{} > {width}: {line}\n{text}", line.width());
            assert_eq!(line.trim_end(), line, "no spaces at the end");
        }
    }
}

#[test]
fn every_story_fits_every_width() {
    for (_, recorded) in stories::all() {
        let account = recorded.account();
        for width in (0..=130).step_by(3) {
            draw(&account, width);
        }
    }
    for width in [20, 80, 200, 400] {
        draw(&stories::philosophers(64).account(), width);
    }
}

#[test]
fn long_names_are_shortened() {
    let mut account = stories::crossed().account();
    "the first of the diners who ever sat at this table".clone_into(&mut account.threads[1].name);
    account.objects[0].name = "盘子和筷子".repeat(12);
    account.scenario.name = "x".repeat(300);
    for width in [40, 60, 80, 200] {
        draw(&account, width);
    }
}

#[test]
fn an_empty_run_is_drawn() {
    let mut recorded = stories::leak();
    recorded.trace = trace::Trace::default();
    draw(&recorded.account(), 80);
}

/// The account after it was written with other numbers here and there. Nobody looks whether it contradicts
/// itself.
fn damaged(account: &Account, changes: &[(prop::sample::Index, u8)]) -> Option<Account> {
    let mut text = account.to_json().into_bytes();
    let is_digit = |(_, byte): &(usize, &u8)| byte.is_ascii_digit();
    let digits: Vec<usize> =
        text.iter().enumerate().filter(is_digit).map(|(index, _)| index).collect();
    for (index, byte) in changes {
        // A digit for a digit: most of what comes out is still an account.
        text[digits[index.index(digits.len())]] = b'0' + byte % 10;
    }
    serde_json::from_slice(&text).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damage_does_no_harm(
        story in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        width in 20_usize..140,
    ) {
        let stories = stories::all();
        let (_, recorded) = &stories[story.index(stories.len())];
        if let Some(account) = damaged(&recorded.account(), &changes) {
            draw(&account, width);
            for format in Format::ALL {
                format.render(&account);
            }
        }
    }

    #[test]
    fn no_event_is_out_of_place(
        story in any::<prop::sample::Index>(),
        order in any::<prop::sample::Index>(),
        keep in any::<prop::sample::Index>(),
    ) {
        let stories = stories::all();
        let mut recorded = stories[story.index(stories.len())].1.clone();
        let events = &mut recorded.trace.events;
        // Any beginning, middle and end of the run, in any order of the two halves.
        let count = events.len();
        events.rotate_left(order.index(count));
        events.truncate(keep.index(count) + 1);
        recorded.trace.validate().expect("still consistent");
        draw(&recorded.account(), 80);
    }
}
