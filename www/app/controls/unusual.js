// What is unusual in a text: signs that it was saved wrongly, is a table, or has tokens that its owner does not expect, each
// with its remedy. Nothing here changes how the text is read. Pure functions, loaded by text.js for a text of one's own.

import { count, counted, excerpt, within } from "../words/format.js";

/** @typedef {{kind: "garbled" | "invisible" | "decomposed" | "table" | "digits" | "duplicates" | "cases", count: number, examples: string[]}} Finding `text.test.js` and `words` have what is counted */

/** Examples of characters that are named. */
const MAX_LISTED = 4;
/** The white space that Rust removes at the end of a line. */
const SPACE = /[\t\v\f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
/** Controls, formats, and white space but the space; a tab is seen as a separator. */
const INVISIBLE = /^(?!\t)(?:[\p{Cc}\p{Cf}]|(?! )\p{White_Space})$/u;
const NAMES = new Map([
  ["\ufeff", "byte order mark"],
  ["\u200b", "zero-width space"],
  ["\u200c", "zero-width non-joiner"],
  ["\u200d", "zero-width joiner"],
  ["\xad", "soft hyphen"],
  ["\xa0", "no-break space"],
]);
/** The bytes 0x80 to 0x9F of Windows-1252; five of them it leaves undefined. */
const WINDOWS = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** From the end, since a regular expression would try at every space of a line again. @param {string} line */
function withoutTrailing(line) {
  let end = line.length;
  while (end > 0 && SPACE.test(line[end - 1])) end -= 1;
  return line.slice(0, end);
}

/** The items of a text as Rust reads them. @param {Uint8Array} bytes valid UTF-8 */
export const itemsOf = (bytes) =>
  new TextDecoder()
    .decode(bytes)
    .split(/[\n\r]/)
    .map(withoutTrailing)
    .filter((line) => line !== "");

/** A text without the lines that repeat an earlier one. @param {Uint8Array} bytes */
export const withoutDuplicates = (bytes) =>
  new TextEncoder().encode([...new Set(itemsOf(bytes))].map((line) => `${line}\n`).join(""));

/**
 * At most one finding of a kind.
 * @param {Uint8Array} bytes valid UTF-8
 * @returns {Finding[]}
 */
export function unusual(bytes) {
  const lines = itemsOf(bytes);
  const text = lines.join("\n");
  const alphabet = [...new Set(text)].filter((character) => character !== "\n").sort();
  const found = [
    garbled(text),
    listed(
      "invisible",
      alphabet.filter((character) => INVISIBLE.test(character)),
    ),
    decomposed(text),
    table(lines) ?? digits(lines),
    { kind: /** @type {const} */ ("duplicates"), count: lines.length - new Set(lines).size, examples: [] },
    cases(alphabet),
  ];
  return found.filter((finding) => finding.count > 0);
}

/** @param {Finding["kind"]} kind @param {string[]} examples @returns {Finding} */
const listed = (kind, examples) => ({ kind, count: examples.length, examples: examples.slice(0, MAX_LISTED) });

/** The byte that a character is read from, in Windows-1252 or Latin-1; −1 for ASCII and others. @param {string} character */
function byteOf(character) {
  const code = character.charCodeAt(0);
  if (code >= 0x80 && code <= 0xff) return code;
  const at = WINDOWS.indexOf(character);
  return at < 0 ? -1 : 0x80 + at;
}

/**
 * UTF-8 that was read as Windows-1252 or Latin-1 and saved again: the number of characters that it was, and the first of them
 * as it is now and as it was. None unless most characters that could begin such a sequence do: “ß“” is one too, but in a
 * German text most ß begin none.
 * @param {string} text
 * @returns {Finding}
 */
function garbled(text) {
  const strict = new TextDecoder("utf-8", { fatal: true });
  let leads = 0;
  let found = 0;
  /** @type {string[]} */
  let examples = [];
  for (const { index } of text.matchAll(/[\xc2-\xf4]/g)) {
    leads += 1;
    const lead = text.charCodeAt(index);
    const seen = text.slice(index, index + (lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4));
    const bytes = [...seen].map(byteOf);
    if (bytes.includes(-1)) continue;
    try {
      const meant = strict.decode(Uint8Array.from(bytes));
      found += 1;
      if (examples.length === 0) examples = [seen, meant];
    } catch {
      // It is no character of UTF-8.
    }
  }
  return 2 * found > leads ? { kind: "garbled", count: found, examples } : listed("garbled", []);
}

/** Letters that are there as one character and also as a letter and its marks. @param {string} text */
function decomposed(text) {
  const apart = new Set(text.match(/\P{M}\p{M}+/gu));
  const both = [...apart].map((letter) => letter.normalize("NFC")).filter((letter) => /^\P{M}$/u.test(letter));
  return listed(
    "decomposed",
    [...new Set(both)].filter((letter) => text.includes(letter)),
  );
}

/**
 * The table whose rows at least four in five lines are, with as many columns as the first line. Examples are the separator,
 * the number of columns, and the first column that mostly has letters and no digits: its number and what the first line has there.
 * @param {string[]} lines
 * @returns {Finding | null}
 */
function table(lines) {
  for (const separator of [",", ";", "\t"]) {
    if (lines[0]?.includes(separator) !== true) continue;
    const rows = lines.map((line) => line.split(separator));
    const columns = rows[0].length;
    const alike = rows.filter((row) => row.length === columns);
    if (5 * alike.length < 4 * lines.length) continue;
    const isWordy = (/** @type {string} */ field) => /\p{L}/u.test(field) && !/\d/.test(field);
    const column = rows[0].findIndex((_, i) => 2 * alike.filter((row) => isWordy(row[i])).length > alike.length);
    const named = column < 0 ? [] : [String(column + 1), rows[0][column].trim()];
    return { kind: "table", count: alike.length, examples: [separator, String(columns), ...named] };
  }
  return null;
}

/** Lines with digits, if they are more than half. @param {string[]} lines @returns {Finding} */
function digits(lines) {
  const { length } = lines.filter((line) => /\d/.test(line));
  return { kind: "digits", count: 2 * length > lines.length ? length : 0, examples: [] };
}

/** Letters whose capital is there as well. @param {string[]} alphabet @returns {Finding} */
function cases(alphabet) {
  const pairs = alphabet
    .map((letter) => [letter, letter.toUpperCase()])
    .filter(([small, capital]) => small !== capital && capital.toLowerCase() === small && alphabet.includes(capital));
  return { kind: "cases", count: pairs.length, examples: pairs[0] ?? [] };
}

/** `U+200B`. @param {string} character */
const codePoint = (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** @param {string} character */
const named = (character) => {
  const name = NAMES.get(character) ?? (/\p{Cc}/u.test(character) ? "control character" : "");
  return `${codePoint(character)}${name === "" ? "" : ` (${name})`}`;
};

/**
 * A finding and its remedy, as a sentence or two.
 * @param {Finding} finding
 * @param {number} lines of the text
 */
export function words({ kind, count: n, examples }, lines) {
  const [first = "", second = "", third = "", fourth = ""] = examples;
  const more = n > examples.length ? ` and ${n - examples.length} more` : "";
  switch (kind) {
    case "garbled":
      return `“${first}” looks like “${second}”: UTF-8 that was read as Latin-1. Save the original file as UTF-8.`;
    case "invisible":
      return `Invisible: ${examples.map(named).join(", ")}${more}. Each is a token; remove them if they are not meant.`;
    case "decomposed": {
      const parts = [...first.normalize("NFD")].map((part, i) => (i === 0 ? part : codePoint(part))).join(" + ");
      const others = n > 1 ? `, and ${n - 1} more like it` : "";
      return `“${first}” is one token and also ${parts}, several tokens${others}. Normalize the text to NFC.`;
    }
    case "table": {
      const separator = first === "\t" ? "tab" : first === ";" ? "semicolon" : "comma";
      const heading = fourth === "" ? "" : ` (“${within(excerpt(fourth))}”)`;
      const keep = third === "" ? "Keep one column." : `Keep one column, such as column ${third}${heading}.`;
      return `${count(n)} of ${counted(lines, "line")} have ${second} columns, with a ${separator} between: is it a table (CSV)? ${keep}`;
    }
    case "digits":
      return `${count(n)} of ${counted(lines, "line")} have digits. Remove them if they are not part of the items.`;
    case "duplicates":
      return `${counted(n, "line")} of ${count(lines)} ${n === 1 ? "repeats an earlier one" : "repeat earlier ones"} (${Math.max(1, Math.round((100 * n) / lines))} %), so that validation has items of training.`;
    case "cases":
      return `“${first}” and “${second}” are two tokens${n > 1 ? `, and so are ${n - 1} more pairs` : ""}.`;
  }
}
