// Makes every link of the page: to the run as it is, to one of its steps, to any other run on its text. Keeps the address up
// to date; does not open links. Created by index.js.

import { sizeOf } from "../words/format.js";
import { isIdle, isReady, isReplaying, isTraining } from "./selectors.js";

/** @import { Config } from "../../shared/protocol.js" */
/** @import { Core, LinkPin, LinkText, LinkView } from "../engine/core.js" */
/** @import { Client } from "./client.js" */
/** @import { Pin, ReadStore, Run } from "./store.js" */
/** @import { Text, Texts } from "./texts.js" */

/** @typedef {ReturnType<typeof createLinks>} Links */
/** @typedef {{get: () => LinkView, set: (view: LinkView, isEmpty: boolean) => void}} LinkViewStore where the page keeps what a link says besides the run; `isEmpty` where the link says nothing at all */
/**
 * @typedef {object} Here What links to the run as it is are made of
 * @property {Config} config
 * @property {number} step
 * @property {string | null} sum
 * @property {LinkPin[]} pins
 * @property {boolean} lockstep
 * @property {LinkText | null} text
 * @property {string} textName
 * @property {number} bytes of the text
 */

/**
 * @typedef {object} Address The address bar, page/address.js
 * @property {(print: () => string, isEntry: boolean, builtIn: boolean) => void} write soon, calling `print` for the fragment then; `isEntry` where a person began the run, which makes it an entry of the history
 * @property {(fragment: string, builtIn: boolean) => void} enter at once, as an entry of its own
 * @property {(fragment: string) => string} link the whole link
 */

/** @param {{core: Core, store: ReadStore<Run>, client: Client, texts: Texts, address: Address, view: LinkViewStore}} parts */
export function createLinks({ core, store, client, texts, address, view }) {
  /** @type {WeakMap<Uint8Array, string>} */
  const files = new WeakMap();
  /** Whether a person has begun a run that the address does not have yet. */
  let pendingHistoryEntry = false;

  /** The hash and length by which a link names a text that it does not carry. @param {Text} text */
  function fileOf({ bytes }) {
    const file = files.get(bytes) ?? core.fingerprint(bytes);
    files.set(bytes, file);
    return file;
  }

  /** How a link names the text in use: the built-in one needs no name. @returns {LinkText | null} */
  function text() {
    const used = texts.inUse();
    if (used.builtIn) return null;
    return used.packed ? { packed: used.packed } : { file: fileOf(used) };
  }

  /** The pinned runs, each where it is or is replayed to. @returns {{pins: LinkPin[], lockstep: boolean}} */
  function pinned() {
    const { pins, lockstep } = store.get();
    const at = (/** @type {Pin} */ pin) => {
      if (isReplaying(pin)) return pin.target;
      // In lockstep, one that trains is where the main run is.
      return isIdle(pin) || (isTraining(pin) && !lockstep) ? pin.step : null;
    };
    return {
      pins: pins.map((pin) => ({ color: pin.color, name: pin.name, config: pin.config, step: at(pin) })),
      lockstep: lockstep || pins.length === 0,
    };
  }

  /**
   * What a link to the run consists of: as the run is, or where it is replayed to; or the run of a link whose text is not here.
   * @param {Partial<LinkView>} [changed]
   * @returns {Parameters<Core["linkOf"]>}
   */
  function currentLink(changed) {
    const state = store.get();
    const { config, step, sum, replay, missingText } = state;
    const shown = { ...view.get(), ...changed };
    if (missingText !== null) {
      const { replay: named, pins, lockstep, file } = missingText;
      const at = { step: named?.step, sum: named?.sum, pins, lockstep };
      return [missingText.config, { ...at, view: shown, text: { file } }];
    }
    const stands = isIdle(state) && step > 0 && sum !== null;
    const at = replay !== null ? { step: replay.step, sum: replay.sum } : stands ? { step, sum } : {};
    return [config, { ...at, ...pinned(), view: shown, text: text() }];
  }

  /** To a run of any Config on the text in use. @param {Config} config @param {number | null} step @param {string | null} sum */
  const toRun = (config, step, sum) => address.link(core.linkOf(config, { text: text(), step, sum }).fragment);

  /** Finds out once how a link carries a text. Where what packs it can't be fetched, links name the text's file. */
  async function packText(used = texts.inUse()) {
    if (used.builtIn || used.packed !== undefined) return;
    const packing = await import("../engine/packing.js").catch(() => null);
    if (packing !== null) used.packed = packing.pack(used.bytes, core.limits.packed_text);
  }

  return {
    fileOf,
    packText,
    toRun,
    /** Whether links know how to carry or name the text in use. */
    isTextPacked: () => texts.inUse().builtIn || texts.inUse().packed !== undefined,
    /** To a step of the run. @param {number} step @param {string | null} sum its checksum, if known */
    toStep: (step, sum) => toRun(store.get().config, step > 0 ? step : null, step > 0 ? sum : null),
    /** The same with the pinned runs. @param {number} step @param {string | null} sum */
    toStepPinned(step, sum) {
      const at = step > 0 ? { step, sum } : {};
      return address.link(core.linkOf(store.get().config, { text: text(), ...pinned(), ...at }).fragment);
    },
    /** To the run as it is, with some of what is looked at changed. @param {Partial<LinkView>} changed */
    toNow: (changed) => address.link(core.linkOf(...currentLink(changed)).fragment),
    /** The run as it is, or the one whose text is missing. @returns {Promise<Here>} */
    async here() {
      const { missingText } = store.get();
      if (missingText !== null) {
        const { config, replay, file, pins, lockstep } = missingText;
        return {
          ...{ config, pins, lockstep, step: replay?.step ?? 0, sum: replay?.sum ?? null },
          ...{ text: { file }, textName: "the one asked for here", bytes: sizeOf(file) },
        };
      }
      await packText();
      // Last, so that the store is of this step.
      const { step, sum } = await client.requests.checksum();
      const { config, textName } = store.get();
      return { config, ...pinned(), step, sum, text: text(), textName, bytes: texts.inUse().bytes.length };
    },
    /**
     * To what `here` has found.
     * @param {Here} here
     * @param {LinkView} shown
     * @param {boolean} namesStep
     * @returns {{href: string, whole: boolean}} not `whole` where no link can name the step
     */
    toHere({ config, text, pins, lockstep, step, sum }, shown, namesStep) {
      const at = namesStep ? { step, sum, pins } : { pins: pins.map((pin) => ({ ...pin, step: null })) };
      const made = core.linkOf(config, { view: shown, text, lockstep, ...at });
      return { href: address.link(made.fragment), whole: made.whole };
    },
    /** The text that a link carries, or what is wrong with it. @param {string} packed */
    unpacked: (packed) =>
      import("../engine/packing.js").then(
        ({ unpack }) => unpack(packed, core.limits.text),
        (/** @type {unknown} */ reason) => ({
          text: null,
          error: { field: "text", expected: "the part of the page that unpacks it", got: String(reason) },
        }),
      ),
    /**
     * Begins an entry of the history for another main run; the pinned ones stay.
     * @param {string} fragment that Rust has no error in; where it names no text, it means the built-in one
     * @returns {string} the link to open
     */
    enter(fragment) {
      const { config, text, step, sum } = core.parseLink(fragment);
      const kept = { view: view.get().view, lesson: null, focus: null, hide: null, embed: false };
      const link = core.linkOf(config, { ...pinned(), text, step, sum, view: kept }).fragment;
      address.enter(link, true);
      return link;
    },
    /** The next run in the address is an entry of its own in the history: a person begins it. */
    startEntry() {
      pendingHistoryEntry = true;
    },
    /**
     * Writes the run as it is into the address, so that a reload restores it. A moving step would only chase it; and while a
     * link's run has not started, its address stays.
     */
    updateAddress() {
      const state = store.get();
      if (!isReady(state) || state.replay !== null || state.missingText !== null) return;
      const link = currentLink();
      // Within another page, an entry of the history would be one of that page's.
      address.write(
        () => core.linkOf(...link).fragment,
        pendingHistoryEntry && !view.get().embed,
        texts.inUse().builtIn,
      );
      pendingHistoryEntry = false;
    },
  };
}
