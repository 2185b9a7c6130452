// The lanes: a row a step. Heights of rows are known before they are drawn, so only those near the window need to exist:
// a run of thousands of steps is as quick as one of ten.

const DRAW_ALL_UP_TO = 240,
  MARGIN = 900;

const Lanes = {
  rows: [],
  drawn: new Map(),
  hovered: null,

  /** Plans rows and places for a run. Called when the run, the folding or the room changes, not on each step. */
  build(view, room) {
    this.run = view.run;
    // On a phone the numbers take less, and the lines of source go: the panel has them.
    [this.number, this.place] = room < 480 ? [32, 8] : [46, 44];
    if (view.run.length > 999) this.number += 10;
    this.geometry = new Geometry(view.run, room - this.number - this.place);
    this.rows = planRows(view.run, view);
    let top = 0;
    this.rows.forEach((row, i) => {
      row.index = i;
      row.height = this.geometry.heightOf(row, this.rows[i - 1]);
      row.top = top;
      top += row.height;
    });
    this.height = top;
    this.drawn = new Map();
    this.hovered = null;
    this.arrows = s("svg.arrows", { "aria-hidden": "true" });
    this.body = h("div.rows", {
      role: "rowgroup",
      onpointerover: (pointer) => this.hover(pointer),
      onpointerleave: () => this.hover(null),
    });
    const { dense, width } = this.geometry;
    const head = h(
      "div.row.unseen",
      { role: "row" },
      ["step", "what happens", "line"].map((title) => h("span", { role: "columnheader" }, title)),
    );
    return [
      this.heads(),
      h(
        "div.lanes",
        {
          role: "table",
          "aria-label": "Steps",
          "aria-rowcount": this.rows.length + 1,
          class: dense ? "dense" : "wide",
          style: { "--weft": `${width}px`, "--number": `${this.number}px`, "--place": `${this.place}px` },
        },
        head,
        this.body,
        this.arrows,
      ),
    ];
  },

  /** Names of the threads over their lanes, with what each is up to. */
  heads() {
    const { dense, x, right, lane, radius } = this.geometry;
    this.states = THREADS.map(() => h("span.state"));
    return h(
      "ul.heads",
      { "aria-label": "Threads", class: dense ? "dense" : "wide", style: { "--number": `${this.number}px` } },
      THREADS.map(({ id, name, daemon, process }) => {
        const place = dense
          ? { left: `${x[id] - lane / 2}px`, width: `${lane}px` }
          : { left: `${x[id] - radius}px`, width: `${right[id] - x[id] + radius - 4}px` };
        const extra = [daemon ? "daemon" : null, process !== undefined ? `process ${process}` : null]
          .filter(Boolean)
          .join(", ");
        return h(
          "li",
          { style: place, title: extra ? `${name} (${extra})` : name },
          dense ? h("span.badge", { style: { "font-size": lane < 24 ? "8.5px" : undefined } }, `T${id}`) : badge(id),
          h("b", { class: dense ? "unseen" : "" }, name),
          extra ? h("small", { class: dense ? "unseen" : "" }, extra) : null,
          this.states[id],
        );
      }),
    );
  },

  // ---- drawing what is near the window ----

  /** Draws the rows that are near the window and drops the others. */
  fill(everything = false) {
    let first = 0,
      end = this.rows.length;
    if (!everything && this.rows.length > DRAW_ALL_UP_TO) {
      const offset = -this.body.getBoundingClientRect().top;
      first = this.rowAt(offset - MARGIN);
      end = this.rowAt(offset + innerHeight + MARGIN) + 1;
    }
    if (this.drawn.size && this.first === first && this.end === end) return;
    const rows = this.rows.slice(first, end);
    const keep = new Map(rows.map((row) => [row, this.drawn.get(row) ?? this.draw(row)]));
    this.drawn = keep;
    Object.assign(this, { first, end });
    this.body.replaceChildren(...keep.values());
    this.body.style.paddingTop = `${rows[0]?.top ?? 0}px`;
    this.body.style.paddingBottom = `${this.height - ((rows.at(-1)?.top ?? 0) + (rows.at(-1)?.height ?? 0))}px`;
    this.mark(this.step);
  },

  rowAt(y) {
    let low = 0,
      high = this.rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.rows[middle].top <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  },

  draw(row) {
    const { geometry } = this;
    const label = row.kind === "fold" ? `${row.from}–${row.to}` : String(row.to);
    const counted = row.kind === "step" || row.kind === "fold" || row.kind === "start";
    const number = h(
      "div.number",
      { role: "rowheader" },
      counted
        ? h("a", { href: `#step=${row.to}`, tabindex: -1, "aria-label": `Step ${label}` }, label)
        : row.kind === "loop"
          ? icon("loop")
          : null,
    );
    const weft = h(
      "div.weft",
      { "aria-hidden": "true" },
      row.kind === "end" ? null : drawRow(row, this.rows[row.index - 1], this.run, geometry),
    );
    const place = h(
      "div.place",
      { role: "cell" },
      row.kind === "step" && row.event.at?.user && this.place > 20 ? `:${lineOf(row.event.at.user)}` : null,
    );
    return h(
      "div.row",
      {
        role: "row",
        class: `${row.kind}${row.looped ? " looped" : ""}`,
        "aria-rowindex": row.index + 2,
        "data-step": row.to,
        style: { height: `${row.height}px`, "--lead": `${geometry.leadOf(row, this.rows[row.index - 1])}px` },
        onclick: (click) => this.click(click, row),
      },
      number,
      weft,
      this.words(row),
      place,
    );
  },

  click(click, row) {
    if (click.target.closest("a, button")) return;
    if (row.kind === "fold") Page.open(row.from);
    else if (row.kind === "step" || row.kind === "start") Page.go(row.to);
  },

  // ---- the words of a row ----

  words(row) {
    const { geometry, run } = this;
    if (row.kind === "end")
      return h(
        "div.what.ending",
        { role: "cell", class: row.ending.bad ? "bad" : "good" },
        icon(row.ending.icon ?? (row.ending.bad ? "failed" : "ok")),
        row.ending.text,
      );
    const lane = row.kind === "start" ? 0 : row.kind === "loop" ? run.event(row.to).thread : row.event.thread;
    const style = geometry.dense
      ? {}
      : { left: `calc(var(--number) + ${geometry.words(lane).left}px)`, "max-width": `${geometry.words(lane).room}px` };
    const who = row.event
      ? geometry.dense
        ? threadTag(row.event.thread)
        : unseen(`${threadName(row.event.thread)} `)
      : null;
    const terse = !geometry.dense && row.event && geometry.words(lane).own < 116 && lane === THREADS.length - 1;
    return h("div.what", { role: "cell", style, class: terse ? "terse" : "" }, this.said(row, who));
  },

  said(row, who) {
    if (row.kind === "start") return h("span.main.quiet", {}, "Start");
    if (row.kind === "loop") return h("span.main.warn", {}, `again from step ${row.loop.from}`);
    if (row.kind === "preempt") return this.preempted(row);
    const { main, mark, note } =
      row.kind === "fold" ? { main: this.unfold(row), note: row.events.map(brief).join(" · ") } : phrase(row.event);
    const held = this.run.held(row.event.thread, row.to);
    return [
      h("span.main", {}, who, who ? " " : null, main),
      mark || note ? h("span.note", {}, mark, mark && note ? " · " : null, note) : null,
      held.length ? unseen(` Holds ${held.map(objectName).join(", ")}.`) : null,
    ];
  },

  unfold: (row) =>
    h(
      "button.unfold",
      { "aria-expanded": "false", onclick: () => Page.open(row.from) },
      plural(row.events.length, "more step"),
    ),

  preempted({ event }) {
    const words = h(
      "span.pill.warn",
      { title: `${threadName(event.preempts)} could have gone on` },
      icon("preempt"),
      "preempted",
    );
    if (this.geometry.dense) return h("span.main", {}, threadTag(event.preempts), " ", words);
    const { x } = this.geometry,
      [a, b] = [x[event.preempts], x[event.thread]];
    const left = Math.min(a, b) - this.geometry.words(event.thread).left;
    return h(
      "span.on-rail",
      { style: { left: `${left}px`, width: `${Math.abs(b - a)}px` } },
      unseen(`${threadName(event.preempts)} is `),
      words,
    );
  },

  // ---- what follows the step ----

  /** Marks past, present and future in the rows that are drawn, and the states over the lanes. */
  mark(step) {
    this.step = step;
    for (const [row, node] of this.drawn) {
      const now =
        row.kind !== "preempt" && row.kind !== "end" && row.kind !== "loop" && row.from <= step && step <= row.to;
      node.classList.toggle("now", now);
      node.classList.toggle("future", row.from > step || (["end", "loop"].includes(row.kind) && row.to > step));
      const link = node.querySelector(".number a");
      if (link) link.tabIndex = now ? 0 : -1;
      if (now) node.setAttribute("aria-current", "step");
      else node.removeAttribute("aria-current");
    }
    this.run.statuses(step).forEach((status, id) => {
      const words = stateWords(status);
      this.states[id].className = `state ${status.state}`;
      this.states[id].replaceChildren(
        h("i", { "aria-hidden": "true" }),
        h("span", { class: this.geometry.dense ? "unseen" : "" }, words),
      );
      this.states[id].title = words;
    });
    this.point();
  },

  rowOf(step) {
    return this.rows.find(
      (row) => row.from <= step && step <= row.to && !["preempt", "end", "loop"].includes(row.kind),
    );
  },

  // ---- arrows: what a step is ordered after, and where its value comes from ----

  hover(pointer) {
    const step = pointer?.target.closest(".row")?.dataset.step ?? null;
    if (step === this.hovered) return;
    this.hovered = step;
    this.point();
  },

  point() {
    const step = Number(this.hovered ?? this.step),
      event = this.run.event(step);
    this.arrows.replaceChildren();
    if (!event) return;
    const edges = (event.sync ?? []).map((from) => ({ from, to: step, kind: "order" }));
    if (event.from > 0 && !event.sync?.includes(event.from)) edges.push({ from: event.from, to: step, kind: "reads" });
    if (event.stale) edges.push({ from: event.stale.written, to: step, kind: "missing" });
    if (this.hovered !== null)
      for (const later of this.run.events)
        if (later.sync?.includes(step)) edges.push({ from: step, to: later.step, kind: "order" });
    this.arrows.append(
      arrowTips("tip", ["order", "reads", "missing"]),
      ...edges.flatMap((edge, i) => this.arrow(edge, i)),
    );
  },

  arrow({ from, to, kind }, i) {
    const { geometry } = this;
    const [a, b] = [from, to].map((step) => ({ row: this.rowOf(step), x: geometry.x[this.run.event(step).thread] }));
    if (!a.row || !b.row || a.row === b.row || a.x === b.x) return [];
    const y = (row) => row.top + geometry.leadOf(row, this.rows[row.index - 1]) + (geometry.dense ? 16 : 18);
    // Out of the node's side and along the foot of its row, then down the free channel beside the target's line.
    const side = Math.sign(b.x - a.x),
      r = 6,
      out = a.x + side * geometry.radius * 0.6,
      foot = a.row.top + a.row.height - 4 - 3 * (i % 2);
    const channel = b.x - side * (geometry.radius + 4),
      end = y(b.row) - 5;
    const d = `M${out} ${y(a.row) + geometry.radius * 0.85}V${foot - r}Q${out} ${foot} ${out + side * r} ${foot}H${channel - side * r}Q${channel} ${foot} ${channel} ${foot + r}V${Math.max(foot + r, end - 12)}L${b.x - side * geometry.radius * 0.95} ${end}`;
    return [s("path.halo", { d }), s("path.arrow", { d, class: kind, "marker-end": `url(#tip-${kind})` })];
  },
};

const arrowTips = (prefix, kinds) =>
  s(
    "defs",
    {},
    kinds.map((kind) =>
      s(
        "marker.tip",
        {
          id: `${prefix}-${kind}`,
          class: kind,
          viewBox: "0 0 8 8",
          refX: 6.5,
          refY: 4,
          markerWidth: 9,
          markerHeight: 9,
          markerUnits: "userSpaceOnUse",
          orient: "auto-start-reverse",
        },
        s("path", { d: "M.5 .8 7 4 .5 7.2z" }),
      ),
    ),
  );
