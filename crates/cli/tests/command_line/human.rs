//! Output for people. Review changes of it with `cargo insta review`.

use crate::playground::{Ended, Playground, assert_text};

#[test]
fn a_list() {
    assert_text!("list", Playground::new().stdout_of("list --expect breaks plate"));
}

#[test]
fn a_list_with_all_there_is_to_know() {
    assert_text!("list_long", Playground::new().stdout_of("list --long double-acquire/lock"));
}

#[test]
fn crossed_locks() {
    let output = Playground::new().stdout_of("check plate-and-chopsticks/crossed");
    assert_text!("check_crossed", output);
}

#[test]
fn what_breaks_beside_what_holds() {
    assert_text!("check_double_acquire", Playground::new().stdout_of("check double-acquire"));
}

#[test]
fn a_lost_wake_up_on_every_model() {
    let engines = "loom,shuttle-random,shuttle-pct,shuttle-dfs,weave";
    let arguments = format!("check hand-over/notify-before-wait --engine {engines}");
    assert_text!("check_notify_before_wait", Playground::new().stdout_of(&arguments));
}

#[test]
fn a_verdict_that_is_not_expected() {
    let ended = Playground::new().run("check washroom --param visitors=1");
    assert_text!("check_not_as_expected", ended.stdout);
}

#[test]
fn the_number_of_workers_is_not_to_be_seen() {
    let playground = Playground::new();
    let rows = |jobs: &str| {
        let filters = "counter plate-and-chopsticks printer washroom";
        let text = playground.stdout_of(&format!("check {filters} {jobs}"));
        // All but the last column, which is the time.
        let rows = text.lines().map(|line| line.rsplit_once("  ").map_or(line, |(row, _)| row));
        rows.map(|row| row.trim_end().to_owned()).collect::<Vec<_>>()
    };
    let by_one = rows("--jobs 1");
    assert!(by_one.len() > 12, "{by_one:?}");
    assert_eq!(by_one, rows(""));
    assert_eq!(by_one, rows("--jobs 7"));
}

#[test]
fn the_tour_checks_all_and_shows_crossed_locks() {
    let playground = Playground::new();
    // However busy the machine is.
    let mut command = playground.command("");
    let Ended { code, stdout: tour, .. } =
        Ended::of(&command.env("PLAINWEAVE_BUDGET", "1h").assert());
    assert_eq!(code, 0, "{tour}");
    for line in playground.stdout_of("list").lines() {
        let name = line.split_whitespace().next().unwrap();
        assert!(tour.contains(&format!(" ✓  {name} ")), "{name} in\n{tour}");
    }
    assert!(tour.lines().all(|line| line.chars().count() <= 100), "{tour}");
    assert!(tour.contains("BREAKS  deadlock  plate-and-chopsticks/crossed"), "{tour}");
    assert!(
        tour.contains("Try next (until it is installed, with `cargo run --release --`"),
        "{tour}"
    );
    assert!(tour.contains("plainweave explain deadlock"), "{tour}");
    // A tour leaves nothing behind.
    assert!(!playground.folder().join("target").exists());
}
