/** Bytes of one slab. It is held for as long as one piece of it is: larger ones would be held for longer. */
const slabSize = 2048;
/** More than this stays as it is: it fills too much of a slab to gain from it. */
const largestPiece = slabSize / 4;

let slab = new Uint8Array(slabSize);
let used = 0;

/**
 * keptBytes gives the same bytes for keeping. A short array of its own takes some 300 bytes beside what it holds, so several
 * share a slab; and Node's own pool, in which `Buffer.concat` puts its results, mixes them with what is gone in a moment, so
 * that one kept piece would hold 8 KiB of nothing.
 */
export function keptBytes(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  if (length > largestPiece) return bytes.buffer.byteLength === length ? bytes : new Uint8Array(bytes);
  if (used + length > slabSize) {
    slab = new Uint8Array(slabSize);
    used = 0;
  }
  const kept = slab.subarray(used, used + length);
  kept.set(bytes);
  used += length;
  return kept;
}
