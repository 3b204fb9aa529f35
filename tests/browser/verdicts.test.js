// The verdict line: what is wrong and what mends it, with the way to the control.

import { expect, open, rested, test, type } from "./page.js";

test("the naive network is told both its faults, worst first, and the way to the output scale", async ({ page }) => {
  await open(page);
  await rested(page);
  const verdicts = page.getByRole("region", { name: "Verdict" }).getByRole("listitem");
  await expect(verdicts).toHaveText([
    /Starts at 22\.3, guessing costs 3\.30?: shrink the output weights/,
    /Layer 1: 70 % saturated.*: lower the hidden scale/,
  ]);
  await verdicts.first().getByRole("button").click();
  await expect(page.getByRole("slider", { name: "Output weight scale" })).toBeFocused();
  await verdicts.nth(1).getByRole("button").press("Enter");
  await expect(page.getByRole("slider", { name: "Hidden weight scale" })).toBeFocused();
});

test("what is mended is no longer said", async ({ page }) => {
  await open(page);
  await rested(page);
  const verdicts = page.locator("#verdicts");
  await type(page, "out-number", "0.01");
  await expect(verdicts).not.toContainText("shrink the output weights");
  await expect(verdicts).toContainText("saturated");
  await page.getByRole("button", { name: "shrink the output biases" }).click();
  await expect(page.locator("#outb")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("zero");
  await page.keyboard.press("Enter");
  await expect(verdicts).not.toContainText("Starts at");
  await type(page, "b", "0.01");
  await type(page, "w-number", "0.2");
  await expect(verdicts).toContainText("Healthy");
  await expect(verdicts.getByRole("listitem")).toHaveCount(1);
});

test("the verdict of a deep layer opens that layer", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-3");
  await rested(page);
  const told = page.locator("#verdicts button").first();
  await expect(told).toHaveText(/^Layer \d: /);
  const layer = /Layer (\d)/.exec((await told.textContent()) ?? "")?.[1];
  await told.click();
  await expect(page.getByRole("figure", { name: `Saturation, layer ${layer}` })).toBeVisible();
});

test("a loss that is no number is told with its step", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&act=relu&hidden=100x5&w=std:10&out=std:10&lr=100&step=40");
  await rested(page);
  await expect(page.locator("#verdicts li").first()).toHaveText(/not a number since step \d+: Reset, then/);
});

test("statistics that overflow under a finite loss are told with their step, and marked there", {
  tag: "@all",
}, async ({ page }) => {
  await open(
    page,
    "#v=1&act=relu&norm=batch&w=std:100&out=std:100&b=none&outb=none&eps=1&lr=100&hidden=4&seed=2&step=40",
  );
  await rested(page);
  await expect(page.locator("#loss")).not.toHaveText("NaN");
  const told = page.locator("#verdicts li").first();
  await expect(told).toHaveText(/Running statistics diverged at step \d+: Reset, then lower the learning rate$/);
  const step = Number(/step (\d+)/.exec((await told.textContent()) ?? "")?.[1]);
  const marks = page.getByRole("group", { name: "Markers on the timeline" });
  await marks.getByRole("button", { name: `First running statistics that are not finite: step ${step}` }).click();
  await expect(page.locator("#step-count")).toHaveText(String(step));
  await expect(told).toHaveText(/Running statistics diverged/);
});

test("verdicts are no live region: what speaks answers a person", async ({ page }) => {
  await open(page);
  await rested(page);
  const live = await page
    .locator("[aria-live]:not([aria-live=off]), [role=status], [role=alert]")
    .evaluateAll((all) => all.map(({ id }) => id));
  const answers = [
    "evaluation",
    "survey-result",
    "ways-facts",
    "lesson-text",
    "lesson-outcome",
    "share-said",
    "fork-alert",
    "runs-trouble",
    "about-said",
  ];
  // Once in a while, and waits for nothing.
  const news = "new-version-said";
  expect(live.sort()).toEqual(["alert", "status", "wanted-text", news, ...answers].sort());
});
