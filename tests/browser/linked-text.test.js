// Texts in links: a short one is part of the link, a longer one is asked for, and no run is replayed with another.

import { drop, expect, figures, keepWorker, open, openShare, passEntryTime, test, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

const lines = Array.from({ length: 60 }, (_, i) => "abcdefg".slice(i % 4, 3 + (i % 5)) || "gab");
const short = [...new TextEncoder().encode(lines.join("\r\n"))];
/** Too long for a link. */
const long = [
  ...new TextEncoder().encode(
    Array.from({ length: 4000 }, (_, i) => ((i * 7_368_787) % 100_003).toString(36)).join("\n"),
  ),
];
const other = [...new TextEncoder().encode(`${lines.join("\n")}\nx`)];

/** Drops a text and takes two steps with it. @param {Page} page @param {string} name @param {number[]} text */
async function trainOn(page, name, text) {
  await drop(page, name, text);
  await expect(page.locator("#text-facts")).toContainText(name);
  for (const step of ["1", "2"]) {
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect(page.locator("#step-count")).toHaveText(step);
  }
  await expect.poll(() => page.url()).toMatch(/&text(is)?=[\w:-]+&step=2&sum=[0-9a-f]{16}$/);
  return new URL(page.url()).hash;
}

/** Records every size of vocabulary that the page shows from its start on. @param {Page} page */
const recordVocabularies = (page) =>
  page.addInitScript(() => {
    /** @type {string[]} */
    const vocabularies = [];
    Object.assign(window, { vocabularies });
    addEventListener("DOMContentLoaded", () => {
      const vocabulary = document.getElementById("vocabulary");
      if (vocabulary === null) return;
      new MutationObserver(() => vocabularies.push(vocabulary.textContent ?? "")).observe(vocabulary, {
        childList: true,
      });
    });
  });
const vocabulariesOf = (/** @type {Page} */ page) =>
  page.evaluate(() => /** @type {{vocabularies: string[]}} */ (/** @type {unknown} */ (window)).vocabularies);

test("a short text is part of the link, which replays exactly without showing another text", {
  tag: "@engine",
}, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hidden=30");
  const hash = await trainOn(page, "letters.txt", short);
  expect(hash).toMatch(/^#v=1&preset=kaiming&hidden=30&text=[\w-]+&step=2/);
  const before = await figures(page);
  await recordVocabularies(page);
  await open(page, hash);
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 2,");
  expect(await figures(page)).toEqual(before);
  expect(await vocabulariesOf(page)).toEqual(["8"]);
  await expect(page.locator("#text-facts")).toContainText("The link's text: 60 lines, 7 distinct characters");
  await page.reload();
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 2,");
  expect(await figures(page)).toEqual(before);

  // Sharing it gives the same link.
  const dialog = await openShare(page);
  await expect(dialog.getByRole("textbox", { name: "Link" })).toHaveValue(new RegExp(`${hash}$`));
  await expect(dialog).toContainText("is part of the link.");
});

test("a link with a longer text asks for the file, rejects another, and replays with the right one", async ({
  page,
}) => {
  await page.clock.install();
  await open(page, "#v=1&preset=kaiming&hidden=30");
  const hash = await trainOn(page, "codes.txt", long);
  expect(hash).toMatch(new RegExp(`&textis=[0-9a-f]{16}:${long.length}&step=2`));
  const before = await figures(page);

  await open(page, hash);
  const asked = page.getByRole("region", { name: "This link needs its text file" });
  const size = long.length.toLocaleString("en");
  await expect(asked).toContainText(
    `made with a text file of ${size} bytes, which it does not contain. Choose or drop that file`,
  );
  await expect(asked).toContainText("replayed to step 2");
  await expect(page.locator("#step-count")).toHaveText("0");
  await waitUntilIdle(page);
  // Time enough to write another address.
  await page.clock.fastForward(2000);
  expect(new URL(page.url()).hash).toBe(hash);

  const same = [...long.slice(0, -1), 0x61];
  for (const [text, got] of /** @type {[number[], RegExp][]} */ ([
    [short, /got [\d,]+ bytes$/],
    [same, new RegExp(`got ${size} bytes with the hash [0-9a-f]{16}$`)],
  ])) {
    await drop(page, "wrong.txt", text);
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("This is not the text that the link names");
    await expect(alert.getByRole("listitem")).toHaveText(got);
    await expect(alert.getByRole("listitem")).toContainText(/expected [\d,]+ bytes with the hash [0-9a-f]{16}/);
    await expect(asked).toBeVisible();
    await expect(page.locator("#text-facts")).toContainText("Built-in names");
    await page.getByRole("button", { name: "Dismiss" }).click();
  }

  const chooser = page.waitForEvent("filechooser");
  await asked.getByRole("button", { name: "Choose the file" }).click();
  const file = { name: "codes.txt", mimeType: "text/plain", buffer: Buffer.from(long) };
  await (await chooser).setFiles(file);
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 2,");
  await expect(asked).toBeHidden();
  expect(await figures(page)).toEqual(before);
});

test("Share returns the same link while its text is missing", { tag: "@all" }, async ({ page }) => {
  for (const [rest, facts] of [
    ["&step=9", "Opens at step 9, by replay, without a checksum."],
    ["&step=9&sum=0123456789abcdef", "Opens at step 9, by replay; the checksum verifies"],
    ["", "step 0"],
  ]) {
    const link = `#v=1&preset=kaiming&textis=0123456789abcdef:12345${rest}`;
    await open(page, link);
    await expect(page.getByRole("region", { name: "This link needs its text file" })).toBeVisible();
    await page.getByRole("button", { name: "Share…" }).click();
    await expect(page.getByRole("textbox", { name: "Link", exact: true })).toHaveValue(new RegExp(`${link}$`));
    await expect(page.locator("#share-facts")).toContainText(facts);
    await expect(page.locator("#share-facts")).toContainText("whoever opens it is asked for that file");
    await page.keyboard.press("Escape");
  }
});

test("a link with a missing text can be opened with the built-in names", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&textis=0123456789abcdef:12345&step=9");
  const asked = page.getByRole("region", { name: "This link needs its text file" });
  await asked.getByRole("button", { name: "Continue with the built-in names" }).click();
  await expect(asked).toBeHidden();
  await expect(page.getByRole("button", { name: "Train" })).toBeFocused();
  await expect.poll(() => page.url()).toMatch(/#v=1&preset=kaiming$/);
  await expect(page.locator("#step-count")).toHaveText("0");
  await drop(page, "letters.txt", short);
  await expect(page.locator("#text-facts")).toContainText("letters.txt");
  await expect(page.locator("#step-count")).toHaveText("0");
});

test("Step and Reset dismiss the request for a missing text", { tag: "@all" }, async ({ page }) => {
  const asked = page.getByRole("region", { name: "This link needs its text file" });
  for (const name of ["Step", "Reset"]) {
    await open(page, "#v=1&textis=0123456789abcdef:12345&step=9");
    await expect(asked).toBeVisible();
    await page.getByRole("button", { name, exact: true }).click();
    await expect(asked).toBeHidden();
    await expect.poll(() => page.url()).not.toContain("textis");
  }
});

test("a link whose text is or was in use is replayed without asking", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hidden=30");
  const hash = await trainOn(page, "codes.txt", long);
  const before = await figures(page);
  const follow = (/** @type {string} */ fragment) =>
    page.evaluate((fragment) => {
      location.hash = fragment;
    }, fragment);
  await page.getByRole("button", { name: "Back to the built-in names" }).click();
  await expect(page.locator("#uniform-loss")).toHaveText("3.296");
  await expect.poll(() => page.url()).not.toContain("textis");
  await follow(hash);
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 2,");
  expect(await figures(page)).toEqual(before);
  await expect(page.locator("#text-facts")).toContainText("codes.txt");
  await follow(hash.replace(/&step=2.*/, "&step=1"));
  await expect(page.locator("#status")).toContainText("Replayed 1 step.");
  await expect(page.locator("#text-facts")).toContainText("codes.txt");
});

test("Back and Forward restore the text of each run", async ({ page }) => {
  await page.clock.install();
  await open(page, "#v=1&preset=kaiming&hidden=30");
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect.poll(() => page.url()).toContain("step=1");
  const names = await figures(page);
  await passEntryTime(page);
  await page.getByRole("combobox", { name: "Activation" }).selectOption("relu");
  await expect.poll(() => page.url()).toContain("act=relu");
  await trainOn(page, "letters.txt", short);
  const letters = await figures(page);
  await page.goBack();
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 1,");
  expect(await figures(page)).toEqual(names);
  await expect(page.locator("#text-facts")).toContainText("Built-in names");
  await page.goForward();
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 2,");
  expect(await figures(page)).toEqual(letters);
});

test("a link followed while another's text is loading keeps its own text", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hidden=30");
  const hash = await trainOn(page, "codes.txt", long);
  await page.getByRole("button", { name: "Back to the built-in names" }).click();
  await expect.poll(() => page.url()).not.toContain("textis");
  await page.evaluate((hash) => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (/** @type {unknown[]} */ ...message) {
      const post = () => postMessage.apply(this, /** @type {Parameters<typeof postMessage>} */ (message));
      const [{ kind }] = /** @type {{kind: string}[]} */ (message);
      if (kind === "open") Object.assign(window, { postOpen: post });
      else post();
    };
    const next = () => {
      location.hash = "#v=1&preset=kaiming&hidden=30&seed=3";
    };
    addEventListener("hashchange", next, { once: true });
    location.hash = hash;
  }, hash);
  await expect(page.locator("#seed")).toHaveValue("3");
  await page.evaluate("postOpen()");
  await expect.poll(() => page.url()).toMatch(/seed=3$/);
  await waitUntilIdle(page);
  await expect(page.locator("#text-facts")).toContainText("Built-in names");
  await expect(page.locator("#vocabulary")).toContainText("27");
});

test("a damaged or too short text in a link is reported, and the rest of the link is used", { tag: "@all" }, async ({
  page,
}) => {
  const alert = page.getByRole("alert");
  for (const [packed, expected] of [
    ["AAAA_-__", "text: expected a text packed by raw deflate"],
    // "a\nb" by raw deflate.
    ["S-RKAgA", "text: expected at least 6 lines that aren't blank, got 2 lines"],
  ]) {
    await open(page, `#v=1&preset=deep-linear&text=${packed}&step=5`);
    await expect(alert).toContainText("This link's text can't be used; the rest of the link is kept");
    await expect(alert.getByRole("listitem")).toContainText(expected);
    await expect(page.locator("#preset")).toHaveValue("deep-linear");
    await waitUntilIdle(page);
    await expect(page.locator("#step-count")).toHaveText("0");
    await expect(page.locator("#text-facts")).toContainText("Built-in names");
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect(page.locator("#step-count")).toHaveText("1");
  }
});

test("a differing checksum does not ask for a text when the link contains it", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hidden=30");
  const hash = await trainOn(page, "letters.txt", short);
  await open(page, hash.replace(/sum=.*/, "sum=0123456789abcdef"));
  await expect(page.locator("#status")).toContainText("but the checksum differs (link 0123456789abcdef, here ");
  await expect(page.locator("#status")).toContainText("The text is the right one");
  await drop(page, "other.txt", other);
  await expect(page.locator("#text-facts")).toContainText("other.txt");
  await waitUntilIdle(page);
  await expect(page.locator("#step-count")).toHaveText("0");
});

test("a worker that fails on a link's text is replaced, and the link replayed", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hidden=30");
  const hash = await trainOn(page, "letters.txt", short);
  const before = await figures(page);
  await keepWorker(page);
  // The first worker fails as soon as it gets the text.
  await page.addInitScript(() => {
    const { postMessage } = Worker.prototype;
    let died = false;
    Worker.prototype.postMessage = function (/** @type {unknown[]} */ ...message) {
      postMessage.apply(this, /** @type {Parameters<typeof postMessage>} */ (message));
      const [{ kind }] = /** @type {{kind: string}[]} */ (message);
      if (kind !== "open" || died) return;
      died = true;
      // After its first message, since it would count as one that never started.
      const fail = () => this.dispatchEvent(new ErrorEvent("error", { message: "unreachable", cancelable: true }));
      this.addEventListener("message", fail, { once: true });
    };
  });
  await open(page, hash);
  await expect(page.getByRole("alert")).toContainText("the run is being replayed");
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 2,");
  expect(await figures(page)).toEqual(before);
});

test("errors of a link and of its text are reported together", { tag: "@all" }, async ({ page }) => {
  // "a", packed: valid, but too short.
  for (const packed of ["AAAA", "SwQA"]) {
    await open(page, `#v=1&preset=kaiming&lr=fast&text=${packed}`);
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("text: ");
    await expect(alert).toContainText("lr: ");
    await expect(page.locator("#preset")).toHaveValue("kaiming");
  }
});
