// The rows of the lanes: the start, the steps, preemptions between them, runs of steps that may be folded, and how it ends.

const FOLD_FROM = 3;
const KEY_STEPS = new Set(TRACE.cause?.steps ?? []);

/** Steps that tell the story; the rest may be folded. */
function isKey(run, event) {
  const next = run.event(event.step + 1);
  const told = run === RECORDED && KEY_STEPS.has(event.step);
  return (
    told ||
    event.result !== "ok" ||
    event.stale ||
    event.spurious ||
    "preempts" in event ||
    (next && "preempts" in next) ||
    event.step === run.length
  );
}

function planRows(run, { folding, opened }) {
  const rows = [{ kind: "start", from: 0, to: 0 }];
  const loop = run === RECORDED ? TRACE.repeat : null;
  for (let i = 0; i < run.length; i++) {
    const event = run.events[i];
    let end = i;
    if (folding && !opened.has(event.step)) {
      while (
        end < run.length &&
        run.events[end].thread === event.thread &&
        !isKey(run, run.events[end]) &&
        !(end > i && loop && [loop.from, loop.to + 1].includes(end + 1))
      )
        end++;
    }
    if ("preempts" in event)
      rows.push({
        kind: "preempt",
        from: event.step,
        to: event.step,
        event,
        looped: Boolean(loop && event.step > loop.from && event.step <= loop.to),
      });
    const folded = end - i >= FOLD_FROM;
    const to = folded ? end : event.step;
    rows.push({
      kind: folded ? "fold" : "step",
      from: event.step,
      to,
      event,
      events: run.events.slice(i, to),
      looped: Boolean(loop && event.step >= loop.from && to <= loop.to),
    });
    if (loop && to === loop.to) rows.push({ kind: "loop", from: to, to, loop });
    i = to - 1;
  }
  const ending = endingOf(run);
  if (ending) rows.push({ kind: "end", from: run.length, to: run.length, ending });
  return rows;
}

/** How the run ends, once nobody goes on. */
function endingOf(run) {
  if (!run.length) return null;
  const states = run.statuses(run.length).map(({ state }) => state);
  if (states.includes("failed")) {
    const { op } = run.events.at(-1);
    return {
      bad: true,
      text:
        op === "assert"
          ? "The assertion fails."
          : op === "panic"
            ? "The thread panics."
            : "Nothing orders this access.",
    };
  }
  if (run === RECORDED && TRACE.repeat)
    return {
      bad: true,
      icon: "loop",
      text: `This goes on for ever: after step ${TRACE.repeat.to} everything is as it was before step ${TRACE.repeat.from}.${TRACE.repeat.times ? ` Seen ${plural(TRACE.repeat.times, "time")}.` : ""}`,
    };
  if (run.enabled(run.length).length) return null;
  if (states.some((state) => state === "blocked"))
    return { bad: true, text: states.includes("ready") ? "These threads can’t go on." : "No thread can run." };
  const leaked = run === RECORDED ? (TRACE.end?.leaked ?? []) : [];
  if (leaked.length)
    return {
      bad: true,
      text: `All threads have finished, and ${leaked.map(objectName).join(", ")} ${leaked.length > 1 ? "are" : "is"} still there.`,
    };
  return { bad: false, text: "All threads have finished." };
}
