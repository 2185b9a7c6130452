//! Makes a program that fails smaller: without a thread or an instruction, while it still fails.

use super::program::{Instruction, Program};
use Instruction as I;

/// A smaller program that fails, and what it says.
pub(crate) fn shrink(
    mut program: Program,
    mut said: String,
    fails: impl Fn(&Program) -> Option<String>,
) -> (Program, String) {
    'again: loop {
        for smaller in candidates(&program) {
            if let Some(now) = fails(&smaller) {
                (program, said) = (smaller, now);
                continue 'again;
            }
        }
        return (program, said);
    }
}

fn candidates(program: &Program) -> Vec<Program> {
    let mut all = Vec::new();
    for thread in (1..program.threads.len()).rev() {
        all.push(without_thread(program, thread));
    }
    for thread in 0..program.threads.len() {
        for at in 0..program.threads[thread].len() {
            if matches!(program.threads[thread][at], I::Spawn(_)) {
                continue;
            }
            let mut smaller = program.clone();
            smaller.threads[thread].remove(at);
            all.push(smaller);
        }
    }
    all
}

/// Drops a thread and whatever it starts that nobody else does; later ones move up.
fn without_thread(program: &Program, thread: usize) -> Program {
    let renamed = |name: usize| if name > thread { name - 1 } else { name };
    let rename = |instruction: &Instruction| match *instruction {
        I::Spawn(name) | I::Join(name) | I::Unpark(name) if name == thread => None,
        I::Spawn(name) => Some(I::Spawn(renamed(name))),
        I::Join(name) => Some(I::Join(renamed(name))),
        I::Unpark(name) => Some(I::Unpark(renamed(name))),
        other => Some(other),
    };
    let threads = program.threads.iter().enumerate().filter(|&(at, _)| at != thread);
    Program { threads: threads.map(|(_, code)| code.iter().filter_map(rename).collect()).collect() }
}
