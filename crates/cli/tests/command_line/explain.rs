//! Every fault has a code, and every code an explanation that shows one.

use crate::playground::{Playground, assert_text};

/// The codes, as the list has them.
fn codes(playground: &Playground) -> Vec<String> {
    let list = playground.stdout_of("explain");
    let rows = list.lines().take_while(|line| !line.is_empty());
    rows.filter_map(|row| row.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn all_codes() {
    assert_text!("explain", Playground::new().stdout_of("explain"));
}

#[test]
fn a_deadlock() {
    assert_text!("explain_deadlock", Playground::new().stdout_of("explain deadlock"));
}

#[test]
fn each_explanation_names_a_check_that_shows_the_fault_and_one_that_does_not() {
    let playground = Playground::new();
    let codes = codes(&playground);
    assert_eq!(codes.len(), 10, "{codes:?}");
    for code in &codes {
        let text = playground.stdout_of(&format!("explain {code}"));
        let (_, see) = text.split_once("\nSee one").expect("the last part");
        let checks: Vec<&str> =
            see.lines().filter_map(|line| line.trim().strip_prefix("plainweave ")).collect();
        let shown: Vec<String> = checks.iter().map(|check| playground.stdout_of(check)).collect();
        assert!(shown[0].contains(&format!("breaks: {code} ")), "{}\n{}", checks[0], shown[0]);
        // And back again.
        let command = format!("plainweave explain {code}\n");
        assert!(shown[0].contains(&command), "{}\n{}", checks[0], shown[0]);
        if see.starts_with(", and its repair") {
            assert!(shown[1].contains("holds: exhaustive"), "{}\n{}", checks[1], shown[1]);
        }
    }
}

#[test]
fn several_are_explained_one_after_the_other() {
    let playground = Playground::new();
    let one = |code: &str| playground.stdout_of(&format!("explain {code}"));
    assert_eq!(one("leak panic"), one("leak") + "\n\n" + &one("panic"));
    // Capitals and underscores are forgiven.
    assert_eq!(one("Data_Race"), one("data-race"));
}

#[test]
fn many_faults_are_explained_by_one_command() {
    let playground = Playground::new();
    let output = playground.stdout_of("check stuck hand-over/notify-before-wait");
    let line = output.lines().find(|line| line.starts_with("explanations:")).expect("one");
    let (_, command) = line.split_once("plainweave ").expect("a command");
    for code in ["never-released", "deadlock", "panic", "leak", "lost-wakeup"] {
        assert!(playground.stdout_of(command).contains(&format!("{code}: ")), "{code}");
    }
}
