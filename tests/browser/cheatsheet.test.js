// The cheat sheet: accessible, without a script, and with links that open.

import { LESSONS } from "../../www/lessons/index.js";
import { expect, expectNoAxeViolations, open, test } from "./page.js";

test("axe finds no violations on the cheat sheet, which fits a narrow screen", async ({ page }) => {
  await page.goto("./cheatsheet.html");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("script")).toHaveCount(0);
  await expectNoAxeViolations(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoAxeViolations(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test("every link of the cheat sheet opens without an alert", { tag: "@all" }, async ({ page }) => {
  test.slow();
  await page.goto("./cheatsheet.html");
  const links = await page.locator("main a").evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  const states = new Set(links.filter((link) => link.startsWith("./#v=1&")));
  expect(states.size).toBeGreaterThan(15);
  for (const link of states) {
    await open(page, link.slice(2));
    await expect(page.getByRole("alert"), link).toBeHidden();
  }
  const others = new Set(links.filter((link) => !states.has(link)));
  expect(others.size).toBe(LESSONS.length);
  for (const link of others) {
    await open(page, link.slice(2));
    await expect(page.getByRole("complementary", { name: "Lesson" }), link).toBeVisible();
    await expect(page.getByRole("alert"), link).toBeHidden();
  }
});

test("the list of lessons links to the cheat sheet, which links back to the page", { tag: "@all" }, async ({
  page,
}) => {
  await open(page);
  await page.getByRole("button", { name: "Lessons" }).click();
  await page.getByRole("link", { name: "cheat sheet" }).click();
  await expect(page).toHaveTitle("initscope: cheat sheet");
  await page.getByRole("link", { name: "initscope", exact: true }).click();
  await expect(page.locator("#loss")).not.toHaveText("–");
});
