// Where things are in the lanes, in pixels. A lane is a column with words in it; where that would be too narrow, lanes
// become dense, as in a commit graph: lines on the left, words on the right.

const LANE_FOR_WORDS = 140,
  STRAND = 7;

class Geometry {
  constructor(run, room) {
    this.slots = strandSlots(run);
    this.dense = room / Math.max(1, THREADS.length) < LANE_FOR_WORDS;
    this.strands = Math.max(1, ...this.slots.map((slots) => slots.size));
    if (this.dense) this.narrow(room);
    else this.spread(room, run);
  }

  /** Lanes with words. A thread that only starts and joins others needs less room. */
  spread(room, run) {
    const weights = THREADS.map(({ id }) =>
      run.events.some((event) => event.thread === id && !["spawn", "join"].includes(event.op)) || !run.length ? 1 : 0.7,
    );
    const whole = weights.reduce((a, b) => a + b, 0);
    const inset = 18 + STRAND * this.strands;
    let left = 0;
    this.x = weights.map((weight) => {
      const x = left + inset;
      left += (room * weight) / whole;
      return x;
    });
    this.right = this.x.map((_, i) => (i + 1 < this.x.length ? this.x[i + 1] - inset : room));
    Object.assign(this, { width: room, low: 36, tall: 50, strand: STRAND, thickness: 5, radius: 10.5, gap: 9 });
  }

  /** Lanes without words, at most about half of the room. */
  narrow(room) {
    const lane = Math.max(19, Math.min(32 + 6 * Math.min(2, this.strands), (room * 0.42) / THREADS.length));
    const radius = Math.min(10, lane * 0.4);
    const crowded = lane < 26;
    this.x = THREADS.map((_, i) => lane * i + lane - radius - 3);
    // On a phone notes go below, elsewhere beside.
    Object.assign(this, {
      width: lane * THREADS.length,
      lane,
      low: 32,
      tall: room < 560 ? 46 : 32,
      strand: crowded ? 3 : 6,
      thickness: crowded ? 3 : 4,
      radius,
      gap: crowded ? 1 : 3,
    });
  }

  /** Centre of the strand of a held object, left of its thread's line. */
  strandX(thread, object) {
    return this.x[thread] - this.radius - this.gap - this.strand * (this.slots[thread].get(object) ?? 0);
  }

  /** Room for words right of a thread's node. Words may run over the lines of lanes to the right, as on a map. */
  words(thread) {
    return {
      left: this.x[thread] + this.radius + 6,
      room: this.width - this.x[thread] - this.radius - 8,
      own: this.right[thread] - this.x[thread] - this.radius - 8,
    };
  }

  heightOf(row, previous) {
    const lead = this.leadOf(row, previous);
    if (row.kind === "end") return 48;
    if (row.kind === "loop") return 34;
    if (row.kind === "start") return 34;
    if (row.kind === "preempt") return 32;
    const { mark, note } = row.kind === "fold" ? { note: true } : phrase(row.event);
    return lead + (mark || note ? this.tall : this.low);
  }

  /** Extra height of a row whose path comes over from another lane. */
  leadOf(row, previous) {
    return this.comesFrom(row, previous) === null ? 0 : 8;
  }

  /** The lane from which the path comes over into this row, if it does. */
  comesFrom(row, previous) {
    if (!row.event || row.kind === "preempt" || previous.kind === "preempt") return null;
    const from = previous.event ? previous.event.thread : previous.kind === "start" ? 0 : row.event.thread;
    return from === row.event.thread ? null : from;
  }
}

/** An object keeps one place beside a thread's line for the whole run, in the order in which the thread first held it. */
function strandSlots(run) {
  const slots = THREADS.map(() => new Map());
  for (const event of run.events)
    for (const id of Object.keys(event.after ?? {}))
      for (const thread of holdersOf(run.after(event.step).objects[id] ?? {})) {
        const mine = slots[thread];
        if (mine && !mine.has(id)) mine.set(id, mine.size);
      }
  return slots;
}
