//! Completions and manual pages: they come from the declaration of the command line.

use crate::playground::Playground;

#[test]
fn every_shell_has_completions() {
    let playground = Playground::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = playground.stdout_of(&format!("completions {shell}"));
        for word in ["explain", "require-exhaustive", "preemptions"] {
            assert!(script.contains(word), "{shell} lacks {word}");
        }
    }
    let ended = playground.run("completions tcsh");
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("'tcsh'") && ended.stderr.contains("bash"), "{}", ended.stderr);
}

#[test]
fn the_program_and_each_command_have_a_manual_page() {
    let playground = Playground::new();
    let program = playground.stdout_of("man");
    assert!(program.starts_with(".ie") && program.contains(".TH plainweave 1"), "{program}");
    let help = playground.stdout_of("help");
    let (_, commands) = help.split_once("Commands:\n").expect("a list");
    // A description that is too long goes on below itself.
    let is_first = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let rows = commands.lines().take_while(|line| !line.is_empty()).filter(is_first);
    for name in rows.filter_map(|row| row.split_whitespace().next()) {
        assert!(program.contains(&format!("plainweave\\-{name}(1)")), "{name} in\n{program}");
        let page = playground.stdout_of(&format!("man {name}"));
        let title =
            format!(".TH plainweave-{name} 1  \"plainweave {}\"", env!("CARGO_PKG_VERSION"));
        assert!(page.contains(&title), "{page}");
    }
    let ended = playground.run("man chekc");
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("no command `chekc`"), "{}", ended.stderr);
}
