// Draws one row of the lanes. A thread is a line, dashed while it is blocked; the path of execution runs over the lines
// in ink; what a thread holds is a strand beside its line; a preemption is a thick rail from lane to lane.

const SILENT = new Set(["unborn", "finished", "failed", "ended", "unwound"]);

function drawRow(row, previous, run, geometry) {
  const { height } = row,
    width = geometry.width;
  const lead = geometry.leadOf(row, previous);
  const y = row.kind === "preempt" || row.kind === "loop" ? height / 2 : lead + (geometry.dense ? 16 : 18);
  const svg = s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  const before = Math.max(0, row.kind === "loop" ? row.to : row.from - 1),
    after = row.kind === "preempt" ? before : row.to;
  for (const { id } of THREADS) {
    const x = geometry.x[id];
    if (row.kind !== "start") svg.append(...life(x, 0, y, run.status(id, before).state));
    svg.append(...life(x, y, height, run.status(id, after).state));
    svg.append(...strands(id, before, after, y, height, run, geometry));
  }
  if (row.kind === "start")
    svg.append(pathLine(`M${geometry.x[0]} ${y}V${height}`), s("circle.origin", { cx: geometry.x[0], cy: y, r: 5 }));
  else if (row.kind === "preempt")
    svg.append(...rail(geometry.x[row.event.preempts], geometry.x[row.event.thread], y, height));
  else if (row.kind === "loop")
    svg.append(pathLine(`M${geometry.x[run.event(row.to).thread]} 0V${row.to < run.length ? height : y}`));
  else svg.append(...step(row, previous, y, run, geometry));
  return svg;
}

function life(x, from, to, state) {
  if (SILENT.has(state)) return [];
  return [s("line.life", { x1: x, y1: from, x2: x, y2: to, class: state === "blocked" ? "blocked" : undefined })];
}

const pathLine = (d) => s("path.path", { d });

function strands(thread, before, after, y, height, run, geometry) {
  const was = run.held(thread, before),
    is = run.held(thread, after);
  return [...new Set([...was, ...is])].map((id) => {
    // Ends that belong to neighbouring rows lie outside of this one, where they are cut off.
    const from = was.includes(id) ? -6 : y,
      to = is.includes(id) ? height + 6 : y;
    const x = geometry.strandX(thread, id) - geometry.thickness / 2;
    return s(
      "rect.strand",
      { x, y: from, width: geometry.thickness, height: Math.max(0, to - from), rx: 2, fill: dye(id), style: hue(id) },
      s("title", {}, `${threadName(thread)} holds ${objectName(id)}`),
    );
  });
}

/** The rail of a preemption: from the thread that could have gone on to the one that runs instead. */
function rail(from, to, y, height) {
  const side = Math.sign(to - from),
    tip = to - side * 3;
  return [
    pathLine(`M${from} 0V${y}`),
    pathLine(`M${to} ${y}V${height}`),
    s("path.rail", { d: `M${from} ${y}H${tip - side * 9}` }),
    s("path.rail-tip", { d: `M${tip} ${y}l${-side * 11} -7v14z` }),
  ];
}

/** The path into the step, its node, and the path on. */
function step(row, previous, y, run, geometry) {
  const { event } = row,
    x = geometry.x[event.thread],
    from = geometry.comesFrom(row, previous);
  const out = [];
  if (from === null) out.push(pathLine(`M${x} 0V${y}`));
  else {
    const side = Math.sign(x - geometry.x[from]),
      r = 6;
    out.push(
      pathLine(
        `M${geometry.x[from]} -1Q${geometry.x[from]} ${r} ${geometry.x[from] + side * r} ${r}H${x - side * r}Q${x} ${r} ${x} ${2 * r}V${y}`,
      ),
    );
  }
  if (row.to < run.length || row.looped) out.push(pathLine(`M${x} ${y}V${row.height}`));
  const last = row.events.at(-1);
  if (last.exits)
    out.push(
      s(
        "line.knot",
        { x1: x - 7, x2: x + 7, y1: y + geometry.radius + 4, y2: y + geometry.radius + 4 },
        s("title", {}, `${threadName(last.thread)} ends`),
      ),
    );
  const size = geometry.radius * 1.24;
  const glyph = s(
    "svg.icon",
    { x: x - size / 2, y: y - size / 2, width: size, height: size, viewBox: "0 0 16 16" },
    path(row.kind === "fold" ? "fold" : iconOf(event)),
  );
  const look = row.kind === "fold" ? "folded" : [event.result, event.stale || event.spurious ? "stale" : ""].join(" ");
  out.push(s("g.node", { class: look }, s("circle", { cx: x, cy: y, r: geometry.radius }), glyph));
  return out;
}
