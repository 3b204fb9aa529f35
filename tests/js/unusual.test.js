// What is unusual in a text of one's own: each sign in texts that have it and none in others, and generated texts against a
// naive search. Rust's reader of texts has the same items.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { itemsOf, unusual, withoutDuplicates, words } from "../../www/app/controls/unusual.js";
import { names, open } from "./engine.js";

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

/** The kinds, counts and examples found in a text. @param {string} text */
const of = (text) =>
  Object.fromEntries(unusual(bytes(text)).map(({ kind, count, examples }) => [kind, { count, examples }]));

/** UTF-8 as it looks when it is read as Windows-1252. @param {string} text */
const misread = (text) =>
  Array.from(bytes(text), (byte) =>
    byte >= 0x80 && byte < 0xa0 ? WINDOWS[byte - 0x80] : String.fromCharCode(byte),
  ).join("");
/** Its characters 0x80 to 0x9F. */
const WINDOWS = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

test("the built-in names have nothing unusual but names of girls and of boys", () => {
  assert.deepEqual(unusual(names), [{ kind: "duplicates", count: 2564, examples: [] }]);
  assert.deepEqual(unusual(withoutDuplicates(names)), []);
});

test("UTF-8 that was read as Windows-1252 or Latin-1 is recognized", () => {
  for (const [text, seen, meant] of [
    ["Zoë\nJörg", "Ã«", "ë"],
    ["naïve – “quoted”", "Ã¯", "ï"],
    ["It’s\nfine", "â€™", "’"],
    ["Привет", "ÐŸ", "П"],
    ["東京", "æ\x9d±", "東"],
    ["crab 🦀", "ðŸ¦€", "🦀"],
  ]) {
    assert.deepEqual(of(misread(text)).garbled.examples, [seen, meant], text);
    assert.equal(of(text).garbled, undefined, text);
    // Latin-1 has control characters where Windows-1252 has letters.
    const latin = String.fromCharCode(...bytes(text));
    assert.equal(of(latin).garbled.examples[1], meant, text);
  }
  assert.equal(of(misread("Zoë\nJörg")).garbled.count, 2);
  // Each has UTF-8 if it stands alone, but most of the text's letters of these kinds are none.
  for (const text of ["„Spaß“\nStraße\nweiß", "JOUÉ…\nÉté\nÉcole", "São\nSaÃ£o\nJoão\nÍndia"]) {
    assert.equal(of(text).garbled, undefined, text);
  }
});

test("characters that can't be seen are named by code point", () => {
  const text = "\ufeffann\nbo\ufeffb\ncy\u200bd\ndan\x01e\nma\xa0ry\nab\tc\na b\xad";
  assert.deepEqual(of(text).invisible, { count: 5, examples: ["\x01", "\xa0", "\xad", "\u200b"] });
  assert.equal(of("\ufeffann\nbob \xa0\n\tcyd").invisible, undefined, "what reading drops, a space and a tab");
  const [finding] = unusual(bytes("a\u200bb\ufeffc"));
  assert.equal(
    words(finding, 1),
    "Invisible: U+200B (zero-width space), U+FEFF (byte order mark). Each is a token; remove them if they are not meant.",
  );
});

test("letters in composed and decomposed form are found", () => {
  const both = (/** @type {string} */ text) => of(text).decomposed?.examples ?? [];
  assert.deepEqual(both("zoé\nzoe\u0301\nrene\u0301"), ["é"]);
  assert.deepEqual(both("Việt\nVie\u0323\u0302t"), ["ệ"]);
  assert.deepEqual(both("öäx\nxo\u0308a\u0308"), ["ö", "ä"]);
  for (const apart of ["zoé\nzoe", "zoe\u0301", "é\ne\n\u0301", "é\nx\u0301", "é e\u0300"])
    assert.deepEqual(both(apart), []);
  const [finding] = unusual(bytes("zoé\nzoe\u0301"));
  assert.equal(words(finding, 2), "“é” is one token and also e + U+0301, several tokens. Normalize the text to NFC.");
});

test("a table names its first column of words", () => {
  const csv = "year,name,count\n2018,Emma,18688\n2018,Olivia,17921\n2018,Ava,14924\n2018,Isabella,14464";
  assert.deepEqual(of(csv).table, { count: 5, examples: [",", "3", "2", "name"] });
  assert.equal(of(csv).digits, undefined, "the table explains them");
  assert.deepEqual(of(csv.replaceAll(",", "\t")).table.examples, ["\t", "3", "2", "name"]);
  assert.deepEqual(of("1;2\n3;4\n5;6\n7;8\n9").table, { count: 4, examples: [";", "2"] });
  // Fewer than four in five lines, or other numbers of commas.
  for (const text of ["1;2\n3;4\n5;6\n7", "Well, no\nYes\nOh, I see, you\nShe left, then", "ann\nbob,\ncyd"]) {
    assert.equal(of(text).table, undefined, text);
  }
  assert.equal(of("ann 12\nbob 7\ncyd").digits.count, 2);
  assert.equal(of("ann 12\nbob\ncyd").digits, undefined);
  const [finding] = unusual(bytes(csv));
  assert.match(words(finding, 5), /^5 of 5 lines have 3 columns, with a comma between: .* column 2 \(“name”\)\.$/);
});

test("both cases of a letter are counted", () => {
  assert.deepEqual(of("Anna\nbob").cases, { count: 1, examples: ["a", "A"] });
  assert.deepEqual(of("éÉ ñÑ жЖ ёЁ σΣ ŝŜ žŽ ďĎ ыЫ").cases.count, 9);
  assert.equal(of("ANNA bob\n×÷ ß ı ĸŉ").cases, undefined);
  assert.equal(
    words({ kind: "cases", count: 3, examples: ["a", "A"] }, 9),
    "“a” and “A” are two tokens, and so are 2 more pairs.",
  );
});

test("duplicates are dropped and the first of them kept", () => {
  const text = "eve\nann\r\nbob  \n\nann\nAnn\n bob\nbob\neve\ncyd\rdan";
  const [finding] = unusual(bytes(text));
  assert.deepEqual(finding, { kind: "duplicates", count: 3, examples: [] });
  assert.equal(
    words(finding, 10),
    "3 lines of 10 repeat earlier ones (30 %), so that validation has items of training.",
  );
  assert.equal(new TextDecoder().decode(withoutDuplicates(bytes(text))), "eve\nann\nbob\nAnn\n bob\ncyd\ndan\n");
});

test("generated texts agree with a naive search, and have Rust's items", () => {
  const session = open();
  const parts = [..."aabcABé\u0301e,;\t01\u200b\xa0\x85Ã©ß“. \n\n\n\n\r"];
  const texts = fc
    .array(fc.constantFrom(...parts), { minLength: 1, maxLength: 70, size: "max" })
    .map((all) => all.join(""));
  let read = 0;
  const check = (/** @type {string} */ text) => {
    const found = of(text);
    /** @type {string[]} */
    const lines = [];
    for (let line of text.split(/\n|\r/)) {
      while (line !== "" && " \t\xa0\x85".includes(line.at(-1) ?? "")) line = line.slice(0, -1);
      if (line !== "") lines.push(line);
    }
    assert.deepEqual(itemsOf(bytes(text)), lines);
    const kept = lines.filter((line, at) => lines.indexOf(line) === at);
    assert.equal(found.duplicates?.count ?? 0, lines.length - kept.length);
    assert.deepEqual(itemsOf(withoutDuplicates(bytes(text))), kept);
    const all = lines.join("\n");
    assert.equal(found.invisible?.count ?? 0, ["\x85", "\xa0", "\u200b"].filter((each) => all.includes(each)).length);
    // A letter with further marks is another letter.
    const both = ["é", "e\u0301", "a\u0301", "á"].map((each) => all.includes(each));
    if (!both[0]) assert.equal(found.decomposed, undefined);
    if (found.decomposed) assert.ok(both[1]);
    const isPair = (/** @type {string} */ letter) => Number(all.includes(letter) && all.includes(letter.toUpperCase()));
    assert.equal(found.cases?.count ?? 0, isPair("a") + isPair("b"));
    const isTable = [",", ";", "\t"].some((separator) => {
      const columns = lines.map((line) => line.split(separator).length);
      return columns[0] > 1 && columns.filter((n) => n === columns[0]).length / lines.length >= 0.8;
    });
    assert.equal(found.table !== undefined, isTable);
    if (lines.length < 6) return;
    read += 1;
    session.setText(bytes(text), 2);
    const info = session.textInfo();
    assert.deepEqual([info.lines, info.alphabet], [lines.length, [...new Set(lines.join(""))].sort().join("")]);
  };
  fc.assert(fc.property(texts, check), { numRuns: 1500 });
  assert.ok(read > 100, `${read}`);
});
