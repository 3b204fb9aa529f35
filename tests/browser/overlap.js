// Measures in the page what overlaps, is cut off or is too wide, by rectangles: texts, controls and canvases that are visible.
// Texts painted on canvases can't be measured. Used by overlap.test.js.

import { drawFrames } from "./page.js";

/** @import { Page } from "@playwright/test" */

/**
 * The findings of the page as it is. A text, control or canvas counts as far as no scrolling or hidden overflow cuts it off;
 * what is fixed or sticky is compared with what moves along with it only, since the page scrolls under it.
 * @param {Page} page
 */
export const overlaps = (page) =>
  page.evaluate(() => {
    /** @typedef {{left: number, right: number, top: number, bottom: number}} Box */
    /** @typedef {{kind: "text" | "control" | "canvas", element: Element, box: Box, layer: Element, says: string}} Thing */
    const TOLERANCE = 2;
    /** @type {Set<string>} */
    const findings = new Set();
    const open = document.querySelector("dialog[open]");
    const root = open ?? document.body;

    const nameOf = (/** @type {Element} */ element) => {
      const named = element.closest("[id]");
      const id = named === null ? "" : `#${named.id}`;
      const by = element.className && typeof element.className === "string" ? `.${element.className}` : "";
      return named === element ? id : `${id} ${element.localName}${by}`;
    };
    /** @typedef {{clip: Box | null, layer: Element, isSpoken: boolean}} Place */
    /** @type {Map<Element, Place>} */
    const places = new Map();
    /** By what an element's content is cut off, with what it moves, and whether it is for screen readers only. @param {Element} element @returns {Place} */
    function placeIn(element) {
      const found = places.get(element);
      if (found !== undefined) return found;
      const { parentElement } = element;
      const around =
        parentElement === null || element === root
          ? { clip: null, layer: root, isSpoken: false }
          : placeIn(parentElement);
      const style = getComputedStyle(element);
      let { clip, layer } = around;
      const isSpoken = around.isSpoken || style.clipPath === "inset(50%)";
      if (style.position === "fixed") [clip, layer] = [null, element];
      else if (style.position === "sticky") layer = element;
      if (element !== root && element !== document.body && style.overflowX !== "visible") {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        clip = intersection({ left, right, top, bottom }, clip);
      }
      const place = { clip, layer, isSpoken };
      places.set(element, place);
      return place;
    }
    /** @param {Box} box @param {Box | null} by @returns {Box} */
    const intersection = (box, by) =>
      by === null
        ? box
        : {
            left: Math.max(box.left, by.left),
            right: Math.min(box.right, by.right),
            top: Math.max(box.top, by.top),
            bottom: Math.min(box.bottom, by.bottom),
          };
    const isEmpty = (/** @type {Box} */ { left, right, top, bottom }) => right - left < 1 || bottom - top < 1;

    /** @type {Thing[]} */
    const things = [];
    /** @param {Thing["kind"]} kind @param {Element} element @param {Box} whole @param {string} says */
    function add(kind, element, whole, says) {
      const { clip, layer } = placeIn(element);
      const box = intersection(whole, clip);
      if (isEmpty(box)) return;
      things.push({ kind, element, box, layer, says });
      const around = element.closest(".panel, dialog");
      // What is fixed stands in the window, not in its panel.
      if (around === null || (around !== layer && around.contains(layer))) return;
      const panel = around.getBoundingClientRect();
      const beyond = Math.max(box.right - panel.right, panel.left - box.left);
      if (beyond > 1) findings.add(`${kind} ${nameOf(element)} “${says}” is ${Math.round(beyond)} outside its panel`);
    }
    const isSeen = (/** @type {Element} */ element) =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !placeIn(element).isSpoken;

    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const said = (node.textContent ?? "").trim();
      const parent = node.parentElement;
      if (said === "" || parent === null || !isSeen(parent)) continue;
      if (parent.closest("select, textarea, script, style, noscript, svg, .drop-here")) continue;
      range.selectNodeContents(node);
      for (const { left, right, top, bottom } of range.getClientRects()) {
        // The height of letters is less than that of the font.
        const trim = (bottom - top) * 0.12;
        add("text", parent, { left, right, top: top + trim, bottom: bottom - trim }, said.slice(0, 40));
      }
    }
    for (const element of root.querySelectorAll("button, input, select, textarea, a[href], summary, canvas")) {
      if (!isSeen(element)) continue;
      // A link in a sentence is a text.
      if (getComputedStyle(element).display === "inline" && element.localName === "a") continue;
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const kind = element.localName === "canvas" ? "canvas" : "control";
      add(kind, element, { left, right, top, bottom }, (element.textContent ?? "").trim().slice(0, 30));
    }

    /** Whether the two belong together, so that one may stand on the other. @param {Thing} a @param {Thing} b */
    function belongTogether(a, b) {
      if (a.element.contains(b.element) || b.element.contains(a.element)) return true;
      // Captions and marks within a picture, and what stands on a track.
      for (const within of [".past-track", ".big-track", ".points", "figure:has(> .chart)", ".chart"]) {
        const place = a.element.closest(within);
        if (place?.contains(b.element)) return true;
      }
      const figure = a.element.closest("figure");
      return figure?.contains(b.element) === true && (a.kind === "canvas" || b.kind === "canvas");
    }
    things.sort((a, b) => a.box.top - b.box.top);
    for (let i = 0; i < things.length; i += 1) {
      const a = things[i];
      for (let j = i + 1; j < things.length && things[j].box.top < a.box.bottom; j += 1) {
        const b = things[j];
        if (a.layer !== b.layer || (a.kind === "text" && a.element === b.element)) continue;
        const both = intersection(a.box, b.box);
        const [across, down] = [both.right - both.left, both.bottom - both.top];
        if (across <= TOLERANCE || down <= TOLERANCE || belongTogether(a, b)) continue;
        const words = (/** @type {Thing} */ { kind, element, says }) => `${kind} ${nameOf(element)} “${says}”`;
        findings.add(`${words(a)} and ${words(b)} overlap by ${Math.round(across)} × ${Math.round(down)}`);
      }
    }

    for (const element of root.querySelectorAll("*")) {
      if (!(element instanceof HTMLElement) || !isSeen(element)) continue;
      if (element.matches("select, option, canvas, .samples, textarea") || element.closest(".chart")) continue;
      const { overflowX, overflowY, display, textOverflow } = getComputedStyle(element);
      const isButton = element.localName === "button";
      if (display === "inline" || element.localName === "input") continue;
      const wide = element.scrollWidth - element.clientWidth;
      const high = element.scrollHeight - element.clientHeight;
      const hides = (/** @type {string} */ overflow) => overflow === "hidden" || overflow === "clip";
      const isShort = textOverflow === "ellipsis" && element.closest("[title]") !== null;
      if ((hides(overflowX) || isButton) && wide > 1 && !isShort)
        findings.add(`${nameOf(element)} is cut off by ${wide} at its right: “${element.textContent?.slice(0, 40)}”`);
      const scrollsAside = element.matches(".pan, .compare-pan, .tables, #saturation-map");
      if (overflowX === "auto" && wide > 1 && !scrollsAside) findings.add(`${nameOf(element)} is ${wide} too wide`);
      if ((hides(overflowY) || isButton) && high > 2 && textOverflow !== "ellipsis")
        findings.add(`${nameOf(element)} is cut off by ${high} at its bottom: “${element.textContent?.slice(0, 40)}”`);
    }

    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth > clientWidth) {
      const beyond = [...root.querySelectorAll("*")].filter(
        (element) =>
          isSeen(element) && placeIn(element).clip === null && element.getBoundingClientRect().right > clientWidth + 1,
      );
      findings.add(`the page is ${scrollWidth - clientWidth} wider than the window: ${beyond.slice(0, 4).map(nameOf)}`);
    }
    return [...findings];
  });

/**
 * The texts that are set in too small a type: less than 13 px, or 12 px for the ticks of an axis.
 * @param {Page} page
 */
export const smallTexts = (page) =>
  page.evaluate(() => {
    const root = document.querySelector("dialog[open]") ?? document.body;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    /** @type {Set<string>} */
    const found = new Set();
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      const said = (node.textContent ?? "").trim();
      if (said === "" || parent === null || !parent.checkVisibility({ visibilityProperty: true })) continue;
      if (parent.closest(".hidden, svg, script, style, noscript")) continue;
      const size = Number.parseFloat(getComputedStyle(parent).fontSize);
      if (size < (parent.closest(".gauge-ticks, .map-axis") ? 12 : 13))
        found.add(`${size}px in #${parent.closest("[id]")?.id} ${parent.localName}: ${said.slice(0, 30)}`);
    }
    return [...found];
  });

/** Sets the size of the window, and waits until everything has followed. @param {Page} page @param {[width: number, height: number]} size */
export async function resize(page, [width, height]) {
  await page.setViewportSize({ width, height });
  // The page follows in one frame, the charts in the next.
  await drawFrames(page, 3);
}
