// The main run and the pinned ones, moved together. Without any pinned run it hands everything to the main run's worker; what
// pinned runs need (pins.js) is fetched with the first. Used by the commands, questions and events of run/.

import { createLazy } from "../../ui/lazy.js";
import { isIdle, isTraining } from "../selectors.js";
import { cleanName } from "./clean-name.js";

/** @import { Config, Frame, Look, Question } from "../../../shared/protocol.js" */
/** @import { LinkPin } from "../../engine/core.js" */
/** @import { Pin } from "../store.js" */
/** @import { Text } from "../texts.js" */
/** @import { GroupParts } from "./pin.js" */
/** @import { ReplaceMain } from "./pins.js" */

/** @typedef {ReturnType<typeof createGroup>} Group */

/** @param {GroupParts} parts */
export function createGroup(parts) {
  const { core, store, messages, client, links } = parts;
  const pins = createLazy(
    async () => (await import("./pins.js")).createPins(parts),
    (reason) => messages.unfetched("The comparison", reason),
  );
  /** The text that the main run trains on, once there is one. @type {Text | null} */
  let text = null;
  /** How runs are looked at. @type {Look} */
  let looked = {};
  /** Where the main run was last sent. */
  let goal = 0;
  /** How many pins there have been. */
  let pinned = 0;

  /**
   * @param {Pick<Pin, "color" | "name" | "config">} of one that nobody has named is named by pins.js
   * @param {number} target the step that it is to be replayed to
   * @returns {Pin}
   */
  function newPin({ color, name, config }, target) {
    pinned += 1;
    const mode = target > 0 ? "replaying" : "idle";
    const unknown = { frame: null, evaluations: [], evaluating: null, failure: null };
    return { id: pinned, color, name, config, mode, step: 0, sum: null, target, ...unknown };
  }

  async function load() {
    if (pins.isBegun()) return;
    const made = await pins.load();
    if (made === null) return;
    made.look(looked);
    if (text !== null) made.use(text);
    if (isTraining(store.get())) made.adopt(goal);
  }

  /** Starts a worker for each pin of the store. */
  function startPins() {
    if (text === null) return;
    const made = pins.loaded();
    if (made !== null) made.use(text);
    else if (store.get().pins.length > 0) load();
  }

  return {
    /** The main run starts on a text: so do the pinned ones. @param {Text} used */
    started(used) {
      text = used;
      startPins();
    },
    /** Replaces the pinned runs by those of a link. @param {LinkPin[]} wanted @param {boolean} lockstep @param {number} step of the link */
    restore(wanted, lockstep, step) {
      const { pins: here } = store.get();
      const keepsText = client.textToCome() === text;
      const kept = (/** @type {LinkPin} */ pin) => {
        const at = pin.step ?? step;
        const same = here.find(({ color, name }) => color === pin.color && name === pin.name);
        const isIt = keepsText && same?.step === at && isIdle(same) && same.failure === null;
        return isIt && JSON.stringify(same.config) === JSON.stringify(pin.config) ? same : newPin(pin, at);
      };
      store.set({ pins: wanted.map(kept), lockstep });
    },
    /** Pins a run, if there is room for one. @param {{config: Config, step: number}} [run] the main one, unless given */
    pin({ config, step } = { config: store.get().config, step: client.position() }) {
      const { pins: here } = store.get();
      const color = /** @type {const} */ ([0, 1, 2]).find((free) => here.every((pin) => pin.color !== free));
      if (color === undefined) return;
      const pin = newPin({ color, name: "", config }, step);
      store.set({ pins: [...here, pin].sort((a, b) => a.color - b.color) });
      startPins();
      links.updateAddress();
    },
    /** @param {number} id @param {string} name an empty one is the usual one */
    rename(id, name) {
      const clean = cleanName(name, core.limits.pin_name);
      store.set({ pins: store.get().pins.map((pin) => (pin.id === id ? { ...pin, name: clean } : pin)) });
      pins.loaded()?.name();
      links.updateAddress();
    },
    /** @param {number} id */
    remove(id) {
      store.set({ pins: store.get().pins.filter((pin) => pin.id !== id) });
      pins.loaded()?.removed(id);
      links.updateAddress();
    },
    /** Whether all train together, step by step. @param {boolean} lockstep */
    setLockstep(lockstep) {
      store.set({ lockstep });
      pins.loaded()?.regroup();
      links.updateAddress();
    },
    /** The pinned run becomes the main one, and that is pinned in its place. @param {number} id @param {ReplaceMain} replaceMain */
    swap(id, replaceMain) {
      pins.loaded()?.swap(id, replaceMain);
    },
    /** Whether a frame of the main run is kept, to be shown with those of others. @param {Frame} frame @param {number} worked */
    keeps: (frame, worked) => pins.loaded()?.keeps(frame, worked) ?? false,
    /** Whether the main run, which has stopped, goes on or waits for the others. @param {{step: number, sum: string}} at */
    holds: (at) => pins.loaded()?.holds(at) ?? false,
    /** Trains all. @param {number} until */
    run(until) {
      goal = until;
      (pins.loaded() ?? client).run(until);
    },
    pause() {
      (pins.loaded() ?? client).pause();
    },
    /** One step of each. */
    step() {
      pins.loaded()?.step();
      client.step();
    },
    /** The step that all go to before they make one together; null where they are at the same step. */
    unevenTo: () => pins.loaded()?.unevenTo() ?? null,
    /**
     * The main run has started again.
     * @param {"in lockstep" | "all" | "none"} which pinned runs do too: those that train in lockstep with it, unless given
     */
    restarted(which) {
      const { pins: here, lockstep } = store.get();
      const made = pins.loaded();
      const all = which === "all";
      if (made !== null) made.restarted(which);
      else if (which === "none") return;
      else if (here.length > 0 && (all || lockstep)) {
        store.set({ pins: here.map((pin) => ({ ...newPin(pin, 0), id: pin.id })) });
      }
    },
    /** The main run has failed. */
    failed() {
      pins.loaded()?.failed();
    },
    /** @param {Look} look */
    look(look) {
      looked = { ...looked, ...look };
      client.look(look);
      pins.loaded()?.look(look);
    },
    /** Asks the pinned runs. @param {Question | {kind: "cancel"}} question */
    ask(question) {
      pins.loaded()?.ask(question);
    },
  };
}
