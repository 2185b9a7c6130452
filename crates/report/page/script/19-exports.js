// What a reader takes away: Mermaid for an issue, DOT for Graphviz, lanes as text, the document, the command.

const Exports = {
  /** A sequence diagram. Long runs are folded, so that it stays below what issue trackers draw. */
  mermaid(run) {
    const id = (thread) => `T${thread}`;
    const clean = (text) => text.replace(/[;#\n]+/g, ",");
    const lines = [
      "sequenceDiagram",
      ...THREADS.map(({ id: thread, name }) => `  participant ${id(thread)} as ${clean(name)}`),
    ];
    for (const { kind, event, events, from, to, loop } of planRows(run, {
      folding: run.length > 30,
      opened: new Set(),
    })) {
      if (kind === "preempt")
        lines.push(`  Note over ${[event.preempts, event.thread].sort((a, b) => a - b).map(id)}: preemption`);
      if (kind === "fold")
        lines.push(`  Note over ${id(event.thread)}: ${from}–${to} ${clean(events.map(brief).join(", "))}`);
      if (kind === "loop") lines.push(`  Note over ${id(0)},${id(THREADS.length - 1)}: back to step ${loop.from}`);
      if (kind !== "step") continue;
      const other =
        event.result === "ok" ? (event.target ?? event.woken?.[0]) : (event.blocked_by?.thread ?? event.target);
      const mark = event.result === "ok" ? (event.stale ? " (stale)" : "") : ` (${event.result})`;
      lines.push(
        `  ${id(event.thread)}${event.result === "ok" ? "->>" : "--x"}${id(other ?? event.thread)}: ${clean(`${event.step} ${brief(event)}${mark}`)}`,
      );
    }
    if (run === RECORDED)
      lines.push(`  Note over ${id(0)},${id(THREADS.length - 1)}: ${clean(plainText(inLanguage(TRACE.cause?.text)))}`);
    return lines.join("\n");
  },

  /** The wait-for graph at the end, or the accesses of a race. */
  dot(run) {
    const quote = JSON.stringify;
    if (TRACE.relation && run === RECORDED) {
      const { nodes, edges } = TRACE.relation;
      const name = new Map(
        nodes.map((node) => [
          node.id,
          node.step
            ? `${node.step} ${threadName(run.event(node.step).thread)}: ${brief(run.event(node.step))}`
            : `${objectName(node.init)} = ${show(node.value)}`,
        ]),
      );
      return [
        "digraph order {",
        ...edges.map(
          ({ from, to, kind }) =>
            `  ${quote(name.get(from))} -> ${quote(name.get(to))} [label=${quote(kind)}${kind === "missing" ? ", style=dashed, color=red" : ""}];`,
        ),
        "}",
      ].join("\n");
    }
    const waits = run.waits(run.length),
      name = (node) => quote(WaitFigure.name(node));
    const boxes = [...new Set(waits.flatMap(({ from, to }) => [from, to]))].filter((node) => node[0] === "o");
    return [
      "digraph waits {",
      ...boxes.map((node) => `  ${name(node)} [shape=box];`),
      ...waits.map(({ from, to, kind, step }) => `  ${name(from)} -> ${name(to)} [label=${quote(`${kind} ${step}`)}];`),
      "}",
    ].join("\n");
  },

  /** Lanes as text: a line a thread, `●` where it runs, `┆` while it is blocked; the words beside them. */
  lanes(run) {
    const mark = { blocked: "┆", unborn: " ", finished: " ", failed: " ", ended: " ", unwound: " " };
    const digits = String(run.length).length,
      longest = Math.max(...THREADS.map(({ name }) => name.length));
    const line = (event) =>
      THREADS.map(({ id }) =>
        id === event.thread
          ? ({ ok: "●", failed: "✗" }[event.result] ?? "○")
          : (mark[run.status(id, event.step).state] ?? "│"),
      ).join(" ");
    const words = (event) => `${threadName(event.thread).padEnd(longest)}  ${plainText(deed(event))}`;
    const rows = run.events.flatMap((event) =>
      [
        "preempts" in event ? [`${" ".repeat(digits + 2)}⚡ ${threadName(event.preempts)} is preempted`] : [],
        `${String(event.step).padStart(digits)}  ${line(event)}  ${words(event)}${event.at?.user ? `  ${shortPlace(event.at.user)}` : ""}`,
      ].flat(),
    );
    const ending = endingOf(run);
    return [
      TRACE.scenario.name,
      run === RECORDED ? plainText(inLanguage(TRACE.cause?.text)) : "a run of the reader",
      "",
      `${" ".repeat(digits)}  ${THREADS.map(({ id }) => String(id % 10)).join(" ")}`,
      ...rows,
      ...(ending ? ["", ending.text] : []),
    ].join("\n");
  },

  get command() {
    const { replay, check, test } = TRACE.reproduce ?? {};
    return replay ?? check ?? test;
  },

  async copy(text, what) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A page that was opened as a file may not have a clipboard of its own.
      const box = h("textarea.unseen", {});
      box.value = text;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    Page.toast(`Copied: ${what}`);
  },

  save(text, type, ending) {
    const link = h("a", {
      href: URL.createObjectURL(new Blob([text, "\n"], { type })),
      download: `${TRACE.scenario.name.replace(/[^\w.-]+/g, "_")}${ending}`,
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    Page.toast(`Saved: ${link.download}`);
  },

  menu() {
    const run = () => Page.view.run;
    const item = (label, sign, act) =>
      h(
        "button",
        {
          role: "menuitem",
          tabindex: -1,
          onclick: () => {
            act();
            menu.open = false;
            menu.querySelector("summary").focus();
          },
        },
        icon(sign),
        label,
      );
    const items = [
      EVENTS.length
        ? [
            item("Copy Mermaid diagram", "copy", () => this.copy(this.mermaid(run()), "Mermaid diagram")),
            item("Copy DOT graph", "copy", () => this.copy(this.dot(run()), "DOT graph")),
            item("Copy lanes as text", "copy", () => this.copy(this.lanes(run()), "lanes as text")),
          ]
        : null,
      item("Copy trace JSON", "copy", () => this.copy(RAW, "trace JSON")),
      item("Download trace JSON", "export", () => this.save(RAW, "application/json", ".trace.json")),
      this.command ? item("Copy reproduce command", "copy", () => this.copy(this.command, "command")) : null,
    ];
    const menu = h(
      "details.menu",
      {
        onkeydown: (press) => this.key(press, menu),
        onfocusout: ({ relatedTarget }) => relatedTarget && !menu.contains(relatedTarget) && (menu.open = false),
      },
      h("summary.btn", { "aria-haspopup": "menu", title: "Export" }, icon("export"), h("span", {}, "Export")),
      h("div.items", { role: "menu", "aria-label": "Export" }, items),
    );
    return menu;
  },

  key(press, menu) {
    const items = [...menu.querySelectorAll("[role=menuitem]")];
    const move = { ArrowDown: 1, ArrowUp: -1 }[press.key];
    if (press.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (!move || !menu.open) return;
    press.preventDefault();
    press.stopPropagation();
    items[
      (items.indexOf(document.activeElement) +
        (document.activeElement.role === "menuitem" || move > 0 ? move : 0) +
        items.length) %
        items.length
    ].focus();
  },
};
