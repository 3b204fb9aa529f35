// Links that mean harm, or mean nothing: what is wrong in them is named in words, and the rest of them runs.

import { readFileSync } from "node:fs";
import { faultWords } from "../../www/app/words/format.js";
import { PANELS } from "../../www/app/words/panels.js";
import { parse_link, print_link, schema } from "../../www/pkg/initscope.js";
import "../js/engine.js";
import { follow, MARKUP, NUMBERS, said, seen, steps, unharmed, watch } from "./hostile.js";
import { expect, figures, number, open, rested, test } from "./page.js";

/** @import { FieldError } from "../../www/shared/protocol.js" */

/** @type {{fields: {name: string}[]}} */
const { fields } = schema();
const own = fields.map(({ name }) => name);
/** The keys of the table in docs/links.md. */
const links = readFileSync(new URL("../../docs/links.md", import.meta.url), "utf8");
const keys = links.split("\n").flatMap((line) => [...(/^\| (`.*?`) \|/.exec(line)?.[1].matchAll(/`(\w+)`/g) ?? [])]);
const documented = keys.map(([, key]) => key);

/** What Rust says of a link, natively, as the page has it. @param {string} fragment */
function judged(fragment) {
  const { errors, ...link } = parse_link(fragment, [...PANELS]);
  const told = /** @type {FieldError[]} */ (errors).map((error) => faultWords(error).replaceAll(/[\u2068\u2069]/g, ""));
  return { printed: print_link(link), errors: told };
}

test.beforeEach(({ page }) => watch(page));

test("markup in any field of a link is told as words, and makes no element", async ({ page }) => {
  test.slow();
  expect(documented).toEqual(
    expect.arrayContaining([...own, "v", "step", "sum", "lesson", "focus", "hide", "pin3", "textis"]),
  );
  await open(page);
  const markup = encodeURIComponent(MARKUP);
  for (const key of [...documented, markup]) {
    const [other, value] = key === "seed" ? ["batch", "7"] : ["seed", "7"];
    const link = `#v=1&${key}=${markup}&${other}=${value}`.replace("v=1&v=", "v=");
    await follow(page, link);
    if (key.startsWith("pin")) {
      await expect(page.locator(".chip-name").filter({ hasText: MARKUP }), link).toBeVisible();
      await expect(page.getByRole("alert")).toBeHidden();
    } else {
      await expect(page.getByRole("alert").locator("strong"), link).toHaveText(key === markup ? MARKUP : key);
      const [line, ...more] = await said(page);
      expect(line).toContain(`, got ${key === markup ? `${MARKUP}=` : ""}${MARKUP}`);
      expect([line, ...more]).toEqual(judged(link).errors);
    }
    await expect(page.locator(`#${other}`)).toHaveValue(value);
    await rested(page);
    await steps(page);
    await unharmed(page);
  }
});

test("markup within a pin, an address that is a script, and NULs are told as words too", async ({ page }) => {
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
    await follow(page, /** @type {string} */ (link));
    await expect(page.getByRole("alert").locator("strong"), String(link)).toHaveText(expected);
    await seen(page);
    await rested(page);
    await steps(page);
    await unharmed(page);
    const full = await page.locator("#open-full").evaluate((way) => /** @type {HTMLAnchorElement} */ (way).href);
    expect(full).toContain(`${new URL(page.url()).origin}/`);
  }
});

test("what is no number is refused in every field, and the other fields hold", async ({ page }) => {
  await open(page);
  for (const given of NUMBERS) {
    const link = `#v=1&preset=deep-batchnorm&${own
      .filter((key) => key !== "preset" && key !== "act")
      .map((key) => `${key}=${encodeURIComponent(given)}`)
      .join("&")}&step=${encodeURIComponent(given)}&act=relu`;
    const { printed, errors } = judged(link);
    expect(errors).toHaveLength(17);
    await follow(page, link);
    await expect.poll(() => said(page), link).toEqual(errors);
    await seen(page);
    await expect(page.locator("#act")).toHaveValue("relu");
    await expect(page.locator("#batch")).toHaveValue("32");
    await expect.poll(() => new URL(page.url()).hash).toBe(printed);
    await steps(page);
  }
  // Fractions, exponents and a zero below it are numbers: the least that there are.
  await follow(page, "#v=1&w=std:-0&lr=1e-999&eps=0/5");
  await expect.poll(() => new URL(page.url()).hash).toBe("#v=1&w=std:0&eps=0&lr=0");
  await expect(page.getByRole("alert")).toBeHidden();
});

const MEGABYTE = 1_000_000;
/** What each of a long link's faults is, and how many are told. @type {[what: string, link: string, faults: number][]} */
const LONG = [
  ["a key", `#v=1&${"k".repeat(MEGABYTE)}`, 1],
  ["a value", `#v=1&w=${"9".repeat(MEGABYTE)}`, 1],
  ["a name of a pin", `#v=1&pin1=${"n".repeat(MEGABYTE)};preset=kaiming`, 1],
  ["a text", `#v=1&text=${"A".repeat(MEGABYTE)}`, 1],
  ["markup", `#v=1&focus=${encodeURIComponent(MARKUP).repeat(MEGABYTE / 50)}`, 1],
  ["keys", `#v=1${"&a=1".repeat(MEGABYTE / 4)}`, 32],
  ["a schedule", `#v=1&lr=0.1${",1:1".repeat(MEGABYTE / 4)}`, 1],
];

test("a link of a megabyte is told in a few words, and the rest of it trains", async ({ page }) => {
  test.slow();
  await page.goto("about:blank");
  for (const [i, [what, link, faults]] of LONG.entries()) {
    // Opened with the page, or followed on it.
    if (i === 0) await page.goto(`./${link}`);
    else await follow(page, link);
    await expect.poll(async () => (await said(page))[0], what).toBe(judged(link).errors[0]);
    const lines = await said(page);
    expect(lines, what).toHaveLength(faults);
    for (const line of lines) expect(line.length).toBeLessThan(350);
    for (const [width, height] of [
      [360, 740],
      [1280, 720],
    ]) {
      await page.setViewportSize({ width, height });
      await seen(page);
      await unharmed(page);
    }
    await rested(page);
    await steps(page);
    // The address is the run's again, and short.
    await expect.poll(() => page.url().length).toBeLessThan(200);
  }
});

test("a hostile link that is followed while a run trains takes its place as any link does, and back restores it", async ({
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

  await follow(page, `#v=1&preset=batchnorm&w=${encodeURIComponent(MARKUP)}&batch=1e999&${"x".repeat(MEGABYTE)}=1`);
  await expect(page.getByRole("alert").locator("strong")).toHaveText([`${"x".repeat(60)}…`, "w", "batch"]);
  await rested(page);
  const there = await figures(page);
  await expect.poll(() => new URL(page.url()).hash).toBe("#v=1&preset=batchnorm");
  await page.getByRole("button", { name: "Train" }).click();
  await expect(page.getByRole("alert")).toBeHidden();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);

  await page.goBack();
  await expect(page.locator("#preset")).toHaveValue("kaiming");
  await rested(page);
  await open(page, "#v=1&preset=batchnorm");
  expect(await figures(page)).toEqual(there);
  await unharmed(page);
});
