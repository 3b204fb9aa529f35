// Tensors as NumPy's .npz: a zip of .npy files. The same tensors give the same bytes. Pure functions, used by dialog.js.

import { zipSync } from "fflate";

/** @import { Tensor } from "../../shared/protocol.js" */

/** The header's length is a multiple of this, so that the values can be memory-mapped. */
const ALIGNMENT = 64;
/** Magic and version 1.0; two bytes for the header's length follow. */
const PREAMBLE = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0];
const OPENING = PREAMBLE.length + 2;

/**
 * Version 1.0 of the format: a Python dict as the header, then the values, little-endian like wasm memory.
 * @param {Pick<Tensor, "shape" | "values">} tensor
 */
function npy({ shape, values }) {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((OPENING + dict.length + 1) / ALIGNMENT) * ALIGNMENT - OPENING;
  const header = new TextEncoder().encode(`${dict.padEnd(length - 1)}\n`);
  const file = new Uint8Array(OPENING + length + values.byteLength);
  file.set([...PREAMBLE, length & 255, length >> 8]);
  file.set(header, OPENING);
  file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), OPENING + length);
  return file;
}

/** Stored, since weights hardly compress. @param {Tensor[]} tensors */
export function npz(tensors) {
  const files = Object.fromEntries(tensors.map((tensor) => [`${tensor.name}.npy`, npy(tensor)]));
  // A zip dates its files in local time, from 1980 on.
  return zipSync(files, { level: 0, mtime: new Date(1980, 0, 1) });
}
