// Checks what was dropped or pasted: exactly one file, or an error. Used by controls/text.js and the dialog of saved runs.

/** @import { FieldError } from "../../shared/protocol.js" */

/** Whether the transfer contains files. @param {DataTransfer} transfer */
export const bringsFiles = ({ types }) => types.includes("Files");

/**
 * @param {DataTransfer} transfer
 * @param {string} field named in the error
 * @returns {{file: File, error: null} | {file: null, error: FieldError}}
 */
export function onlyFile({ items, files }, field) {
  const entries = [...items].filter(({ kind }) => kind === "file");
  const folders = entries.map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry?.isDirectory);
  if (entries.length === 1 && files.length === 1 && folders.length === 0) return { file: files[0], error: null };
  /** @param {string} got */
  const wrong = (got) => ({ file: null, error: { field, expected: "one file at a time", got } });
  if (entries.length > 1) return wrong(`${entries.length} ${folders.length > 0 ? "files and folders" : "files"}`);
  return wrong(folders[0] ? `a folder, ${folders[0].name}` : "none");
}
