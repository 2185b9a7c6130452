// The wait-for graph, which follows the step. Its nodes stay where they are for the whole run; edges come and go.

const WAITED_FOR = new Set(["lock", "rlock", "rwlock", "semaphore", "condition", "event", "barrier", "future"]);

const WaitFigure = {
  render({ run, step }) {
    const places = this.places(run);
    if (!places) return null;
    const edges = this.edges(run, step, places);
    const cycle = run.cycle(step).filter((id) => places.spots.has(id));
    const stuck = step > 0 && step === run.length && !run.enabled(step).length;
    const statuses = run.statuses(step);
    const lost = this.lost(edges, cycle, stuck, statuses);
    const follows = (edge) =>
      cycle.includes(edge.from) && cycle[(cycle.indexOf(edge.from) + 1) % cycle.length] === edge.to;
    const drawn = edges.map((edge) => {
      const [a, b] = [places.spots.get(edge.from), places.spots.get(edge.to)];
      const twin = edges.some((other) => other.from === edge.to && other.to === edge.from);
      const color = edge.from[0] === "o" ? hue(this.key(edge.from)) : undefined;
      return {
        ...edge,
        curve: bow(a, b, twin ? 13 : 0),
        classes: follows(edge) || lost.has(edge.to) ? "cycle" : "",
        color,
      };
    });
    placeLabels(drawn, [...places.spots.values()], places.width);
    const svg = s(
      "svg.figure",
      {
        viewBox: `0 0 ${places.width} ${places.height}`,
        style: { "max-width": `${places.width}px` },
        role: "img",
        "aria-label": this.told(edges) || "Nobody waits",
      },
      arrowTips("figure", ["holds", "waits", "sleeps", "joins", "cycle"]),
      drawn.map(drawEdge),
      [...places.spots].map(([id, spot]) =>
        this.vertex(id, spot, { edges, statuses, red: cycle.includes(id) || lost.has(id) }),
      ),
      drawn.map(drawLabel),
    );
    return card(
      "graph",
      "Wait-for graph",
      step ? `after step ${step}` : "at the start",
      svg,
      this.caption(edges, cycle, lost),
    );
  },

  key: (id) => [...OBJECTS.keys()].find((object) => `o${object}` === id),
  name(id) {
    return id[0] === "t" ? threadName(Number(id.slice(1))) : objectName(this.key(id));
  },

  /** In a long cycle "waits for what somebody holds" becomes one edge that bears the object's name. */
  edges(run, step, { folded, spots }) {
    const all = run.waits(step);
    const label = (edge) => `${edge.kind} ${edge.step || ""}`.trim();
    return all.flatMap((edge) => {
      if (spots.has(edge.from) && spots.has(edge.to)) return [{ ...edge, label: folded ? "" : label(edge) }];
      const held = folded && all.find((other) => other.from === edge.to && other.kind === "holds");
      return held && spots.has(edge.from) && spots.has(held.to)
        ? [{ ...edge, to: held.to, label: this.name(edge.to) }]
        : [];
    });
  },

  /** What threads wait for in vain: there is no circle, and nobody is left who could help. */
  lost(edges, cycle, stuck, statuses) {
    const over = (id) => id[0] === "t" && SILENT.has(statuses[Number(id.slice(1))].state);
    const isLost = (edge) =>
      ["waits", "sleeps"].includes(edge.kind) &&
      edges.filter(({ from, kind }) => from === edge.to && kind === "holds").every(({ to }) => over(to));
    return new Set(stuck && !cycle.length ? edges.filter(isLost).map(({ to }) => to) : []);
  },

  vertex(id, { x, y, w }, { edges, statuses, red }) {
    const thread = id[0] === "t",
      object = thread ? null : this.key(id);
    const idle = thread
      ? ["unborn", "finished", "ended"].includes(statuses[Number(id.slice(1))].state)
      : !edges.some(({ from, to }) => from === id || to === id);
    return s(
      "g.vertex",
      {
        class: `${thread ? "of-thread" : "of-object"}${idle ? " faint" : ""}${red ? " cycle" : ""}`,
        style: thread ? {} : hue(object),
      },
      s("rect.box", { x: x - w / 2, y: y - BOX / 2, width: w, height: BOX, rx: thread ? BOX / 2 : 6 }),
      thread ? null : s("rect.mark", { x: x - w / 2 + 9, y: y - 4.5, width: 9, height: 9, rx: 2, fill: dye(object) }),
      s("text", { x: x + (thread ? 0 : 8), y: y + 4.5 }, clip(this.name(id), w - (thread ? 16 : 34))),
    );
  },

  caption(edges, cycle, lost) {
    if (cycle.length)
      return h(
        "p.bad",
        {},
        icon("failed"),
        h(
          "span",
          {},
          "cycle: ",
          [...cycle, cycle[0]].map((id, i) => [i ? " → " : null, h("span.whole", {}, this.name(id))]),
        ),
      );
    if (lost.size)
      return h("p.bad", {}, icon("failed"), h("span", {}, [...lost].map((id) => this.lostWords(edges, id)).join(" ")));
    return h("p.quiet", {}, this.told(edges.filter(({ kind }) => kind !== "holds")) || "Nobody waits.");
  },

  lostWords(edges, id) {
    const waiting = edges.filter(({ to, kind }) => to === id && kind !== "holds").map(({ from }) => this.name(from));
    const held = edges.find(({ from, kind }) => from === id && kind === "holds");
    const many = waiting.length > 1,
      object = this.name(id);
    const who = waiting.join(" and ");
    if (held) return `${who} ${many ? "wait" : "waits"} for ${object}, which ${this.name(held.to)} took to its end.`;
    return `${who} ${many ? "wait" : "waits"} for ${object}, and nobody is left to ${RESCUE[kindOf(this.key(id))] ?? "change it"}.`;
  },

  told(edges) {
    const word = { holds: "is held by", waits: "waits for", sleeps: "sleeps on", joins: "waits for the end of" };
    return edges.map(({ from, to, kind }) => `${this.name(from)} ${word[kind]} ${this.name(to)}`).join("; ");
  },

  /** A long cycle needs the width of the whole side. */
  wide: () => (TRACE.end?.cycle?.length ?? 0) > 4,

  /** Places: the final cycle on a ring, so that it reads as one, and the rest below; without a cycle two columns. */
  places(run) {
    const room = at("side").clientWidth || 400;
    const width = this.wide() ? Math.min(540, room - 24) : Math.min(320, Math.max(270, room * 0.53 - 24));
    if (this.cache?.run === run && this.cache.width === width) return this.cache;
    const used = new Set(run.events.map(({ object }) => object));
    const waitable = [...OBJECTS.values()].filter(
      ({ id, kind }) =>
        WAITED_FOR.has(kind) ||
        (kind === "queue" && run.events.some(({ object, result }) => object === id && result === "blocked")),
    );
    const objects = (waitable.length > 8 ? waitable.filter(({ id }) => used.has(id)) : waitable).map(
      ({ id }) => `o${id}`,
    );
    const all = [...THREADS.map(({ id }) => `t${id}`), ...objects];
    if (!objects.length && !run.events.some(({ result }) => result === "blocked")) return null;
    const whole = (TRACE.end?.cycle ?? []).map((node) => ("thread" in node ? `t${node.thread}` : `o${node.object}`));
    const folded = whole.length > 8;
    const ring = folded ? whole.filter((id) => id[0] === "t") : whole;
    const out = { run, width, folded, spots: new Map(), height: 0 };
    const rest = all.filter((id) => !whole.includes(id) && !(folded && id[0] === "o"));
    if (ring.length) this.ring(out, ring, rest);
    else this.columns(out, all);
    return (this.cache = out);
  },

  box(id, most) {
    return Math.min(most, Math.max(54, this.name(id).length * 7.2 + (id[0] === "o" ? 38 : 28)));
  },

  ring(out, ring, rest) {
    const { width, folded } = out,
      middle = width / 2,
      broad = this.wide();
    const most = broad ? 120 : width * 0.42;
    const widest = Math.max(
      ...ring.filter((_, i) => ring.length < 3 || i % (ring.length / 2) === 0).map((id) => this.box(id, most)),
    );
    const rx = middle - widest / 2 - 4,
      ry = ring.length < 3 ? 0 : folded ? 126 : broad ? 104 : 68,
      cy = ry + 24;
    ring.forEach((id, i) => {
      const angle = Math.PI + (2 * Math.PI * i) / ring.length;
      out.spots.set(id, { x: middle + rx * Math.cos(angle), y: cy + ry * Math.sin(angle), w: this.box(id, most) });
    });
    // What is not on the ring stands below it, in as many rows as it takes.
    let x = 0,
      y = cy + ry + (ring.length < 3 ? 76 : 54);
    for (const id of rest) {
      const w = this.box(id, most);
      if (x + w > width) [x, y] = [0, y + 42];
      out.spots.set(id, { x: x + w / 2 + 1, y, w });
      x += w + 22;
    }
    out.height = (rest.length ? y : cy + ry) + 20;
  },

  columns(out, all) {
    const most = out.width * 0.4,
      threads = all.filter((id) => id[0] === "t"),
      objects = all.filter((id) => id[0] === "o");
    const gap = Math.max(threads.length, objects.length) > 6 ? 44 : 56;
    out.height = Math.max(threads.length, objects.length) * gap + 10;
    for (const [ids, side] of [
      [threads, -1],
      [objects, 1],
    ])
      ids.forEach((id, i) => {
        const w = this.box(id, most);
        out.spots.set(id, {
          x: side < 0 ? w / 2 + 2 : out.width - w / 2 - 2,
          y: out.height / 2 + (i - (ids.length - 1) / 2) * gap,
          w,
        });
      });
  },
};

/** A name that fits; the whole of it is in the caption. */
const clip = (text, room) =>
  text.length * 7 <= room + 7 ? text : `${text.slice(0, Math.max(3, Math.floor(room / 7) - 1))}…`;
