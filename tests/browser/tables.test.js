// Pictures as tables: their figures are those of the page, and their dialog closes as others do.

import { expect, expectNoAxeViolations, number, open, test, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** @typedef {{caption: string, head: string[], rows: string[][]}} Table */

/**
 * Opens the tables of a picture, reads them and closes them.
 * @param {Page} page
 * @param {string} name of the picture
 * @returns {Promise<Table[]>}
 */
async function read(page, name) {
  await page.getByRole("button", { name: `${name} as a table` }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  const tables = await dialog.getByRole("table").evaluateAll((tables) => {
    const texts = (/** @type {Element} */ { children }) => [...children].map(({ textContent }) => textContent ?? "");
    return tables.map((table) => {
      const [head, ...rows] = [...table.querySelectorAll("tr")].map(texts);
      return { caption: table.querySelector("caption")?.textContent ?? "", head, rows };
    });
  });
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  return tables;
}

/** A figure in words, as a number. @param {string} text */
const numeric = (text) => Number(text.replaceAll(",", "").replace(/−/g, "-").replace("∞", "Infinity"));

/** The sum of each column but the first. @param {Table} table */
const sums = ({ head, rows }) =>
  head.slice(1).map((_, column) => rows.reduce((sum, row) => sum + numeric(row[column + 1]), 0));

/** The values of a row of layer health. @param {Page} page @param {number} layer */
const facts = (page, layer) =>
  page
    .getByRole("group", { name: `Layer ${layer}`, exact: true })
    .locator(".facts b")
    .allTextContents();

/** Runs to a step. @param {Page} page @param {number} step */
async function runTo(page, step) {
  await type(page, "run-to-step", String(step));
  await expect(page.locator("#step-count")).toHaveText(String(step));
  await waitUntilIdle(page);
}

test("the table of layers has the figures of each row and counts every value", async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-3&step=50");
  await waitUntilIdle(page);
  const [layers, ...bins] = await read(page, "Layers");
  expect(layers.caption).toBe("Each hidden layer on the current minibatch");
  expect(layers.rows).toHaveLength(5);
  for (const [i, row] of layers.rows.entries()) {
    const [mean, std, saturated, dead, , gradient, ratio] = await facts(page, i + 1);
    const [, , , , , , , update] = row;
    expect(row).toEqual([String(i + 1), mean, std, saturated, dead, gradient, ratio, update]);
    await expect(
      page.getByRole("img", { name: `Updates, layer ${i + 1}: log10 update ratio ${update} now,` }),
    ).toBeVisible();
  }
  expect(bins.map(({ caption }) => caption)).toEqual([
    "Activations, values per bin",
    "Activation gradients, values per bin",
  ]);
  for (const table of bins) {
    expect(table.rows).toHaveLength(64 + 4);
    expect(sums(table)).toEqual(Array(5).fill(32 * 100));
  }
  expect(bins[0].rows[1][0]).toMatch(/^−1\.00 … /);
  expect(bins[0].rows[64][0]).toMatch(/ … 1\.00$/);
  const reach = bins[1].rows[64][0].split(" … ")[1];
  await expect(page.getByRole("img", { name: "Gradients, layer 5" })).toHaveAccessibleName(
    RegExp(`: histogram from −${reach} to ${reach}; `),
  );
});

test("the table of layers counts NaN separately", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&act=relu&hidden=100x10&w=std:100&out=std:100&lr=100&step=2");
  await waitUntilIdle(page);
  await expect(page.locator(".layer .loud").first()).toHaveText("3,200 NaN");
  const [layers, activations, gradients] = await read(page, "Layers");
  expect(layers.rows[0].slice(0, 3)).toEqual(["1", "NaN", "NaN"]);
  for (const table of [activations, gradients]) {
    expect(table.rows.at(-2)).toEqual(["NaN", ...Array(10).fill("3,200")]);
    expect(sums(table)).toEqual(Array(10).fill(3200));
  }
});

test("the table of saturation agrees with the drawer", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-3&hidden=64x3&batch=16");
  await waitUntilIdle(page);
  for (const layer of [1, 3]) {
    await page.getByRole("button", { name: `Layer ${layer}: its saturation` }).click();
    await expect(page.locator("#saturation-title")).toHaveText(`Layer ${layer}, this minibatch`);
    const [neurons, examples] = await read(page, "Saturation");
    expect(neurons.caption).toBe(`Layer ${layer}: examples of 16 for which each neuron is saturated`);
    expect(neurons.head).toEqual(["neuron", "saturated for", "dead"]);
    expect(neurons.rows.map(([neuron]) => neuron)).toEqual(Array.from({ length: 64 }, (_, i) => String(i)));
    const saturated = neurons.rows.reduce((sum, [, times]) => sum + Number(times), 0);
    const match = /^([\d.]+) % of 16 × 64 activations/.exec(
      (await page.locator("#saturation-facts").textContent()) ?? "",
    );
    expect(Number(match?.[1])).toBeCloseTo((100 * saturated) / (16 * 64), 1);
    expect(examples.caption).toBe(`Neuron 0 of layer ${layer}, example by example`);
    expect(examples.rows).toHaveLength(16);
    const beyond = examples.rows.filter(([, , , h]) => Math.abs(numeric(h)) > 0.97).length;
    expect(beyond).toBe(Number(neurons.rows[0][1]));
  }
});

test("the table of losses has the loss of each step and the evaluations", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&hidden=20");
  await waitUntilIdle(page);
  expect((await read(page, "Loss"))[0].rows).toEqual([]);
  const shown = [];
  for (const step of ["1", "2", "3", "4"]) {
    shown.push(await page.locator("#loss").textContent());
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect(page.locator("#step-count")).toHaveText(step);
    await waitUntilIdle(page);
  }
  const [losses] = await read(page, "Loss");
  expect(losses.head).toEqual(["steps", "min", "mean", "max", "smoothed"]);
  expect(losses.rows.map(([step]) => step)).toEqual(["0", "1", "2", "3"]);
  for (const column of [1, 2, 3]) expect(losses.rows.map((row) => row[column])).toEqual(shown);
  await page.getByRole("button", { name: "Evaluate" }).click();
  await expect(page.locator("#evaluation")).toContainText("At step 4: ");
  const [splits, same] = await read(page, "Loss");
  expect(same).toEqual(losses);
  expect(splits).toMatchObject({ caption: "Loss over whole splits", head: ["step", "train", "val"] });
  const [[step, train, val]] = splits.rows;
  await expect(page.locator("#evaluation")).toHaveText(`At step ${step}: train ${train}, val ${val}`);
});

test("the table of losses names the steps of a merged point", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&hidden=20&step=1001");
  await expect(page.locator("#status")).toContainText("Replayed");
  await waitUntilIdle(page);
  const [{ rows }] = await read(page, "Loss");
  expect(rows.length).toBeLessThan(1001);
  const last = (rows.at(-1) ?? [""])[0].split(" … ");
  expect(last.at(-1)).toBe("1,000");
  for (const [i, [steps, least, mean, most]] of rows.entries()) {
    const [from, to = from] = steps.split(" … ").map(numeric);
    expect(from).toBe(i === 0 ? 0 : numeric(rows[i - 1][0].split(" … ")[1]) + 1);
    expect(to).toBeGreaterThanOrEqual(from);
    expect(numeric(least)).toBeLessThanOrEqual(numeric(mean));
    expect(numeric(mean)).toBeLessThanOrEqual(numeric(most));
  }
});

test("the table of update ratios has each tenth step", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  const chart = page.locator("#update-chart");
  const now = async (/** @type {number} */ step) => {
    // Charts may be drawn one frame after the figures.
    await expect(chart).toHaveAttribute("aria-label", RegExp(`over ${step} steps`));
    return (/now W1 (\S+), W2 (\S+)$/.exec((await chart.getAttribute("aria-label")) ?? "") ?? []).slice(1);
  };
  const shown = [["0", ...(await now(0))]];
  for (const step of [10, 20]) {
    await runTo(page, step);
    shown.push([String(step), ...(await now(step))]);
  }
  await runTo(page, 25);
  const [{ head, rows }] = await read(page, "Update ratio");
  expect(head).toEqual(["step", "W1", "W2"]);
  expect(rows).toEqual(shown);
});

test("the table of weight gradients counts every weight", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-1");
  await waitUntilIdle(page);
  const [table, ...more] = await read(page, "Weight gradients");
  expect(more).toEqual([]);
  expect(table.head).toEqual(["from … to", "W1", "W2", "W3", "W4", "W5", "W6"]);
  expect(sums(table)).toEqual([30 * 100, 100 * 100, 100 * 100, 100 * 100, 100 * 100, 100 * 27]);
  const reach = numeric(table.rows[64][0].split(" … ")[1]);
  const match = /±(\S+)$/.exec((await page.locator("#weights-range").textContent()) ?? "");
  expect(numeric(match?.[1] ?? "") / reach).toBeCloseTo(1, 1);
});

test("the tables of the norm have its statistics, gains, shifts and the probabilities of the example", {
  tag: "@all",
}, async ({ page }) => {
  await open(page, "#v=1&preset=batchnorm&hidden=30&step=20");
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "Norm" }).click();
  await expect(page.locator("#coupling-facts")).toContainText("At step 20");
  await expect(page.getByRole("button", { name: "Layers as a table" })).toBeHidden();
  const [statistics, gain, shift, example] = await read(page, "Norm");
  expect(statistics.caption).toBe("Statistics of BatchNorm of layer 1: over the current minibatch, and running");
  expect(statistics.rows).toHaveLength(30);
  // The description of the picture covers all neurons.
  const pattern = /in the batch (\S+) to (\S+), running (\S+) to (\S+)$/;
  for (const [what, column] of /** @type {const} */ ([
    ["mean", 1],
    ["variance", 3],
  ])) {
    const picture = await page
      .getByRole("img", { name: `Running vs. batch ${what}, layer 1: 30 neurons` })
      .getAttribute("aria-label");
    const [least, most] = [Math.min, Math.max].map((of) =>
      [column, column + 1].map((i) => of(...statistics.rows.map((row) => numeric(row[i])))),
    );
    expect(
      pattern
        .exec(picture ?? "")
        ?.slice(1)
        .map(numeric),
    ).toEqual([least[0], most[0], least[1], most[1]]);
  }
  for (const [name, table] of /** @type {const} */ ([
    ["γ", gain],
    ["β", shift],
  ])) {
    expect(table.caption).toBe(`${name} of layer 1, values per bin`);
    expect(sums(table)).toEqual([30]);
  }
  expect(example.caption).toMatch(/^Probabilities of what follows .+ → ., in 200 batches at step 20$/);
  expect(example.rows).toHaveLength(27);
  for (const total of sums(example).slice(0, 2)) expect(total).toBeCloseTo(1, 2);
  for (const [, , mean, , least, most] of example.rows.map((row) => row.map(numeric))) {
    expect(mean).toBeGreaterThanOrEqual(least);
    expect(mean).toBeLessThanOrEqual(most);
  }
});

test("without a norm and a measurement the table is empty with a message", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    // A hidden page does not measure other examples of the batch.
    Object.defineProperty(document, "hidden", { get: () => true });
  });
  await open(page, "#v=1&hidden=20");
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "Norm" }).click();
  await page.getByRole("button", { name: "Norm as a table" }).click();
  await expect(page.getByRole("dialog")).toContainText("Nothing has been measured yet.");
});

test("a table whose code can't be loaded is reported and can be retried", { tag: "@all" }, async ({
  page,
  complaints,
}) => {
  await page.route(/\/tables-[^/]*\.js$/, (route) => route.abort());
  await open(page, "#v=1&hidden=20");
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Loss as a table" }).click();
  await expect(page.getByRole("alert")).toContainText("The table could not be loaded");
  await expect(page.getByRole("alert")).toContainText("If that does not help, reload the page");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.unroute(/\/tables-[^/]*\.js$/);
  await page.reload();
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Loss as a table" }).click();
  await expect(page.getByRole("dialog", { name: "Loss, step 0" })).toBeVisible();
  complaints.length = 0;
});

test("every table names its step and closes by button, Escape and a press outside", async ({ page }) => {
  await open(page, "#v=1&hidden=20&step=12");
  await waitUntilIdle(page);
  for (const [name, title] of [
    ["Layers", "Layer health"],
    ["Saturation", "Saturation"],
    ["Loss", "Loss"],
    ["Update ratio", "Update ratio"],
    ["Weight gradients", "Weight gradients"],
  ]) {
    const dialog = page.getByRole("dialog", { name: `${title}, step 12`, exact: true });
    const button = page.getByRole("button", { name: `${name} as a table` });
    for (const close of [
      () => dialog.getByRole("button", { name: "Close" }).click(),
      () => page.keyboard.press("Escape"),
      () => page.mouse.click(5, 5),
    ]) {
      await button.click();
      await expect(dialog).toBeVisible();
      for (const table of await dialog.getByRole("table").all()) {
        await expect(table.locator("caption")).toHaveText(/^\S.*/);
        expect(await table.locator("thead th[scope=col]").count()).toBeGreaterThan(1);
        expect(await table.locator("tbody tr").count()).toBe(await table.locator("tbody th[scope=row]").count());
      }
      const { x, y } = (await dialog.boundingBox()) ?? { x: 0, y: 0 };
      await page.mouse.click(x + 4, y + 4);
      await expect(dialog).toBeVisible();
      await close();
      await expect(dialog).toBeHidden();
      await expect(button).toBeFocused();
    }
    expect(await number(page, "step-count")).toBe(12);
  }
});

test("axe finds no violations in a table", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&hidden=20&w=std:5&step=12");
  await waitUntilIdle(page);
  for (const name of ["Layers", "Saturation"]) {
    await page.getByRole("button", { name: `${name} as a table` }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectNoAxeViolations(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
});

test("the table of layers over time has the fullest bin of each step", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-3&step=50");
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "Over time" }).click();
  await expect(async () => {
    const tables = await read(page, "Layers");
    const [activations, gradients] = ["Activations", "log₁₀ of the magnitude of gradients"].map((start) =>
      tables.find(({ caption }) => caption.startsWith(`${start} over the run`)),
    );
    expect(activations?.rows.map(([step]) => step)).toEqual(Array.from({ length: 50 }, (_, i) => String(i)));
    // Saturated: the fullest bin is at one of the ends.
    for (const [, first] of activations?.rows ?? []) expect(first).toMatch(/^(−1\.00 … −0\.969|0\.969 … 1\.00)$/);
    for (const [, first] of gradients?.rows ?? []) expect(first).toMatch(/^−[2-5]\.\d+ … −[2-5]\.\d+$/);
  }).toPass();
});
