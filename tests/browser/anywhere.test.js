// A link leads to the same run wherever a copy of the site lies.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test as base, expect } from "@playwright/test";
import { serve } from "./host.js";
import { share } from "./page.js";

/** @import { PlaywrightTestArgs, PlaywrightTestOptions, TestType } from "@playwright/test" */
/** @import { Site } from "./host.js" */
/** @import { WorkerFixtures } from "./page.js" */

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
/** @type {Record<string, string>} */
const checksums = JSON.parse(readFileSync(new URL("../golden/checksums.json", import.meta.url), "utf8"));

/** @type {TestType<PlaywrightTestArgs & PlaywrightTestOptions & {hosts: Site[]}, WorkerFixtures>} */
const test = base.extend({
  /** @param {PlaywrightTestArgs} fixtures @param {(hosts: Site[]) => Promise<void>} use */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern that no other fixture is needed
  async hosts({}, use) {
    const hosts = [await serve({ "/": DIST, "/a/b/": DIST }), await serve({ "/~you/": DIST })];
    await use(hosts);
    for (const host of hosts) host.stop();
  },
});

test("a link from one place opens the same run in every other, and is passed on from there", {
  tag: "@firefox",
}, async ({ page, hosts }) => {
  const fragment = `#v=1&preset=kaiming&step=1000&sum=${checksums.kaiming}`;
  const places = hosts.flatMap(({ origin, places }) => Object.keys(places).map((path) => origin + path));
  expect(places).toHaveLength(3);
  let link = "";
  for (const place of [...places, `${places[1]}index.html`]) {
    await page.goto(link === "" ? place + fragment : place + new URL(link).hash);
    await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 1,000, checksum ${checksums.kaiming}.`);
    const shown = await share(page);
    link = await shown.getByLabel("Link", { exact: true }).inputValue();
    expect(link).toBe(place + fragment);
    await expect(shown.getByLabel("Code", { exact: true })).toHaveValue(new RegExp(`src="${place}#v=1&amp;`));
    await page.goto("about:blank");
  }
  for (const { asked, places } of hosts) {
    const paths = Object.keys(places);
    expect(asked.filter((path) => !paths.some((own) => path.startsWith(own)))).toEqual([]);
  }
});

test("no file of the site names another by an address from the root", () => {
  for (const page of ["index.html", "cheatsheet.html"]) {
    const html = readFileSync(`${DIST}/${page}`, "utf8");
    const named = [...html.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !/^(\.\/|#|data:)/.test(name))).toEqual([]);
  }
});
