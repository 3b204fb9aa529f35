// Verdicts: what is wrong with the network, links to the controls, and buttons that fix it.

import { expect, open, test, type, waitUntilIdle } from "./page.js";

test("the naive network has both its verdicts, worst first, with links to their controls", async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  const verdicts = page.getByRole("region", { name: "Verdict" }).getByRole("listitem");
  await expect(verdicts).toHaveText([
    /First loss 22\.3; a uniform guess costs 3\.30?Shrink output weights and biases$/,
    /Layer 1: 70 % saturatedLower hidden weights$/,
  ]);
  await verdicts.first().getByRole("button").first().click();
  await expect(page.getByRole("slider", { name: "Output weights" })).toBeFocused();
  await verdicts.nth(1).getByRole("button").first().press("Enter");
  const hidden = page.getByRole("slider", { name: "Hidden weights" });
  await expect(hidden).toBeFocused();
  // A ring for two seconds, and the recommended values for as long as the control has the focus.
  const group = page.locator("#group-w");
  await expect(group).toHaveClass(/ringed/);
  await expect(group.locator(".zone")).toBeAttached();
  await expect(hidden).toHaveAttribute("aria-valuetext", /^std 1\.00, above the recommended range [\d.]+ to [\d.]+$/);
  await expect(group).not.toHaveClass(/ringed/);
  await type(page, "w-number", "0.2");
  await expect(hidden).toHaveAttribute("aria-valuetext", /in the recommended range/);
  await page.locator("#train").focus();
  await expect(group.locator(".zone")).toHaveCount(0);
  await expect(hidden).toHaveAttribute("aria-valuetext", "std 0.200");
});

test("a button does what a verdict advises, and Undo takes it back", async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  const [output, hidden] = ["out-number", "w-number"].map((id) => page.locator(`#${id}`));
  const fix = page.getByRole("button", { name: "Shrink output weights and biases" });
  const undo = page.locator("#verdict-undo");
  const sum = await page.locator("#checksum").textContent();
  await fix.focus();
  await page.keyboard.press("Enter");
  await expect(output).toHaveValue("0.01");
  await expect(fix).toBeHidden();
  // The focus stays in the line.
  await expect(page.locator("#verdicts button").first()).toBeFocused();
  await undo.click();
  await expect(output).toHaveValue("1");
  await expect(page.locator("#checksum")).toHaveText(sum ?? "");
  await expect(undo).toBeHidden();
  // A run of some steps is set aside, and comes back by replay.
  await type(page, "run-to-step", "20");
  await expect(page.locator("#step-count")).toHaveText("20");
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Lower hidden weights" }).click();
  await expect(hidden).toHaveValue("0.3043");
  await expect(page.locator("#set-aside-said")).toContainText("20");
  await undo.click();
  await expect(hidden).toHaveValue("1");
  await expect(page.locator("#step-count")).toHaveText("20");
  // While it trains, training goes on with either network.
  await page.locator("#train").click();
  await page.getByRole("button", { name: "Lower hidden weights" }).click();
  await expect(hidden).toHaveValue("0.3043");
  await undo.click();
  await expect(hidden).toHaveValue("1");
  await expect(page.locator("#train")).toHaveText("Pause");
});

test("a fixed problem has no verdict", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  const verdicts = page.locator("#verdicts");
  await type(page, "out-number", "0.01");
  await expect(verdicts).not.toContainText("Shrink output weights");
  await expect(verdicts).toContainText("saturated");
  await verdicts.getByRole("listitem").filter({ hasText: "Shrink output biases" }).getByRole("button").first().click();
  await expect(page.locator("#outb")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("zero");
  await page.keyboard.press("Enter");
  await expect(verdicts).not.toContainText("First loss");
  await type(page, "b", "0.01");
  await type(page, "w-number", "0.2");
  await expect(verdicts).toContainText("Healthy");
  await expect(verdicts.getByRole("listitem")).toHaveCount(1);
});

test("the verdict of a deep layer opens that layer", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-3");
  await waitUntilIdle(page);
  const verdict = page.locator("#verdicts button").first();
  await expect(verdict).toHaveText(/^Layer \d: /);
  const layer = /Layer (\d)/.exec((await verdict.textContent()) ?? "")?.[1];
  await verdict.click();
  await expect(page.getByRole("figure", { name: `Saturation, layer ${layer}` })).toBeVisible();
});

test("a NaN loss is reported with its step", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&act=relu&hidden=100x5&w=std:10&out=std:10&lr=100&step=40");
  await waitUntilIdle(page);
  await expect(page.locator("#verdicts li").first()).toHaveText(/NaN since step \d+/);
});

test("running statistics that overflow are reported with their step and marked there", { tag: "@all" }, async ({
  page,
}) => {
  await open(
    page,
    "#v=1&act=relu&norm=batch&w=std:100&out=std:100&b=none&outb=none&eps=1&lr=100&hidden=4&seed=2&step=40",
  );
  await waitUntilIdle(page);
  await expect(page.locator("#loss")).not.toHaveText("NaN");
  const verdict = page.locator("#verdicts li").first();
  await expect(verdict).toHaveText(/Running statistics diverged at step \d+/);
  const step = Number(/step (\d+)/.exec((await verdict.textContent()) ?? "")?.[1]);
  const marks = page.getByRole("group", { name: "Markers on the timeline" });
  await marks.getByRole("button", { name: `First running statistics that are not finite: step ${step}` }).click();
  await expect(page.locator("#step-count")).toHaveText(String(step));
  await expect(verdict).toHaveText(/Running statistics diverged/);
});

test("verdicts are not live regions", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
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
    "set-aside-said",
    "text-unusual",
  ];
  // Announced rarely, and waits for nothing.
  const notice = "new-version-said";
  expect(live.sort()).toEqual(["alert", "status", "wanted-text", notice, ...answers].sort());
});
