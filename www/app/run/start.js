// Starts a run at step 0 with a Config, in place of the one before, and with another text if it is given one. Created by
// index.js.

/** @import { Config } from "../../shared/protocol.js" */
/** @import { Client } from "./client.js" */
/** @import { Interruption } from "./interruption.js" */
/** @import { Group } from "./pinned/group.js" */
/** @import { Rates } from "./rates.js" */
/** @import { Recovery } from "./recovery.js" */
/** @import { LinkReplay } from "./replay.js" */
/** @import { Run, Store } from "./store.js" */
/** @import { Text } from "./texts.js" */

/** @typedef {ReturnType<typeof createStart>} Start */

/** @param {{store: Store<Run>, client: Client, group: Group, rates: Rates, recovery: Recovery, replay: LinkReplay, interruption: Interruption}} parts */
export const createStart =
  ({ store, client, group, rates, recovery, replay, interruption }) =>
  /**
   * @param {Config} config
   * @param {number} until the step that it is replayed to
   * @param {object} [options]
   * @param {Partial<Run>} [options.further] what changes along with it
   * @param {Text} [options.text] another one
   * @param {"in lockstep" | "all" | "none"} [options.pins] which pinned runs start again too
   */
  (config, until, { further = {}, text = client.textToCome(), pins = "in lockstep" } = {}) => {
    replay.forget();
    replay.supersede();
    recovery.forget();
    rates.forget();
    interruption.forget();
    store.set({
      config,
      mode: until > 0 ? "replaying" : "idle",
      awaited: true,
      replaces: false,
      step: 0,
      sum: null,
      past: null,
      pendingRate: null,
      goal: null,
      replay: null,
      missingText: null,
      question: null,
      setAside: null,
      ...further,
    });
    group.restarted(pins);
    if (text === client.textToCome()) client.configure(config, until);
    else client.open(text, config, until);
  };
