// For races: the accesses, a column a thread, time running down, and the edge of happens-before that is missing.

const EDGE_WORDS = { missing: "no order", stale: "stale read", mo: "overwrites", rf: "", po: "", sync: "orders" };
const FIRST = 80,
  APART = 41;

const OrderFigure = {
  render({ step }) {
    const { relation } = TRACE;
    const nodes = relation.nodes.map((node) => ({ ...node, event: node.step ? RECORDED.event(node.step) : null }));
    const width = Math.min(540, (at("side").clientWidth || 400) - 24);
    const spots = this.spots(nodes, width);
    const find = (id) => nodes.find((node) => node.id === id);
    const late = (node) => node.step > step;
    const drawn = relation.edges.map((edge) => {
      const kind = edge.weak ? "weak" : edge.kind,
        [from, to] = [find(edge.from), find(edge.to)],
        [a, b] = [spots.get(edge.from), spots.get(edge.to)];
      const curve =
        kind === "stale"
          ? around(a, b, b.x >= width / 2 ? width - 6 : 6)
          : from.event && to.event && a.x !== b.x
            ? across(a, b)
            : bow(a, b);
      return {
        kind,
        curve,
        label: edge.weak ? "reads, no order" : (EDGE_WORDS[kind] ?? kind),
        classes: late(from) || late(to) ? "late" : "",
      };
    });
    placeLabels(drawn, [...spots.values()], width);
    const columns = [...new Set(nodes.filter(({ event }) => event).map(({ event }) => event.thread))];
    const caption = inLanguage(relation.caption);
    const svg = s(
      "svg.figure",
      {
        viewBox: `0 0 ${width} ${spots.height}`,
        style: { "max-width": `${width}px` },
        role: "img",
        "aria-label": plainText([caption].flat()),
      },
      arrowTips("figure", ["po", "rf", "mo", "missing", "stale", "weak", "sync"]),
      columns.map((thread) =>
        s(
          "text.column",
          { x: [...nodes].filter(({ event }) => event?.thread === thread).map(({ id }) => spots.get(id).x)[0], y: 20 },
          threadName(thread),
        ),
      ),
      drawn.map(drawEdge),
      nodes.map((node) => this.vertex(node, spots.get(node.id), { late: late(node), now: node.step === step })),
      drawn.map(drawLabel),
    );
    return card(
      "graph.order",
      TRACE.verdict.fault === "data-race" ? "The race" : "Order of the accesses",
      step ? `after step ${step}` : "at the start",
      svg,
      caption ? h("p.bad", {}, icon("failed"), h("span", {}, rich([caption].flat()))) : null,
    );
  },

  words: ({ event, init, value }) =>
    event
      ? `${objectName(event.object)} ${event.op === "load" ? "➜" : "="} ${"value" in event ? show(event.value) : "?"}`
      : `${objectName(init)} = ${show(value)}`,

  spots(nodes, width) {
    const spots = new Map();
    const columns = [...new Set(nodes.filter(({ event }) => event).map(({ event }) => event.thread))].sort(
      (a, b) => a - b,
    );
    const steps = nodes
      .filter(({ event }) => event)
      .map(({ step }) => step)
      .sort((a, b) => a - b);
    const most = Math.min(160, width / Math.max(2, columns.length) - 40);
    // An old value is read around the outside, on the right.
    const margin = width > 440 ? 34 : 2,
      outside = Math.max(margin, TRACE.relation.edges.some(({ kind }) => kind === "stale") ? 34 : 0);
    const edge = most / 2 + margin,
      span = width - most - margin - outside;
    const initial = nodes.filter(({ event }) => !event);
    const top = initial.length ? FIRST : 50;
    for (const node of nodes) {
      const w = Math.min(most, this.words(node).length * 7.2 + 40);
      const x =
        columns.length < 2 ? width / 2 : edge + (span * columns.indexOf(node.event?.thread)) / (columns.length - 1);
      if (node.event) spots.set(node.id, { x, y: top + APART * steps.indexOf(node.step), w: Math.max(w, most * 0.8) });
      else spots.set(node.id, { x: (width * (initial.indexOf(node) + 1)) / (initial.length + 1), y: 44, w });
    }
    spots.height = top + APART * (steps.length - 1) + 22;
    return spots;
  },

  vertex(node, { x, y, w }, { late, now }) {
    const { event, step } = node;
    const accused =
      TRACE.relation.kind === "data-race" &&
      TRACE.relation.edges.some(({ kind, from, to }) => kind === "missing" && [from, to].includes(node.id));
    return s(
      "g.vertex",
      {
        class: [
          event ? event.op : "initial",
          late ? "faint" : "",
          now ? "now" : "",
          event?.stale ? "stale" : "",
          accused ? "cycle" : "",
        ].join(" "),
      },
      s("rect.box", { x: x - w / 2, y: y - BOX / 2, width: w, height: BOX, rx: 6 }),
      event ? s("text.number", { x: x - w / 2 + 8, y: y + 4 }, String(step)) : null,
      s("text", { x: x + (event ? 8 : 0), y: y + 4.5 }, clip(this.words(node), w - (event ? 30 : 10))),
    );
  },
};

/** The figure beside the state: the race, if the trace is about one, else who waits for whom. */
const Figure = {
  isOrder: (view) => Boolean(TRACE.relation) && !view.student,
  wide: (view) => Figure.isOrder(view) || WaitFigure.wide(),
  render: (view) => (Figure.isOrder(view) ? OrderFigure : WaitFigure).render(view),
};
