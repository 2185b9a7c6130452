// Student mode.

import assert from "node:assert/strict";
import { hash, test } from "./harness.mjs";

await test(
  "student: the future is hidden, digits choose, a failing end is seen",
  "deadlock",
  async ({ tab, press, count, number }) => {
    await press("s");
    assert.equal(await number(".row.step"), 0);
    assert.ok(!(await tab.textContent("body main")).includes("cycle"), "the cause is hidden");
    await press("0", "0", "0", "1", "2", "2", "1");
    assert.equal(await count(), "7 / 7");
    assert.match(await tab.textContent(".student.card"), /You found it: 7 steps, 1 preemption/);
    assert.equal(await tab.evaluate(hash), "#play=0.0.0.1.2.2.1");
  },
);
await test("student: hint, undo, a run that holds", "deadlock", async ({ tab, press }) => {
  await press("s", "0", "0", "0", "1", "1");
  await tab.click("text=Can it still fail?");
  assert.match(await tab.textContent(".hint"), /^No/);
  await press("Backspace");
  await tab.click("text=Can it still fail?");
  assert.match(await tab.textContent(".hint"), /^Yes/);
  await press("1", "1", "1");
  for (let i = 0; i < 20 && !(await tab.$(".result")); i++) await press("2", "1", "0");
  assert.match(await tab.textContent(".result.good"), /nothing broke/);
});
await test("student: under weak memory the reader chooses the value", "stale-read", async ({ tab, press, texts }) => {
  await press("s", "0", "0", "0", "1", "1");
  assert.deepEqual(await texts(".choice.many .chip"), ["reads 0stale", "reads 1"]);
  await tab.click(".choice.many .chip >> nth=1");
  await tab.click(".choice.many .chip >> nth=0");
  await press("2");
  assert.equal(await tab.evaluate(hash), "#play=0.0.0.1.1.2b.2.2");
  assert.match(await tab.textContent(".student.card"), /You found it: 8 steps, 0 preemptions/);
});
await test(
  "student: a shared address leads to the reader's run",
  "stale-read",
  async ({ tab, count }) => {
    assert.equal(await count(), "8 / 8");
    assert.match(await tab.textContent(".row.now"), /assertion fails/);
  },
  { hash: "#play=0.0.0.1.1.2b.2.2" },
);
await test(
  "student: a broken address stops where it breaks",
  "deadlock",
  async ({ count }) => assert.equal(await count(), "2 / 2"),
  { hash: "#play=0.1.7.zz.0" },
);
await test(
  "student: from the recorded run to another choice",
  "lost-update",
  async ({ tab, count }) => {
    await tab.click(".could button.chip");
    assert.equal(await count(), "6 / 6");
    assert.match(await tab.textContent(".row.now"), /left = 2/);
  },
  { hash: "#step=6" },
);
await test("student: what was not recorded is said", "nine-threads", async ({ tab, press }) => {
  await press("s", "0", "1");
  for (let i = 0; i < 4; i++) await press("1");
  assert.match(await tab.textContent(".student.card"), /not recorded/);
});
await test("student: what a check wrote can be played", "real", async ({ tab, press, number, count }) => {
  await press("s");
  assert.equal(await number(".row.step"), 0);
  await press("0", "0", "0", "2", "1", "1", "2");
  assert.match(await tab.textContent(".student.card"), /You found it: 7 steps, 1 preemption/);
  // Ann is asked for the chopsticks too late, or ben gives them back: nobody is stuck.
  await press("Backspace", "Backspace", "Backspace", "2");
  for (let i = 0; i < 20 && !(await tab.$(".result")); i++) await press("2", "1", "0");
  assert.match(await tab.textContent(".result.good"), /nothing broke/);
  await tab.click("text=Show the checker’s run");
  assert.equal(await count(), "7 / 7");
});
await test("student: back to the checker's run", "lost-wakeup", async ({ tab, press, count }) => {
  await press("s", "0", "0");
  await tab.click("text=Show the checker’s run");
  assert.equal(await count(), "24 / 24");
});
