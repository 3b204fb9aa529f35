// Lessons in links and in the browser's history: how they open, and where they lead back to.

import { card, openLesson, predict, pressButton } from "./lessons.js";
import { expect, number, open, passEntryTime, test, type, waitUntilIdle } from "./page.js";

test("exiting a lesson from its list marks it as seen", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await openLesson(page, "The ladder of fixes");
  await pressButton(page, "Next");
  await pressButton(page, "Exit");
  await expect(card(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Lessons" })).toBeFocused();
  await page.getByRole("button", { name: "Lessons" }).click();
  await expect(page.getByRole("dialog").getByRole("listitem").filter({ hasText: "seen" })).toHaveText(
    /^The ladder of fixes ?2 min ?✓ seen/,
  );
  await expect(page.getByRole("dialog").getByRole("listitem").first()).toHaveText(/^The right first loss ?3 min/);
  await page.keyboard.press("Escape");
  await expect(page.locator("#pane")).toBeVisible();
});

test("a link with a lesson opens it with its network, and exiting removes it from the address", async ({ page }) => {
  await open(page, "#lesson=relu");
  await expect(page.locator("#lesson-title")).toHaveText("Dead ReLUs");
  await expect(page.locator("#lesson-card")).toHaveText("Card 1 of 4");
  await predict(page);
  await expect(page.locator("#act")).toHaveValue("relu");
  await expect(page).toHaveURL(/lesson=relu/);
  await pressButton(page, "Exit");
  await expect(page).not.toHaveURL(/lesson=/);
  await expect(page.locator("#act")).toHaveValue("relu");
});

test("a lesson leads back to the run and the view of before, by Exit and by the browser’s Back", async ({ page }) => {
  await page.clock.install();
  await page.goto("./");
  const [scale, explore] = [page.locator("#explore-out-number"), page.locator("#explore")];
  await expect(scale).toHaveValue("1");
  await passEntryTime(page);
  await page.locator("#explore-train").click();
  await expect(page.locator("#explore-step")).toHaveText(/^step \d\d/);
  // It is paused where it is.
  await page.getByRole("button", { name: /^New here\?/ }).click();
  await expect(page.locator("#lesson-title")).toHaveText("The right first loss");
  await expect(page.locator("#pane")).toBeVisible();
  const [sum, step] = [await page.locator("#checksum").textContent(), await number(page, "step-count")];
  expect(step).toBeGreaterThan(9);
  await predict(page);
  expect(await number(page, "step-count")).toBe(0);
  await pressButton(page, "Exit");
  await expect(explore).toBeVisible();
  await expect(page.locator("#checksum")).toHaveText(sum ?? "");
  await expect(page.locator(".with-lesson, .lit, [data-enlarged]")).toHaveCount(0);
  await expect(page).not.toHaveURL(/lesson=/);
  // What has just been moved is what is restored.
  await passEntryTime(page);
  await type(page, "explore-out-number", "0.3");
  await page.getByRole("button", { name: /^New here\?/ }).click();
  await predict(page);
  await expect(page.locator("#preset-changes")).toBeHidden();
  await page.getByRole("button", { name: "Explore", exact: true }).click();
  await expect(card(page)).toBeHidden();
  await expect(scale).toHaveValue("0.3");
  await passEntryTime(page);
  await type(page, "explore-out-number", "0.4");
  await page.getByRole("button", { name: /^New here\?/ }).click();
  await expect(page).toHaveURL(/lesson=start/);
  await passEntryTime(page);
  await predict(page);
  await expect(page).not.toHaveURL(/0\.4/);
  await page.goBack();
  await expect(card(page)).toBeVisible();
  await page.goBack();
  await expect(card(page)).toBeHidden();
  await expect(explore).toBeVisible();
  await expect(scale).toHaveValue("0.4");
});

test("a link with an unknown lesson lists the known ones and keeps its network", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&lesson=nothing");
  await expect(page.getByRole("alert")).toContainText(`lesson: expected one of start, numb`);
  await expect(page.getByRole("alert")).toContainText("got nothing");
  await expect(card(page)).toBeHidden();
  await expect(page.locator("#preset")).toHaveValue("kaiming");
  await expect(page).not.toHaveURL(/lesson=/);
});

test("a reload within a lesson shows the card of the network, or keeps a changed network", { tag: "@all" }, async ({
  page,
}) => {
  await open(page);
  await openLesson(page, "Scaling by fan-in");
  await pressButton(page, "Next");
  await predict(page);
  await expect(page).toHaveURL(/deep-gain-0\.5.*lesson=fan-in/);
  await page.reload();
  await expect(page.locator("#lesson-card")).toHaveText("Card 2 of 5");
  await pressButton(page, "Settings");
  await type(page, "w-number", "0.7");
  await expect(page).toHaveURL(/w=gain:0\.7.*lesson=fan-in/);
  await page.reload();
  await expect(page.locator("#lesson-card")).toHaveText("Card 1 of 5");
  await expect(page.locator("#w-number")).toHaveValue("0.7");
  await expect(page.locator("#lesson-restore")).toBeVisible();
});

test("Back goes to the card of the previous network, and finally out of the lesson", async ({ page }) => {
  await page.clock.install();
  await open(page, "#v=1&preset=batchnorm");
  await waitUntilIdle(page);
  await openLesson(page, "Scaling by fan-in");
  await passEntryTime(page);
  await pressButton(page, "Next");
  await predict(page);
  await passEntryTime(page);
  await pressButton(page, "Next");
  await predict(page);
  await expect(page).toHaveURL(/deep-gain-3/);
  await page.goBack();
  await expect(page.locator("#preset")).toHaveValue("deep-gain-0.5");
  await expect(page.locator("#lesson-card")).toHaveText("Card 2 of 5");
  await page.goBack();
  await expect(page.locator("#lesson-card")).toHaveText("Card 1 of 5");
  await page.goBack();
  await expect(page.locator("#preset")).toHaveValue("batchnorm");
  await expect(card(page)).toBeHidden();
});

test("Back and Previous work for cards with the same network", { tag: "@all" }, async ({ page }) => {
  await page.clock.install();
  await open(page);
  await openLesson(page, "The right first loss");
  await pressButton(page, "Next");
  await passEntryTime(page);
  await pressButton(page, "Next");
  await predict(page);
  await expect(page).toHaveURL(/output-fixed/);
  await page.goBack();
  await expect(page.locator("#preset")).toHaveValue("naive");
  await expect(page.locator("#lesson-card")).toHaveText("Card 2 of 4");
  await card(page).getByRole("button", { name: "Previous" }).press("Enter");
  await expect(page.locator("#lesson-card")).toHaveText("Card 1 of 4");
  await expect(page.locator("#lesson-next")).toBeFocused();
});

test("a lesson that can't be loaded is reported, and the network stays", { tag: "@all" }, async ({
  page,
  complaints,
}) => {
  await page.route(/\/fan-in-[^/]*\.js$/, (route) => route.abort());
  await open(page, "#v=1&preset=batchnorm&lesson=fan-in");
  await expect(page.getByRole("alert")).toContainText("The lesson could not be loaded");
  await expect(page.locator("#lesson")).toBeHidden();
  await expect(page.locator("#preset")).toHaveValue("batchnorm");
  await waitUntilIdle(page);
  await expect.poll(() => page.url()).not.toContain("lesson=");
  complaints.length = 0;
});
