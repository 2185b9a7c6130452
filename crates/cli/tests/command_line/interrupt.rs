//! Ctrl-C: what was found until then is told, and nothing is called proved.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use crate::playground::Playground;

/// Starts a search that takes hours, and waits until it listens.
fn long_search(
    playground: &Playground,
    arguments: &str,
    stdout: Stdio,
) -> (Child, BufReader<impl Read + use<>>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_plainweave"))
        .args(["check", "philosophers/ordered", "--param", "philosophers=4", "--param", "meals=9"])
        .args(arguments.split_whitespace())
        .current_dir(playground.folder())
        .env("PLAINWEAVE_BUDGET", "12h")
        .stdout(stdout)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    stderr.read_line(&mut line).expect("UTF-8");
    assert_eq!(line, "in force: budget = 12h (PLAINWEAVE_BUDGET)\n");
    (child, stderr)
}

fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("kill is there").success());
}

#[test]
fn ctrl_c_ends_the_search_and_its_part_is_told() {
    for engine in ["weave", "loom", "shuttle-dfs", "shuttle-random", "native"] {
        let playground = Playground::new();
        let arguments = format!("--engine {engine} --runs 1000000000 --steps 100000 --format json");
        let (child, mut stderr) = long_search(&playground, &arguments, Stdio::piped());
        interrupt(&child);
        let mut rest = String::new();
        stderr.read_to_string(&mut rest).expect("UTF-8");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(5), "{engine}: {rest}");
        assert!(rest.starts_with("interrupted: "), "{engine}: {rest}");
        // Perhaps it had not begun.
        let stdout = String::from_utf8(output.stdout).expect("UTF-8");
        for line in stdout.lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            // loom may be through with a small bound by then.
            let is_honest = line["why"] == "interrupted" || line["scope"] == "bounded";
            assert!(is_honest, "{line}");
        }
    }
}

#[test]
fn what_was_not_begun_is_not_told() {
    let playground = Playground::new();
    let arguments = "philosophers/waiter philosophers/clean-forks --jobs 1";
    let (child, mut stderr) = long_search(&playground, arguments, Stdio::piped());
    interrupt(&child);
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).expect("UTF-8");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(5), "{rest}");
    assert!(rest.contains(" of 3 checks were begun"), "{rest}");
}

#[test]
#[cfg(target_os = "linux")]
fn ctrl_c_twice_ends_the_program() {
    use std::io::Write;
    use std::os::unix::process::ExitStatusExt;

    const SIGINT: i32 = 2;
    /// Bytes that a pipe of Linux holds.
    const FULL: usize = 65_536;

    let playground = Playground::new();
    // Nobody reads: so the program is still there when the second one comes.
    let (_reader, mut writer) = std::io::pipe().expect("a pipe");
    writer.write_all(&vec![b' '; FULL]).expect("there is room");
    let (mut child, mut stderr) = long_search(&playground, "", writer.into());
    interrupt(&child);
    let mut line = String::new();
    stderr.read_line(&mut line).expect("UTF-8");
    assert!(line.starts_with("interrupted: "), "{line}");
    interrupt(&child);
    assert_eq!(child.wait().expect("it ends").signal(), Some(SIGINT));
}
