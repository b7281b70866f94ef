import type { XdsResource, XdsType } from '#lib/xds-resource.ts';

/** Up to so many names are searched one by one: a map would not be worth it. */
const few = 4;

/** Batch is what one response says: these resources, and these names as removed. Streams that are told the same share one. */
export class Batch {
  readonly type: XdsType;
  readonly sends: readonly XdsResource[];
  readonly removed: readonly string[];
  #found: ReadonlyMap<string, XdsResource | 'removed'> | undefined;

  constructor(type: XdsType, sends: readonly XdsResource[], removed: readonly string[]) {
    this.type = type;
    this.sends = sends;
    this.removed = removed;
  }

  get isEmpty(): boolean {
    return this.sends.length === 0 && this.removed.length === 0;
  }

  /** find is what the response says of a name. */
  find(name: string): XdsResource | 'removed' | undefined {
    if (this.sends.length + this.removed.length <= few) {
      return (
        this.sends.find(one => one.name === name) ?? (this.removed.includes(name) ? 'removed' : undefined)
      );
    }
    this.#found ??= new Map<string, XdsResource | 'removed'>([
      ...this.removed.map(gone => [gone, 'removed'] as const),
      ...this.sends.map(one => [one.name, one] as const),
    ]);
    return this.#found.get(name);
  }
}

/** sameBatch: both say the same. */
export function sameBatch(a: Batch, b: Batch): boolean {
  return a.type === b.type && sameItems(a.sends, b.sends) && sameItems(a.removed, b.removed);
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
