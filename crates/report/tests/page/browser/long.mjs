// Runs of thousands of steps.

import assert from "node:assert/strict";
import { LONG, PAGES, documentOf, test } from "./harness.mjs";

if (PAGES.includes(LONG))
  await test(
    "2,000 steps: few rows exist, each step is quick, deep links work",
    LONG,
    async ({ tab, press, count, number }) => {
      const { length } = documentOf(LONG).events;
      assert.ok(length >= 2000);
      const opening = await tab.evaluate(() => performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd);
      await press("f");
      assert.ok((await number(".row")) < 200, `${await number(".row")} rows`);
      await press("Home");
      const times = [];
      for (let i = 0; i < 60; i++) {
        times.push(
          await tab.evaluate(() => {
            const began = performance.now();
            document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
            return performance.now() - began;
          }),
        );
      }
      times.sort((a, b) => a - b);
      const median = times[30];
      console.log(`      opened in ${opening.toFixed(0)} ms; a step takes ${median.toFixed(1)} ms`);
      assert.ok(median < 100, `a step takes ${median} ms`);
      await tab.evaluate(() => (location.hash = "#step=1500"));
      await tab.waitForSelector('.row.now[data-step="1500"]');
      assert.equal(
        await tab.$eval(
          ".row.now",
          (row) => row.getBoundingClientRect().top > 0 && row.getBoundingClientRect().bottom < innerHeight,
        ),
        true,
        "the step is in sight",
      );
      await tab.evaluate(() => scrollTo(0, 20000));
      await tab.waitForFunction(() =>
        [...document.querySelectorAll(".rows > .row")].some(
          (row) => row.getBoundingClientRect().top > 100 && row.getBoundingClientRect().top < 500,
        ),
      );
    },
  );
else console.log("note: no page of thousands of steps");
