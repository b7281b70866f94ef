/** The size of one slab in bytes. A slab is held as long as any of its pieces: a larger one would be held for longer. */
const slabSize = 2048;
/** A longer array keeps its own memory: it fills too much of a slab to gain from it. */
const largestPiece = slabSize / 4;

let slab = new Uint8Array(slabSize);
let used = 0;

/**
 * keptBytes returns equal bytes for long-term storage. A short array of its own takes some 300 bytes besides its contents, so
 * several share a slab. Node's own pool, in which `Buffer.concat` puts its results, mixes them with short-lived data, so that one
 * kept piece would hold 8 KiB of nothing.
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
