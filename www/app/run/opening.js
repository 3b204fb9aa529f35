// What comes from elsewhere: a link, with the text that it names or brings, and a text of a person's own. Begins the run
// that they mean, asks for what is missing, or says what is wrong; knows no element.

import { count, fileFacts, REFUSED, sizeFacts, sizeOf, tooLong, within } from "../words/format.js";

/** @import { Config, FieldError } from "../../shared/protocol.js" */
/** @import { Client, Text } from "./client.js" */
/** @import { Company } from "./pinned/group.js" */
/** @import { Core, LinkPin } from "../engine/core.js" */
/** @import { createLinks } from "./links.js" */
/** @import { Messages } from "../ui/messages.js" */
/** @import { createRates } from "./rates.js" */
/** @import { State, Store } from "./store.js" */

/** @typedef {{config: Config, replay: State["replay"], pins: LinkPin[], lockstep: boolean}} LinkRun */
/** @typedef {{builtIn: Text, inUse: Text, own: Text | null}} Texts `own` is the last one that a person or a link brought */

const PARTS = "Parts of this link can't be used; the rest holds";
const REFUSED_WITH_LINK = "This link's text can't be used; the rest of it holds";

/**
 * @param {object} parts
 * @param {Core} parts.core
 * @param {Store} parts.store
 * @param {Messages} parts.messages
 * @param {Client} parts.client
 * @param {ReturnType<typeof createLinks>} parts.links
 * @param {Texts} parts.texts
 * @param {ReturnType<typeof createRates>} parts.rates
 * @param {(config: Config, until: number, further?: Partial<State>, text?: Text) => void} parts.restart
 * @param {(undone: string) => boolean} parts.canAnswer whether there is a worker to do it; without one, says what was not done
 * @param {() => State["replay"]} parts.goal where a text that comes in now is to be taken
 * @param {Company} parts.company
 */
export function createOpening(parts) {
  const { core, store, messages, client, links, texts, rates, restart, canAnswer, goal, company } = parts;
  /** Counts what is opened and begun: a text that is unpacked for an older one comes too late. */
  let opened = 0;
  /** What else is wrong with the link whose text is tried. @type {FieldError[]} */
  let faults = [];

  /** Begins the run of a link, and those beside it. @param {LinkRun} run @param {Text} text */
  function begin({ config, replay, pins, lockstep }, text) {
    const step = replay?.step ?? 0;
    if (step > 0) messages.say(`Replaying to step ${count(step)}.`);
    restart(config, step, { replay }, text);
    company.restore(pins, lockstep, step);
  }

  /** Begins it at step 0, without what it was bound for. @param {LinkRun} run @param {Partial<State>} further */
  function beginUntaken({ config, pins, lockstep }, further) {
    restart(config, 0, { replay: null, ...further });
    company.restore(
      pins.map((pin) => ({ ...pin, step: 0 })),
      lockstep,
      0,
    );
  }

  /**
   * Begins the run of a link that brings its text.
   * @param {LinkRun} run
   * @param {string} packed
   */
  async function beginPacked(run, packed) {
    const mine = opened;
    const { text, error } = await links.unpacked(packed);
    if (mine !== opened) return;
    if (error === null) begin(run, { name: "The link's text", bytes: text, builtIn: false, packed });
    else {
      refuseText([error]);
      beginUntaken(run, {});
    }
  }

  /** What no worker need be asked. @param {Uint8Array} bytes @returns {FieldError | null} */
  function faultOf(bytes) {
    if (bytes.length > core.limits.text) return tooLong(core.limits.text, bytes.length);
    return isUtf16(bytes)
      ? { field: "text", expected: "UTF-8", got: "what looks like UTF-16; save it as UTF-8" }
      : null;
  }

  /** @param {FieldError[]} errors */
  function refuseText(errors) {
    messages.errors(faults.length > 0 ? PARTS : REFUSED_WITH_LINK, [...faults, ...errors]);
  }

  return {
    refuseText,
    /** Something else is opened or begun. */
    supersede() {
      opened += 1;
    },
    /** @param {string} fragment @param {boolean} meansBuiltIn whether it is the built-in text that a link without one means */
    open(fragment, meansBuiltIn) {
      const link = core.parseLink(fragment);
      if (link.errors.length > 0) messages.errors(PARTS, link.errors);
      else messages.clear();
      const { config, text: named, sum } = link;
      faults = link.errors;
      const { lesson, focus, hide: hidden, embed } = link.view;
      store.set({ lesson, focus, hidden, embed });
      const step = link.step ?? 0;
      const replay = step > 0 || sum !== null ? { step, sum, named: named !== null, faults } : null;
      const run = { config, replay, pins: link.pins, lockstep: link.lockstep };
      opened += 1;
      if (named === null) begin(run, meansBuiltIn ? texts.builtIn : texts.inUse);
      else if (named.packed !== undefined && named.packed !== texts.inUse.packed) beginPacked(run, named.packed);
      else {
        const known = [texts.inUse, texts.builtIn, texts.own].find(
          (own) => own && (named.packed || links.fileOf(own) === named.file),
        );
        if (known) begin(run, known);
        else beginUntaken(run, { wanted: { ...run, file: named.file ?? "" } });
      }
    },
    /** @param {string} name @param {Uint8Array} bytes */
    useText(name, bytes) {
      if (!canAnswer(`${within(name)} is not used.`)) return;
      const { wanted } = store.get();
      const fault = wanted === null ? faultOf(bytes) : null;
      if (fault !== null) return messages.errors(REFUSED.text, [fault]);
      rates.settle();
      messages.clear();
      opened += 1;
      const brought = { name, bytes, builtIn: false };
      if (wanted === null) client.setText(brought, goal()?.step ?? 0);
      else if (sizeOf(wanted.file) === bytes.length && links.fileOf(brought) === wanted.file) begin(wanted, brought);
      else {
        const same = sizeOf(wanted.file) === bytes.length;
        const got = same ? fileFacts(links.fileOf(brought)) : sizeFacts(bytes.length);
        const expected = fileFacts(wanted.file);
        messages.errors("This is not the text that the link names", [{ field: "text", expected, got }]);
      }
    },
    useBuiltInText() {
      if (!canAnswer("The text stays as it is.")) return;
      rates.settle();
      messages.clear();
      opened += 1;
      store.set({ wanted: null });
      client.setText(texts.builtIn, goal()?.step ?? 0);
    },
  };
}

/** Of a text's beginning, enough to tell. */
const HEAD = 64;

/**
 * Whether bytes look like UTF-16: by their mark, or by every other byte of what begins as plain letters do. Rust would take
 * those as a text of letters and NULs.
 * @param {Uint8Array} bytes
 */
export function isUtf16(bytes) {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const head = bytes.subarray(0, HEAD);
  const zeros = [0, 1].map((side) => head.filter((byte, i) => byte === 0 && i % 2 === side).length);
  return head.length >= 4 && Math.min(...zeros) === 0 && Math.max(...zeros) > head.length * 0.4;
}
