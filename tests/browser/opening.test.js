// The page when it opens: the naive network computed, its pictures drawn, nothing too wide.

import { expect, number, open, picture, test, waitUntilIdle } from "./page.js";

test("the page opens with the naive network at step 0: its figures, pictures and their descriptions", {
  tag: "@engine",
}, async ({ page, hasTouch }) => {
  await open(page);
  await waitUntilIdle(page);
  await expect(page.locator("#preset")).toHaveValue("naive");
  expect(await number(page, "step-count")).toBe(0);
  expect(await number(page, "loss")).toBeCloseTo(22.305, 2);
  expect(await number(page, "starting-loss")).toBe(await number(page, "loss"));
  expect(await number(page, "uniform-loss")).toBeCloseTo(Math.log(27), 3);
  await expect(page.locator("#vocabulary")).toHaveText("27");
  await expect(page.locator("#start-verdict")).toHaveText("far above ln V");
  for (const id of ["loss", "starting-loss", "uniform-loss"]) await expect(page.locator(`#${id}`)).toBeInViewport();

  const canvases = page.locator("main canvas:visible");
  // Three of the layer, the map, its key and its curve, two weight gradients; the charts begin with the first step.
  await expect(canvases).toHaveCount(hasTouch ? 6 : 8);
  for (const canvas of await canvases.all()) {
    // The update ratio has only its reference line before the first step.
    await expect.poll(async () => (await picture(canvas)).painted).toBeGreaterThan(0.001);
    expect((await picture(canvas)).colors).toBeGreaterThan(1);
  }

  const activations = page.getByRole("img", { name: /^Activations, layer 1/ });
  await expect(activations).toHaveAccessibleName(/mean 0\.0445, std 0\.925, saturated 70\.1 %, dead 0/);
  await expect(page.getByRole("img", { name: /^Gradients, layer 1: histogram .*mean .*, std 0\.04/ })).toBeVisible();
  await expect(page.locator("#saturation-facts")).toContainText("70.1 % of 32 × 200 activations");

  if (hasTouch) await page.getByRole("tab", { name: "Loss" }).click();
  await expect(page.getByText("Drawn once the network trains.")).toBeVisible();
  await expect(page.getByText("Measured every 10 steps.")).toBeVisible();
  await page.locator("#step").click();
  await expect(page.locator("#loss-empty")).toBeHidden();
  await expect(page.locator("#update-empty")).toBeHidden();
});

test("nothing is wider than the window, and every control is large enough for touch", { tag: "@engine" }, async ({
  page,
  hasTouch,
}) => {
  for (const fragment of [
    "#view=explore",
    "#v=1",
    "#v=1&preset=deep-batchnorm",
    "#v=1&foo=1&hidden=64,48&act=relu&norm=layer&lr=1,9:2",
  ]) {
    await open(page, fragment);
    if (!fragment.includes("explore")) await page.locator("#step").click();
    await waitUntilIdle(page);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond, fragment).toBeLessThanOrEqual(0);
    // The label of a checkbox is part of its target.
    const small = await page
      .locator("button, input, select")
      .filter({ visible: true })
      .evaluateAll(
        (controls, least) =>
          controls
            .filter((control) => {
              const target = control.matches("[type=checkbox]") ? control.closest("label") : control;
              return (target?.getBoundingClientRect().height ?? 0) < least;
            })
            .map(({ id, ariaLabel }) => id || ariaLabel),
        hasTouch ? 44 : 24,
      );
    expect(small, fragment).toEqual([]);
  }
});

test("the content security policy is in force", { tag: "@engine" }, async ({ page, complaints }) => {
  await open(page);
  const directive = await page.evaluate(async () => {
    const violation = new Promise((resolve) =>
      addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), { once: true }),
    );
    document.body.append(Object.assign(document.createElement("style"), { textContent: "body { color: red }" }));
    return violation;
  });
  expect(directive).toMatch(/^style-src/);
  await expect.poll(() => complaints.length).toBeGreaterThan(0);
  complaints.length = 0;
});
