// Number fields and sliders: parsed as in links, rejected by name, and applied before the next action.

import { expect, figures, number, open, openFold, test, type, waitUntilIdle } from "./page.js";

/** What a scale and a rate can be. */
const A_NUMBER = "a number from 0 to 100, such as 0.2, 5/3 or √2";

test("fractions, roots and a decimal comma are accepted in number fields", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  const before = await figures(page);
  await type(page, "w-number", "2");
  await expect(page.locator("#w-hint")).toHaveText("W1: std 2 / √30 = 0.365");
  await type(page, "w-number", " 5/3 ");
  await expect(page.locator("#w-hint")).toHaveText("W1: std 5/3 / √30 = 0.304");
  await expect(page.locator("#w-number")).toHaveValue("1.667");
  await expect(page.locator("#preset-changes")).toBeHidden();
  expect(await figures(page)).toEqual(before);
  await type(page, "lr-number", "1/4");
  await expect(page.locator("#lr-number")).toHaveValue("0.25");
  await type(page, "lr-number", "0,2");
  await expect(page.locator("#lr-number")).toHaveValue("0.2");
  for (const root of ["√2", "sqrt(2)"]) {
    await type(page, "w-number", root);
    await expect.poll(() => page.url()).toContain("w=gain:1.4142135623730951&");
    await type(page, "w-number", "1");
    await expect.poll(() => page.url()).toContain("w=gain:1&");
  }
  await type(page, "b", "√2/2");
  await expect.poll(() => page.url()).toContain("b=std:0.7071067811865476");
  // A list of widths is none.
  await type(page, "width", "64,48");
  await expect.poll(() => page.url()).toContain("hidden=64,48");
});

test("an invalid number is rejected by name, and the old value stays in force", async ({ page }) => {
  await open(page);
  const before = await figures(page);
  const alert = page.getByRole("alert");
  for (const [id, text, message] of [
    ["w-number", "1,000", `Hidden weights must be ${A_NUMBER}; you typed “1,000”.`],
    ["out-number", "1/0", `Output weights must be ${A_NUMBER}; you typed “1/0”.`],
    ["out-number", "2%35&seed=1", `Output weights must be ${A_NUMBER}; you typed “2%35&seed=1”.`],
    ["lr-number", "0.1,5:1", `Learning rate must be ${A_NUMBER}; you typed “0.1,5:1”.`],
    ["lr-number", "", `Learning rate must be ${A_NUMBER}; it is empty.`],
    ["batch", "-3", "Batch size must be a whole number from 1 to 256; you typed “-3”."],
    ["batch", "1.5", "Batch size must be a whole number from 1 to 256; you typed “1.5”."],
    ["seed", "-1", "Seed must be a whole number from 0 to 4294967295; you typed “-1”."],
    ["seed", "99999999999", "Seed must be a whole number from 0 to 4294967295; you typed “99999999999”."],
  ]) {
    const field = page.locator(`#${id}`);
    const old = await field.inputValue();
    await field.press("ControlOrMeta+a");
    await (text === "" ? field.press("Delete") : page.keyboard.type(text));
    await page.keyboard.press("Enter");
    await expect(alert).toHaveText([message]);
    await page.keyboard.press("Escape");
    await expect(field).toHaveValue(old);
    await expect(alert).toHaveCount(0);
  }
  expect(await figures(page)).toEqual(before);
});

test("the message about a rejected learning rate disappears with the next valid one and with Reset", {
  tag: "@all",
}, async ({ page }) => {
  await open(page);
  const alert = page.getByRole("alert");
  for (const correct of [() => type(page, "lr-number", "0.2"), () => page.locator("#reset").click()]) {
    await type(page, "lr-number", "1000");
    await expect(alert).toContainText("Learning rate must be");
    await correct();
    await expect(alert).toHaveCount(0);
  }
});

test("a learning rate typed or being dragged applies to the next step", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&lr=2&step=1");
  await waitUntilIdle(page);
  const expected = (await figures(page))[0];
  for (const how of ["change", "input"]) {
    await open(page, "#v=1&preset=kaiming");
    await waitUntilIdle(page);
    await page.evaluate((how) => {
      const [number, slider] = ["lr-number", "lr"].map(
        (id) => /** @type {HTMLInputElement} */ (document.getElementById(id)),
      );
      if (how === "change") number.value = "2";
      else slider.value = "331";
      (how === "change" ? number : slider).dispatchEvent(new Event(how, { bubbles: true }));
      document.getElementById("step")?.click();
    }, how);
    await expect(page.locator("#lr-number")).toHaveValue("2");
    await expect(page.locator("#step-count")).toHaveText("1");
    await waitUntilIdle(page);
    expect((await figures(page))[0], how).toBe(expected);
  }
});

test("a learning rate being dragged is kept by Reset and by another setting", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  const drag = (/** @type {"reset" | "norm"} */ then) =>
    page.evaluate((then) => {
      const slider = /** @type {HTMLInputElement} */ (document.getElementById("lr"));
      slider.value = String(slider.valueAsNumber + 30);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      const other = document.getElementById(then);
      if (other instanceof HTMLSelectElement) {
        other.value = "batch";
        other.dispatchEvent(new Event("change"));
      } else other?.click();
    }, then);
  await drag("reset");
  await waitUntilIdle(page);
  const rate = await page.locator("#lr-number").inputValue();
  expect(Number(rate)).toBeGreaterThan(0.15);
  await expect.poll(() => page.url()).toContain(`lr=${rate}`);
  await drag("norm");
  await waitUntilIdle(page);
  await expect.poll(() => page.url()).toMatch(/norm=batch.*&lr=0\.[34]/);
});

test("dragging the learning rate during training is one change", { tag: "@all" }, async ({ page }) => {
  await page.clock.install();
  await open(page);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(10);
  // The page's clock goes from frame to frame, so that the drag has no pauses on a slow machine.
  await page.clock.pauseAt(Date.now() + 1000);
  for (let position = 200; position < 230; position += 3) {
    await page.locator("#lr").evaluate((slider, position) => {
      /** @type {HTMLInputElement} */ (slider).value = String(position);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }, position);
    await page.clock.runFor(20);
  }
  await page.locator("#lr").dispatchEvent("change");
  await page.clock.resume();
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  await expect.poll(() => page.url()).toMatch(/lr=0\.1,\d+:[\d.]+,100000:0\.01&step=/);
});

for (const field of ["lr", "lr-number"]) {
  const tag = field === "lr" ? [] : "@all";
  test(`a held arrow key is one change of the learning rate, set on release: ${field}`, { tag }, async ({ page }) => {
    await page.clock.install();
    await open(page);
    await page.getByRole("button", { name: "Train" }).click();
    await expect.poll(() => number(page, "step-count")).toBeGreaterThan(10);
    await page.locator(`#${field}`).focus();
    await page.keyboard.down("ArrowUp");
    await expect(page.locator("#lr-number")).not.toHaveValue("0.1");
    // The delay before a keyboard repeats.
    await page.clock.fastForward(500);
    for (let repeats = 0; repeats < 12; repeats += 1) await page.keyboard.down("ArrowUp");
    await page.keyboard.up("ArrowUp");
    await page.getByRole("button", { name: "Pause" }).click();
    await waitUntilIdle(page);
    await expect.poll(() => page.url()).toMatch(/lr=0\.1,\d+:[\d.]+,100000:0\.01&step=/);
  });
}

for (const where of ["on its slider", "elsewhere"]) {
  test(`an arrow key released ${where} sets the learning rate`, { tag: "@all" }, async ({ page }) => {
    await open(page);
    await waitUntilIdle(page);
    await page.locator("#lr").focus();
    await page.keyboard.down("ArrowUp");
    await expect(page.locator("#lr-number")).not.toHaveValue("0.1");
    expect(page.url()).not.toContain("lr=");
    if (where === "elsewhere") await page.locator("#train").focus();
    else await page.keyboard.up("ArrowUp");
    await expect.poll(() => page.url()).toMatch(/lr=0\.10[^&]*,100000:0\.01/);
  });
}

test("later learning rates are planned without a restart, written to the link and replayed", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&step=20");
  await waitUntilIdle(page);
  const sum = await page.locator("#checksum").textContent();
  await openFold(page, "fold-training");
  await type(page, "plan", "30:0.5, 40:0.01");
  await expect.poll(() => page.url()).toContain("lr=0.1,30:0.5,40:0.01");
  await expect(page.locator("#step-count")).toHaveText("20");
  await expect(page.locator("#checksum")).toHaveText(sum ?? "");
  await page.locator("#run-to-step").fill("50");
  await page.getByRole("button", { name: "Run to" }).click();
  await expect(page.locator("#status")).toHaveText("At step 50.");
  await expect(page.locator("#lr-number")).toHaveValue("0.01");
  await expect(page.locator("#plan")).toHaveValue("");
  await expect(page.locator("#lr-hint")).toHaveText("Initially 0.1; 0.5 from step 30, 0.01 from step 40.");
  await waitUntilIdle(page);
  await expect.poll(() => page.url()).toMatch(/step=50&sum=/);
  await page.reload();
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 50,");
});

test("an invalid plan of learning rates is rejected by name, and the old one stays", { tag: "@all" }, async ({
  page,
}) => {
  await open(page, "#v=1&preset=kaiming&step=20");
  await waitUntilIdle(page);
  await openFold(page, "fold-training");
  for (const text of ["10:0.5", "x", "30:1000", "40:0.1,30:0.1", "30", "20:0.1"]) {
    await type(page, "plan", text);
    await expect(page.getByRole("alert"), text).toContainText("Later rates must be changes after step 20");
    await page.keyboard.press("Escape");
    await expect(page.locator("#plan"), text).toHaveValue("100000:0.01");
  }
  await page.locator("#plan").fill("");
  await page.locator("#plan").press("Enter");
  await expect.poll(() => page.url()).toMatch(/lr=0\.1&step=20/);
});

test("a half-typed value is kept when a new network arrives", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  for (const id of ["w-number", "width"]) {
    await page.locator(`#${id}`).press("ControlOrMeta+a");
    await page.keyboard.type("3");
    await page.evaluate(() => document.getElementById("new-seed")?.click());
    await waitUntilIdle(page);
    await expect(page.locator(`#${id}`)).toHaveValue("3");
    await page.keyboard.type("2");
    await page.keyboard.press("Enter");
    await expect(page.locator(`#${id}`)).toHaveValue("32");
  }
  await expect.poll(() => page.url()).toMatch(/hidden=32&w=std:32/);
});
