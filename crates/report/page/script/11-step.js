// The step in one sentence: where it is, what it is ordered after, and who else could have run.

const StepPanel = {
  render({ run, step, student }) {
    if (student) return Student.panel(Page.view);
    const event = run.event(step);
    const title = event ? `Step ${step} of ${run.length}` : "Start";
    const pill =
      event && "preempts" in event
        ? h("span.pill.warn", {}, icon("preempt"), `${threadName(event.preempts)} is preempted`)
        : null;
    const deedOf = event ? [threadTag(event.thread), " ", rich(deed(event)), "."] : TRACE.scenario.story;
    return card(
      "now",
      title,
      pill,
      h("p.deed", {}, deedOf),
      event ? this.facts(run, event) : null,
      this.choices(run, step),
    );
  },

  facts(run, event) {
    const { at: place = {}, ordering, from, sync = [] } = event;
    return h("p.facts", {}, [
      place.user
        ? h(
            "span",
            {},
            h("code", { title: place.user }, shortPlace(place.user)),
            place.primitive ? [" in ", h("code", { title: place.primitive }, shortPlace(place.primitive))] : null,
          )
        : null,
      ordering && TRACE.search.memory !== "sc" ? h("span", {}, h("code", {}, ordering)) : null,
      from !== undefined ? h("span", {}, "reads from ", from ? ["step ", stepLink(from)] : "the initial value") : null,
      sync.length
        ? h(
            "span",
            {},
            "ordered after ",
            sync.map((n, i) => [i ? ", " : "", stepLink(n), ` (${orderReason(run.event(n), event)})`]),
          )
        : null,
      event.message?.left !== undefined
        ? h("span", {}, "left ", valueTag(event.message.left), ", right ", valueTag(event.message.right))
        : null,
    ]);
  },

  /** The enabled set. With a graph each thread that did not run is a door into student mode. */
  choices(run, step) {
    const event = run.event(step);
    const enabled = event ? (event.enabled ?? []) : run.enabled(0);
    if (!enabled.length) return null;
    return h(
      "div.could",
      {},
      h("h3", {}, event ? "Could have run here" : "Can run first"),
      h(
        "ul",
        {},
        enabled.map((id) => {
          const ran = event?.thread === id;
          const door = TRACE.graph && event && !ran;
          const label = [badge(id), threadName(id)];
          return h(
            "li",
            {},
            door
              ? h(
                  "button.chip",
                  { title: `Let ${threadName(id)} run instead`, onclick: () => Student.enter(step - 1, id) },
                  label,
                  icon("next"),
                )
              : h("span.chip", { class: ran ? "ran" : "" }, label, ran ? h("small", {}, "ran") : null),
          );
        }),
      ),
    );
  },
};
