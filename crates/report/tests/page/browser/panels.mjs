// What is beside the lanes: state, figures, source; each fault and each kind of object.

import assert from "node:assert/strict";
import { test } from "./harness.mjs";

await test(
  "what a step changed is marked, with the old value",
  "lost-update",
  async ({ texts }) => {
    assert.deepEqual(await texts(".objects .changed dd"), ["3 2"]);
  },
  { hash: "#step=8" },
);
await test(
  "the wait-for graph follows the step; the cycle closes at the end",
  "deadlock",
  async ({ tab, press, number }) => {
    assert.deepEqual([await number(".edge"), await number(".edge.cycle")], [2, 0]);
    await press("End");
    assert.deepEqual([await number(".edge"), await number(".edge.cycle")], [5, 4]);
    assert.match(await tab.textContent(".graph p"), /ann → chopsticks → ben → plate → ann/);
  },
  { hash: "#step=4" },
);
await test("a thread that waits for itself is a cycle", "self-deadlock", async ({ tab }) =>
  assert.match(await tab.textContent(".graph p"), /teller → lock → teller/),
);
await test("a lock that was never released names its holder", "never-released", async ({ tab }) =>
  assert.match(await tab.textContent(".graph p"), /second waits for till, which first took to its end/),
);
await test("an event that nobody sets", "never-woken", async ({ tab }) =>
  assert.match(await tab.textContent(".graph p"), /runner waits for go, and nobody is left to set it/),
);
await test("sleepers that nobody will notify", "lost-wakeup", async ({ tab }) =>
  assert.match(
    await tab.textContent(".graph p"),
    /main and consumer-2 wait for changed, and nobody is left to notify it/,
  ),
);
await test("a data race: two accesses and the missing edge", "data-race", async ({ tab, number, texts }) => {
  assert.equal(await number(".edge.missing"), 1);
  assert.equal(await number(".vertex.cycle"), 2);
  assert.deepEqual(await texts(".edge-label.missing"), ["no order"]);
  assert.match(await tab.textContent(".row.now"), /read total/);
});
await test("a livelock shows what repeats", "livelock", async ({ tab, number }) => {
  assert.equal(await number(".row.loop"), 1);
  assert.equal(await number(".row.step.looped"), 6);
  assert.match(await tab.textContent(".ending"), /goes on for ever.*Seen 2 times/);
});
await test("a leak marks the object", "leak", async ({ texts }) =>
  assert.match((await texts(".objects .item:has(.pill)")).join(), /log\.json.*still there/),
);
await test("threads that were ended or unwound say so", "panic", async ({ texts }) => {
  assert.deepEqual(await texts(".heads .state"), ["unwound", "ended", "failed", "finished"]);
  assert.match((await texts(".heads")).join(), /daemon/);
});
await test("every kind of object, and one that is unknown", "kitchen", async ({ tab, texts, press }) => {
  assert.deepEqual(await texts(".objects dt small"), ["rlock", "queue", "barrier", "condition", "future", "pipe"]);
  assert.match((await texts(".json")).join(), /"flow":1/);
  const lanes = await tab.textContent(".lanes");
  for (const words of ["timed out", "spurious", "choose 2 of 3", "it is full", "waits for the others"])
    assert.ok(lanes.includes(words), words);
  await tab.evaluate(() => (location.hash = "#step=6"));
  await tab.waitForFunction(() => document.querySelector(".objects").textContent.includes("held by main 2 times"));
});
await test(
  "a store that isn't the newest",
  "two-writes",
  async ({ tab }) =>
    assert.match(await tab.textContent(".deed"), /right after the initial value in the order of writes/),
  { hash: "#step=6" },
);
await test(
  "carets, and the Python twin on a tab",
  "deadlock",
  async ({ tab, texts, press }) => {
    assert.deepEqual((await texts(".caret")).sort(), ["T0", "T1", "T2"]);
    assert.match(await tab.textContent(".line.at"), /24.*plate\.acquire/);
    await tab.click("#tab-1");
    assert.match(await tab.textContent(".line.at"), /13.*with plate/);
    await press("ArrowRight");
    assert.equal(await tab.getAttribute("#tab-2", "aria-selected"), "true");
  },
  { hash: "#step=6" },
);
await test(
  "the line of a step that is its thread's last",
  "lost-update",
  async ({ tab }) => assert.match(await tab.textContent(".line.at"), /^T2.*30/),
  { hash: "#step=9" },
);
await test(
  "arrows of happens-before at the step under the pointer",
  "lost-wakeup",
  async ({ tab, number }) => {
    await tab.hover('.row.step[data-step="12"] .main');
    assert.ok((await number(".arrow.order")) >= 1);
  },
  { hash: "#step=1" },
);
