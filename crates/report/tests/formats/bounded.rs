//! Runs of thousands of steps.

#[path = "../page/long.rs"]
mod long;

use plainweave_report::{Format, annotations, summary};
use trace::account::{Account, Mention, Thread};

use crate::samples::{sample, unexpected};

fn long(steps: usize) -> Account {
    serde_json::from_str(&long::document(steps)).unwrap()
}

#[test]
fn what_places_draw_stays_small() {
    // GitHub draws no Mermaid above 50,000 characters.
    let account = long(5_000);
    for format in [Format::Mermaid, Format::MermaidGraph, Format::Dot, Format::Github] {
        let size = format.render(&account).len();
        assert!(size < 20_000, "{format}: {size} bytes");
    }
}

#[test]
fn the_rest_grows_with_the_run() {
    let (short, long) = (long(2_000), long(4_000));
    for format in Format::ALL {
        let size = |account| format.render(account).len();
        let (short, long) = (size(&short), size(&long));
        assert!(long < short * 5 / 2, "{format}: {short} and {long} bytes");
    }
}

#[test]
fn many_threads_stay_small_in_a_diagram() {
    let mut account = long(4_000);
    for id in 3..2_000 {
        let name = format!("thread {id}, which has a rather long name as threads go");
        let thread = Thread { id, name, ..account.threads[1].clone() };
        account.threads.push(thread);
    }
    for (index, event) in account.events.iter_mut().enumerate().skip(2) {
        event.thread = u32::try_from(index % 2_000).unwrap();
    }
    let size = plainweave_report::mermaid(&account).len();
    assert!(size < 30_000, "{size} bytes");
}

#[test]
fn many_failures_stay_within_what_github_takes() {
    let account = unexpected(sample("deadlock"));
    let text = summary(&vec![&account; 2_000]);
    assert!(text.len() < 1_024 * 1_024, "{} bytes", text.len());
    assert!(text.contains("more checks would be too long"), "{}", &text[text.len() - 200..]);
    let mut wide = account.clone();
    wide.cause.text.insert("en".into(), vec![Mention::Words("é".repeat(1_000_000))]);
    let text = summary(&[&wide]);
    assert!(text.len() < 1_024 * 1_024, "{} bytes", text.len());
    let marks = annotations(&vec![&account; 2_000]);
    assert_eq!(marks.lines().count(), 10);
    assert!(marks.ends_with("::error title=plainweave::and 1991 more: see the step summary\n"));
}
