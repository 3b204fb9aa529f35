// The runs beside the present one, as the experiment sees them. Without any it hands everything to the present run's worker;
// what they need is fetched with the first.

import { configTitle } from "../../words/format.js";

/** @import { Frame, Look, Question } from "../../../shared/protocol.js" */
/** @import { Client, Text } from "../client.js" */
/** @import { createPins } from "./pins.js" */
/** @import { Core, LinkPin } from "../../engine/core.js" */
/** @import { Messages } from "../../ui/messages.js" */
/** @import { Pin, State, Store } from "../store.js" */

/** @typedef {ReturnType<typeof createCompany>} Company */
/** @typedef {ReturnType<typeof createPins>} Pins */

/**
 * @typedef {object} Present The run that the others are beside
 * @property {Client} client
 * @property {() => number} step of its newest frame
 * @property {(frame: Frame) => void} show
 * @property {(at: {step: number, sum: string}) => void} rest
 * @property {(config: State["config"], at: {step: number, sum: string | null}) => void} begin replays another in its place
 * @property {() => void} write what a link says has changed
 */

/** As many as there are colours for. */
export const MOST_PINS = 3;

/** Characters of a name, as many as a link takes. */
export const LONGEST_NAME = 40;

/** What of a name a link can say, and a sentence hold. @param {string} text */
export const named = (text) =>
  [
    ...text
      .replaceAll(/[\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
      .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
      .trim(),
  ]
    .slice(0, LONGEST_NAME)
    .join("");

/**
 * @param {Core} core
 * @param {Store} store
 * @param {Messages} messages
 * @param {Present} present
 */
export function createCompany(core, store, messages, present) {
  const { client } = present;
  /** @type {Pins | null} */
  let pins = null;
  /** The text that the present run learns from, once there is one. @type {Text | null} */
  let text = null;
  /** How runs are looked at. @type {Look} */
  let looked = {};
  let loading = false;
  /** Where the present run was last sent. */
  let goal = 0;
  /** How many pins there have been. */
  let pinned = 0;

  /** @param {State["config"]} config */
  const usualName = (config) => named(configTitle(core, config));

  /**
   * @param {Pick<Pin, "color" | "name" | "config">} of
   * @param {number} step that it is to be replayed to
   * @returns {Pin}
   */
  function bound({ color, name, config }, step) {
    pinned += 1;
    const begins = { mode: /** @type {Pin["mode"]} */ (step > 0 ? "replaying" : "resting"), step: 0, sum: null };
    const unknown = { frame: null, evaluations: [], evaluating: null, trouble: null };
    return { id: pinned, color, name: name || usualName(config), config, ...begins, bound: step, ...unknown };
  }

  async function load() {
    if (loading) return;
    loading = true;
    try {
      const { createPins } = await import("./pins.js");
      pins ??= createPins({ core, store, messages, present, usualName });
      pins.look(looked);
      if (text !== null) pins.use(text);
      if (store.get().mode === "training") pins.adopt(goal);
    } catch (thrown) {
      messages.unfetched("The comparison", thrown);
    }
    loading = false;
  }

  /** Makes runs of what the store has by now. */
  function tend() {
    if (text === null) return;
    if (pins !== null) pins.use(text);
    else if (store.get().pins.length > 0) load();
  }

  return {
    /** The present run begins with a text: so do those beside it. @param {Text} used */
    started(used) {
      text = used;
      tend();
    },
    /** Puts the runs of a link in the place of those that are here. @param {LinkPin[]} wanted @param {boolean} lockstep @param {number} step of the link */
    restore(wanted, lockstep, step) {
      const { pins: here } = store.get();
      const stays = client.textToCome() === text;
      const kept = (/** @type {LinkPin} */ pin) => {
        const same = here.find(({ color, name }) => color === pin.color && name === pin.name);
        const at = pin.step ?? step;
        const is = stays && same?.step === at && same.mode === "resting" && same.trouble === null;
        return is && JSON.stringify(same.config) === JSON.stringify(pin.config) ? same : bound(pin, at);
      };
      store.set({ pins: wanted.map(kept), lockstep });
    },
    /** Pins the present run. */
    pin() {
      const { pins: here, config } = store.get();
      const color = /** @type {const} */ ([0, 1, 2]).find((free) => here.every((pin) => pin.color !== free));
      if (color === undefined) return;
      const pin = bound({ color, name: "", config }, present.step());
      store.set({ pins: [...here, pin].sort((a, b) => a.color - b.color) });
      tend();
      present.write();
    },
    /** @param {Frame} frame of the present run @param {number} worked @returns {boolean} whether it is kept, to be shown with others */
    keeps: (frame, worked) => pins?.keeps(frame, worked) ?? false,
    /** Whether the present run is to go on, or to wait for the others. @param {{step: number, sum: string}} at where it rests */
    holds: (at) => pins?.holds(at) ?? false,
    /** Trains all. @param {number} until */
    run(until) {
      goal = until;
      if (pins === null) client.run(until);
      else pins.run(until);
    },
    pause() {
      if (pins === null) client.pause();
      else pins.pause();
    },
    /** One step of each. */
    step() {
      pins?.step();
      client.step();
    },
    /** Where all are to go before they make a step together; null where they stand together already. */
    unevenTo: () => pins?.unevenTo() ?? null,
    /** The present run begins anew. @param {boolean} all whether those beside it do in any case */
    restarted(all) {
      const { pins: here, lockstep } = store.get();
      if (pins !== null) pins.restarted(all);
      else if (here.length > 0 && (all || lockstep)) store.set({ pins: here.map((pin) => bound(pin, 0)) });
    },
    /** The present run has failed. */
    failed() {
      pins?.failed();
    },
    /** @param {Look} look */
    look(look) {
      looked = { ...looked, ...look };
      client.look(look);
      pins?.look(look);
    },
    /** Asks something of those beside it. @param {Question | {kind: "cancel"}} question */
    ask(question) {
      pins?.ask(question);
    },
  };
}
