//! A run of thousands of steps, which would be too long a file.

use serde_json::{Value, json};

/// A document of at least so many steps: two threads take turns and count under a lock.
pub(crate) fn document(steps: usize) -> String {
    let mut run = Run::default();
    run.push(0, json!({"op": "spawn", "target": 1}));
    run.push(0, json!({"op": "spawn", "target": 2, "exits": true}));
    let mut total = 0;
    let mut written = 0;
    let mut thread = 1;
    while run.events.len() < steps {
        let first = if run.nth[thread] == 0 { json!([thread]) } else { json!([]) };
        run.push(
            thread,
            json!({"op": "acquire", "object": "lock", "sync": first, "after": {"lock": {"owner": thread}}}),
        );
        run.push(thread, json!({"op": "load", "object": "total", "value": total, "from": written}));
        total += 1;
        run.push(
            thread,
            json!({"op": "store", "object": "total", "was": total - 1, "value": total, "after": {"total": {"value": total}}}),
        );
        written = run.events.len();
        run.push(
            thread,
            json!({"op": "release", "object": "lock", "after": {"lock": {"owner": null}}}),
        );
        thread = 3 - thread;
    }
    run.push(1, json!({"op": "assert", "result": "failed", "message": {"text": "done"}}));
    run.document()
}

#[derive(Default)]
struct Run {
    events: Vec<Value>,
    nth: [usize; 3],
    last: usize,
}

impl Run {
    fn push(&mut self, thread: usize, mut event: Value) {
        let enabled: &[usize] = match self.events.len() {
            0 => &[0],
            1 => &[0, 1],
            _ => &[1, 2],
        };
        self.nth[thread] += 1;
        if event["result"].is_null() {
            event["result"] = json!("ok");
        }
        if self.last != thread && enabled.contains(&self.last) {
            event["preempts"] = json!(self.last);
        }
        event["step"] = json!(self.events.len() + 1);
        event["thread"] = json!(thread);
        event["nth"] = json!(self.nth[thread]);
        event["enabled"] = json!(enabled);
        event["at"] = json!({"user": "src/count.rs:3", "twin": 2});
        self.last = thread;
        self.events.push(event);
    }

    fn document(self) -> String {
        let place = json!({"user": "src/count.rs:1"});
        let steps = self.events.len();
        let document = json!({
            "schema": "plainweave.trace/1",
            "id": "pw-0000000000",
            "tool": {"name": "plainweave", "version": "0.1.0"},
            "scenario": {"name": "count/long", "story": "Two threads count.", "expect": "holds", "params": {}},
            "verdict": {"result": "breaks", "fault": "assertion", "as_expected": false},
            "search": {
                "engine": "weave-sc", "memory": "sc", "scope": "exhaustive", "finished": true, "bounds": {},
                "executions": {"complete": 1, "blocked": 0, "failing": 1}, "wall_ms": 1,
            },
            "cause": {"text": {"en": ["Two threads count for a long time."]}, "steps": [steps]},
            "minimal": {"preemptions": 0, "steps": steps, "proved": false, "statement": {"en": "Not tried."}},
            "threads": [
                {"id": 0, "name": "main", "parent": null, "spawned": null},
                {"id": 1, "name": "left", "parent": 0, "spawned": 1},
                {"id": 2, "name": "right", "parent": 0, "spawned": 2},
            ],
            "objects": [
                {"id": "lock", "kind": "lock", "name": "lock", "created": place, "initial": {"owner": null, "waiters": []}},
                {"id": "total", "kind": "atomic", "name": "total", "created": place, "initial": {"value": 0}},
            ],
            "events": self.events,
            "end": {"threads": [], "enabled": []},
            "sources": [],
            "reproduce": {},
        });
        document.to_string()
    }
}
