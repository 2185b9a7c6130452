// A walk through the graph of everything that could happen: edges chosen by the reader, turned into an ordinary run.

class Walk {
  constructor(picks = []) {
    this.graph = TRACE.graph;
    this.picks = picks;
  }

  /** The node after the first `steps` choices. */
  node(steps = this.picks.length) {
    return this.graph.nodes[
      this.picks.slice(0, steps).reduce((number, pick) => this.graph.nodes[number].edges[pick][1], this.graph.start)
    ];
  }

  index(steps = this.picks.length) {
    return this.picks
      .slice(0, steps)
      .reduce((number, pick) => this.graph.nodes[number].edges[pick][1], this.graph.start);
  }

  /** What may happen next: events with the pick that takes them; `known` is false where the graph was not recorded. */
  choices(steps) {
    return this.node(steps).edges.map(([event, to], pick) => ({
      event: this.graph.events[event],
      pick,
      known: to !== null,
    }));
  }

  then(pick, steps = this.picks.length) {
    return new Walk([...this.picks.slice(0, steps), pick]);
  }

  enabled(node) {
    return (
      node.enabled ?? [...new Set(node.edges.map(([event]) => this.graph.events[event].thread))].sort((a, b) => a - b)
    );
  }

  /** In the graph, events refer to `[thread, nth]`, which means the same on every path. A run has step numbers. */
  run() {
    const events = [],
      stepOf = new Map(),
      holders = new Map();
    let node = this.graph.nodes[this.graph.start],
      last = null;
    for (const pick of this.picks) {
      const [index, to] = node.edges[pick];
      const { name, stale, from, sync, ...event } = structuredClone(this.graph.events[index]);
      const step = events.length + 1,
        mine = `${event.thread}.${event.nth}`;
      const numbered = (reference) => (reference ? (stepOf.get(reference.join(".")) ?? 0) : 0);
      event.step = step;
      event.enabled = this.enabled(node);
      if (from !== undefined) event.from = numbered(from);
      if (stale) event.stale = { ...stale, written: numbered(stale.written) };
      if (sync)
        event.sync = sync
          .map(numbered)
          .filter(Boolean)
          .sort((a, b) => a - b);
      if (["blocked", "refused"].includes(event.result) && event.op === "acquire" && holders.get(event.object))
        event.blocked_by = holders.get(event.object);
      if (event.result !== "blocked" && stepOf.has(mine)) event.resumes = stepOf.get(mine);
      if (last !== null && last !== event.thread && event.enabled.includes(last)) event.preempts = last;
      for (const [id, patch] of Object.entries(event.after ?? {}))
        if ("owner" in patch) holders.set(id, patch.owner === null ? null : { thread: patch.owner, since: step });
      stepOf.set(mine, step);
      events.push(event);
      [last, node] = [event.thread, this.graph.nodes[to]];
    }
    return new Run(events, { enabled: this.enabled(node) });
  }

  /** The recorded run up to a step, found again in the graph. */
  static recorded(steps) {
    let walk = new Walk();
    for (const event of EVENTS.slice(0, steps)) {
      const found = walk
        .choices()
        .find(
          ({ event: one, known }) =>
            known &&
            one.thread === event.thread &&
            one.nth === event.nth &&
            one.result === event.result &&
            one.op === event.op &&
            JSON.stringify(one.value) === JSON.stringify(event.value),
        );
      if (!found) break;
      walk = walk.then(found.pick);
    }
    return walk;
  }

  // ---- an address: thread numbers, and a letter where a thread could go on in several ways: 0.0.1.2b ----

  get address() {
    return this.picks
      .map((pick, steps) => {
        const choices = this.choices(steps),
          { thread } = choices[pick].event;
        const variant = choices.slice(0, pick).filter(({ event }) => event.thread === thread).length;
        return `${thread}${variant ? String.fromCharCode(97 + variant) : ""}`;
      })
      .join(".");
  }

  /** As far as an address can be followed. */
  static to(address) {
    let walk = new Walk();
    for (const word of address.split(".")) {
      const [, thread, letter] = word.match(/^(\d+)([b-z]?)$/) ?? [];
      const ways = walk.choices().filter(({ event }) => event.thread === Number(thread));
      const way = ways[letter ? letter.charCodeAt(0) - 97 : 0];
      if (!way?.known) break;
      walk = walk.then(way.pick);
    }
    return walk;
  }

  /** Can a failing end still be reached? Once, backwards over the whole graph. */
  canFail(steps) {
    Walk.reach ??= reachBackwards(this.graph.nodes);
    const number = this.index(steps);
    return Walk.reach.failing.has(number) ? "yes" : Walk.reach.unknown.has(number) ? "unknown" : "no";
  }
}

function reachBackwards(nodes) {
  const back = nodes.map(() => []);
  nodes.forEach(({ edges }, from) => edges.forEach(([, to]) => to !== null && back[to].push(from)));
  const flood = (test) => {
    const seen = new Set(nodes.flatMap((node, i) => (test(node) ? [i] : []))),
      todo = [...seen];
    while (todo.length) for (const from of back[todo.pop()]) if (!seen.has(from)) (seen.add(from), todo.push(from));
    return seen;
  };
  return {
    failing: flood(({ end }) => end && end !== "ok"),
    unknown: flood(({ edges }) => edges.some(([, to]) => to === null)),
  };
}
