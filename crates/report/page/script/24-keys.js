// Keys, and the start.

const SHORTCUTS = [
  [["←", "→"], "previous, next row"],
  [["Shift", "←", "→"], "single steps, into folded runs"],
  [["Home", "End"], "start, last step"],
  [["p"], "next preemption"],
  [["b"], "next blocked step"],
  [["f"], "fold, or show all steps"],
  [["space"], "play, pause"],
  [["s"], "student mode"],
  [["0", "9"], "student mode: let thread T0 … T9 run"],
  [["backspace"], "student mode: undo"],
  [["t"], "colour scheme"],
  [["?"], "this list"],
];

function actionOf({ key: name, shiftKey, target }) {
  const { view } = Page,
    inLanes = target.closest?.(".lanes");
  if (name === "t") return () => Page.theme();
  if (name === "?") return () => Page.help();
  if (name === "s" && TRACE.graph) return () => Page.toggleStudent();
  if (at("bench").hidden) return null;
  if (view.student && /^[0-9]$/.test(name)) return () => Student.press(Number(name));
  if (view.student && name === "Backspace") return () => Student.undo();
  if (name === " ") return target.closest?.("button, summary, a") ? null : () => Page.play();
  return {
    ArrowRight: () => Page.move(1, shiftKey),
    ArrowLeft: () => Page.move(-1, shiftKey),
    ArrowDown: inLanes ? () => Page.move(1, shiftKey) : null,
    ArrowUp: inLanes ? () => Page.move(-1, shiftKey) : null,
    Home: () => Page.go(0),
    End: () => Page.go(view.run.length),
    p: () => Page.jump(isPreemption),
    b: () => Page.jump(isBlocked),
    f: () => Page.fold(),
  }[name];
}

function pressed(press) {
  if (press.defaultPrevented || press.ctrlKey || press.metaKey || press.altKey || at("help").open) return;
  if (press.target.matches?.("input:not([type=range]), textarea, select")) return;
  const act = actionOf(press);
  if (!act) return;
  const inLanes = press.target.closest?.(".lanes");
  press.preventDefault();
  act();
  if (inLanes) at("run").querySelector(".row.now .number a")?.focus({ preventScroll: true });
}

Page.start();
