// Every preset, after 1,000 steps in the browser, has the checksum that the native engine has.

import { readFileSync } from "node:fs";
import { expect, open, test } from "./page.js";

/** @type {Record<string, string>} */
const checksums = JSON.parse(readFileSync(new URL("../golden/checksums.json", import.meta.url), "utf8"));

for (const [preset, sum] of Object.entries(checksums)) {
  test(`${preset} trains to the checksum of the native engine`, async ({ page }) => {
    await open(page, `#v=1&preset=${preset}&step=1000&sum=${sum}`);
    await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 1,000, checksum ${sum}.`);
    await expect(page.locator("#checksum")).toHaveText(sum);
  });
}
