import type { ResourceKey } from '#lib/resource-ref.ts';
import type { AnyResource } from '#resources';
import { decodeDocument } from './decode-document.ts';
import type { Version } from './document.ts';

/** The names of these records in the state begin with this; the object's key follows. */
const prefix = 'document ';

/**
 * Remembered is the last version of an object that was in force, as the state keeps it.
 *
 * - `file`, `index`: where it stood; `index` only orders the objects of one file.
 * - `standsFor`: the id of the nameless broken document that is taken for this object's successor, if any.
 * - `text`: one document as written; JSON where the document held several objects.
 */
export interface Remembered {
  readonly key: ResourceKey;
  readonly file: string;
  readonly index: number;
  readonly standsFor?: string;
  readonly text: string;
}

/** rememberedPrefix is the prefix to give to `State.load`. */
export const rememberedPrefix = prefix;

/** rememberedName is the name of an object's record in the state. */
export function rememberedName(key: ResourceKey): string {
  return prefix + key;
}

export function encodeRemembered({ file, index, standsFor, text }: Remembered): string {
  return `${JSON.stringify({ file, index, standsFor })}\n${text}`;
}

/** decodeRemembered is undefined for a record in another form (made by another version of this program). */
export function decodeRemembered(name: string, record: string): Remembered | undefined {
  const lineEnd = record.indexOf('\n');
  try {
    const { file, index, standsFor } = JSON.parse(record.slice(0, lineEnd));
    if (typeof file !== 'string' || typeof index !== 'number') return undefined;
    const place = { key: name.slice(prefix.length), file, index, text: record.slice(lineEnd + 1) };
    return typeof standsFor === 'string' ? { ...place, standsFor } : place;
  } catch {
    return undefined;
  }
}

/** RememberedVersion decodes its text only when it is needed: at most starts, none is. */
export class RememberedVersion implements Version {
  text: string | undefined;
  readonly #key: ResourceKey;
  #decoded: { readonly resource: AnyResource | undefined } | undefined;

  constructor({ key, text }: Remembered) {
    this.#key = key;
    this.text = text;
  }

  get resource(): AnyResource | undefined {
    this.#decoded ??= { resource: this.#decode() };
    return this.#decoded.resource;
  }

  #decode(): AnyResource | undefined {
    const bytes = Buffer.from(this.text ?? '');
    const [item] = decodeDocument(bytes, 'yaml', { index: 0, hash: 0, length: bytes.length, items: [] });
    return item?.kind === 'good' && item.key === this.#key ? item.resource : undefined;
  }
}
