// The About dialog: what it shows, when its code is loaded, and its keyboard.

import { readFileSync } from "node:fs";
import { build } from "../../vite/version.js";
import { expect, expectNoAxeViolations, open, test, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

/** The author of uplot, whose license is shown. */
const HOLDER = "Leon Sorokin";

/** @param {string} name */
const built = (name) => readFileSync(new URL(`../../dist/${name}`, import.meta.url), "utf8");
/** @param {Page} page */
const about = (page) => page.getByRole("dialog", { name: "About initscope" });

test("the About dialog shows version, licenses, privacy and the license text of each dependency", async ({ page }) => {
  /** @type {string[]} */
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await open(page);
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Help" }).click();
  const before = requests.length;
  const scripts = requests.filter((url) => url.endsWith(".js")).map((url) => new URL(url).pathname.slice(1));
  expect(scripts.length).toBeGreaterThan(1);
  for (const script of scripts) expect(built(script).includes(HOLDER), script).toBe(false);
  await page.getByRole("button", { name: "About initscope…" }).click();
  await expect(about(page)).toBeVisible();
  for (const text of [
    `Version ${version}, build ${build()}.`,
    "MIT license",
    "Andrej Karpathy",
    "public domain",
    "no cookie",
    "Runs…",
  ]) {
    await expect(about(page)).toContainText(text);
  }
  await expect(about(page).getByRole("heading", { level: 3 })).toHaveText([
    "Privacy",
    "Licenses",
    "JavaScript",
    "Rust, compiled to WebAssembly",
  ]);
  const terms = about(page).locator("details", { hasText: "uplot" });
  await expect(terms.getByText("Permission is hereby granted")).toBeHidden();
  await terms.getByText("uplot", { exact: true }).click();
  await expect(terms.getByText("Permission is hereby granted")).toBeVisible();
  await expect(terms.locator("pre")).toContainText(HOLDER);
  // Reopened, it is not built twice.
  await about(page).getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "About initscope…" }).click();
  await expect(about(page).getByRole("heading", { level: 2 })).toHaveCount(1);
  expect(requests.slice(before)).toEqual([expect.stringMatching(/\/assets\/dialog-[\w-]+\.js$/)]);
});

test("the About dialog opens, unfolds a license and closes by keyboard", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await page.keyboard.press("?");
  const opener = page.getByRole("button", { name: "About initscope…" });
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(about(page)).toBeVisible();
  await expect(about(page).getByRole("button", { name: "Close" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(about(page).locator("summary").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(about(page).getByText("The initscope developers")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(about(page)).toBeHidden();
  await expect(opener).toBeFocused();
  await expect(page.getByRole("dialog", { name: "What you are looking at" })).toBeVisible();
});

test("the help reports that the About dialog could not be loaded", { tag: "@all" }, async ({ page, complaints }) => {
  await open(page);
  await page.route(/\/dialog-[\w-]+\.js$/, (route) => route.fulfill({ status: 404 }));
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("button", { name: "About initscope…" }).click();
  await expect(page.locator("#about-said")).toContainText("could not be loaded: ");
  await expect(about(page)).toBeHidden();
  complaints.length = 0;
});

test("axe finds no violations in the About dialog, which fits a narrow screen", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("button", { name: "About initscope…" }).click();
  await expect(about(page)).toBeVisible();
  await expectNoAxeViolations(page);
  await about(page).locator("summary").filter({ hasText: "unicode-ident" }).click();
  await expectNoAxeViolations(page);
  await page.setViewportSize({ width: 320, height: 600 });
  expect(await about(page).evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBeLessThanOrEqual(0);
});
