// Exported pictures: those of each view, as PNG and SVG, as they are on the page.

import { openDialog, pixelsOf, saved, status } from "./exports.js";
import { expect, open, test, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** The choice of a picture. @param {Page} page */
const choice = (page) => page.getByRole("combobox", { name: "Picture" });

/** Where a sheet has its picture. @param {string} svg */
function placeOf(svg) {
  const [, x, y] = /<g transform="translate\((\d+) (\d+)\)">/.exec(svg) ?? [];
  return { x: Number(x), y: Number(y) };
}

/**
 * The share of a canvas's pixels that a sheet has in the same place, but for the smoothing of edges.
 * @param {Page} page
 * @param {string} canvas
 * @param {Buffer} bytes of the sheet, as PNG in the resolution of the screen
 * @param {{x: number, y: number}} at
 */
const agreement = (page, canvas, bytes, at) =>
  page
    .locator(canvas)
    .first()
    .evaluate(
      async (element, { url, x, y }) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const read = (/** @type {HTMLImageElement | HTMLCanvasElement} */ source, ground = "") => {
          const { width, height } = source;
          const copy = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
          if (copy === null) throw new Error("expected a 2d context");
          copy.fillStyle = ground;
          if (ground !== "") copy.fillRect(0, 0, width, height);
          copy.drawImage(source, 0, 0);
          return copy.getImageData(0, 0, width, height).data;
        };
        const sheet = read(image);
        const chart = /** @type {HTMLCanvasElement} */ (element);
        const drawn = read(chart, `rgb(${[...sheet.slice(0, 3)].join(",")})`);
        let [written, same] = [0, 0];
        for (let i = 0; i < drawn.length; i += 4) {
          if ([0, 1, 2].every((channel) => drawn[i + channel] === sheet[channel])) continue;
          written += 1;
          const [column, row] = [(i / 4) % chart.width, Math.floor(i / 4 / chart.width)];
          const on = 4 * ((row + y * devicePixelRatio) * image.width + column + x * devicePixelRatio);
          same += Number([0, 1, 2].every((channel) => Math.abs(drawn[i + channel] - sheet[on + channel]) < 48));
        }
        return { written, share: same / written };
      },
      { url: `data:image/png;base64,${bytes.toString("base64")}`, ...at },
    );

test.describe("on a screen of two pixels for one of CSS", () => {
  test.use({ deviceScaleFactor: 2 });

  test("an exported picture is the one of the page", { tag: "@engine" }, async ({ page }) => {
    await open(page, "#v=1&preset=kaiming&step=60");
    await waitUntilIdle(page);
    await openDialog(page);
    expect(await choice(page).locator("option").allTextContents()).toEqual([
      ...["First loss", "Activations, layer 1", "Gradients, layer 1", "Updates, layer 1", "Saturation, layer 1"],
      ...["Neuron 0 of layer 1 on its activation function", "Loss curve", "Update ratio curves"],
      ...["Weight gradients, W1", "Weight gradients, W2"],
    ]);
    for (const [title, canvas, file] of [
      ["Activations, layer 1", ".layer canvas", "activations-layer-1"],
      ["Saturation, layer 1", "#saturation canvas", "saturation-layer-1"],
      ["Neuron 0 of layer 1 on its activation function", "#neuron canvas", "neuron-0-of-layer-1-on"],
    ]) {
      await choice(page).selectOption(title);
      const { name, bytes } = await saved(page, "Save PNG");
      expect(name).toMatch(new RegExp(`^initscope-kaiming-step60-${file}.*\\.png$`));
      const vector = (await saved(page, "Save SVG")).bytes.toString();
      const { written, share } = await agreement(page, canvas, bytes, placeOf(vector));
      expect(written).toBeGreaterThan(300);
      // Letters are smoothed in another way.
      expect(share, title).toBeGreaterThan(title.startsWith("Sat") ? 0.97 : 0.85);
    }
  });
});

test("every view offers its pictures, each as PNG of two pixels for one of the screen and as SVG", async ({ page }) => {
  for (const [view, titles] of /** @type {[string, string[]][]} */ ([
    ["explore", ["The network", "First loss", "Loss", "Hidden neurons"]],
    ["lab", ["Loss curve", "Update ratio curves"]],
    ["compare&pin1=other", ["Activations, layer 1"]],
    ["map", ["Many networks at once"]],
  ])) {
    await open(page, `#v=1&preset=kaiming&hidden=20&step=60&view=${view}`);
    await waitUntilIdle(page);
    if (view === "map") await expect(page.locator("#map-status")).toHaveText(/^\d{2,} of 576 cells/);
    await openDialog(page);
    expect(await choice(page).locator("option").allTextContents()).toEqual(expect.arrayContaining(titles));
    for (const title of titles) {
      await choice(page).selectOption(title);
      const { name, bytes } = await saved(page, "Save SVG");
      expect(name).toMatch(/^initscope-kaiming-step60-.*\.svg$/);
      const text = bytes.toString();
      expect(text).toContain(`<title>${title}</title>`);
      expect(text.replaceAll(/<[^>]*>/g, "")).toContain(view === "map" ? "Each cell is one network" : "step 60;");
      // A browser shows it: it is well-formed.
      const vector = await pixelsOf(page, bytes, "image/svg+xml");
      expect(vector.colors, title).toBeGreaterThan(20);
      if (title !== titles[0]) continue;
      const picture = await pixelsOf(page, (await saved(page, "Save PNG")).bytes);
      expect([picture.width, picture.height]).toEqual([2 * vector.width, 2 * vector.height]);
      expect(picture.fine, `${title} is drawn, not enlarged`).toBeGreaterThan(200);
    }
  }
});

test("the caption of an exported picture names the title, the run, its step, its figures, its legend and the link", {
  tag: "@all",
}, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&w=std:0.5&step=60");
  await waitUntilIdle(page);
  const [loss, sum] = await Promise.all(["#loss", "#checksum"].map((id) => page.locator(id).textContent()));
  await openDialog(page);
  await choice(page).selectOption("Loss curve");
  const { bytes } = await saved(page, "Save SVG");
  const text = bytes
    .toString()
    .replaceAll("&amp;", "&")
    .replaceAll(/<\/?[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ");
  expect(text).toContain("Loss curve");
  expect(text).toContain(`Scaled by fan-in with changed hidden weight scale; step 60; loss ${loss}, ln V 3.296`);
  expect(text).toContain("Loss on a log axis over 60 steps");
  expect(text).toContain("raw: mean, range smoothed ln V");
  expect(text.replaceAll(" ", "")).toContain(`#v=1&preset=kaiming&w=std:0.5&step=60&sum=${sum}`);
});

test("a picture is copied to the clipboard", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    const write = async (/** @type {ClipboardItem[]} */ [item]) => {
      const blob = await item.getType("image/png");
      document.title = `${item.types} ${blob.type} ${blob.size > 1000}`;
    };
    Object.defineProperty(navigator, "clipboard", { value: { write } });
  });
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  await openDialog(page);
  await page.getByRole("button", { name: "Copy PNG" }).click();
  await expect(status(page)).toHaveText("First loss, step 0: copied.");
  await expect(page).toHaveTitle("image/png image/png true");
});
