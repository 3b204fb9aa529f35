// Hostile and invalid links: each wrong part is reported as text, and the rest is used.

import { readFileSync } from "node:fs";
import { faultWords } from "../../www/app/words/format.js";
import { PANELS } from "../../www/app/words/panels.js";
import { parse_link, print_link, schema } from "../../www/pkg/initscope.js";
import "../js/engine.js";
import {
  alertLines,
  expectAlertVisible,
  expectNoInjection,
  followLink,
  MARKUP,
  NUMBERS,
  takeStep,
  watchForInjection,
} from "./hostile.js";
import { expect, figures, number, open, test, waitUntilIdle } from "./page.js";

/** @import { FieldError } from "../../www/shared/protocol.js" */

/** @type {{fields: {name: string}[]}} */
const { fields } = schema();
const own = fields.map(({ name }) => name);
/** The keys of the table in docs/links.md. */
const links = readFileSync(new URL("../../docs/links.md", import.meta.url), "utf8");
const keys = links.split("\n").flatMap((line) => [...(/^\| (`.*?`) \|/.exec(line)?.[1].matchAll(/`(\w+)`/g) ?? [])]);
const documented = keys.map(([, key]) => key);

/** The canonical link and the error lines that Rust gives for a link. @param {string} fragment */
function parsed(fragment) {
  const { errors, ...link } = parse_link(fragment, [...PANELS]);
  const lines = /** @type {FieldError[]} */ (errors).map((error) =>
    faultWords(error).replaceAll(/[\u2068\u2069]/g, ""),
  );
  return { printed: print_link(link), errors: lines };
}

test.beforeEach(({ page }) => watchForInjection(page));

test("markup in any field of a link is shown as text and makes no element", { tag: "@all" }, async ({ page }) => {
  test.slow();
  expect(documented).toEqual(
    expect.arrayContaining([...own, "v", "step", "sum", "lesson", "focus", "hide", "pin3", "textis"]),
  );
  await open(page);
  const markup = encodeURIComponent(MARKUP);
  for (const key of [...documented, markup]) {
    const [other, value] = key === "seed" ? ["batch", "7"] : ["seed", "7"];
    const link = `#v=1&${key}=${markup}&${other}=${value}`.replace("v=1&v=", "v=");
    await followLink(page, link);
    if (key.startsWith("pin")) {
      await expect(page.locator(".chip-name").filter({ hasText: MARKUP }), link).toBeVisible();
      await expect(page.getByRole("alert")).toBeHidden();
    } else {
      await expect(page.getByRole("alert").locator("strong"), link).toHaveText(key === markup ? MARKUP : key);
      const [line, ...more] = await alertLines(page);
      expect(line).toContain(`, got ${key === markup ? `${MARKUP}=` : ""}${MARKUP}`);
      expect([line, ...more]).toEqual(parsed(link).errors);
    }
    await expect(page.locator(`#${other}`)).toHaveValue(value);
    await waitUntilIdle(page);
    await takeStep(page);
    await expectNoInjection(page);
  }
});

test("markup in a pin, a script address and NULs in a link are shown as text", async ({ page }) => {
  await open(page);
  const markup = encodeURIComponent(MARKUP);
  for (const [link, expected] of [
    [`#v=1&pin1=a;preset=${markup};${encodeURIComponent(markup)}=1;w`, [`pin1 ${MARKUP}`, "pin1 w", "pin1 preset"]],
    [
      "#v=1&focus=javascript:alert(1)&lesson=javascript:alert(1)&javascript:alert(1)=1",
      ["javascript:alert(1)", "lesson", "focus"],
    ],
    ["#v=1&embed=1&focus=javascript:alert(1)", ["focus"]],
    ["#v=1&batch=3%00&%00=%00&pin1=%00", ["\ufffd", "batch", "pin1 name"]],
    ["#v=1&seed=%E2%80%AEevil%E2%81%A9", ["seed"]],
    ["#v=1&w=%F0%9F%98%80&out=%ED%A0%80&lr=%ff", ["w", "out", "lr"]],
    ["#%", ["%"]],
    ["#=&==&&&=", ["link", "link", "link"]],
  ]) {
    await followLink(page, /** @type {string} */ (link));
    await expect(page.getByRole("alert").locator("strong"), String(link)).toHaveText(expected);
    await expectAlertVisible(page);
    await waitUntilIdle(page);
    await takeStep(page);
    await expectNoInjection(page);
    const full = await page.locator("#open-full").evaluate((way) => /** @type {HTMLAnchorElement} */ (way).href);
    expect(full).toContain(`${new URL(page.url()).origin}/`);
  }
});

test("an invalid number is rejected in every field of a link, and the other fields are used", { tag: "@all" }, async ({
  page,
}) => {
  await open(page);
  for (const given of NUMBERS) {
    const link = `#v=1&preset=deep-batchnorm&${own
      .filter((key) => key !== "preset" && key !== "act")
      .map((key) => `${key}=${encodeURIComponent(given)}`)
      .join("&")}&step=${encodeURIComponent(given)}&act=relu`;
    const { printed, errors } = parsed(link);
    expect(errors).toHaveLength(17);
    await followLink(page, link);
    await expect.poll(() => alertLines(page), link).toEqual(errors);
    await expectAlertVisible(page);
    await expect(page.locator("#act")).toHaveValue("relu");
    await expect(page.locator("#batch")).toHaveValue("32");
    await expect.poll(() => new URL(page.url()).hash).toBe(printed);
    await takeStep(page);
  }
  // Fractions, exponents and −0 are numbers.
  await followLink(page, "#v=1&w=std:-0&lr=1e-999&eps=0/5");
  await expect.poll(() => new URL(page.url()).hash).toBe("#v=1&w=std:0&eps=0&lr=0");
  await expect(page.getByRole("alert")).toBeHidden();
});

const MEGABYTE = 1_000_000;
/** Long links, and how many errors each has. @type {[what: string, link: string, faults: number][]} */
const LONG = [
  ["a key", `#v=1&${"k".repeat(MEGABYTE)}`, 1],
  ["a value", `#v=1&w=${"9".repeat(MEGABYTE)}`, 1],
  ["a name of a pin", `#v=1&pin1=${"n".repeat(MEGABYTE)};preset=kaiming`, 1],
  ["a text", `#v=1&text=${"A".repeat(MEGABYTE)}`, 1],
  ["markup", `#v=1&focus=${encodeURIComponent(MARKUP).repeat(MEGABYTE / 50)}`, 1],
  ["keys", `#v=1${"&a=1".repeat(MEGABYTE / 4)}`, 32],
  ["a schedule", `#v=1&lr=0.1${",1:1".repeat(MEGABYTE / 4)}`, 1],
];

test("a link of a megabyte is reported in a short message, and the rest of it trains", { tag: "@all" }, async ({
  page,
}) => {
  test.slow();
  await page.goto("about:blank");
  for (const [i, [what, link, faults]] of LONG.entries()) {
    // Opened with the page, or followed on it.
    if (i === 0) await page.goto(`./${link}`);
    else await followLink(page, link);
    await expect.poll(async () => (await alertLines(page))[0], what).toBe(parsed(link).errors[0]);
    const lines = await alertLines(page);
    expect(lines, what).toHaveLength(faults);
    for (const line of lines) expect(line.length).toBeLessThan(350);
    for (const [width, height] of [
      [360, 740],
      [1280, 720],
    ]) {
      await page.setViewportSize({ width, height });
      await expectAlertVisible(page);
      await expectNoInjection(page);
    }
    await waitUntilIdle(page);
    await takeStep(page);
    // The address is the run's link, and short.
    await expect.poll(() => page.url().length).toBeLessThan(200);
  }
});

test("a hostile link followed during training replaces the run, and Back restores it", { tag: "@all" }, async ({
  page,
}) => {
  await open(page, "#v=1&preset=kaiming&seed=5");
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await page.getByRole("button", { name: "Pause" }).click();
  const before = await figures(page);
  await expect.poll(() => page.url()).toContain("&sum=");
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(Number(before[1]?.replace(",", "")));

  await followLink(page, `#v=1&preset=batchnorm&w=${encodeURIComponent(MARKUP)}&batch=1e999&${"x".repeat(MEGABYTE)}=1`);
  await expect(page.getByRole("alert").locator("strong")).toHaveText([`${"x".repeat(60)}…`, "w", "batch"]);
  await waitUntilIdle(page);
  const there = await figures(page);
  await expect.poll(() => new URL(page.url()).hash).toBe("#v=1&preset=batchnorm");
  await page.getByRole("button", { name: "Train" }).click();
  await expect(page.getByRole("alert")).toBeHidden();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);

  await page.goBack();
  await expect(page.locator("#preset")).toHaveValue("kaiming");
  await waitUntilIdle(page);
  await open(page, "#v=1&preset=batchnorm");
  expect(await figures(page)).toEqual(there);
  await expectNoInjection(page);
});
