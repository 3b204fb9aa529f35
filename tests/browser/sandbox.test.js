// The page in a sandboxed frame, as docs/embedding.md describes: what each flag allows, and what the page reports without it.

import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { test as framed, pressInFrame } from "./embedded.js";
import { rules, serveSite, withHeaders } from "./headers.js";
import { expect } from "./page.js";

/** @import { FrameLocator, PlaywrightTestArgs, PlaywrightTestOptions, TestType } from "@playwright/test" */
/** @import { Embed } from "./embedded.js" */
/** @import { Site } from "./headers.js" */

/**
 * The site with its recommended headers, embedded in a page of another.
 * @type {TestType<PlaywrightTestArgs & PlaywrightTestOptions & {complaints: string[], embed: Embed, site: Site}, import("./page.js").WorkerFixtures>}
 */
const test = framed.extend(withHeaders);

const SIZE = 'width="1260" height="700"';
/** The naive network with 20 neurons, at step 20. */
const AT_20 = "#v=1&hidden=20&step=20";

/** @param {FrameLocator} frame */
const waitUntilIdle = (frame) => expect(frame.locator("#checksum")).toHaveText(/^[0-9a-f]{16}$/);

test("allow-scripts alone is enough to train where the host allows any origin", { tag: "@engine" }, async ({
  embed,
  browserName,
  page,
}) => {
  const known = await embed(AT_20, `sandbox="allow-scripts allow-same-origin" ${SIZE}`);
  await waitUntilIdle(known);
  const sum = (await known.locator("#checksum").textContent()) ?? "";
  const frame = await embed(`${AT_20}&sum=${sum}`, `sandbox="allow-scripts" ${SIZE}`);
  await expect(frame.locator("#status")).toContainText("Replayed exactly: step 20,");
  expect(await frame.locator("body").evaluate(() => self.origin)).toBe("null");
  await pressInFrame(frame.getByRole("button", { name: "Step", exact: true }), browserName);
  await expect(frame.locator("#step-count")).toHaveText("21");
  await expect(frame.getByRole("button", { name: "Fork here…" })).toBeAttached();
  await pressInFrame(frame.getByRole("button", { name: "Reset" }), browserName);
  await expect(frame.locator("#step-count")).toHaveText("0");
  // The workers of the map start in the same way.
  await pressInFrame(frame.getByRole("button", { name: "Map", exact: true }), browserName);
  await expect(frame.locator("#map-status")).toHaveText(/^576 of 576 cells\.$/, { timeout: 40_000 });
  await page.goto("about:blank");
});

test("allow-scripts on a host without CORS shows what the frame must allow", { tag: "@all" }, async ({
  page,
  embed,
  complaints,
}) => {
  /** @param {(pathname: string) => boolean} isShared */
  const host = async (isShared) => {
    const known = rules().flatMap(({ path, headers }) => (path === "/*" ? headers : []));
    return serveSite((pathname) =>
      known.filter(([name]) => isShared(pathname) || name !== "Access-Control-Allow-Origin"),
    );
  };
  const none = await host(() => false);
  const bare = await embed("#v=1&embed=1", `sandbox="allow-scripts" ${SIZE}`, none.url);
  await expect(bare.getByText("allow-scripts allow-same-origin")).toBeVisible();
  await none.close();
  const most = await host((pathname) => !/\/worker-/.test(pathname));
  const workless = await embed("#v=1&embed=1", `sandbox="allow-scripts" ${SIZE}`, most.url);
  await expect(workless.getByText("This frame is sandboxed without allow-same-origin")).toBeVisible();
  await expect(workless.getByText("allow-scripts allow-same-origin")).toBeVisible();
  await page.goto("about:blank");
  await most.close();
  complaints.length = 0;
});

/** Presses Step and waits for it: what was pressed before is done, or never will be. @param {FrameLocator} frame @param {string} browserName */
async function step(frame, browserName) {
  await pressInFrame(frame.getByRole("button", { name: "Step", exact: true }), browserName);
  await expect(frame.locator("#step-count")).toHaveText("21");
  await waitUntilIdle(frame);
}

test("Run to needs allow-forms", { tag: "@all" }, async ({ embed, browserName, complaints }) => {
  for (const flags of ["allow-scripts", "allow-scripts allow-forms"]) {
    const frame = await embed(AT_20, `sandbox="${flags}" ${SIZE}`);
    await waitUntilIdle(frame);
    await frame.locator("#run-to-step").fill("30");
    await pressInFrame(frame.getByRole("button", { name: "Run to", exact: true }), browserName);
    if (flags.includes("forms")) await expect(frame.locator("#step-count")).toHaveText("30");
    else await step(frame, browserName);
  }
  expect(
    complaints.every((message) => message.includes("form submission")),
    `${complaints}`,
  ).toBe(true);
  complaints.length = 0;
});

test("the link to the full page needs allow-popups, and leaves the sandbox only with its flag", {
  tag: "@all",
}, async ({ page, embed, browserName, complaints }) => {
  const out = "#v=1&hidden=20&step=20&embed=1";
  const shut = await embed(out, `sandbox="allow-scripts" ${SIZE}`);
  await expect(shut.locator("#status")).toContainText("Replayed 20 steps");
  await pressInFrame(shut.getByRole("link", { name: "Open full page" }), browserName);
  await step(shut, browserName);
  expect(page.context().pages()).toHaveLength(1);
  expect(
    complaints.every((message) => message.includes("allow-popups")),
    `${complaints}`,
  ).toBe(true);
  complaints.length = 0;
  for (const flags of ["allow-popups", "allow-popups allow-popups-to-escape-sandbox"]) {
    const frame = await embed(out, `sandbox="allow-scripts ${flags}" ${SIZE}`);
    await expect(frame.locator("#status")).toContainText("Replayed 20 steps");
    const [popup] = await Promise.all([
      page.context().waitForEvent("page"),
      pressInFrame(frame.getByRole("link", { name: "Open full page" }), browserName),
    ]);
    await expect(popup.locator("#status")).toContainText("Replayed exactly: step 20,");
    const own = flags.includes("escape") ? new URL(popup.url()).origin : "null";
    expect(await popup.evaluate(() => self.origin)).toBe(own);
    await popup.close();
  }
  // From the first frame; one browser logs it late.
  expect(
    complaints.every((message) => message.includes("'allow-popups' permission is not set")),
    `${complaints}`,
  ).toBe(true);
  complaints.length = 0;
});

test("without an origin runs are not saved, and the dialog reports it", { tag: "@all" }, async ({
  embed,
  browserName,
}) => {
  const frame = await embed(AT_20, `sandbox="allow-scripts" ${SIZE}`);
  await waitUntilIdle(frame);
  await pressInFrame(frame.getByRole("button", { name: "Runs…" }), browserName);
  await expect(frame.locator("#runs-trouble")).toContainText("This browser does not let the page save data");
});

test("files are saved with allow-downloads and copied with clipboard-write", { tag: "@all" }, async ({
  page,
  embed,
  browserName,
  complaints,
}) => {
  test.skip(
    browserName === "firefox",
    "its driver hears of no download, and presses nothing in a frame as a hand does",
  );
  const refusing = await embed(AT_20, `sandbox="allow-scripts" ${SIZE}`);
  await waitUntilIdle(refusing);
  await refusing.getByRole("button", { name: "Share…" }).click();
  await refusing.getByRole("button", { name: "Copy link" }).click();
  await expect(refusing.locator("#share-said")).toContainText("Link selected");
  await refusing.locator("#share-dialog [data-close]").click();
  await refusing.getByRole("button", { name: "Export…" }).click();
  const refusal = page.waitForEvent("console", (message) => message.text().includes("allow-downloads"));
  await refusing.getByRole("button", { name: "Save PNG" }).click();
  await refusal;
  const frame = await embed(AT_20, `sandbox="allow-scripts allow-downloads" allow="clipboard-write" ${SIZE}`);
  await waitUntilIdle(frame);
  await frame.getByRole("button", { name: "Share…" }).click();
  await frame.getByRole("button", { name: "Copy link" }).click();
  await expect(frame.locator("#share-said")).toHaveText("Link copied.");
  await frame.locator("#share-dialog [data-close]").click();
  await frame.getByRole("button", { name: "Export…" }).click();
  const coming = page.waitForEvent("download");
  await frame.getByRole("button", { name: "Save PNG" }).click();
  expect((await coming).suggestedFilename()).toMatch(/\.png$/);
  // From the first frame.
  expect(
    complaints.every((message) => /Clipboard API|allow-downloads/.test(message)),
    `${complaints}`,
  ).toBe(true);
  complaints.length = 0;
});

test(
  "no header blocks the page in a local file or a nested sandbox",
  { tag: "@all" },
  async ({ page, site }, testInfo) => {
    const frame = `<iframe id="inner" src="${site.url}#v=1&amp;embed=1"></iframe>`;
    const inNotebook = page.frameLocator("iframe").frameLocator("#inner");
    await page.setContent(`<iframe sandbox="allow-scripts" srcdoc='${frame}'></iframe>`);
    await expect(inNotebook.locator("#loss")).toHaveText(/^\d/);
    const file = testInfo.outputPath("page.html");
    writeFileSync(file, `<!doctype html><title>A file</title>${frame}`);
    await page.goto(pathToFileURL(file).href);
    await expect(page.frameLocator("#inner").locator("#loss")).toHaveText(/^\d/);
  },
);
