// Loads the fixture, from which every peer starts and which it must reproduce, and the training examples: see ../fixture.

import { load } from "./clock.js";

/**
 * @typedef {object} Network
 * @property {string} name
 * @property {number} batch
 * @property {number[]} hidden
 * @property {number} eps
 * @property {number} momentum
 * @property {number} rate
 * @property {{name: string, shape: number[], values: number[]}[]} tensors
 * @property {{contexts: number[], targets: number[], loss: number}[]} steps
 * @property {number[]} running
 */

/** @typedef {{vocabulary: number, context: number, examples: number, networks: Network[]}} Fixture */

export const fixtureBytes = async () => new Uint8Array(await load("target/bench/fixture.json"));

/** Contexts, then targets, one byte each. */
export const trainingBytes = async () => new Uint8Array(await load("target/bench/train.bin"));

/** @returns {Promise<Fixture>} */
export const readFixture = async () => JSON.parse(new TextDecoder().decode(await fixtureBytes()));
