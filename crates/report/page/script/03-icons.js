// One icon an operation, one a control: strokes on a grid of 16.

const ICONS = {
  spawn: "M4 2.5v5a3 3 0 0 0 3 3h5.5M9.7 7.6l2.9 2.9-2.9 2.9",
  join: "M12 2.5v5a3 3 0 0 1-3 3H3.5M6.3 7.6l-2.9 2.9 2.9 2.9",
  acquire: "M4 7.4h8v5.8H4zM5.6 7.4V5.3a2.4 2.4 0 0 1 4.8 0v2.1",
  release: "M4 7.4h8v5.8H4zM5.6 7.4V4.7a2.4 2.4 0 0 1 4.6-.9",
  permit: "M2.6 5h10.8v2a1.1 1.1 0 0 0 0 2.1V11H2.6V9.1a1.1 1.1 0 0 0 0-2.1z",
  wait: "M12.8 9.6A5.2 5.2 0 1 1 6.6 3.1a4.2 4.2 0 0 0 6.2 6.5z",
  wake: "M8 5.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 1 0 0-4.8M8 1.9v1.4M8 12.7v1.4M1.9 8h1.4M12.7 8h1.4M3.7 3.7l1 1M11.3 11.3l1 1M12.3 3.7l-1 1M4.7 11.3l-1 1",
  notify: "M4.5 11V7.4a3.5 3.5 0 0 1 7 0V11l1 1h-9zM7 13.8h2",
  set: "M4.5 14V2.5M4.5 3h7.2L9.8 5.6l1.9 2.6H4.5",
  clear: "M4.5 14V2.5M4.5 7.5h7.2L9.8 10l1.9 2.6H4.5",
  arrive: "M3 3v10M13 3v10M3 8h6.4M7 5.5 9.6 8 7 10.5",
  load: "M13 8H3.6M7 4.5 3.5 8 7 11.5",
  store: "M3 8h9.4M9 4.5 12.5 8 9 11.5",
  swap: "M3 5.6h9.2M9.4 2.9l2.8 2.7-2.8 2.7M13 10.6H3.8M6.6 7.9l-2.8 2.7 2.8 2.7",
  push: "M2.6 9.4v4h10.8v-4M8 2.5v7.6M5.1 7.3 8 10.2l2.9-2.9",
  pop: "M2.6 9.4v4h10.8v-4M8 10.2V2.8M5.1 5.6 8 2.7l2.9 2.9",
  length: "M1.8 8S4 4.2 8 4.2 14.2 8 14.2 8 12 11.8 8 11.8 1.8 8 1.8 8zM8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 1 0 0-3",
  fence: "M3 4v9M8 3v10M13 4v9M1.8 6.5h12.4M1.8 10.2h12.4",
  choose: "M8 13.5V9.5M8 9.5 4 4.5M8 9.5l4-5M4 7.6V4.4h3.1M8.9 4.4H12v3.2",
  blocked: "M8 2.7a5.3 5.3 0 1 0 0 10.6A5.3 5.3 0 1 0 8 2.7M5.2 8h5.6",
  failed: "M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6",
  ok: "M3.2 8.4l3.2 3.2 6.4-7",
  clock: "M8 2.8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 1 0 8 2.8M8 5v3.2l2.2 1.4",
  stale: "M3.4 8a4.7 4.7 0 1 0 1.5-3.4M3 2.6v2.9h2.9M8 5.4V8l1.9 1.3",
  refused: "M4 8h8M3 3.5h10M3 12.5h10",
  unknown:
    "M8 7.2a.9.9 0 1 0 0 1.8.9.9 0 1 0 0-1.8M3.6 7.2a.9.9 0 1 0 0 1.8.9.9 0 1 0 0-1.8M12.4 7.2a.9.9 0 1 0 0 1.8.9.9 0 1 0 0-1.8",
  fold: "M4 6.2h8M4 9.8h8",
  loop: "M3.2 8a4.8 4.8 0 0 1 8.3-3.3l1.3 1.4M12.9 3v3.2H9.7M12.8 8a4.8 4.8 0 0 1-8.3 3.3L3.2 9.9M3.1 13V9.8h3.2",
  first: "M12 3.5 6.8 8l5.2 4.5M4.3 3.5v9",
  previous: "M10 3.5 5.2 8l4.8 4.5",
  next: "M6 3.5 10.8 8 6 12.5",
  last: "M4 3.5 9.2 8 4 12.5M11.7 3.5v9",
  play: "M5 3.2v9.6L12.5 8z",
  pause: "M5.6 3.5v9M10.4 3.5v9",
  preempt: "M9 1.8 3.5 9H8l-1 5.2L12.5 7H8z",
  copy: "M5.6 5.6h7.2v7.2H5.6zM3.2 10.4V3.2h7.2",
  export: "M8 2.5v8M4.8 7.4 8 10.6l3.2-3.2M3 13.4h10",
  theme: "M8 2.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 1 0 8 2.6M8 2.6v10.8M9.6 3v10M11.2 3.8v8.4",
  student: "M1.6 6.3 8 3.3l6.4 3L8 9.3zM4.3 7.7V11c1.1.9 2.3 1.3 3.7 1.3s2.6-.4 3.7-1.3V7.7M14.4 6.3V10",
  help: "M6 6.2a2 2 0 1 1 2.8 1.9c-.6.3-.8.6-.8 1.3M8 11.8v.3",
  undo: "M5.5 3 2.8 5.7l2.7 2.7M3 5.7h6.3a3.7 3.7 0 0 1 0 7.3H6",
};

const SOLID = new Set(["play", "preempt"]);
const path = (name) => s("path", { d: ICONS[name], class: SOLID.has(name) ? "solid" : undefined });
const icon = (name) => s("svg.icon", { viewBox: "0 0 16 16", "aria-hidden": "true" }, path(name));

/** The icon of a step: how it ended, if that says more than what it was. */
function iconOf(event) {
  const { op, result } = event;
  if (result === "failed") return "failed";
  if (event.stale) return "stale";
  if (result === "timed-out") return "clock";
  if (result === "refused") return "refused";
  if (op === "wait") return result === "blocked" ? "wait" : "wake";
  if (result === "blocked") return "blocked";
  if (op === "acquire" && kindOf(event.object) === "semaphore") return "permit";
  if (op === "add" || op === "cas") return "swap";
  return ICONS[op] ? op : "unknown";
}
