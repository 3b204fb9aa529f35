// Every preset after 1,000 steps, and each link of replays.json at its step, has the checksum of the native engine.

import { readFileSync } from "node:fs";
import { expect, open, test } from "./page.js";

/** @type {Record<string, string>} */
const checksums = JSON.parse(readFileSync(new URL("../golden/checksums.json", import.meta.url), "utf8"));

/** @type {string[]} links of every initialization, activation, norm, residual connection and optimizer */
const replays = JSON.parse(readFileSync(new URL("../golden/replays.json", import.meta.url), "utf8"));

/** In the default set: shallow and deep networks, without a norm and with one; and all of the replays, which are shorter. */
const CORE = ["naive", "kaiming", "batchnorm", "deep-gain-5/3", "deep-batchnorm"];

for (const [preset, sum] of Object.entries(checksums)) {
  const tag = CORE.includes(preset) ? "@engine" : "@all";
  test(`${preset} trains to the checksum of the native engine`, { tag }, async ({ page }) => {
    await open(page, `#v=1&preset=${preset}&step=1000&sum=${sum}`);
    await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 1,000, checksum ${sum}.`);
    await expect(page.locator("#checksum")).toHaveText(sum);
  });
}

for (const link of replays) {
  const { step, sum } = Object.fromEntries(new URLSearchParams(link.slice(1)));
  test(`${link} trains to the checksum of the native engine`, { tag: "@engine" }, async ({ page }) => {
    await open(page, link);
    await expect(page.locator("#status")).toHaveText(`Replayed exactly: step ${step}, checksum ${sum}.`);
  });
}
