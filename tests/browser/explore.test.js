// Explore: what a newcomer finds, does and sees, on a desktop and on a phone.

import { drawFrames, expect, expectNoAxeViolations, open, picture, test, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** Opens the page as a newcomer does, without a link. @param {Page} page */
async function arrive(page) {
  await page.goto("./");
  await expect(page.locator("body.drawn")).toBeVisible();
  await expect(page.locator("#finding-text")).not.toBeEmpty();
}

/** The two scales, as text. @param {Page} page */
const scales = (page) =>
  page.evaluate(() =>
    ["out", "w"].map((key) => {
      const field = /** @type {HTMLInputElement} */ (document.getElementById(`explore-${key}-number`));
      return `${document.getElementById(`explore-${key}-kind`)?.textContent} ${field.value}`;
    }),
  );

/** @param {Page} page @param {string} name */
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** On a phone one picture is shown at a time. @param {Page} page @param {"Loss" | "Hidden neurons"} name */
async function showPicture(page, name) {
  const choice = page.getByRole("group", { name: "Picture" });
  if (await choice.isVisible()) await choice.getByRole("button", { name }).click();
}

test("a newcomer arrives, drags, fixes, trains, looks back and begins lesson 1", { tag: "@engine" }, async ({
  page,
}) => {
  await arrive(page);
  await expect(page.getByRole("heading", { name: "Why deep networks fail to start" })).toBeVisible();
  await expect(page.locator("#finding-text")).toHaveText("First loss 22.3; a uniform guess costs 3.30.");
  await expect(page.locator("#explore-first")).toHaveText("22.3");
  // Dragging a scale redraws the network at once; here by the keyboard.
  await page.getByRole("slider", { name: "Hidden weights" }).press("ArrowLeft");
  expect(await scales(page)).toEqual(["std 1", "std 0.977"]);
  await expect(page.locator("#finding")).toHaveAttribute("data-severity", "bad");
  // The button does what the verdict advises, and Undo takes it back.
  await press(page, "Shrink output weights and biases");
  expect(await scales(page)).toEqual(["std 0.01", "std 0.977"]);
  await expect(page.locator("#explore-first")).toHaveText(/^3\.[23]/);
  await press(page, "Undo");
  expect(await scales(page)).toEqual(["std 1", "std 0.977"]);
  await expect(page.locator("#explore-first")).toHaveText(/^2\d\./);
  // Output biases alone are seen beside their scale, and can be dropped there.
  await expect(page.locator("#output-biases")).toHaveText(/^Output biases: std 1\b/);
  await press(page, "Set to 0");
  await expect(page.locator("#output-biases")).toBeHidden();
  await expect(page.getByRole("button", { name: "Shrink output weights", exact: true })).toBeVisible();
  await press(page, "Undo");
  await expect(page.locator("#output-biases")).toBeVisible();
  await press(page, "Shrink output weights and biases");
  // The next verdict is about the hidden weights; after that the network is healthy.
  await press(page, "Lower hidden weights");
  await expect(page.locator("#finding")).toHaveAttribute("data-severity", "good");
  await expect(page.locator("#finding-text")).toHaveText(/^Healthy: first loss 3\.\d+, at most \d+ % saturated\.$/);
  expect(await scales(page)).toEqual(["std 0.01", "std 0.3043"]);
  // Training draws the curve, then the timeline and invented names.
  await press(page, "Train");
  await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  await expect(page.locator("#explore-step")).toHaveText(/^step \d[\d,]{2,}, loss/);
  await press(page, "Pause");
  await waitUntilIdle(page);
  await showPicture(page, "Loss");
  await expect(page.locator("#explore-curve canvas")).toBeVisible();
  await expect(page.locator("#explore-samples #samples")).not.toBeEmpty();
  // The timeline looks back.
  const timeline = page.locator("#explore-timeline #past");
  await expect(timeline).toBeEnabled();
  await timeline.press("Home");
  await expect(page.locator("#past-said")).toBeVisible();
  await expect(page.locator("#past-step")).toHaveValue("0");
  await expect(page.locator("#explore-step")).toHaveText(/^step 0, loss 3\.\d+$/);
  await page.getByRole("button", { name: /^Back to step \d/ }).click();
  await expect(page.locator("#past-said")).toHaveText("latest");
  await expect(page.locator("#explore-step")).toHaveText(/^step \d[\d,]{2,}, loss/);
  // The first lesson opens in the Lab.
  await press(page, "New here? Lesson 1 · 3 min");
  await expect(page.locator("#lesson-title")).toBeVisible();
  await expect(page.locator("#pane")).toBeVisible();
  await expect(page.locator("#explore")).toBeHidden();
});

test("the run so far is within the window, where its place was, and the run before a change stays beside it", {
  tag: "@desktop",
}, async ({ page }) => {
  await arrive(page);
  const places = () =>
    page
      .locator("#explore > *, #explore-after > *, #explore-curve, #explore-train")
      .evaluateAll((all) => all.map((one) => JSON.stringify(one.getBoundingClientRect())));
  const before = await places();
  await press(page, "Train");
  await expect(page.locator("#explore-step")).toHaveText(/^step \d[\d,]{2,}, loss/);
  await press(page, "Pause");
  await waitUntilIdle(page);
  await expect(page.locator("#explore-samples #samples")).toBeVisible();
  expect(await places()).toEqual(before);
  for (const [width, height] of [
    [1280, 720],
    [1366, 657],
  ]) {
    await page.setViewportSize({ width, height });
    for (const id of ["explore-curve", "timeline", "samples"]) {
      const box = await page.locator(`#${id}`).boundingBox();
      expect(box === null ? Number.NaN : box.y + box.height, `${id} at ${width} × ${height}`).toBeLessThan(height);
    }
  }
  const key = page.locator("#explore-key");
  await expect(key).toBeHidden();
  const beside = async (/** @type {string} */ name) => {
    await expect(key).toContainText(name);
    await expect(page.locator("#explore-curve")).toHaveAccessibleName(
      new RegExp(`; ${name}, [\\d.]+ at step [\\d,]+$`),
    );
  };
  await page.getByRole("slider", { name: "Output weights" }).press("Home");
  await beside("before: output std 1");
  await expect(page.locator("#explore-curve-empty")).toBeHidden();
  await press(page, "Train");
  await expect(page.locator("#explore-step")).toHaveText(/^step \d[\d,]*, loss/);
  await press(page, "Pause");
  await waitUntilIdle(page);
  await beside("before: output std 1");
});

test("Explore has no accessibility violation, healthy, sick and trained", async ({ page }) => {
  // Colors on their way from one to the other have any contrast.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await arrive(page);
  await page.getByRole("button", { name: "why?" }).click();
  await expect(page.locator("#finding-answer")).toBeVisible();
  await expectNoAxeViolations(page);
  await press(page, "BatchNorm");
  await expect(page.locator("#finding")).toHaveAttribute("data-severity", "good");
  await press(page, "Train");
  await expect(page.locator("#explore-step")).toHaveText(/^step \d[\d,]{2,}, loss/);
  await press(page, "Pause");
  await waitUntilIdle(page);
  await showPicture(page, "Hidden neurons");
  await expectNoAxeViolations(page);
});

test("the verdict says why in place, and leads to the lesson with the rest", async ({ page }) => {
  await arrive(page);
  const [why, answer] = [page.getByRole("button", { name: "why?" }), page.locator("#finding-answer")];
  const top = async () => (await page.locator("#scales").boundingBox())?.y;
  const before = await top();
  await why.click();
  await expect(answer).toContainText("the network is sure of one character");
  await expect(why).toHaveAttribute("aria-expanded", "true");
  expect(await top()).toBe(before);
  await page.keyboard.press("Escape");
  await expect(answer).toBeHidden();
  await expect(why).toHaveAttribute("aria-expanded", "false");
  // With another verdict the answer closes, and what was focused in it passes the focus on.
  await why.click();
  await page.locator("#finding-lesson").focus();
  await page.locator("#finding-fix").dispatchEvent("click");
  await expect(answer).toBeHidden();
  await expect(why).toBeFocused();
  await page.locator("#finding-undo").click();
  await expect(page.locator("#finding-text")).toContainText("First loss 22.3");
  await why.click();
  await press(page, "Lesson 1: The right first loss →");
  await expect(page.locator("#lesson-title")).toBeVisible();
});

test("the strip shows a real example, and each part opens its panel in the Lab", { tag: "@desktop" }, async ({
  page,
}) => {
  await arrive(page);
  await expect(page.locator("#strip-letters")).toHaveText(/^\.\.[a-z]$/);
  await expect(page.locator("#strip-guess")).toHaveText(
    /^next: “.” [\d.]+ %(; in this name: “.” [\d.<]+ %|, as in this name)$/,
  );
  await expect(page.locator("#strip-neurons-said")).toHaveText(/^hidden layer, 200 tanh neurons: 7\d\.\d % saturated$/);
  expect((await picture(page.locator("#strip-neurons"))).colors).toBeGreaterThan(5);
  for (const [part, panel] of [
    ["strip-context", "samples-panel"],
    ["strip-embedding", "controls"],
    ["strip-hidden", "drawer"],
    ["strip-output", "loss-panel"],
  ]) {
    await page.locator(`#${part}`).click();
    await expect(page.locator(`#${panel}`)).toBeVisible();
    await expect(page.locator(`#${panel}.lit, .lit #${panel}, #${panel} .lit`)).toHaveCount(1);
    await press(page, "Explore");
    await expect(page.locator("#explore")).toBeVisible();
  }
});

test("a slow step highlights the strip phase by phase", { tag: "@desktop" }, async ({ page }) => {
  await arrive(page);
  await page.locator("#strip-slow").click();
  for (const phase of ["forward", "backward", "update"])
    await expect(page.locator("body")).toHaveAttribute("data-phase", phase);
  await page.locator("#strip-slow").click();
  await waitUntilIdle(page);
  await expect(page.locator("body")).not.toHaveAttribute("data-phase");
});

test("the view is in the link and remembered, and a link to a run opens the Lab", { tag: "@engine" }, async ({
  page,
}) => {
  await arrive(page);
  await expect.poll(() => page.evaluate(() => location.hash)).toBe("#v=1&view=explore");
  await press(page, "Lab");
  await expect(page.locator("#pane")).toBeVisible();
  await expect.poll(() => page.evaluate(() => location.hash)).toBe("#v=1");
  await page.goto("about:blank");
  await page.goto("./");
  await expect(page.locator("#pane")).toBeVisible();
  await expect(page.locator("#loss")).toHaveText("22.305");
  await open(page, "#v=1&view=explore&preset=kaiming");
  await expect(page.locator("#finding-text")).toHaveText(/^Healthy/);
  await open(page, "#v=1&preset=kaiming");
  await expect(page.locator("#explore")).toBeHidden();
});

test("a returning visitor can reopen the last run, which is named, until a run begins", { tag: "@engine" }, async ({
  page,
}) => {
  await arrive(page);
  await expect(page.locator("#explore-resume")).toBeHidden();
  await press(page, "Scaled by fan-in");
  await page.evaluate(() => document.body.focus());
  await press(page, "Train");
  await expect(page.locator("#explore-step")).toHaveText(/^step \d\d+/);
  await press(page, "Pause");
  await waitUntilIdle(page);
  const sum = await page.locator("#checksum").textContent();
  await page.goto("about:blank");
  await page.goto("./");
  const resume = page.locator("#explore-resume");
  await expect(resume).toHaveText(/^Reopen earlier run: Scaled by fan-in, step [\d,]+$/);
  await expect(page.locator("#explore-lesson")).toBeVisible();
  await resume.click();
  await expect(page.locator("#checksum")).toHaveText(sum ?? "");
  await expect(page.locator("#explore")).toBeVisible();
  await expect(resume).toBeHidden();
});

test("five layers are chosen one by one", { tag: "@desktop" }, async ({ page }) => {
  await arrive(page);
  await press(page, "Five layers");
  const layers = page.getByRole("group", { name: "Hidden layer" });
  await expect(layers.getByRole("button")).toHaveCount(5);
  await layers.getByRole("button", { name: "Layer 5" }).click();
  await drawFrames(page);
  await expect(page.locator("#explore-histogram")).toHaveAttribute("aria-label", /^Activations of layer 5/);
});
