//! An empty folder to run the program in.

use std::path::Path;

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use serde_json::Value;
use tempfile::TempDir;

/// Where the program writes counterexamples if it is not told otherwise.
pub(crate) const TRACES: &str = "target/plainweave";

/// A folder that was empty when it was made, and is removed afterwards.
pub(crate) struct Playground(TempDir);

/// What a command has left.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Playground {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for temporary files"))
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    /// The program with `arguments`, which are divided by spaces.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plainweave"));
        command.args(arguments.split_whitespace()).current_dir(self.folder());
        // Whatever the machine says must not change what a test sees.
        for (variable, _) in std::env::vars_os() {
            let is_heeded = variable.to_str().is_some_and(|name| {
                ["NO_COLOR", "CLICOLOR", "PLAINWEAVE_", "LOOM_", "SHUTTLE_"]
                    .iter()
                    .any(|start| name.starts_with(start))
            });
            if is_heeded {
                command.env_remove(variable);
            }
        }
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &str) -> Ended {
        Ended::of(&self.command(arguments).assert())
    }

    /// Runs the program, which has to succeed and to have no complaints. That it takes long on a busy
    /// machine, and says so, is none.
    pub(crate) fn stdout_of(&self, arguments: &str) -> String {
        let Ended { code, stdout, stderr } = self.run(arguments);
        let complaints: Vec<&str> =
            stderr.lines().filter(|line| !line.contains(" checked; running: ")).collect();
        assert_eq!((code, complaints), (0, Vec::new()), "plainweave {arguments}\n{stdout}");
        stdout
    }

    /// Runs the program, and reads each line as JSON.
    pub(crate) fn json_of(&self, arguments: &str) -> Vec<Value> {
        let lines = self.stdout_of(&format!("{arguments} --format json"));
        lines.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }
}

impl Ended {
    pub(crate) fn of(assert: &Assert) -> Self {
        let output = assert.get_output();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_owned()).expect("UTF-8");
        Self {
            code: output.status.code().expect("no signal has ended it"),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }
}

/// Compares text with the snapshot that was reviewed. Times, and the lines of the scenarios'
/// sources, are not compared.
macro_rules! assert_text {
    ($name:literal, $text:expr) => {
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_snapshot_path("../snapshots");
        settings.add_filter(r"\d+\.\d\d s\b", "0.00 s");
        settings.add_filter(r":\d+\b", ":LINE");
        settings.bind(|| insta::assert_snapshot!($name, $text));
    };
}

pub(crate) use assert_text;
