// The cheat sheet: accessible, complete without a script, with links that open, and with their addresses on paper.

import jsqr from "jsqr";
import { LESSONS } from "../../www/lessons/index.js";
import { expect, expectNoAxeViolations, open, test } from "./page.js";

test("axe finds no violations on the cheat sheet, which fits a narrow screen", async ({ page }) => {
  await page.goto("./cheatsheet.html");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectNoAxeViolations(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoAxeViolations(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test("on paper, links have their addresses, and a QR code has the page's; it is one sheet", async ({
  page,
  browserName,
}) => {
  await page.goto("./cheatsheet.html");
  await expect(page.locator("body")).toHaveClass("addressed");
  const code = page.getByRole("img", { name: "QR code of the page" });
  await expect(code).toBeHidden();
  await page.evaluate(() => {
    window.print = () => document.body.classList.add("printed");
  });
  await page.getByRole("button", { name: "Print" }).click();
  await expect(page.locator("body")).toHaveClass("addressed printed");
  await page.emulateMedia({ media: "print" });
  await expect(code).toBeVisible();
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
  const base = new URL("./", page.url()).href;
  await expect(page.locator("header")).toContainText(base);
  const pixels = await code.evaluate((element) => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (element);
    // Enlarged, for the reader.
    const copy = Object.assign(document.createElement("canvas"), { width: 4 * width, height: 4 * height });
    const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext("2d"));
    context.imageSmoothingEnabled = false;
    context.drawImage(/** @type {HTMLCanvasElement} */ (element), 0, 0, copy.width, copy.height);
    return {
      ...{ width: copy.width, height: copy.height },
      data: [...context.getImageData(0, 0, copy.width, copy.height).data],
    };
  });
  // Published as CommonJS: the function is the default of its default.
  const read = /** @type {{default: typeof jsqr}} */ (/** @type {unknown} */ (jsqr)).default ?? jsqr;
  expect(read(Uint8ClampedArray.from(pixels.data), pixels.width, pixels.height)?.data).toBe(base);
  const written = await page
    .locator("main a")
    .evaluateAll((links) =>
      links.map((link) => [link.getAttribute("href"), getComputedStyle(link, "::after").content]),
    );
  expect(written.length).toBeGreaterThan(25);
  for (const [href, content] of written) expect(content).toContain((href ?? "").slice(2));
  await expect(page.locator("tbody tr .sign")).toHaveCount(10);
  if (browserName === "chromium") {
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  }
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
