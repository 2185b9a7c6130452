// Holds a document against the rules of docs/trace-schema.md, without an engine: replays its events.

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const STORES = ["store", "add", "cas", "swap", "update"];

/** What is wrong with a document, as sentences. */
export function inconsistencies(document) {
  const wrong = [];
  const expect = (holds, words) => holds || wrong.push(words);
  replay(document, expect);
  ending(document, expect);
  relation(document, expect);
  counts(document, expect);
  graph(document, expect);
  return wrong;
}

function replay(document, expect) {
  const objects = new Map(
    document.objects.map((object) => [object.id, { ...object, state: structuredClone(object.initial) }]),
  );
  const alive = new Set([0]),
    last = new Map(),
    final = new Map(),
    born = new Map(),
    written = new Map(),
    since = new Map();
  let previous = null;
  document.events.forEach((event, i) => {
    const { step, thread, op, result } = event,
      say = `step ${step} (${op} of thread ${thread})`,
      mine = last.get(thread);
    expect(step === i + 1, `${say}: steps count from 1`);
    expect(alive.has(thread) && !final.has(thread), `${say}: the thread isn't alive`);
    expect(event.enabled.includes(thread), `${say}: the thread isn't enabled`);
    expect(
      event.enabled.every((id) => alive.has(id) && !final.has(id)),
      `${say}: a thread is enabled that isn't alive`,
    );
    const preempted =
      previous !== null && previous !== thread && event.enabled.includes(previous) ? previous : undefined;
    expect(event.preempts === preempted, `${say}: preempts ${event.preempts}, by the rules ${preempted}`);
    if (mine?.result === "blocked")
      expect(
        event.resumes === mine.step && event.nth === mine.nth && op === mine.op,
        `${say}: doesn't resume step ${mine.step}`,
      );
    else
      expect(
        event.resumes === undefined && event.nth === (mine?.nth ?? 0) + 1,
        `${say}: isn't the next operation of its thread`,
      );
    for (const earlier of [
      ...(event.sync ?? []),
      event.from,
      event.stale?.written,
      event.blocked_by?.since,
      event.mo_after,
    ])
      expect(
        earlier === undefined || (earlier >= 0 && earlier < step),
        `${say}: names step ${earlier}, which isn't earlier`,
      );
    if (event.nth === 1 && thread !== 0 && !mine)
      expect(event.sync?.includes(born.get(thread)), `${say}: isn't ordered after its spawn`);
    const object = objects.get(event.object);
    if (op === "join") {
      expect(
        (result === "blocked") === !final.has(event.target),
        `${say}: ${result}, but its target ${final.has(event.target) ? "has" : "hasn't"} ended`,
      );
      if (result === "ok") expect(event.sync?.includes(final.get(event.target)), `${say}: isn't ordered after the end`);
    }
    if (object) visit(event, object, { expect, say, written, since, memory: document.search.memory });
    if (op === "spawn") (alive.add(event.target), born.set(event.target, step));
    for (const [id, patch] of Object.entries(event.after ?? {})) {
      expect(objects.has(id), `${say}: changes ${id}, which is no object`);
      const { state } = objects.get(id) ?? { state: {} };
      for (const field of Object.keys(patch))
        expect(field in state || field === "floor", `${say}: ${id} has no ${field}`);
      if ("owner" in patch && state.owner !== patch.owner) since.set(id, step);
      Object.assign(state, patch);
    }
    if (STORES.includes(op) && result === "ok") {
      const kept = written.get(event.object) ?? [{ step: 0, value: object.initial.value ?? object.initial.contents }];
      const place = "mo_after" in event ? kept.findIndex((write) => write.step === event.mo_after) + 1 : kept.length;
      written.set(event.object, [...kept.slice(0, place), { step, value: event.value }, ...kept.slice(place)]);
    }
    last.set(thread, event);
    if (event.exits) final.set(thread, step);
    previous = thread;
  });
}

/** The rules of single kinds of objects. Called before the step's patch is applied. */
function visit(event, { id, kind, state, initial, capacity }, { expect, say, written, since, memory }) {
  const { op, result } = event;
  if (["lock", "rlock"].includes(kind)) {
    const free = state.owner === null || (kind === "rlock" && state.owner === event.thread);
    if (op === "acquire") {
      expect(
        (result === "ok") === free || result === "timed-out",
        `${say}: ${result}, but the owner is ${state.owner}`,
      );
      if (result === "ok")
        expect(event.after[id].owner === event.thread || event.after[id].depth > 1, `${say}: doesn't become the owner`);
      else if (result !== "timed-out")
        expect(
          event.blocked_by?.thread === state.owner && event.blocked_by.since === since.get(id),
          `${say}: is blocked by ${JSON.stringify(event.blocked_by)}`,
        );
    }
    if (op === "release") expect(state.owner === event.thread, `${say}: releases what ${state.owner} owns`);
  }
  const becomes = (field, value) =>
    expect(
      same(event.after?.[id]?.[field] ?? state[field], value),
      `${say}: ${field} becomes ${JSON.stringify(event.after?.[id]?.[field])}, by the rules ${JSON.stringify(value)}`,
    );
  if (kind === "lock" && op === "release") expect(event.after?.[id]?.owner === null, `${say}: the lock isn't free`);
  if (kind === "semaphore" && result === "ok") becomes("permits", state.permits + (op === "release" ? 1 : -1));
  if (kind === "condition" && op === "wait" && result === "blocked")
    becomes("sleepers", [...state.sleepers, event.thread]);
  if (kind === "condition" && op === "notify") becomes("sleepers", state.sleepers.slice(event.woken?.length));
  if (kind === "event" && op === "set") becomes("set", true);
  if (kind === "future" && op === "set") becomes("value", event.value);
  if (kind === "queue" && result === "ok" && op === "push") becomes("items", [...state.items, event.value]);
  if (kind === "queue" && result === "ok" && op === "pop") becomes("items", state.items.slice(1));
  if (STORES.includes(op) && result === "ok" && !("mo_after" in event))
    becomes(kind === "file" ? "contents" : "value", event.value);
  if (result === "blocked" && "waiters" in state && op !== "wait") becomes("waiters", [...state.waiters, event.thread]);
  if (kind === "semaphore" && op === "acquire")
    expect(
      (result === "ok") === state.permits > 0 || result === "timed-out",
      `${say}: ${result} with ${state.permits} permits`,
    );
  if (kind === "condition" && op === "notify")
    expect(same(event.woken, state.sleepers.slice(0, event.woken.length)), `${say}: wakes out of turn`);
  if (kind === "queue" && result === "ok") {
    if (op === "pop") expect(same(event.value, state.items[0]), `${say}: takes ${event.value}`);
    if (op === "length") expect(event.value === state.items.length, `${say}: sees ${event.value}`);
    if (op === "push") expect(capacity === undefined || state.items.length < capacity, `${say}: the queue is full`);
  }
  // In weak memory a value that was written twice may be from either write.
  if (op === "load") expect("from" in event || memory !== "sc", `${say}: reads from nowhere`);
  if (["load", ...STORES].includes(op) && "from" in event) {
    const writes = written.get(id) ?? [{ step: 0, value: initial.value ?? initial.contents }],
      newest = writes.at(-1);
    const read = op === "load" ? event.value : event.was;
    expect(
      same(writes.find(({ step }) => step === event.from)?.value, read),
      `${say}: reads ${read}, which step ${event.from} didn't write`,
    );
    const stale = event.from === newest.step ? undefined : { newest: newest.value, written: newest.step };
    expect(same(event.stale, stale), `${say}: stale is ${JSON.stringify(event.stale)}`);
    expect(!stale || memory !== "sc", `${say}: stale under sequential consistency`);
  }
}

function ending({ events, end, repeat, verdict, objects }, expect) {
  if (!end) return;
  const last = new Map(events.map((event) => [event.thread, event]));
  for (const { thread, state, on, since } of end.threads) {
    const event = last.get(thread);
    if (state === "finished") expect(event?.exits, `end: thread ${thread} has no exit`);
    if (state === "blocked")
      expect(event.step === since && event.result === "blocked", `end: thread ${thread} isn't blocked since ${since}`);
    if (state === "blocked" && on.join !== undefined)
      expect(event.target === on.join, `end: thread ${thread} doesn't join ${on.join}`);
    expect((state === "failed") === (event?.result === "failed"), `end: thread ${thread} is ${state}`);
    expect(
      !["blocked", "finished", "ended"].includes(state) || !end.enabled.includes(thread),
      `end: thread ${thread} is ${state} and enabled`,
    );
  }
  const owner = Object.fromEntries(objects.map(({ id, initial }) => [id, initial.owner]));
  for (const { after } of events)
    for (const [id, patch] of Object.entries(after ?? {})) if ("owner" in patch) owner[id] = patch.owner;
  (end.cycle ?? []).forEach((node, i, { [(i + 1) % end.cycle.length]: next }) => {
    if ("object" in node)
      expect(owner[node.object] === next.thread, `cycle: ${node.object} isn't held by thread ${next.thread}`);
    else
      expect(
        last.get(node.thread)["object" in next ? "object" : "target"] === (next.object ?? next.thread),
        `cycle: thread ${node.thread} doesn't wait for what is next`,
      );
  });
  for (const id of end.leaked ?? [])
    expect(
      objects.some((object) => object.id === id),
      `end: ${id} leaks, but is no object`,
    );
  if (repeat)
    expect(
      verdict.fault === "livelock" && repeat.from <= repeat.to && repeat.to <= events.length,
      "repeat: no part of the run",
    );
}

function relation({ relation: told, events }, expect) {
  if (!told) return;
  const step = new Map(told.nodes.map((node) => [node.id, node.step ?? 0]));
  for (const { from, to, kind } of told.edges) {
    expect(step.has(from) && step.has(to), `relation: no node for ${from} or ${to}`);
    const [a, b] = [step.get(from), step.get(to)];
    if (kind === "po")
      expect(
        events[a - 1].thread === events[b - 1].thread && a < b,
        `relation: ${from} isn't before ${to} in its thread`,
      );
    if (kind === "rf") expect(events[b - 1].from === a, `relation: ${to} doesn't read from ${from}`);
    if (kind === "missing") expect(!happensBefore(events, a, b), `relation: ${from} happens before ${to} after all`);
    if (kind === "sync") expect(happensBefore(events, a, b), `relation: ${from} doesn't happen before ${to}`);
  }
}

export function happensBefore(events, a, b) {
  const seen = new Set(),
    todo = [b];
  while (todo.length) {
    const step = todo.pop();
    if (step === a) return true;
    if (seen.has(step)) continue;
    seen.add(step);
    const { thread, sync = [] } = events[step - 1];
    todo.push(
      ...sync,
      ...events
        .slice(0, step - 1)
        .filter((event) => event.thread === thread)
        .map((event) => event.step),
    );
  }
  return false;
}

function counts({ events, minimal, outcomes, search, verdict }, expect) {
  if (minimal && events.length) {
    expect(minimal.steps === events.length, `minimal: ${minimal.steps} steps of ${events.length}`);
    expect(
      minimal.preemptions === events.filter((event) => "preempts" in event).length,
      `minimal: ${minimal.preemptions} preemptions`,
    );
  }
  if (outcomes)
    expect(
      outcomes.rows.reduce((sum, row) => sum + row.executions, 0) ===
        search.executions.complete + search.executions.blocked,
      "outcomes: don't add up",
    );
  expect(verdict.result !== "holds" || search.finished, "verdict: holds, but the search isn't finished");
}

function graph({ graph: told, events }, expect) {
  if (!told) return;
  told.nodes.forEach(({ edges, end }, i) => {
    expect(edges.length > 0 === (end === undefined), `graph: node ${i} has ${edges.length} edges and ends ${end}`);
    for (const [event, to] of edges)
      expect(
        event < told.events.length && (to === null ? !told.complete : to < told.nodes.length),
        `graph: node ${i} has an edge to ${to}`,
      );
  });
  let node = told.nodes[told.start];
  for (const step of events) {
    const found = node.edges.filter(([event]) =>
      ["thread", "nth", "op", "object", "result", "value"].every((field) =>
        same(told.events[event][field], step[field]),
      ),
    );
    expect(found.length === 1, `graph: step ${step.step} is ${found.length} edges`);
    expect(found[0]?.[1] !== null, `graph: what follows step ${step.step} isn't recorded`);
    if (found.length !== 1 || found[0][1] === null) return;
    node = told.nodes[found[0][1]];
  }
  expect(!events.length || (node.end && node.end !== "ok"), "graph: the run doesn't end in a failing node");
}
