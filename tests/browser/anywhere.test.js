// A copy of the site works in any folder and on any host: a link opens the same run.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test as base, expect } from "@playwright/test";
import { serveCopies } from "./host.js";
import { openShare } from "./page.js";

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
    const hosts = [await serveCopies({ "/": DIST, "/a/b/": DIST }), await serveCopies({ "/~you/": DIST })];
    await use(hosts);
    for (const host of hosts) host.stop();
  },
});

test("a link opens the same run in every folder and on every host that serves the site", async ({ page, hosts }) => {
  const fragment = `#v=1&preset=kaiming&step=1000&sum=${checksums.kaiming}`;
  const places = hosts.flatMap(({ origin, places }) => Object.keys(places).map((path) => origin + path));
  expect(places).toHaveLength(3);
  let link = "";
  for (const place of [...places, `${places[1]}index.html`]) {
    await page.goto(link === "" ? place + fragment : place + new URL(link).hash);
    await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 1,000, checksum ${checksums.kaiming}.`);
    const shown = await openShare(page);
    link = await shown.getByLabel("Link", { exact: true }).inputValue();
    expect(link).toBe(place + fragment);
    await shown.locator("summary").click();
    await expect(shown.getByLabel("Code", { exact: true })).toHaveValue(new RegExp(`src="${place}#v=1&amp;`));
    await page.goto("about:blank");
  }
  for (const { asked, places } of hosts) {
    const paths = Object.keys(places);
    expect(asked.filter((path) => !paths.some((own) => path.startsWith(own)))).toEqual([]);
  }
});

test("no file of the site refers to another by an absolute path", () => {
  for (const page of ["index.html", "cheatsheet.html"]) {
    const html = readFileSync(`${DIST}/${page}`, "utf8");
    const named = [...html.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !/^(\.\/|#|data:)/.test(name))).toEqual([]);
  }
});
