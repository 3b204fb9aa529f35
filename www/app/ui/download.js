// Downloads: file names made from the run, saving a Blob, and a canvas as PNG. Used by map/, export/ and shelf/.

import { make } from "./dom.js";

/** Longer than any browser takes to start a download. */
const REVOKE_AFTER_MS = 60_000;

/**
 * `initscope-kaiming-step1000-loss-curve.png`
 * @param {{preset: string, step: number}} run
 * @param {string} what
 * @param {string} extension
 */
export function fileName({ preset, step }, what, extension) {
  const slug = what.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return `initscope-${preset}-step${step}-${slug.replaceAll(/^-|-$/g, "")}.${extension}`;
}

/** @param {string} name @param {Blob} blob */
export function save(name, blob) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_AFTER_MS);
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob>} */
export const png = (canvas) =>
  new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error("the browser could not encode the canvas as PNG")) : resolve(blob)),
      "image/png",
    );
  });
