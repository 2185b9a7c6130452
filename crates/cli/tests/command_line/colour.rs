//! Colour is for terminals, unless the environment says otherwise.

use anstream::adapter::strip_str;

use crate::playground::{Ended, Playground, TRACES};

fn run(playground: &Playground, arguments: &str, variables: &[(&str, &str)]) -> Ended {
    let mut command = playground.command(arguments);
    Ended::of(&command.envs(variables.iter().copied()).assert())
}

#[test]
fn there_is_colour_only_where_it_is_wanted() {
    let playground = Playground::new();
    playground.stdout_of("check plate-and-chopsticks/crossed");
    let show = format!("show {TRACES}/plate-and-chopsticks_crossed.weave.trace.json");
    for arguments in [&show, "list --long double-acquire/lock", "check nothing-like-it"] {
        let all = |ended: Ended| ended.stdout + &ended.stderr;
        let plain = all(run(&playground, arguments, &[]));
        assert!(!plain.contains('\x1b'), "{plain}");
        let forced = all(run(&playground, arguments, &[("CLICOLOR_FORCE", "1")]));
        assert!(forced.contains("\x1b["), "{forced}");
        // Colour says nothing that the text does not.
        assert_eq!(strip_str(&forced).to_string(), plain);
        let both = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
        assert_eq!(all(run(&playground, arguments, &both)), plain);
    }
}

#[test]
fn json_has_no_colour_even_if_it_is_forced() {
    let playground = Playground::new();
    let arguments = "check double-acquire --format json";
    let ended = run(&playground, arguments, &[("CLICOLOR_FORCE", "1")]);
    assert!(!ended.stdout.contains('\x1b'), "{}", ended.stdout);
}
