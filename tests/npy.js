// A reader of NumPy's .npy files, written from the format's description, and the checksum of a network, written from
// its definition. Both are independent of the page's code; used by tests in Node and in browsers.

import assert from "node:assert/strict";

/**
 * Version 1.0, 32-bit floats, rows first.
 * @param {Uint8Array} file
 * @returns {{shape: number[], values: number[]}}
 */
export function readNpy(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  assert.equal(Buffer.from(file.subarray(0, 6)).toString("latin1"), "\x93NUMPY");
  assert.deepEqual([file[6], file[7]], [1, 0]);
  const start = 10 + view.getUint16(8, true);
  assert.equal(start % 64, 0, "the values are not aligned");
  const header = Buffer.from(file.subarray(10, start)).toString("latin1");
  const found =
    /^\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), ?(?:(\d+))?\), \} *\n$/.exec(header) ??
    assert.fail(`header ${header}`);
  const shape = found.slice(1).flatMap((size) => (size === undefined ? [] : [Number(size)]));
  const length = shape.reduce((product, size) => product * size, 1);
  assert.equal(file.byteLength, start + 4 * length);
  const at = Array.from({ length }, (_, i) => start + 4 * i);
  return {
    shape,
    values: at.map((place) => view.getFloat32(place, true)),
  };
}

/**
 * FNV-1a over the 32-bit words of all numbers in their order; all NaNs count as one.
 * @param {number[][]} tensors
 */
export function checksumOf(tensors) {
  const word = new DataView(new ArrayBuffer(4));
  let hash = 0xcbf2_9ce4_8422_2325n;
  for (const value of tensors.flat()) {
    word.setFloat32(0, value);
    const bits = Number.isNaN(value) ? 0x7fc0_0000 : word.getUint32(0);
    hash = BigInt.asUintN(64, (hash ^ BigInt(bits)) * 0x0100_0000_01b3n);
  }
  return hash.toString(16).padStart(16, "0");
}
