// What a drop or a paste brings: one file, or why it is none. Reads no file.

/** @import { FieldError } from "../../shared/protocol.js" */

/** Whether there are files among it. @param {DataTransfer} brought */
export const bringsFiles = ({ types }) => types.includes("Files");

/**
 * @param {DataTransfer} brought
 * @param {string} field what the file is to be
 * @returns {{file: File, error: null} | {file: null, error: FieldError}}
 */
export function onlyFile({ items, files }, field) {
  const given = [...items].filter(({ kind }) => kind === "file");
  const folders = given.map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry?.isDirectory);
  if (given.length === 1 && files.length === 1 && folders.length === 0) return { file: files[0], error: null };
  /** @param {string} got */
  const wrong = (got) => ({ file: null, error: { field, expected: "one file at a time", got } });
  if (given.length > 1) return wrong(`${given.length} ${folders.length > 0 ? "files and folders" : "files"}`);
  return wrong(folders[0] ? `a folder, ${folders[0].name}` : "none");
}
