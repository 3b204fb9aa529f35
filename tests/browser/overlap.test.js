// Nothing overlaps, is cut off or is wider than the window, and no type is too small: rectangles are measured in windows of
// many sizes, in every state of the page.

import { overlaps, resize, smallTexts } from "./overlap.js";
import { drawFrames, expect, open, switchTo, test, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** @typedef {[width: number, height: number]} Size */
/** @typedef {{fragment: string, sizes?: Size[], enter?: (page: Page) => Promise<void>, leave?: (page: Page) => Promise<void>}} State */

/** From a small phone to a projector; 640 × 360 is 1280 × 720 at 200 % zoom. @type {Size[]} */
const SIZES = [
  [320, 560],
  [360, 740],
  [740, 360],
  [820, 1180],
  [640, 360],
  [1024, 768],
  [1080, 640],
  [1280, 640],
  [1280, 720],
  [1366, 657],
  [1920, 1080],
  [2560, 1440],
];
/** Those where most was wrong. @type {Size[]} */
const FEW_SIZES = [
  [320, 560],
  [740, 360],
  [1280, 720],
  [1366, 657],
  [1920, 1080],
];
/** Of frames in other pages. @type {Size[]} */
const FRAMES = [
  [640, 400],
  [320, 240],
];
/** A presentation is shown on a screen or a projector, never on a phone. @type {Size[]} */
const SCREENS = [
  [1024, 768],
  [1280, 720],
  [1366, 657],
  [1920, 1080],
  [2560, 1440],
];

/** The panes of a small screen, with the tabs within one, or the tabs of the middle column. */
const TABS = [
  ...["loss", "norm", "text", "layers"].map((name) => `tab-${name}`),
  ...["now", "time", "norm", "hand"].map((name) => `view-${name}`),
];

const pins = ["naive", "kaiming", "deep-gain-3;hidden=20x3"].map((run, i) => `&pin${i + 1}=preset=${run}`).join("");

const NAN = "#v=1&act=relu&w=std:100&out=std:100&lr=100&step=50";

/** Explore as a presentation, at each of its pictures. @type {Record<string, State>} */
const PRESENTED = Object.fromEntries(
  ["1", "2", "3", "4"].map((key) => [
    `presenting picture ${key}`,
    {
      fragment: "#v=1&preset=batchnorm&step=50&view=explore",
      sizes: SCREENS,
      async enter(page) {
        await page.keyboard.press("p");
        await expect(page.locator("body")).toHaveClass(/\bpresenting\b/);
        await page.keyboard.press(key);
      },
      async leave(page) {
        await page.keyboard.press("Escape");
        await expect(page.locator("body")).not.toHaveClass(/\bpresenting\b/);
      },
    },
  ]),
);

/** Dialogs, by the buttons that open them. @type {Record<string, State>} */
const DIALOGS = Object.fromEntries(
  ["help", "export", "share", "lessons", "runs"].map((id) => [
    `the dialog of ${id}`,
    {
      fragment: "#v=1&preset=batchnorm&step=30",
      async enter(page) {
        await page.locator(`#${id}`).dispatchEvent("click");
        await expect(page.locator("dialog[open]")).toBeVisible();
      },
      async leave(page) {
        await page.keyboard.press("Escape");
      },
    },
  ]),
);

/** @type {Record<string, State>} */
const STATES = {
  "the Lab at rest": { fragment: "#v=1" },
  "the Lab after training": { fragment: "#v=1&preset=deep-batchnorm&seed=7&lr=0.1,5:0.05,100:0.01&step=120" },
  "NaN everywhere": { fragment: NAN },
  "a fix that can be undone": {
    fragment: "#v=1",
    async enter(page) {
      await page.locator("#verdicts .small").first().dispatchEvent("click");
      await expect(page.locator("#verdict-undo")).toBeVisible();
    },
  },
  "a run set aside": {
    fragment: "#v=1&preset=kaiming&step=2535",
    async enter(page) {
      await type(page, "w-number", "0.5");
      await expect(page.locator("#undo")).toBeVisible();
    },
  },
  "refused values": {
    fragment: "#v=1&preset=kaiming",
    async enter(page) {
      for (const id of ["w-number", "width", "batch"]) await type(page, id, "x");
      await expect(page.locator(".fault:not(:empty)").first()).toBeAttached();
    },
  },
  "ten layers": { fragment: "#v=1&hidden=40x10&step=20" },
  "three pinned runs": { fragment: `#v=1&preset=batchnorm&hidden=50&step=30${pins}` },
  "a lesson": {
    fragment: "#v=1&lesson=start",
    async enter(page) {
      await expect(page.locator("#lesson-text")).not.toBeEmpty();
    },
  },
  "a lesson’s later card": {
    fragment: "#v=1&preset=deep-gain-1&lesson=numb",
    async enter(page) {
      await page.locator("#lesson-next").click();
      await drawFrames(page);
    },
  },
  "slow steps": {
    fragment: "#v=1&preset=kaiming&norm=batch",
    async enter(page) {
      await page.locator("#slow").dispatchEvent("click");
      await expect(page.locator("#phases")).toBeVisible();
    },
    async leave(page) {
      await page.locator("#slow").dispatchEvent("click");
      await waitUntilIdle(page);
    },
  },
  "looking back": {
    fragment: "#v=1&preset=batchnorm&step=150",
    async enter(page) {
      await expect(page.locator("#past-marks button").first()).toBeVisible();
      await type(page, "past-step", "60");
      await expect(page.locator("#step-count")).toHaveText("60");
    },
  },
  "Explore at rest": { fragment: "#view=explore" },
  "Explore after training": { fragment: "#v=1&preset=output-fixed&view=explore&step=100" },
  "Explore with pinned runs, looking back": {
    fragment: `#v=1&preset=batchnorm&view=explore&step=60${pins}`,
    async enter(page) {
      await expect(page.locator("#past-marks button").first()).toBeVisible();
      await type(page, "past-step", "20");
      await expect(page.locator("#explore-step")).toHaveText(/^step 20,/);
    },
  },
  "Explore of a healthy network": { fragment: "#v=1&preset=batchnorm&view=explore" },
  "Explore of five layers": { fragment: "#v=1&preset=deep-gain-3&view=explore" },
  "Explore of ten layers": { fragment: "#v=1&hidden=40x10&step=20&view=explore" },
  "Explore of NaN": { fragment: `${NAN}&view=explore` },
  "the map": { fragment: "#view=map" },
  Compare: { fragment: `#v=1&preset=kaiming&view=compare${pins}` },
  "Compare with NaN": { fragment: `${NAN}&view=compare${pins}` },
  "Compare without pinned runs": { fragment: "#v=1&view=compare" },
};

/** @type {Record<string, State>} */
const FRAMED = {
  "an embedded page": { fragment: "#v=1&preset=deep-batchnorm&embed=1&step=5", sizes: FRAMES },
  "an embedded panel": { fragment: "#v=1&embed=1&focus=loss&step=5", sizes: FRAMES },
  "an embedded page with NaN": { fragment: `${NAN}&embed=1`, sizes: FRAMES },
  "an embedded comparison": { fragment: `#v=1&embed=1&view=compare${pins}`, sizes: FRAMES },
  "an embedded race": { fragment: `#v=1&embed=1&focus=loss&step=30${pins}`, sizes: FRAMES },
  "an embedded Explore": {
    fragment: "#v=1&embed=1&view=explore&step=5",
    sizes: [FRAMES[0], [800, 600], [320, 300], [480, 360]],
  },
};

const ALL = { ...STATES, ...PRESENTED, ...DIALOGS, ...FRAMED };

/** Goes to each of the states, and measures each of the sizes. @param {Page} page @param {readonly string[]} names @param {Size[]} sizes */
async function measure(page, names, sizes) {
  /** @type {string[]} */
  const found = [];
  for (const [i, name] of names.entries()) {
    const { fragment, sizes: own = sizes, enter, leave } = ALL[name];
    await (i === 0 ? open(page, fragment) : switchTo(page, fragment));
    await waitUntilIdle(page);
    await enter?.(page);
    for (const size of own) {
      await resize(page, size);
      const where = `${name}, ${size.join(" × ")}`;
      found.push(...(await overlaps(page)).map((finding) => `${where}: ${finding}`));
    }
    await leave?.(page);
  }
  return found;
}

test("nothing overlaps or is cut off, in windows of any size", { tag: "@engine" }, async ({ page }) => {
  const states = ["the Lab at rest", "the Lab after training", "looking back", "Explore after training"];
  expect(await measure(page, states, FEW_SIZES)).toEqual([]);
});

test("nothing overlaps or is cut off in a frame of another page", async ({ page }) => {
  const states = ["an embedded page", "an embedded panel", "an embedded page with NaN", "an embedded Explore"];
  expect(await measure(page, states, FRAMES)).toEqual([]);
});

for (const [title, names] of [
  ...Object.keys(STATES).map((name) => /** @type {const} */ ([name, [name]])),
  /** @type {const} */ (["presentations", Object.keys(PRESENTED)]),
  /** @type {const} */ (["dialogs", Object.keys(DIALOGS)]),
  /** @type {const} */ (["frames", Object.keys(FRAMED)]),
]) {
  test(`nothing overlaps or is cut off in any window: ${title}`, { tag: "@all" }, async ({ page }) => {
    test.slow();
    expect(await measure(page, names, SIZES)).toEqual([]);
  });
}

test("nothing overlaps or is cut off in the tabs of the middle column, nor in the panes of a small screen", {
  tag: "@all",
}, async ({ page }) => {
  test.slow();
  await open(page, "#v=1&preset=batchnorm&step=30");
  await waitUntilIdle(page);
  /** @type {string[]} */
  const found = [];
  for (const size of SIZES) {
    await resize(page, size);
    for (const id of TABS) {
      const tab = page.locator(`#${id}`);
      if (!(await tab.isVisible())) continue;
      await tab.click();
      await drawFrames(page);
      const where = `${id}, ${size.join(" × ")}`;
      found.push(...(await overlaps(page)).map((finding) => `${where}: ${finding}`));
    }
  }
  expect(found).toEqual([]);
});

test("text is set in 13 px or more, and in 16 px on a large screen", async ({ page }) => {
  const sizes = /** @type {Size[]} */ ([
    [1280, 720],
    [360, 740],
    [1600, 900],
  ]);
  for (const [i, fragment] of ["#v=1&preset=deep-batchnorm&step=30", "#v=1&view=explore&step=20"].entries()) {
    await (i === 0 ? open(page, fragment) : switchTo(page, fragment));
    await waitUntilIdle(page);
    for (const size of sizes) {
      await resize(page, size);
      expect(await smallTexts(page), `${fragment} at ${size.join(" × ")}`).toEqual([]);
    }
    const body = await page.evaluate(() => getComputedStyle(document.body).fontSize);
    expect(body).toBe("16px");
  }
  await resize(page, [360, 740]);
  for (const id of ["help", "export", "share", "lessons"]) {
    await page.locator(`#${id}`).click();
    await expect(page.locator("dialog[open]")).toBeVisible();
    expect(await smallTexts(page), `the dialog of ${id}`).toEqual([]);
    await page.keyboard.press("Escape");
  }
  await switchTo(page, FRAMED["an embedded page"].fragment);
  await resize(page, FRAMES[0]);
  expect(await smallTexts(page), "an embedded page").toEqual([]);
});
