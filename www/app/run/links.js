// The run at hand as a link: the Config, which text it learns from, what is looked at, and where it rests. Keeps the
// address so, and opens nothing.

import { sizeOf } from "../words/format.js";

/** @import { Core, LinkPin, LinkText, LinkView } from "../engine/core.js" */
/** @import { Text } from "./client.js" */
/** @import { State, Store } from "./store.js" */
/** @import { createAddress } from "../page/address.js" */

/**
 * @param {Core} core
 * @param {Store} store
 * @param {ReturnType<typeof createAddress>} address
 * @param {() => Text} textInUse
 */
export function createLinks(core, store, address, textInUse) {
  /** @type {WeakMap<Uint8Array, string>} */
  const files = new WeakMap();

  /** By what a link calls a text that it does not carry. @param {Text} text */
  function fileOf({ bytes }) {
    const file = files.get(bytes) ?? core.fingerprint(bytes);
    files.set(bytes, file);
    return file;
  }

  /** How a link says which text is in use: of the built-in one, nothing. @returns {LinkText | null} */
  function text() {
    const used = textInUse();
    if (used.builtIn) return null;
    return used.packed ? { packed: used.packed } : { file: fileOf(used) };
  }

  /** The runs beside it, each where it is or is bound for. @returns {{pins: LinkPin[], lockstep: boolean}} */
  function beside() {
    const { pins, lockstep } = store.get();
    const at = (/** @type {State["pins"][number]} */ { mode, bound, step }) => {
      if (mode === "replaying") return bound;
      // In lockstep, one that trains is where the present run is.
      return mode === "resting" || (mode === "training" && !lockstep) ? step : null;
    };
    return {
      pins: pins.map((pin) => ({ color: pin.color, name: pin.name, config: pin.config, step: at(pin) })),
      lockstep: lockstep || pins.length === 0,
    };
  }

  /** Of the run as it is, or is bound for; or of the one that a link named with a text that is not here. @param {Partial<LinkView>} [changed] */
  function fragment(changed) {
    const { config, mode, step, sum, replay, wanted, lesson, focus, hidden, embed } = store.get();
    const view = { lesson, focus, hide: hidden, embed, ...changed };
    if (wanted !== null) {
      const at = { step: wanted.replay?.step, sum: wanted.replay?.sum, pins: wanted.pins, lockstep: wanted.lockstep };
      return core.linkOf(wanted.config, { ...at, view, text: { file: wanted.file } }).fragment;
    }
    const rests = mode === "resting" && step > 0 && sum !== null;
    const at = replay !== null ? { step: replay.step, sum: replay.sum } : rests ? { step, sum } : {};
    return core.linkOf(config, { ...at, ...beside(), view, text: text() }).fragment;
  }

  return {
    fileOf,
    text,
    beside,
    fragment,
    /** What links to a run whose text is asked for are made of. @param {NonNullable<State["wanted"]>} wanted */
    asked: ({ config, replay, file, pins, lockstep }) => ({
      config,
      pins,
      lockstep,
      step: replay?.step ?? 0,
      sum: replay?.sum ?? null,
      text: /** @type {LinkText} */ ({ file }),
      textName: "the one asked for here",
      bytes: sizeOf(file),
    }),
    /** Finds out once how a link carries a text. Where what packs it can't be fetched, links name the text's file. @param {Text} text */
    async carried(text) {
      if (text.packed !== undefined) return;
      const packing = await import("../engine/packing.js").catch(() => null);
      if (packing !== null) text.packed = packing.pack(text.bytes, core.limits.packed_text);
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
     * The address holds the run as it is, so that a reload restores it; a moving step would only chase it. Not while a
     * link's run has yet to come.
     * @param {boolean} begun whether a person began it
     * @returns {boolean} whether it is written
     */
    write(begun) {
      const { mode, replay, wanted, embed } = store.get();
      const open = mode !== "starting" && mode !== "replaying" && mode !== "broken";
      if (!open || replay !== null || wanted !== null) return false;
      // Within another page, an entry of the history would be one of that page's.
      address.write(fragment(), begun && !embed, textInUse().builtIn);
      return true;
    },
  };
}
