// Compares the pictures of www/draw on fixed data with those in pictures/, pixel by pixel. They are drawn from the sources in
// a page of their own with the light palette. After an intended change:
//
//     node node_modules/@playwright/test/cli.js test pictures --update-snapshots
//
// and look at what has changed.

import { join } from "node:path";
import { expect, test } from "./page.js";

const ROOT = join(import.meta.dirname, "../..");

/** A copy of the light palette, so that the pictures do not depend on the page's colors. */
const PAGE = `<!doctype html>
<title>Pictures</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="node_modules/uplot/dist/uPlot.min.css">
<style>
  body {
    --panel: #ffffff; --ink: #1b1e22; --muted: #565d65; --rule: #d9d9d4;
    --activation: #2b6399; --gradient: #3f7a55; --warm: #a8431b;
    --pin-1: #a11bd1; --pin-2: #a67c00; --pin-3: #4a0a12;
    --map-calm: #f1f1ed; --map-near: #7ea6cb; --map-saturated: #a8431b; --map-nan: #6a2fa0;
    --tick-size: 12px;
    display: flex; flex-wrap: wrap; align-items: start; gap: 10px; margin: 10px; background: var(--panel);
  }
</style>
<body>
<script type="importmap">{ "imports": { "uplot": "./node_modules/uplot/dist/uPlot.esm.js" } }</script>
<script type="module" src="tests/browser/scenes.js"></script>
`;

test("every picture matches its reference", { tag: "@engine" }, async ({ page, baseURL }) => {
  const base = new URL("pictures/", baseURL).href;
  await page.route(`${base}**`, (route) => {
    const path = route.request().url().slice(base.length);
    return path === ""
      ? route.fulfill({ contentType: "text/html", body: PAGE })
      : route.fulfill({ path: join(ROOT, path) });
  });
  await page.goto(base);
  const scenes = page.locator("[data-scene]");
  await expect(scenes.last()).toBeVisible();
  for (const scene of await scenes.all()) {
    const name = await scene.getAttribute("data-scene");
    // Another version of a browser may antialias a curve differently; a missing mark exceeds this.
    await expect.soft(scene).toHaveScreenshot(`${name}.png`, { threshold: 0.02, maxDiffPixels: 12 });
  }
});
