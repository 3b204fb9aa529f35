// Opens what comes from elsewhere: a link, with the text that it names or brings, and a text of a person's own. Starts the
// run that they mean, asks for what is missing, or reports what is wrong. Created by index.js.

import { count, fileFacts, REFUSED, sizeFacts, sizeOf, tooLong, within } from "../words/format.js";
import { hasWorker } from "./messages.js";
import { nextSetAside } from "./set-aside.js";

/** @import { Config, FieldError } from "../../shared/protocol.js" */
/** @import { Core, LinkPin } from "../engine/core.js" */
/** @import { Client } from "./client.js" */
/** @import { Links, LinkViewStore } from "./links.js" */
/** @import { Messages } from "./messages.js" */
/** @import { Group } from "./pinned/group.js" */
/** @import { Rates } from "./rates.js" */
/** @import { LinkReplay } from "./replay.js" */
/** @import { Start } from "./start.js" */
/** @import { Replay, Run, SetAside, Store } from "./store.js" */
/** @import { Text, Texts } from "./texts.js" */

/** @typedef {ReturnType<typeof createOpening>} Opening */
/** @typedef {{config: Config, replay: Replay | null, pins: LinkPin[], lockstep: boolean}} LinkRun */

const PARTS = "Parts of this link can't be used; the rest is kept";
const REFUSED_WITH_LINK = "This link's text can't be used; the rest of the link is kept";

/** @param {{core: Core, store: Store<Run>, messages: Messages, client: Client, links: Links, view: LinkViewStore, texts: Texts, rates: Rates, replay: LinkReplay, start: Start, group: Group}} parts */
export function createOpening(parts) {
  const { core, store, messages, client, links, view, texts, rates, replay: linkReplay, start, group } = parts;
  /** What else is wrong with the link whose text is tried. @type {FieldError[]} */
  let faults = [];
  /** What is set aside once another text is in use for the same settings. @type {SetAside | null} */
  let leaving = null;

  /** Starts the run of a link, and its pinned ones. @param {LinkRun} run @param {Text} text */
  function startRun({ config, replay, pins, lockstep }, text) {
    const step = replay?.step ?? 0;
    if (step > 0) messages.status(`Replaying to step ${count(step)}.`);
    leaving = null;
    start(config, step, { further: { replay }, text });
    group.restore(pins, lockstep, step);
  }

  /** Starts it at step 0 without its replay. @param {LinkRun} run @param {Partial<Run>} [further] */
  function startUntrained({ config, pins, lockstep }, further) {
    start(config, 0, { further });
    group.restore(
      pins.map((pin) => ({ ...pin, step: 0 })),
      lockstep,
      0,
    );
  }

  /** Starts the run of a link that brings its text. @param {LinkRun} run @param {string} packed */
  async function startPacked(run, packed) {
    const attempt = linkReplay.attempt();
    const { text, error } = await links.unpacked(packed);
    if (attempt !== linkReplay.attempt()) return;
    if (error === null) startRun(run, { name: "The link's text", bytes: text, builtIn: false, packed });
    else {
      refuseText([error]);
      startUntrained(run);
    }
  }

  /** Tries a text for the settings as they are. @param {Text} text */
  function tryText(text) {
    leaving = nextSetAside(store.get(), client);
    client.setText(text, linkReplay.target()?.step ?? 0);
  }

  /** @param {FieldError[]} errors */
  function refuseText(errors) {
    leaving = null;
    messages.errors(faults.length > 0 ? PARTS : REFUSED_WITH_LINK, [...faults, ...errors]);
  }

  return {
    /** The text of a link is refused. @param {FieldError[]} errors */
    refuseText,
    /** Another text is in use: the run that it has replaced, to be set aside. */
    takeLeaving() {
      const left = leaving;
      leaving = null;
      return left;
    },
    /** @param {string} fragment @param {boolean} meansBuiltIn whether it is the built-in text that a link without one means */
    open(fragment, meansBuiltIn) {
      const link = core.parseLink(fragment);
      if (link.errors.length > 0) messages.errors(PARTS, link.errors);
      else messages.clear();
      const { config, text: named, sum, pins, lockstep } = link;
      faults = link.errors;
      view.set(link.view, fragment.length <= 1);
      const step = link.step ?? 0;
      const replay = step > 0 || sum !== null ? { step, sum, named: named !== null, faults } : null;
      const run = { config, replay, pins, lockstep };
      linkReplay.supersede();
      if (named === null) startRun(run, meansBuiltIn ? texts.builtIn : texts.inUse());
      else if (named.packed !== undefined && named.packed !== texts.inUse().packed) startPacked(run, named.packed);
      else {
        const known = texts.find((text) => named.packed !== undefined || links.fileOf(text) === named.file);
        if (known) startRun(run, known);
        else startUntrained(run, { missingText: { ...run, file: named.file ?? "" } });
      }
    },
    /** @param {string} name @param {Uint8Array} bytes */
    useText(name, bytes) {
      if (!hasWorker(store, messages, `${within(name)} is not used.`)) return;
      const { missingText } = store.get();
      if (missingText === null && bytes.length > core.limits.text) {
        return messages.errors(REFUSED.text, [tooLong(core.limits.text, bytes.length)]);
      }
      rates.commit();
      messages.clear();
      linkReplay.supersede();
      const text = { name, bytes, builtIn: false };
      if (missingText === null) return tryText(text);
      const { file } = missingText;
      const hasSize = sizeOf(file) === bytes.length;
      if (hasSize && links.fileOf(text) === file) return startRun(missingText, text);
      const got = hasSize ? fileFacts(links.fileOf(text)) : sizeFacts(bytes.length);
      messages.errors("This is not the text that the link names", [{ field: "text", expected: fileFacts(file), got }]);
    },
    useBuiltInText() {
      if (!hasWorker(store, messages, "The text stays as it is.")) return;
      rates.commit();
      messages.clear();
      linkReplay.supersede();
      store.set({ missingText: null });
      tryText(texts.builtIn);
    },
  };
}
