// Every preset, and every run that changes midway, has the same checksum in the browser as natively.

import { readFileSync } from "node:fs";
import { expect, follow, open, test } from "./page.js";

/** @param {string} name of a file of link fragments or presets, with their checksums @returns {[string, string][]} */
const golden = (name) =>
  Object.entries(JSON.parse(readFileSync(new URL(`../golden/${name}`, import.meta.url), "utf8")));

test("every preset trains to the native checksum in 1,000 steps", { tag: "@firefox" }, async ({ page }) => {
  test.slow();
  await open(page);
  for (const [preset, sum] of golden("checksums.json")) {
    await follow(page, `#v=1&preset=${preset}&step=1000&sum=${sum}`);
    await expect(page.locator("#status"), preset).toHaveText(`Replayed exactly: step 1,000, checksum ${sum}.`);
    await expect(page.locator("#checksum")).toHaveText(sum);
  }
});

test("runs that change midway train to the native checksums in 600 steps", { tag: "@firefox" }, async ({ page }) => {
  await open(page);
  for (const [link, sum] of golden("then.json")) {
    await follow(page, `${link}&step=600&sum=${sum}`);
    await expect(page.locator("#status"), link).toHaveText(`Replayed exactly: step 600, checksum ${sum}.`);
  }
});
