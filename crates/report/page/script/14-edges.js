// Arrows of the figures, and places for their labels where nothing else is.

const BOX = 30;

/** A quadratic curve from the rim of one box to the rim of another, bent to the right of its way by `bend`. */
function bow(a, b, bend = 0) {
  const dx = b.x - a.x,
    dy = b.y - a.y,
    far = Math.hypot(dx, dy) || 1;
  const middle = { x: (a.x + b.x) / 2 - (dy / far) * bend * 2, y: (a.y + b.y) / 2 + (dx / far) * bend * 2 };
  const p = rim(a, middle, 3),
    q = rim(b, middle, 5);
  return {
    d: `M${p.x.toFixed(1)} ${p.y.toFixed(1)}Q${middle.x.toFixed(1)} ${middle.y.toFixed(1)} ${q.x.toFixed(1)} ${q.y.toFixed(1)}`,
    point: (k) => ({
      x: (1 - k) ** 2 * p.x + 2 * k * (1 - k) * middle.x + k * k * q.x,
      y: (1 - k) ** 2 * p.y + 2 * k * (1 - k) * middle.y + k * k * q.y,
    }),
  };
}

/** Where the way from the middle of a box to a point leaves the box. */
function rim(box, to, gap) {
  const dx = to.x - box.x,
    dy = to.y - box.y,
    far = Math.hypot(dx, dy) || 1;
  const out = Math.min(box.w / 2 / Math.abs(dx / far || 1e-9), BOX / 2 / Math.abs(dy / far || 1e-9)) + gap;
  return { x: box.x + (dx / far) * out, y: box.y + (dy / far) * out };
}

/** A cubic curve through four points. */
function cubic(p, c, e, q) {
  const along = (k, axis) =>
    (1 - k) ** 3 * p[axis] + 3 * k * (1 - k) ** 2 * c[axis] + 3 * k * k * (1 - k) * e[axis] + k ** 3 * q[axis];
  return {
    d: `M${p.x} ${p.y}C${c.x} ${c.y},${e.x} ${e.y},${q.x} ${q.y}`,
    point: (k) => ({ x: along(k, "x"), y: along(k, "y") }),
  };
}

/** From the side of one box to the facing side of another. */
function across(a, b) {
  const side = Math.sign(b.x - a.x) || 1,
    from = a.x + (side * a.w) / 2 + side * 3,
    to = b.x - (side * b.w) / 2 - side * 6,
    pull = (to - from) * 0.5;
  return cubic({ x: from, y: a.y }, { x: from + pull, y: a.y }, { x: to - pull, y: b.y }, { x: to, y: b.y });
}

/** Out of one box and into another from outside, past `x`, so that it crosses nothing between them. */
const around = (a, b, x) => {
  const side = Math.sign(x - b.x) || 1;
  return cubic(
    { x: a.x + (side * a.w) / 2 + side * 3, y: a.y },
    { x, y: a.y },
    { x: x + side * 8, y: b.y },
    { x: b.x + (side * b.w) / 2 + side * 6, y: b.y },
  );
};

const SAMPLES = Array.from({ length: 23 }, (_, i) => (i + 1) / 24);
const TRIES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8];

/** Chooses for each curve with a label the place on it that covers least of boxes, other labels and other curves. */
function placeLabels(curves, boxes, width) {
  const taken = boxes.map(({ x, y, w }) => ({ x, y, w: w + 4, h: BOX + 2 }));
  const samples = curves.map(({ curve }) => SAMPLES.map(curve.point));
  curves.forEach((edge, i) => {
    if (!edge.label) return;
    const w = edge.label.length * 6.2 + 8,
      h = 15;
    const within = (points, { x, y }) =>
      points.filter((p) => Math.abs(p.x - x) < w / 2 && Math.abs(p.y - y) < h / 2).length;
    const cost = ({ x, y }, k) =>
      Math.abs(k - 0.5) +
      8 * Math.max(0, within(samples[i], { x, y }) / SAMPLES.length - 0.55) +
      taken.reduce((sum, box) => sum + 30 * overlap({ x, y, w, h }, box), 0) +
      samples.reduce((sum, points, other) => sum + (other === i ? 0 : 0.6 * within(points, { x, y })), 0) +
      (x - w / 2 < 2 || x + w / 2 > width - 2 ? 20 : 0);
    // On the curve, or else above, below, or beside it.
    const shifts = [
      [0, 0],
      [0, -13],
      [0, 13],
      [w / 2 + 3, 0],
      [-w / 2 - 3, 0],
    ];
    const best = TRIES.flatMap((k) =>
      shifts.map(([dx, dy]) => {
        const on = edge.curve.point(k),
          p = { x: on.x + dx, y: on.y + dy };
        return { p, cost: cost(p, k) + (dx || dy ? 0.9 : 0) };
      }),
    ).reduce((a, b) => (b.cost < a.cost ? b : a));
    edge.spot = best.p;
    taken.push({ ...best.p, w, h });
  });
}

/** The share of the first box that the second covers. */
function overlap(a, b) {
  const dx = Math.min(a.x + a.w / 2, b.x + b.w / 2) - Math.max(a.x - a.w / 2, b.x - b.w / 2);
  const dy = Math.min(a.y + a.h / 2, b.y + b.h / 2) - Math.max(a.y - a.h / 2, b.y - b.h / 2);
  return dx > 0 && dy > 0 ? (dx * dy) / (a.w * a.h) : 0;
}

const drawEdge = ({ curve, kind, classes = "", color }) =>
  s(
    "g.edge",
    { class: `${kind} ${classes}`, style: color ?? {} },
    s("path", { d: curve.d, "marker-end": `url(#figure-${classes.includes("cycle") ? "cycle" : kind})` }),
  );
const drawLabel = ({ label, spot, kind, classes = "" }) =>
  label ? s("g.edge-label", { class: `${kind} ${classes}` }, s("text", { x: spot.x, y: spot.y + 4 }, label)) : null;
