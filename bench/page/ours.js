// Our own package, measured as the page's worker uses it.

import init, { parse_link, Session } from "../../www/pkg/initscope.js";
import { load, rate } from "./clock.js";

/** @type {Record<string, string>} */
const LINKS = { S: "preset=batchnorm", D: "preset=deep-batchnorm" };

/** @type {WebAssembly.Memory} */
let memory;
/** @type {Uint8Array} */
let names;
/** @type {Record<string, Session>} */
const sessions = {};
/** @type {Session} */
let evaluated;
/** @type {Session} */
let scaled;

/** Makes a session of each network. Returns the vocabulary's size. */
export async function open() {
  ({ memory } = await init());
  names = new Uint8Array(await load("www/text/names.txt"));
  for (const [network, link] of Object.entries(LINKS)) sessions[network] = begin(link);
  return sessions.S.text_info().vocabulary;
}

/** @param {string} link */
const config = (link) => {
  const { config, errors } = parse_link(link);
  if (errors.length > 0) throw new Error(`${link}: ${JSON.stringify(errors)}`);
  return config;
};

/** @param {string} link */
const begin = (link, text = names) => new Session(text, config(link), 1);

/** Steps per second. @param {string} network @param {number} seconds */
export const steps = (network, seconds) => rate(seconds, (times) => sessions[network].advance(times));

/** Milliseconds from a new Config to its frame. @param {string} network @param {number} seconds */
export function preview(network, seconds) {
  const session = sessions[network];
  const values = config(LINKS[network]);
  const perSecond = rate(seconds, (times) => {
    for (; times > 0; times--) {
      session.configure(values, 1);
      session.write_frame();
    }
  });
  return 1000 / perSecond;
}

/**
 * Seconds of a step, and what a frame adds to it. The forward pass of the frame is reused by the next step, so a frame adds
 * only the writing, and a separate pass for the next step's update.
 * @param {string} network @param {number} seconds
 */
export function frame(network, seconds) {
  const session = sessions[network];
  const alone = () => rate(seconds / 4, (times) => session.advance(times));
  const framed = () =>
    rate(seconds / 4, (times) => {
      for (; times > 0; times--) {
        session.advance(1);
        session.write_frame();
      }
    });
  // In the order a b b a, so that drift of the machine's speed favors neither.
  const [a1, b1, b2, a2] = [alone(), framed(), framed(), alone()];
  const step = (1 / a1 + 1 / a2) / 2;
  return { step, frame: (1 / b1 + 1 / b2) / 2 - step };
}

/** Evaluates S on the training split of the lecture's text in slices: total seconds, the longest slice, the loss. */
export async function evaluation() {
  if (evaluated === undefined) {
    evaluated = begin(LINKS.S, new Uint8Array(await load("tests/golden/makemore.txt")));
    evaluated.advance(1000);
  }
  evaluated.ask({ kind: "evaluate" });
  const began = performance.now();
  let longest = 0;
  for (;;) {
    const from = performance.now();
    const { train } = evaluated.answer_for(10);
    const to = performance.now();
    longest = Math.max(longest, to - from);
    // The validation split comes after it, and is left.
    if (train !== null)
      return { seconds: (to - began) / 1000, longest, total: evaluated.text_info().train, loss: train };
  }
}

/**
 * Nanoseconds per multiply-add of whole steps.
 * @param {string} link @param {number} seconds
 */
export function scale(link, seconds) {
  scaled ??= begin(link);
  scaled.configure(config(link), 1);
  const perSecond = rate(seconds, (times) => scaled.advance(times));
  return 1e9 / perSecond / multiplyAdds(scaled);
}

/** Multiply-adds of the three matrix products of a step. @param {Session} session */
function multiplyAdds(session) {
  const { context, emb, hidden, batch } = session.config();
  const widths = [context * emb, ...hidden, session.text_info().vocabulary];
  let sum = 0;
  for (let i = 1; i < widths.length; i++) sum += widths[i - 1] * widths[i];
  return 3 * batch * sum;
}

/** @param {string} network */
export const work = (network) => multiplyAdds(sessions[network]);

/**
 * Bytes of wasm memory before and after a long run with a frame after every `every` steps.
 * @param {string} network @param {number} count @param {number} every
 */
export function memoryOfRun(network, count, every) {
  const before = memory.buffer.byteLength;
  for (let made = 0; made < count; made += every) {
    sessions[network].advance(every);
    sessions[network].write_frame();
  }
  return { before, after: memory.buffer.byteLength };
}
