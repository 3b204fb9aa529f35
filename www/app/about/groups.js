// Parses licenses.md by its headings, for dialog.js.

/** @typedef {{name: string, version: string, license: string, terms: string}} Part */
/** @typedef {{title: string, parts: Part[]}} Group */

/** @param {string} text a group under each `#`, a part under each `##` @returns {Group[]} */
export function groupsOf(text) {
  return text.split(/^# /m).flatMap((group) => {
    const [head, ...parts] = group.split(/^## (?=.+ - \S+ \(.+\)$)/m);
    const title = head.split("\n", 1)[0];
    return parts.length === 0 ? [] : [{ title, parts: parts.map(partOf) }];
  });
}

/** @param {string} text @returns {Part} */
function partOf(text) {
  const [heading] = text.split("\n", 1);
  const [, name, version, license] = heading.match(/^(.+) - (\S+) \((.+)\)$/) ?? [];
  return { name, version, license, terms: text.slice(heading.length).trim() };
}
