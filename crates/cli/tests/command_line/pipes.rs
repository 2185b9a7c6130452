//! Output that cannot be written, or that nobody reads.

use std::fs::File;
use std::io::pipe;
use std::process::{Child, Command, Output, Stdio};

use crate::playground::{Playground, TRACES};

fn run_into(playground: &Playground, stdout: impl Into<Stdio>, arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plainweave"))
        .args(arguments.split_whitespace())
        .current_dir(playground.folder())
        .stdout(stdout)
        .stderr(Stdio::piped())
        .spawn()
        .and_then(Child::wait_with_output)
        .expect("the program runs")
}

/// As `plainweave … | true`.
fn assert_closed_pipe_is_no_error(playground: &Playground, arguments: &str, code: i32) {
    let (reader, writer) = pipe().expect("a pipe");
    drop(reader);
    let output = run_into(playground, writer, arguments);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), stderr.as_ref()), (Some(code), ""), "{arguments}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let playground = Playground::new();
    assert_closed_pipe_is_no_error(&playground, "list", 0);
    assert_closed_pipe_is_no_error(&playground, "check double-acquire counter", 0);
    assert_closed_pipe_is_no_error(&playground, "check counter --format json", 0);
    let trace = format!("{TRACES}/double-acquire_lock.weave.trace.json");
    assert_closed_pipe_is_no_error(&playground, &format!("show {trace}"), 0);
}

#[test]
fn a_closed_pipe_does_not_hide_the_verdicts() {
    let playground = Playground::new();
    let surprise = "check washroom --param visitors=1";
    assert_closed_pipe_is_no_error(&playground, surprise, 100);
    assert_closed_pipe_is_no_error(&playground, &format!("{surprise} --format json"), 100);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let playground = Playground::new();
    for arguments in ["list", "check counter", "check counter --format json", "check washroom"] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = run_into(&playground, full, arguments);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments}\n{stderr}");
        assert!(stderr.contains("error: cannot write the output\ncause: "), "{stderr}");
    }
}
