// What a run's mode means for those who show it or move it, used instead of comparisons with `mode`; and V of its text.

/** @import { Asked, Pin, Run } from "./store.js" */

/** @typedef {{mode: Run["mode"] | Pin["mode"]}} HasMode */

/** @param {HasMode} run */
export const isStarting = ({ mode }) => mode === "starting";
/** @param {HasMode} run */
export const isIdle = ({ mode }) => mode === "idle";
/** @param {HasMode} run */
export const isTraining = ({ mode }) => mode === "training";
/** @param {HasMode} run */
export const isSlow = ({ mode }) => mode === "slow";
/** @param {HasMode} run */
export const isReplaying = ({ mode }) => mode === "replaying";
/** Whether there is no worker, since it failed twice or never started. @param {HasMode} run */
export const isFailed = ({ mode }) => mode === "failed";

/** Whether steps are made as fast as the worker can. @param {HasMode} run */
export const isFast = (run) => isTraining(run) || isReplaying(run);
/** Whether steps are made. @param {HasMode} run */
export const isMoving = (run) => isFast(run) || isSlow(run);
/** Whether a person has it train, so that Train is Pause. @param {HasMode} run */
export const canPause = (run) => isTraining(run) || isSlow(run);
/** Whether it can be trained, shared or forked: not on the way to a step, nor without a worker. @param {HasMode} run */
export const isReady = (run) => isIdle(run) || canPause(run);
/** Whether a long question about the current network can be answered. @param {Pick<Run, "mode" | "awaited">} run */
export const canAsk = (run) => !run.awaited && (isIdle(run) || isTraining(run));
/** A few single steps, as a lesson makes them, are quickly made again. */
const MIN_STEPS = 10;
/** Whether a run has been trained so far that one would come back to it. @param {{step: number}} run */
export const isWorthKeeping = ({ step }) => step >= MIN_STEPS;
/** Whether it stands at a step whose checksum is known. @param {Pick<Run, "mode" | "sum">} run */
export const isSettled = (run) => isIdle(run) && run.sum !== null;
/** As of the built-in names: 26 letters and the boundary token. */
const DEFAULT_VOCABULARY = 27;
/** V of the text, assumed until the worker has read it. @param {Pick<Run, "text">} run */
export const vocabularyOf = ({ text }) => text?.vocabulary ?? DEFAULT_VOCABULARY;
/** How far a long question is, while it is being answered. @param {Pick<Run, "question">} run @param {Asked["kind"]} kind */
export const progressOf = ({ question }, kind) => (question?.kind === kind ? question : null);
