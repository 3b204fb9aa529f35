// The page embedded in another site, its link to the full page, and links that hide or focus panels.

import { pressInFrame, test } from "./embedded.js";
import { expect, open, test as ownPage, passEntryTime, switchTo, waitUntilIdle } from "./page.js";

/** @import { FrameLocator, Page } from "@playwright/test" */

/** Denies storage and removes the clipboard. @param {Page} page */
const denyStorage = (page) =>
  page.addInitScript(() => {
    const denied = () => {
      throw new DOMException("denied", "SecurityError");
    };
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get: denied });
    Object.defineProperty(navigator, "clipboard", { value: undefined });
  });

/** By how much the page is wider and higher than its frame. @param {FrameLocator} frame */
const overflow = (frame) =>
  frame.locator("html").evaluate((html) => [html.scrollWidth - innerWidth, html.scrollHeight - innerHeight]);

for (const [width, height] of [
  [640, 400],
  [360, 500],
]) {
  const tag = width === 640 ? "@engine" : "@all";
  test(`a frame of ${width} × ${height} on another site trains without storage or clipboard`, { tag }, async ({
    page,
    embed,
    browserName,
  }) => {
    await denyStorage(page);
    const frame = await embed(
      "#v=1&preset=deep-batchnorm&embed=1&step=5",
      `sandbox="allow-scripts allow-same-origin allow-popups" width="${width}" height="${height}"`,
    );
    await expect(frame.locator("#status")).toContainText("Replayed 5 steps");
    for (const name of ["Train", "Step", "Reset"]) {
      await expect(frame.getByRole("button", { name, exact: true })).toBeInViewport({ ratio: 1 });
    }
    await expect(frame.getByRole("link", { name: "Open full page" })).toBeInViewport({ ratio: 1 });
    for (const id of ["loss", "step-count", "verdicts", "layers"]) {
      await expect(frame.locator(`#${id}`), id).toBeInViewport();
    }
    for (const id of ["share", "help", "checksum", "controls", "settings", "show-all", "tab-text", "starting-loss"]) {
      await expect(frame.locator(`#${id}`), id).toBeHidden();
    }
    expect(await overflow(frame)).toEqual([0, 0]);
    await pressInFrame(frame.getByRole("button", { name: "Train" }), browserName);
    await expect.poll(async () => Number(await frame.locator("#step-count").textContent())).toBeGreaterThan(10);
    await pressInFrame(frame.getByRole("button", { name: "Pause" }), browserName);
    await pressInFrame(frame.getByRole("tab", { name: "Loss" }), browserName);
    await expect(frame.locator("#loss-chart canvas")).toBeVisible();
    await expect(frame.locator("#update-panel")).toBeHidden();
    expect(await overflow(frame)).toEqual([0, 0]);
  });
}

for (const [width, height] of [
  [640, 400],
  [320, 300],
]) {
  const tag = width === 640 ? "@engine" : "@all";
  test(`Explore in a frame of ${width} × ${height} has both sliders, the histogram and Train without scrolling`, {
    tag,
  }, async ({ embed, browserName }) => {
    const frame = await embed(
      "#v=1&view=explore&embed=1",
      `sandbox="allow-scripts allow-same-origin allow-popups" width="${width}" height="${height}"`,
    );
    const [out, hidden] = ["Output weights", "Hidden weights"].map((name) =>
      frame.getByRole("slider", { name, exact: true }),
    );
    await expect(frame.locator("#finding-text")).toHaveText("First loss 22.3; a uniform guess costs 3.30.");
    await expect(frame.getByRole("button", { name: "why?" })).toBeVisible();
    const train = frame.getByRole("button", { name: "Train", exact: true });
    const full = frame.getByRole("link", { name: "Open full page" });
    for (const part of [out, hidden, train, full, frame.locator("#explore-histogram")])
      await expect(part).toBeInViewport({ ratio: 1 });
    for (const id of ["explore-train", "strip", "first-loss", "explore-pictures", "views-nav", "embed-compare"])
      await expect(frame.locator(`#${id}`), id).toBeHidden();
    expect((await overflow(frame))[0]).toBe(0);
    await pressInFrame(frame.getByRole("button", { name: "Shrink output weights" }), browserName);
    await expect(frame.locator("#loss")).toHaveText(/^3\./);
    await pressInFrame(train, browserName);
    await expect.poll(async () => Number(await frame.locator("#step-count").textContent())).toBeGreaterThan(10);
    await pressInFrame(frame.getByRole("button", { name: "Pause", exact: true }), browserName);
    await expect(full).toHaveAttribute("href", /&view=explore&step=\d+&sum=/);
    await expect(frame.locator("#explore-after")).toBeHidden();
    // A run that is set aside can come back here too.
    // Not by a key: Firefox's driver sends none to a frame of another site.
    await hidden.evaluate((/** @type {HTMLInputElement} */ slider) => {
      slider.stepDown();
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await expect(frame.locator("#set-aside")).toContainText("set aside");
    await expect(frame.locator("#undo")).toBeVisible();
  });
}

test("Explore in a frame shows the parts that its link does not hide, one picture at a time", { tag: "@all" }, async ({
  embed,
  browserName,
}) => {
  const frame = await embed("#v=1&view=explore&hide=verdicts&embed=1&step=3", 'width="640" height="480"');
  await expect(frame.locator("#status")).toContainText("Replayed 3 steps");
  await expect(frame.locator("#finding")).toBeHidden();
  await expect(frame.locator("#first-loss")).toBeVisible();
  await expect(frame.locator("#neurons")).toBeHidden();
  await expect(frame.locator("#explore-after #timeline")).toBeVisible();
  await pressInFrame(frame.getByRole("button", { name: "Hidden neurons" }), browserName);
  await expect(frame.locator("#first-loss")).toBeHidden();
  await expect(frame.locator("#neurons")).toBeVisible();
});

test("an embedded page links to the full page at its current step", async ({ page, embed, browserName }) => {
  const frame = await embed("#v=1&preset=kaiming&hide=samples&embed=1&step=7");
  await expect(frame.locator("#status")).toContainText("Replayed 7 steps");
  const full = frame.getByRole("link", { name: "Open full page" });
  await expect(full).toHaveAttribute("href", /#v=1&preset=kaiming&step=7&sum=[0-9a-f]{16}$/);
  await expect(full).toHaveAttribute("rel", "noopener");
  await pressInFrame(frame.getByRole("button", { name: "Step", exact: true }), browserName);
  await expect(full).toHaveAttribute("href", /step=8&sum=/);
  const [popup] = await Promise.all([page.context().waitForEvent("page"), pressInFrame(full, browserName)]);
  await expect(popup.locator("#status")).toContainText("Replayed exactly: step 8,");
  await expect(popup.getByRole("button", { name: "Share…" })).toBeVisible();
  await expect(popup.locator("#controls")).toBeVisible();
});

test("an embedded page adds no entries to the history of the page around it", async ({ page, embed, browserName }) => {
  await page.clock.install();
  const frame = await embed("#v=1&hide=none&embed=1&focus=loss", 'width="1200" height="600"');
  await expect(frame.locator("#loss")).not.toHaveText("–");
  const address = () => frame.locator("html").evaluate(() => location.hash);
  const entries = () => page.evaluate(() => history.length);
  const before = await entries();
  for (let i = 0; i < 2; i += 1) {
    await pressInFrame(frame.getByRole("button", { name: "Step", exact: true }), browserName);
    await expect(frame.locator("#step-count")).toHaveText("1");
    await expect.poll(address).toContain("step=1");
    await passEntryTime(page);
    await pressInFrame(frame.getByRole("button", { name: "Reset" }), browserName);
    await expect(frame.locator("#step-count")).toHaveText("0");
    await expect.poll(address).not.toContain("step=");
    await passEntryTime(page);
  }
  expect(await entries()).toBe(before);
});

test("an embedded page with a focused panel shows only that panel", { tag: "@all" }, async ({ embed }) => {
  const shown = {
    loss: "#loss-panel",
    saturation: "#drawer",
    time: "#layers",
    layers: "#layers",
    controls: "#preset",
    samples: "#samples",
    verdicts: "#verdicts",
    weights: "#weights",
  };
  for (const [panel, seen] of Object.entries(shown)) {
    for (const size of ['width="640" height="400"', 'width="1200" height="600"']) {
      const frame = await embed(`#v=1&focus=${panel}&embed=1`, size);
      await expect(frame.locator("#loss")).not.toHaveText("–");
      await expect(frame.locator(seen), panel).toBeVisible();
      for (const [other, theirs] of Object.entries(shown)) {
        const same = theirs === seen;
        if (!same) await expect(frame.locator(theirs), `${other} next to ${panel}`).toBeHidden();
      }
      // On a small screen the settings of norm and text have panes of their own.
      await expect(frame.locator("#tabs")).toBeVisible({ visible: panel === "controls" && size.includes("640") });
      expect((await overflow(frame))[0]).toBeLessThanOrEqual(0);
    }
  }
});

test("an embedded page of one panel has no empty panel and no button to close its only one", { tag: "@all" }, async ({
  embed,
}) => {
  const samples = await embed("#v=1&focus=samples&embed=1");
  await expect(samples.locator("#samples")).toBeVisible();
  await expect(samples.locator("#text-pane")).toBeHidden();
  const saturation = await embed("#v=1&focus=saturation&embed=1");
  await expect(saturation.locator("#drawer")).toBeVisible();
  await expect(saturation.locator("#drawer-close")).toBeHidden();
});

test("in a small frame a lesson opens its own network, and its card covers no panel", { tag: "@all" }, async ({
  embed,
}) => {
  const frame = await embed("#v=1&lesson=numb&embed=1");
  const lesson = frame.getByRole("complementary", { name: "Lesson" });
  await expect(lesson).toBeVisible();
  // Not the naive network, which starts at 22.3.
  await expect(frame.locator("#loss")).toHaveText(/^3\./);
  const [card, panels] = await Promise.all([lesson.boundingBox(), frame.getByRole("main").boundingBox()]);
  if (card === null || panels === null) throw new Error("expected a card and panels");
  expect(card.y + card.height).toBeLessThanOrEqual(panels.y);
  expect(panels.height).toBeGreaterThan(50);
});

/** The boxes of the visible panels. @param {Page} page */
const panelBoxes = (page) =>
  page
    .locator("main > *")
    .evaluateAll((all) =>
      all
        .map((element) => ({ id: element.id, ...element.getBoundingClientRect().toJSON() }))
        .filter(({ width, height }) => width > 0 && height > 0),
    );

ownPage("visible panels fill the page whichever others are hidden", async ({ page }) => {
  await open(page);
  for (const [hide, what] of [
    ["controls", ["health", "loss-panel", "update-panel", "weights-panel", "samples-panel"]],
    ["layers,saturation,time,norm,hand", ["controls", "loss-panel", "update-panel", "weights-panel", "samples-panel"]],
    ["loss,update,weights,samples", ["controls", "health"]],
    ["loss,weights", ["controls", "health", "update-panel", "samples-panel"]],
    ["controls,layers,saturation,time,norm,hand,loss,update", ["weights-panel", "samples-panel"]],
    ["controls,loss,update,weights,samples", ["health"]],
  ]) {
    await switchTo(page, `#v=1&preset=deep-batchnorm&hide=${hide}`);
    const seen = await panelBoxes(page);
    expect(seen.map(({ id }) => id)).toEqual(what);
    // The panels reach all four edges; only the settings may be lower.
    const [left, right] = [Math.min(...seen.map((box) => box.left)), Math.max(...seen.map((box) => box.right))];
    expect([Math.round(left), Math.round(right)]).toEqual([8, 1272]);
    for (const box of seen.filter((box) => Math.round(box.left) > 8)) {
      const before = seen.filter((other) => other.right <= box.left).map((other) => box.left - other.right);
      expect(Math.min(...before), `next to ${box.id}`).toBeLessThanOrEqual(6.5);
    }
    const wide = seen.filter(({ id }) => id !== "controls");
    const main = await page.locator("#pane").boundingBox();
    if (main === null) throw new Error("expected a main");
    for (const edge of new Set(wide.map((box) => Math.round(box.left)))) {
      const column = wide.filter((box) => Math.round(box.left) === edge);
      expect(Math.abs(Math.min(...column.map((box) => box.top)) - main.y)).toBeLessThan(1);
      expect(Math.abs(Math.max(...column.map((box) => box.bottom)) - main.y - main.height)).toBeLessThan(1);
    }
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
  }
});

ownPage("hidden panels lose their tabs, and Show all restores them", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hide=layers,saturation,norm,controls");
  await waitUntilIdle(page);
  await expect(page.getByRole("tab", { name: "Now" })).toBeHidden();
  await expect(page.getByRole("tab", { name: "Norm" })).toBeHidden();
  await expect(page.getByRole("tab", { name: "Over time" })).toHaveAttribute("aria-selected", "true");
  await expect(page.locator("#drawer")).toBeHidden();
  await expect(page.locator("#layers")).toBeVisible();
  // The controls that verdicts link to are hidden.
  await expect(page.locator("#verdicts")).not.toBeEmpty();
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect.poll(() => page.url()).toMatch(/#v=1&preset=kaiming&hide=layers,saturation,norm,controls&step=1&sum=/);
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(page.locator("#controls")).toBeVisible();
  await expect(page.getByRole("tab", { name: "Now" })).toBeVisible();
  await expect(page.locator("#preset")).toBeFocused();
  await expect(page.getByRole("button", { name: "Show all" })).toBeHidden();
  await expect.poll(() => page.url()).toMatch(/#v=1&preset=kaiming&step=1&sum=[0-9a-f]{16}$/);
});

ownPage(
  "with all panels hidden the run still trains, and Show all restores them",
  { tag: "@all" },
  async ({ page }) => {
    const all =
      "controls,verdicts,timeline,layers,saturation,time,norm,hand,compare,loss,update,optimizer,weights,samples";
    await open(page, `#v=1&hide=${all}`);
    await waitUntilIdle(page);
    expect(await panelBoxes(page)).toEqual([]);
    await expect(page.locator("#deck")).toBeHidden();
    await page.getByRole("button", { name: "Train" }).click();
    await expect.poll(async () => Number(await page.locator("#step-count").textContent())).toBeGreaterThan(5);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Show all" }).click();
    await expect(page.locator("#loss-chart")).toBeVisible();
  },
);

ownPage(
  "a link with a focused panel scrolls to it and highlights it for a moment",
  { tag: "@all" },
  async ({ page }) => {
    await open(page, "#v=1&focus=time");
    await expect(page.getByRole("tab", { name: "Over time" })).toHaveAttribute("aria-selected", "true");
    await expect(page.locator(".lit")).toHaveId("layers-body");
    await expect(page.locator(".lit")).toHaveCount(0);
    await page.setViewportSize({ width: 360, height: 740 });
    await open(page, "#v=1&focus=samples");
    await expect(page.getByRole("tab", { name: "Text" })).toHaveAttribute("aria-selected", "true");
    await expect(page.locator("#samples")).toBeInViewport();
  },
);

ownPage("on a phone a pane whose panels are all hidden loses its tab", { tag: "@all" }, async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, "#v=1&hide=layers,saturation,time,samples,controls");
  await waitUntilIdle(page);
  const tabs = page.getByRole("navigation", { name: "Panels" }).getByRole("tab");
  await expect(tabs.filter({ visible: true })).toHaveText(["Loss", "Norm"]);
  await expect(tabs.filter({ hasText: "Loss" })).toHaveAttribute("aria-selected", "true");
  await expect(page.locator("#loss-chart")).toBeVisible();
  await expect(page.getByRole("button", { name: "Settings" })).toBeHidden();
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(tabs.filter({ visible: true })).toHaveCount(4);
});
