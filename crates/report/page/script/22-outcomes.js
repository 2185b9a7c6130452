// Every distinct result, in how many executions it comes out, and one run that gives it. For checks that hold, too.

const Outcomes = {
  render(view) {
    const box = at("outcomes"),
      { outcomes } = TRACE;
    box.hidden = !outcomes?.rows?.length || (view.student && !Student.isOver(view));
    if (box.hidden) return;
    const { rows, note } = outcomes;
    const values = [...new Set(rows.flatMap((row) => Object.keys(row.values)))];
    const most = Math.max(...rows.map(({ executions }) => executions)),
      total = rows.reduce((sum, { executions }) => sum + executions, 0);
    const sub =
      TRACE.verdict.result === "undecided"
        ? "what came out before the search was cut short; there may be more"
        : "every distinct result, in how many executions, and one run that gives it";
    box.replaceChildren(
      ...present([
        h("header", {}, h("h2", {}, "Outcomes"), h("small", {}, sub)),
        h(
          "div.scroll",
          { tabindex: 0, role: "region", "aria-label": "Outcomes" },
          h(
            "table",
            {},
            h(
              "thead",
              {},
              h(
                "tr",
                {},
                [
                  "End",
                  ...values.map((name) => (OBJECTS.has(name) ? objectTag(name) : name)),
                  "Executions",
                  "Witness",
                ].map((title) => h("th", { scope: "col" }, title)),
              ),
            ),
            h(
              "tbody",
              {},
              rows.map((row) =>
                h(
                  "tr",
                  { class: row.end === "ok" ? "" : "breaks" },
                  h("td", {}, this.end(row.end)),
                  values.map((name) => h("td", {}, this.cell(row.values[name]))),
                  h(
                    "td.count",
                    {},
                    h("i.share", { style: { "--share": row.executions / most }, "aria-hidden": "true" }),
                    h("b", {}, row.executions.toLocaleString("en")),
                    h("small", {}, ` of ${total.toLocaleString("en")}`),
                  ),
                  h("td.witness", {}, row.witness ? this.witness(row.witness) : null),
                ),
              ),
            ),
          ),
        ),
        note ? h("p.quiet", {}, rich([inLanguage(note)].flat())) : null,
      ]),
    );
  },

  end: (end) =>
    end === "ok"
      ? h("span.verdict.small.holds", {}, icon("ok"), "holds")
      : h("span.verdict.small.breaks", {}, icon("failed"), end),
  cell: (value) =>
    value === null || value === undefined ? quiet("–") : typeof value === "string" ? value : valueTag(value),

  witness({ schedule, steps = [], preemptions }) {
    const measure = `${plural(schedule.length, "step")}, ${plural(preemptions, "preemption")}`;
    return h(
      "details",
      {},
      h("summary", { "aria-label": `Witness: ${measure}` }, miniature(schedule), h("small", {}, measure)),
      h(
        "ol",
        {},
        schedule.map((thread, i) => h("li", {}, badge(thread), threadTag(thread), " ", quiet(steps[i] ?? ""))),
      ),
    );
  },
};
