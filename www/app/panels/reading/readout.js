// Shows the value at a point of a picture in a box beside it: under the pointer, a finger or, on the charts that take the
// focus, at the point that the arrow keys choose. A click on the loss curve goes to its step. Loaded by ../reading.js.

import { layerX, plotsOf } from "../../../draw/depth-profile.js";
import { leftOut } from "../../page/sight.js";
import { isFailed } from "../../run/selectors.js";
import { make } from "../../ui/dom.js";
import { columnReading, layerReading, pointReading, readableColumns, readingOf, stepAt } from "./words.js";

/** @import { App } from "../../page/app.js" */
/** @import { LossSource, Reading, Source } from "./words.js" */

/** Distance of the box from the pointer, and from the edges of the window. */
const AWAY = 14;
const EDGE = 6;
/** How many points PageUp and PageDown move. */
const PAGE = 10;
/** A second tap within this distance goes to the step that the first one read. */
const SAME_PLACE = 24;

/** @typedef {{picture: HTMLElement, x: number, y: number, index: number | null}} Place a point of a picture; `index` of the column or layer where the keys are */

/** @param {App} app @param {WeakMap<Element, Source>} sources */
export function createReadout({ both, sight, questions }, sources) {
  const box = make("div", { class: "readout", role: "status", "aria-live": "off", hidden: true });
  const line = make("div", { class: "readout-line", "aria-hidden": "true", hidden: true });
  document.body.append(line, box);
  /** @type {Place | null} */
  let place = null;
  /** Where the finger that is down found the readout: a tap there is the second. @type {Place | null} */
  let before = null;

  /** @param {EventTarget | null} target @returns {HTMLElement | null} */
  function pictureOf(target) {
    const picture = target instanceof Element ? target.closest(".chart, canvas:not(.chart *)") : null;
    return picture instanceof HTMLElement && sources.has(picture) ? picture : null;
  }

  /** Whether a click on the loss curve leads to a step. */
  function canLookBack() {
    const state = both.get();
    return !state.awaited && !isFailed(state) && !leftOut(state).includes("timeline");
  }

  /** @param {Source} source @param {Place} at @param {{width: number, height: number}} size @returns {Reading | null} */
  function read(source, { x, y, index }, size) {
    if (index !== null && (source.kind === "loss" || source.kind === "update")) {
      return source.plot.data[0].length > index ? columnReading(source, index) : null;
    }
    if (index !== null && source.kind === "points") {
      return source.xs(size.width).length > index ? pointReading(source, index, size.width) : null;
    }
    if (index !== null && source.kind === "profile") {
      const layers = source.profiles[0].values.length;
      if (index >= layers) return null;
      return layerReading(
        source,
        index,
        layerX(index, layers, plotsOf(size.width, size.height, source.profiles.length)[0]),
      );
    }
    return readingOf(source, { x, y, width: size.width, height: size.height });
  }

  function hide() {
    const source = place === null ? undefined : sources.get(place.picture);
    if (source !== undefined && "plot" in source) source.plot.setCursor({ left: -10, top: -10 });
    place = null;
    box.hidden = true;
    line.hidden = true;
  }

  /** Shows what is at `place`; hides the box where nothing is. @param {boolean} [announce] to screen readers */
  function show(announce = false) {
    if (place === null) return;
    const source = sources.get(place.picture);
    const rect = place.picture.getBoundingClientRect();
    const reading = source === undefined || rect.width === 0 ? null : read(source, place, rect);
    if (source === undefined || reading === null) {
      box.hidden = true;
      line.hidden = true;
      return;
    }
    box.setAttribute("aria-live", announce ? "polite" : "off");
    const ways = source.kind === "loss" && source.made > 0 && canLookBack() ? wayWords(source, place, reading) : [];
    const texts = [
      ...reading.lines.map((text) => make("div", {}, text)),
      ...ways.map((text) => make("div", { class: "way" }, text)),
    ];
    box.replaceChildren(...texts);
    box.hidden = false;
    if ("plot" in source) {
      const { bbox } = source.plot;
      source.plot.setCursor({ left: reading.x - bbox.left / devicePixelRatio, top: 1 });
    }
    put(rect, reading, place);
  }

  /** What a click does, if anything. @param {LossSource} source @param {Place} at @param {Reading} reading */
  function wayWords(source, { x, index }, reading) {
    const isNewest = stepAt(source, index === null ? x : reading.x) === source.made;
    if (isNewest && both.get().past === null) return [];
    const press = index !== null ? "Enter" : isTouch ? "Tap again" : "Click";
    return [`${press}: ${isNewest ? "back to the latest step" : "look at this step"}`];
  }

  /** Puts the line at the value, and the box beside it or beside the pointer. @param {DOMRect} rect @param {Reading} reading @param {Place} at */
  function put(rect, { x, y }, at) {
    line.hidden = false;
    line.classList.toggle("dot", y !== undefined);
    const height = y === undefined ? rect.height : 13;
    line.style.setProperty("height", `${height}px`);
    const [left, top] = y === undefined ? [rect.left + x, rect.top] : [rect.left + x - 6.5, rect.top + y - 6.5];
    line.style.setProperty("transform", `translate(${left}px, ${top}px)`);
    const { width: wide, height: high } = box.getBoundingClientRect();
    const [px, py] =
      at.index === null ? [rect.left + at.x, rect.top + at.y] : [rect.left + x, rect.top + rect.height / 3];
    // To the right of the pointer, or where there is no room to its left; above a finger, which covers what is below.
    const right = px + AWAY + wide <= innerWidth - EDGE;
    const across = right ? px + AWAY : Math.max(EDGE, px - AWAY - wide);
    const above = isTouch ? py - high - 2 * AWAY : py - high / 2;
    const down = Math.min(innerHeight - EDGE - high, Math.max(EDGE, above));
    box.style.setProperty("transform", `translate(${Math.round(across)}px, ${Math.round(down)}px)`);
  }

  let isTouch = false;

  /** @param {PointerEvent} event */
  function point(event) {
    const picture = pictureOf(event.target);
    if (picture === null) {
      // The keys' reading stays while the mouse moves elsewhere.
      if (place !== null && (place.index === null || event.type === "pointerdown")) hide();
      return;
    }
    if (place !== null && place.picture !== picture) hide();
    isTouch = event.pointerType === "touch";
    if (event.type === "pointerdown") before = place;
    const rect = picture.getBoundingClientRect();
    place = { picture, x: event.clientX - rect.left, y: event.clientY - rect.top, index: null };
    show();
  }

  /** @param {Source} source @param {number} x */
  function goTo(source, x) {
    if (source.kind !== "loss" || source.made === 0 || !canLookBack()) return;
    questions.lookBack.visit(stepAt(source, x), source.made);
  }

  /** @param {MouseEvent} event */
  function click(event) {
    const picture = pictureOf(event.target);
    const source = picture === null ? undefined : sources.get(picture);
    if (picture === null || source === undefined) return;
    const x = event.clientX - picture.getBoundingClientRect().left;
    if (source.kind === "loss") {
      const isSecond = before?.picture === picture && Math.abs(before.x - x) <= SAME_PLACE;
      if (!isTouch || isSecond) goTo(source, x);
    } else if (source.kind === "profile") {
      const { layer } = read(source, { picture, x, y: 0, index: null }, picture.getBoundingClientRect()) ?? {};
      if (layer !== undefined) sight.set({ layer, drawer: true });
    }
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const { key, target, ctrlKey, altKey, metaKey } = event;
    const picture = target instanceof Element && target.matches(".chart, canvas") ? pictureOf(target) : null;
    const source = picture === null ? undefined : sources.get(picture);
    if (picture === null || source === undefined || ctrlKey || altKey || metaKey) return;
    const stops =
      "plot" in source
        ? readableColumns(source.plot)
        : source.kind === "profile"
          ? [...source.profiles[0].values.keys()]
          : source.kind === "points"
            ? [...source.xs(1).keys()]
            : [];
    if (stops.length === 0) return;
    const last = stops.length - 1;
    const held = place?.picture === picture ? place.index : null;
    if (key === "Enter" && held !== null) {
      event.preventDefault();
      if (source.kind === "profile") sight.set({ layer: held, drawer: true });
      else if ("plot" in source) goTo(source, columnReading(source, held).x);
      return;
    }
    if (key === "Escape" && place !== null) return hide();
    const from = held === null ? null : stops.indexOf(held);
    const to = {
      ArrowLeft: (from ?? stops.length) - 1,
      ArrowRight: (from ?? last - 1) + 1,
      PageUp: (from ?? last) - PAGE,
      PageDown: (from ?? last) + PAGE,
      Home: 0,
      End: last,
    }[key];
    if (to === undefined) return;
    event.preventDefault();
    if (place !== null && place.picture !== picture) hide();
    place = { picture, x: 0, y: 0, index: stops[Math.min(last, Math.max(0, to))] };
    show(true);
  }

  /** @param {Event} event */
  function handle(event) {
    if (event.type === "click") click(/** @type {MouseEvent} */ (event));
    else if (event.type.startsWith("pointer")) point(/** @type {PointerEvent} */ (event));
  }
  for (const type of ["pointermove", "pointerdown", "click"]) document.addEventListener(type, handle);
  document.addEventListener("keydown", press);
  // The finger scrolls instead.
  document.addEventListener("pointercancel", hide);
  document.addEventListener("focusout", () => place !== null && place.index !== null && hide());
  document.documentElement.addEventListener("pointerleave", () => place?.index === null && !isTouch && hide());
  addEventListener("scroll", () => place !== null && hide(), { capture: true, passive: true });
  addEventListener("resize", hide);

  return {
    handle,
    /** The pictures show other values. */
    refresh: () => place !== null && show(),
  };
}
