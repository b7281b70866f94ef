/** Random gives numbers in [0, 1), the same ones for the same seed on every machine. */
export type Random = () => number;

/** seededRandom is mulberry32: small, fast, and good enough to choose backends with. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Spread says how popular backends are: all alike, or the k-th one 1/k as much as the first. */
export type Spread = 'uniform' | 'zipf';

/** chooseDistinct gives `count` different indexes below `size`, in rising order. */
export function chooseDistinct(
  random: Random,
  spread: Spread,
  size: number,
  count: number,
): readonly number[] {
  if (count > size) throw new RangeError(`cannot choose ${count} different ones of ${size}`);
  const chosen = new Set<number>();
  while (chosen.size < count) {
    chosen.add(spread === 'uniform' ? Math.floor(random() * size) : zipfIndex(random, size));
  }
  return [...chosen].sort((a, b) => a - b);
}

/** The inverse of the continuous 1/x distribution over [1, size + 1): close to Zipf, and without a table. */
function zipfIndex(random: Random, size: number): number {
  return Math.min(size - 1, Math.floor((size + 1) ** random()) - 1);
}
