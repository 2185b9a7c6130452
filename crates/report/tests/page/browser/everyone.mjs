// For everyone: schemes, motion, roles, labels, contrast.

import assert from "node:assert/strict";
import { test } from "./harness.mjs";

await test(
  "the colour scheme follows the system, and t changes it",
  "deadlock",
  async ({ tab, press }) => {
    const paper = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(await paper(), "rgb(17, 18, 20)");
    await press("t");
    assert.equal(await paper(), "rgb(247, 247, 244)");
  },
  { colorScheme: "dark" },
);
await test("help opens and closes by key", "deadlock", async ({ tab, press }) => {
  await press("?");
  assert.equal(await tab.$eval("#help", (help) => help.open), true);
  await press("Escape");
  assert.equal(await tab.$eval("#help", (help) => help.open), false);
});
await test(
  "calm where motion is unwanted",
  "deadlock",
  async ({ tab }) => {
    assert.equal(await tab.$eval(".row > .what", (one) => getComputedStyle(one).transitionDuration), "0s");
  },
  { reducedMotion: "reduce" },
);

for (const name of ["deadlock", "stale-read", "kitchen", "nine-threads", "undecided", "holds"]) {
  await test(`${name}: roles, labels, one current step`, name, async ({ tab, number, press }) => {
    for (const student of [false, true]) {
      const bad = await tab.evaluate(() => {
        const named = (one) =>
          one.getAttribute("aria-label") || one.textContent.trim() || one.title || one.labels?.length;
        const inside = (selector, within) =>
          [...document.querySelectorAll(selector)].filter((one) => !one.closest(within));
        const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
        return [
          ...[...document.querySelectorAll("button, select, input, summary, a[href]")]
            .filter((one) => !named(one))
            .map((one) => `unnamed ${one.outerHTML.slice(0, 80)}`),
          ...inside("[role=row]", "[role=table]").map(() => "row outside of a table"),
          ...inside("[role=cell], [role=rowheader]", "[role=row]").map(() => "cell outside of a row"),
          ...inside("[role=tab]", "[role=tablist]").map(() => "tab outside of a list"),
          ...[...document.querySelectorAll("svg")]
            .filter(
              (one) =>
                one.getAttribute("aria-hidden") !== "true" &&
                !one.closest("[aria-hidden=true]") &&
                !(one.getAttribute("role") === "img" && one.getAttribute("aria-label")),
            )
            .map((one) => `picture without words ${one.getAttribute("class")}`),
          ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `id twice: ${id}`),
          ...[...document.querySelectorAll("[aria-controls], [aria-labelledby]")]
            .flatMap((one) => [one.getAttribute("aria-controls"), one.getAttribute("aria-labelledby")])
            .filter((id) => id && !document.getElementById(id))
            .map((id) => `no element ${id}`),
        ];
      });
      assert.deepEqual(bad, []);
      if (await tab.isVisible("#bench")) {
        assert.equal(await number('[aria-current="step"]'), 1);
        assert.equal(await number('.number a[tabindex="0"]'), 1);
        assert.equal(await number("[role=columnheader]"), 3);
      }
      if (student || !(await tab.$("#student"))) break;
      await press("s");
    }
  });
  for (const colorScheme of ["light", "dark"])
    await test(
      `${name}: contrast of 4.5 in the ${colorScheme} scheme`,
      name,
      async ({ tab }) => {
        const low = await tab.evaluate(() => {
          const light = (color) =>
            color
              .map((part) => ((part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
              .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
          const rgb = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
          const ground = (one) => {
            for (; one; one = one.parentElement) {
              const color = rgb(getComputedStyle(one).backgroundColor);
              if (color.length === 3 || color[3] > 0.9) return color.slice(0, 3);
            }
            return [255, 255, 255];
          };
          const out = [];
          for (const one of document.querySelectorAll("main *, .top *, .foot *")) {
            if (
              ![...one.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()) ||
              one.closest(".future, .faint, .late, [hidden], .unseen, :disabled") ||
              !one.getClientRects().length
            )
              continue;
            const style = getComputedStyle(one),
              svg = one.closest("svg");
            const [a, b] = [
              light(rgb(svg ? style.fill : style.color).slice(0, 3)),
              light(
                svg && one.closest(".cycle")?.querySelector(".box")
                  ? rgb(getComputedStyle(one.closest(".cycle").querySelector(".box")).fill)
                  : ground(svg ?? one),
              ),
            ];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5)
              out.push(`${ratio.toFixed(2)} ${one.getAttribute("class")} ${one.textContent.trim().slice(0, 30)}`);
          }
          return [...new Set(out)];
        });
        assert.deepEqual(low, []);
      },
      { colorScheme, hash: "#step=10" },
    );
}
