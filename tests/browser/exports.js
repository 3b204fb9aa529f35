// The Export dialog as the tests use it: opening it, saving a file, reading a picture.

import { captureDownload, expect } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** @param {Page} page */
export async function openDialog(page) {
  await page.getByRole("button", { name: "Export…" }).click();
  await expect(page.getByRole("dialog", { name: "Export" })).toBeVisible();
  // Its code is loaded when it is first opened.
  await expect(page.getByRole("button", { name: "Copy as PyTorch" })).toBeEnabled();
}

/** The file that a button of the dialog saves. @param {Page} page @param {string} name of the button */
export const saved = (page, name) =>
  captureDownload(page, () => page.getByRole("button", { name, exact: true }).click());

/** The message in the dialog. @param {Page} page */
export const status = (page) => page.locator("#export-said");

/** The size and colors of a picture. @param {Page} page @param {Buffer} bytes */
export const pixelsOf = (page, bytes, type = "image/png") =>
  page.evaluate(
    async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const { width, height } = image;
      const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
      if (context === null) throw new Error("expected a 2d context");
      context.drawImage(image, 0, 0);
      const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
      /** Pairs of neighbors that differ although they would be copies of one pixel. */
      let fine = 0;
      for (let i = 0; i < pixels.length; i += 2) fine += Number(pixels[i] !== pixels[i + 1]);
      return { width, height, fine, colors: new Set(pixels).size };
    },
    `data:${type};base64,${bytes.toString("base64")}`,
  );
