// The saved runs in IndexedDB: reads, merges, renames and removes them, and explains why a browser refuses storage. Used by
// keeper.js, dialog.js and file.js.

import { openDB } from "idb";
import { place } from "./record.js";

/** @import { DBSchema, IDBPDatabase } from "idb" */
/** @import { Links, Run } from "./record.js" */

/** @typedef {Run & {id: number}} Kept */
/** @typedef {DBSchema & {runs: {key: number, value: Kept}}} Schema */
/** @typedef {{came: number, further: number, known: number, gone: number}} Merged how many runs were new, continued a saved one, or were already saved; and how many were removed to make room */

export const MAX_RUNS = 100;

const DATABASE = "initscope";
const VERSION = 1;

/**
 * @param {Links} core
 * @param {(isBlocked: boolean) => void} onBlocked another tab blocks the database with an older version
 */
export function createShelf(core, onBlocked) {
  /** @type {Promise<IDBPDatabase<Schema>> | null} */
  let opened = null;

  async function openRuns() {
    const database = await openDB(DATABASE, VERSION, {
      upgrade(fresh) {
        fresh.createObjectStore("runs", { keyPath: "id", autoIncrement: true });
      },
      blocked: () => onBlocked(true),
      // A newer version of the page, in another tab, waits for this one.
      blocking() {
        database.close();
        opened = null;
      },
      terminated() {
        opened = null;
      },
    });
    onBlocked(false);
    return /** @type {IDBPDatabase<Schema>} */ (database);
  }

  function runs() {
    opened ??= openRuns().catch((/** @type {unknown} */ thrown) => {
      opened = null;
      throw thrown;
    });
    return opened;
  }

  async function write() {
    const transaction = (await runs()).transaction("runs", "readwrite");
    return { store: transaction.store, done: transaction.done };
  }

  return {
    /** All runs, newest first. @returns {Promise<Kept[]>} */
    async all() {
      return newestFirst(await (await runs()).getAll("runs"));
    },
    /**
     * Adds runs, in one transaction.
     * @param {Run[]} more
     * @returns {Promise<Merged>}
     */
    async merge(more) {
      const { store, done } = await write();
      /** @type {Run[]} */
      const kept = await store.getAll();
      const before = new Set(kept);
      const merged = { came: 0, further: 0, known: 0, gone: 0 };
      for (const run of more) merged[place(core, kept, run).what] += 1;
      const going = surplus(kept, before);
      merged.gone = going.size;
      const changes = [...kept.filter((run) => !before.has(run) && !going.has(run))].map((run) =>
        store.put(/** @type {Kept} */ (run)),
      );
      const removals = [...going].flatMap(({ id }) => (id === undefined ? [] : [store.delete(id)]));
      await Promise.all([...changes, ...removals, done]);
      return merged;
    },
    /** @param {number} id @param {string} name */
    async rename(id, name) {
      const { store, done } = await write();
      const run = await store.get(id);
      await Promise.all([run && store.put({ ...run, name }), done]);
    },
    /** @param {number} id */
    async remove(id) {
      await (await runs()).delete("runs", id);
    },
    async clear() {
      await (await runs()).clear("runs");
    },
    /** Restores removed runs. @param {Kept[]} gone */
    async putBack(gone) {
      const { store, done } = await write();
      await Promise.all([...gone.map((run) => store.put(run)), done]);
    },
  };
}

/** @template {Run} R @param {R[]} runs @returns {R[]} */
const newestFirst = (runs) => runs.sort((a, b) => b.saved - a.saved || (b.id ?? 0) - (a.id ?? 0));

/**
 * The runs beyond the limit: the oldest unnamed ones; if all are named, the new ones.
 * @param {Run[]} runs
 * @param {Set<Run>} before
 */
function surplus(runs, before) {
  const excess = runs.length - MAX_RUNS;
  const oldest = newestFirst([...runs]).reverse();
  const unnamed = oldest.filter(({ name }) => name === "");
  const came = oldest.filter((run) => run.name !== "" && !before.has(run) && run.id === undefined);
  return new Set(excess > 0 ? [...unnamed, ...came].slice(0, excess) : []);
}

/** Explains why runs can't be saved or read. @param {unknown} thrown */
export function whyNot(thrown) {
  const { name, message } = thrown instanceof Error ? thrown : { name: "", message: String(thrown) };
  switch (name) {
    case "VersionError":
      return "A newer version of this page is open in another tab and has upgraded the saved runs. Reload this tab.";
    case "QuotaExceededError":
      return "This browser’s storage for the page is full. Remove saved runs that you don’t need.";
    default:
      return `This browser does not let the page save data (${message || name}), for example in a private window or with storage blocked. Everything else works.`;
  }
}
