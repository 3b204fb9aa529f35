// Packs the built-in names, of which gzip leaves 104 KB: www/text/names.bin out of names.txt, for www/app/engine/names.js.

import { readFile, writeFile } from "node:fs/promises";
import { constants, deflateSync } from "node:zlib";

const TEXT = new URL("../www/text/names.txt", import.meta.url);
const PACKED = new URL("../www/text/names.bin", import.meta.url);

/**
 * The text climbs the alphabet anew for each number of births. Its lines are put in the order of the alphabet, each as what
 * it drops of the one before and what it adds, and behind them the run that each stands in: deflate leaves 74 KB of that.
 * @param {string} text
 */
export function pack(text) {
  if (!/^([a-z]{1,32}\n)+$/.test(text))
    throw new Error("names.txt: expected lines of 1 to 32 letters from a to z, got others");
  /** @type {string[][]} */
  const runs = [];
  let last = "";
  for (const name of text.trimEnd().split("\n")) {
    if (runs.length === 0 || name <= last) runs.push([]);
    runs[runs.length - 1].push(name);
    last = name;
  }
  // The two long runs at the ends of girls and boys get the lowest numbers, since from there on runs become shorter.
  const lengths = runs.slice(0, -1).map(({ length }) => length);
  const girls = lengths.indexOf(Math.max(...lengths)) + 1;
  const numbered = runs.flatMap((names, i) => {
    const run = i < girls ? 2 * (girls - 1 - i) + 1 : 2 * (runs.length - 1 - i);
    return names.map((name) => ({ name, run }));
  });
  numbered.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  let letters = "";
  last = "";
  for (const { name } of numbered) {
    let shared = 0;
    while (shared < last.length && last[shared] === name[shared]) shared += 1;
    letters += String.fromCharCode(64 + last.length - shared) + name.slice(shared);
    last = name;
  }
  const near = numbered.map(({ run }) => Math.min(run, 255));
  const far = numbered.flatMap(({ run }) => (run < 255 ? [] : [run - 255]));
  const bytes = [...Buffer.from(letters), 10, ...near, ...far.map((run) => run & 255), ...far.map((run) => run >> 8)];
  return deflateSync(Uint8Array.from(bytes), { level: constants.Z_BEST_COMPRESSION });
}

/** @returns {import("vite").Plugin} */
export function packsNames() {
  return {
    name: "initscope:names",
    async buildStart() {
      await writeFile(PACKED, pack(await readFile(TEXT, "utf8")));
    },
  };
}
