// The runs in IndexedDB: read, merged, renamed, removed. Knows no page, and says in words why a browser refuses.

import { openDB } from "idb";
import { place } from "./record.js";

/** @import { DBSchema, IDBPDatabase } from "idb" */
/** @import { Links, Run } from "./record.js" */

/** @typedef {Run & {id: number}} Kept */
/** @typedef {DBSchema & {runs: {key: number, value: Kept}}} Schema */
/** @typedef {{came: number, further: number, known: number, gone: number}} Merged how many runs were new, went on, were there already; and had to go, since the shelf was full */
/** @typedef {ReturnType<typeof createShelf>} Shelf */

export const MOST_RUNS = 100;

const DATABASE = "initscope";
const VERSION = 1;

/**
 * @param {Links} core
 * @param {(isBlocked: boolean) => void} onBlocked another tab holds an older version of the database
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
     * Adds runs, each once, all or none.
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
    /** What was removed, where it was. @param {Kept[]} gone */
    async putBack(gone) {
      const { store, done } = await write();
      await Promise.all([...gone.map((run) => store.put(run)), done]);
    },
  };
}

/** @template {Run} R @param {R[]} runs @returns {R[]} */
const newestFirst = (runs) => runs.sort((a, b) => b.saved - a.saved || (b.id ?? 0) - (a.id ?? 0));

/**
 * Those that a full shelf can't hold: the oldest that nobody named; where all are named, what has just come.
 * @param {Run[]} runs
 * @param {Set<Run>} before
 */
function surplus(runs, before) {
  const many = runs.length - MOST_RUNS;
  const oldest = newestFirst([...runs]).reverse();
  const unnamed = oldest.filter(({ name }) => name === "");
  const came = oldest.filter((run) => run.name !== "" && !before.has(run) && run.id === undefined);
  return new Set(many > 0 ? [...unnamed, ...came].slice(0, many) : []);
}

/** Why nothing can be kept, or read. @param {unknown} thrown */
export function whyNot(thrown) {
  const { name, message } = thrown instanceof Error ? thrown : { name: "", message: String(thrown) };
  switch (name) {
    case "VersionError":
      return "A newer version of this page keeps the runs now, in another tab. Reload this one.";
    case "QuotaExceededError":
      return "There is no room left: this browser gives the page no more storage. Remove runs that you don't need.";
    default:
      return `This browser keeps nothing for this page (${message || name}). A private window or blocked storage may be why. All else works.`;
  }
}
