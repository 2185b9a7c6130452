// Stepping: keys, slider, addresses, folding.

import assert from "node:assert/strict";
import { hash, test } from "./harness.mjs";

await test("opens at the last step; arrows, Home, End", "deadlock", async ({ tab, press, count }) => {
  assert.equal(await count(), "7 / 7");
  await press("ArrowLeft");
  assert.equal(await count(), "6 / 7");
  await press("Home");
  assert.equal(await count(), "0 / 7");
  await press("ArrowRight", "ArrowRight");
  assert.equal(await tab.getAttribute(".row.now", "data-step"), "2");
  await press("End", "ArrowRight");
  assert.equal(await count(), "7 / 7");
});
await test(
  "p goes to the preemption, b to blocked steps in turn",
  "deadlock",
  async ({ press, count }) => {
    await press("p");
    assert.equal(await count(), "5 / 7");
    await press("Home", "b");
    assert.equal(await count(), "3 / 7");
    await press("b");
    assert.equal(await count(), "6 / 7");
  },
  { hash: "#step=0" },
);
await test(
  "space plays and pauses",
  "deadlock",
  async ({ tab, press, count }) => {
    await press(" ");
    assert.equal(await tab.getAttribute("#play", "aria-label"), "Pause");
    await tab.waitForFunction(() => document.querySelector("output.count").textContent.startsWith("2"));
    await press(" ");
    assert.equal(await tab.getAttribute("#play", "aria-label"), "Play");
    assert.equal(await count(), "2 / 7");
  },
  { hash: "#step=0" },
);
await test(
  "a deep link leads to its step, and each step has one",
  "lost-wakeup",
  async ({ tab, press, count }) => {
    assert.equal(await count(), "12 / 24");
    await press("ArrowRight");
    assert.equal(await tab.evaluate(hash), "#step=13");
    await tab.click("h1 a.step");
    assert.equal(await count(), "20 / 24");
  },
  { hash: "#step=12" },
);
await test(
  "the outcomes have an address, too",
  "lost-update",
  async ({ tab, press, count }) => {
    assert.equal(await tab.$eval("#outcomes", (box) => box.getBoundingClientRect().top < innerHeight), true);
    await press("Home");
    assert.equal(await tab.evaluate(hash), "#step=0");
    await tab.click('.trust a[href="#outcomes"]');
    assert.equal(await count(), "0 / 16");
  },
  { hash: "#outcomes" },
);
await test(
  "nonsense in the address is harmless",
  "deadlock",
  async ({ count }) => assert.equal(await count(), "7 / 7"),
  { hash: "#step=banana&other=1" },
);
await test("the slider moves the run and says what it shows", "lost-update", async ({ tab, count }) => {
  await tab.fill("input[type=range]", "8");
  assert.equal(await count(), "8 / 16");
  assert.match(await tab.getAttribute("input[type=range]", "aria-valuetext"), /^8: buyer-2 writes left = 2/);
});
await test(
  "f folds and unfolds; single steps go into folded runs",
  "lost-wakeup",
  async ({ press, count, number }) => {
    assert.equal(await number(".row.fold"), 0);
    await press("f");
    assert.equal(await number(".row.fold"), 3);
    await press("ArrowRight");
    assert.equal(await count(), "11 / 24");
    await press("ArrowLeft", "Shift+ArrowRight");
    assert.equal(await count(), "9 / 24");
    assert.equal(await number(".row.fold"), 2);
  },
  { hash: "#step=8" },
);
await test(
  "up and down within the lanes, and the focus follows",
  "deadlock",
  async ({ tab, press, count }) => {
    await tab.focus(".row.now .number a");
    await press("ArrowDown", "ArrowDown");
    assert.equal(await count(), "5 / 7");
    assert.equal(await tab.evaluate(() => document.activeElement.textContent), "5");
  },
  { hash: "#step=3" },
);
