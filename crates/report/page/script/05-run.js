// A run: events in order, and what is true after each of them. The recorded run is one; so is a student's own.

/** Threads that hold an object: its owner, its writer or its readers. */
const holdersOf = (state) => [state.owner ?? state.writer ?? state.readers ?? []].flat();

class Run {
  constructor(events, end = {}) {
    this.events = events;
    this.length = events.length;
    this.enabledAtEnd = end.enabled ?? [];
    this.finally = new Map((end.threads ?? []).map((thread) => [thread.thread, thread]));
    this.snapshots = this.replay();
  }

  event(step) {
    return this.events[step - 1];
  }

  /** After `step`: `objects` (state by id), `changed` (old values of changed fields), `since` (last change of holder), `last` (last event by thread). */
  after(step) {
    return this.snapshots[step];
  }

  /** Snapshots share whatever a step leaves as it was, so that thousands of steps stay small. */
  replay() {
    let objects = Object.fromEntries([...OBJECTS.values()].map(({ id, initial }) => [id, initial ?? {}]));
    let since = {},
      last = [],
      spawned = new Set([0]);
    const snapshots = [{ objects, since, last, spawned, changed: {} }];
    for (const event of this.events) {
      const changed = {};
      for (const [id, patch] of Object.entries(event.after ?? {})) {
        const before = objects[id] ?? {};
        const differing = Object.keys(patch).filter(
          (field) => JSON.stringify(before[field]) !== JSON.stringify(patch[field]),
        );
        changed[id] = Object.fromEntries(differing.map((field) => [field, before[field]]));
        objects = { ...objects, [id]: { ...before, ...patch } };
        if (differing.some((field) => ["owner", "writer", "readers"].includes(field)))
          since = { ...since, [id]: event.step };
      }
      // A write of the value that is there already is a change to tell: that is how an update is lost.
      if ("was" in event && event.result === "ok" && event.object in objects)
        changed[event.object] ??= { value: event.was };
      if (event.op === "spawn" && event.result === "ok") spawned = new Set([...spawned, event.target]);
      last = Object.assign([...last], { [event.thread]: event });
      snapshots.push({ objects, since, last, spawned, changed });
    }
    return snapshots;
  }

  enabled(step) {
    return step < this.length ? (this.events[step].enabled ?? []) : this.enabledAtEnd;
  }

  /** What a thread is up to after a step: `state`, and while it waits `object` or `thread`, and `since`. */
  status(id, step) {
    const { last, spawned, objects } = this.after(step);
    const event = last[id];
    if (!spawned.has(id)) return { state: "unborn" };
    if (step === this.length && ["ended", "unwound"].includes(this.finally.get(id)?.state))
      return { state: this.finally.get(id).state };
    if (event?.exits) return { state: "finished" };
    if (event?.result === "failed") return { state: "failed" };
    if (event?.result === "blocked") {
      const obstacle = this.obstacle(id, event, objects);
      return this.enabled(step).includes(id)
        ? { state: "ready", resuming: event }
        : { state: "blocked", since: event.step, ...obstacle };
    }
    return { state: event?.step === step && step > 0 ? "running" : "ready" };
  }

  statuses(step) {
    return THREADS.map(({ id }) => this.status(id, step));
  }

  obstacle(id, event, objects) {
    if (event.op === "join") return { thread: event.target };
    const asleep = kindOf(event.object) === "condition" && objects[event.object].sleepers?.includes(id);
    if (kindOf(event.object) === "condition" && !asleep) return { object: OBJECTS.get(event.object).lock ?? event.object };
    return { object: event.object, asleep };
  }

  held(thread, step) {
    const { objects } = this.after(step);
    return [...OBJECTS.keys()].filter((id) => holdersOf(objects[id]).includes(thread));
  }

  /** Edges of the wait-for graph: from who waits to what for, from what is held to who holds it. */
  waits(step) {
    const { objects, since } = this.after(step);
    const edges = this.statuses(step).flatMap(({ state, object, thread, asleep, since: from }, id) => {
      if (state !== "blocked") return [];
      return object === undefined
        ? [{ from: `t${id}`, to: `t${thread}`, kind: "joins", step: from }]
        : [{ from: `t${id}`, to: `o${object}`, kind: asleep ? "sleeps" : "waits", step: from }];
    });
    for (const id of OBJECTS.keys())
      for (const holder of holdersOf(objects[id]))
        edges.push({ from: `o${id}`, to: `t${holder}`, kind: "holds", step: since[id] ?? 0 });
    return edges;
  }

  /** The nodes of a cycle of the wait-for graph, in order; none, if there is no cycle. */
  cycle(step) {
    const next = new Map();
    for (const { from, to } of this.waits(step)) if (!next.has(from)) next.set(from, to);
    for (const start of next.keys()) {
      const walk = [];
      for (let node = start; node !== undefined && !walk.includes(node); node = next.get(node)) walk.push(node);
      const back = next.get(walk.at(-1));
      if (walk.includes(back)) return walk.slice(walk.indexOf(back));
    }
    return [];
  }

  preemptions(step = this.length) {
    return this.events.slice(0, step).filter((event) => "preempts" in event).length;
  }
}

const RECORDED = new Run(EVENTS, TRACE.end ?? {});
