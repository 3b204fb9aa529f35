// The run: its state, what can be done with it and asked of it, its frames and its links. Puts the parts of run/ together,
// each made from those before it. Created by page/app.js.

import { createArrival } from "./arrival.js";
import { Client } from "./client.js";
import { createCommands } from "./commands.js";
import { createEvents } from "./events.js";
import { createFrames } from "./frames.js";
import { createInterruption } from "./interruption.js";
import { createLinks } from "./links.js";
import { createOpening } from "./opening.js";
import { createGroup } from "./pinned/group.js";
import { createQuestions } from "./questions.js";
import { createRates } from "./rates.js";
import { createRecovery } from "./recovery.js";
import { createReplay } from "./replay.js";
import { createStart } from "./start.js";
import { createStore, initialRun } from "./store.js";
import { createTexts } from "./texts.js";

/** @import { Core } from "../engine/core.js" */
/** @import { Address, LinkViewStore } from "./links.js" */
/** @import { Messages } from "./messages.js" */
/** @import { Screen } from "./pinned/pin.js" */
/** @import { ReadStore, Run } from "./store.js" */
/** @import { Text } from "./texts.js" */

/** @param {{core: Core, builtIn: Text, messages: Messages, address: Address, view: LinkViewStore, screen: Screen}} page */
export function createRun({ core, builtIn, messages, address, view, screen }) {
  const store = createStore(initialRun(core, builtIn.name));
  const texts = createTexts(builtIn);
  const { config } = store.get();
  const client = new Client({ module: core.module, text: builtIn, config, isHidden: screen.isHidden });
  const frames = createFrames(store, client);
  const links = createLinks({ core, store, client, texts, address, view });
  const recovery = createRecovery();
  const replay = createReplay({ store, messages, texts, client });
  const arrive = createArrival({ store, messages, texts, links, recovery, replay });
  const group = createGroup({ core, store, messages, client, frames, links, arrive, screen });
  const questions = createQuestions({ store, client, group, messages });
  const rates = createRates({ core, store, messages, client, replay });
  const interruption = createInterruption();
  const start = createStart({ store, client, group, rates, recovery, replay, interruption });

  const parts = { core, store, messages, client, texts, links, replay, group, questions, rates, start, interruption };
  const opening = createOpening({ ...parts, view });
  const commands = createCommands({ ...parts, opening });
  client.listen(createEvents({ ...parts, frames, recovery, arrive, opening }));
  return {
    store: /** @type {ReadStore<Run>} */ (store),
    commands,
    questions,
    frames,
    links,
    /** The text in use. */
    text: texts.inUse,
  };
}
