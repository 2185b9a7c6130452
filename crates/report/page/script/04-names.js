// How a thread, an object, a step look wherever they are named: threads are set in bold, objects carry a dye.

const HUES = 6;

/** A hue and a pattern, given out in order of creation. The pattern alone tells the first six apart; together they do so for 36. */
const dyeOf = (id) => {
  const { index } = OBJECTS.get(id);
  return { hue: index % HUES, pattern: (index + Math.floor(index / HUES)) % HUES };
};
const hue = (id) => (OBJECTS.has(id) ? { "--c": `var(--hue-${dyeOf(id).hue})` } : {});
const dye = (id) => `url(#dye-${OBJECTS.get(id).index})`;

const PATTERNS = [
  () => s("rect", { width: 6, height: 6 }),
  () => s("path.line", { d: "M-1.5 1.5l3-3M0 6l6-6M4.5 7.5l3-3", "stroke-width": 2 }),
  () => s("circle", { cx: 3, cy: 3, r: 1.7 }),
  () => s("path.line", { d: "M0 1.5h6M0 4.5h6", "stroke-width": 1.6 }),
  () => s("path.line", { d: "M1.5 0v6M4.5 0v6", "stroke-width": 1.4 }),
  () => null,
];

/** The dyes as paint for SVG, once a page. */
const dyes = () =>
  s(
    "svg.dyes",
    { width: 0, height: 0, "aria-hidden": "true" },
    s(
      "defs",
      {},
      [...OBJECTS.keys()].map((id) =>
        s(
          "pattern.dye",
          { id: `dye-${OBJECTS.get(id).index}`, width: 6, height: 6, patternUnits: "userSpaceOnUse", style: hue(id) },
          PATTERNS[dyeOf(id).pattern](),
        ),
      ),
    ),
  );

const swatch = (id) =>
  s(
    "svg.swatch",
    { viewBox: "0 0 10 10", "aria-hidden": "true", style: hue(id) },
    s("rect", { x: 0.7, y: 0.7, width: 8.6, height: 8.6, rx: 2, fill: dye(id) }),
  );
const objectTag = (id) => h("span.object", {}, OBJECTS.has(id) ? swatch(id) : null, objectName(id));
const threadTag = (id) => h("span.thread", {}, threadName(id));
const badge = (id) => h("span.badge", { "aria-hidden": "true" }, `T${id}`);
const stepLink = (step) => h("a.step", { href: `#step=${step}` }, String(step));
const valueTag = (value) => h("span.value", {}, show(value));
const key = (name) => h("kbd", {}, name);
const names = (ids) => ids.map(threadName).join(", ");

/** Rich text: strings and references, as the trace has them. */
const PARTS = {
  thread: (id) => [threadTag(id), threadName(id)],
  object: (id) => [objectTag(id), objectName(id)],
  step: (step) => [stepLink(step), String(step)],
  value: (value) => [h("span.value", {}, String(value)), String(value)],
};
const part = (piece) => {
  const [[kind, value]] = Object.entries(piece);
  return (PARTS[kind] ?? ((other) => [show(other), show(other)]))(value);
};
const rich = (pieces) =>
  (pieces ?? []).filter(Boolean).map((piece) => (typeof piece === "string" ? piece : part(piece)[0]));
const plainText = (pieces) =>
  (pieces ?? [])
    .filter(Boolean)
    .map((piece) => (typeof piece === "string" ? piece : part(piece)[1]))
    .join("");
