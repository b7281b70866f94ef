import type { ResourceKey } from '#lib/resource-ref.ts';
import type { State } from '#state';
import { parseDocument } from './parse-document.ts';
import { decodeRemembered, rememberedName } from './remembered.ts';

/**
 * writtenObject is the object of a key as its author wrote the version in force. It is parsed anew from the text in the
 * state, since memory holds nothing else of it. undefined where no version was ever in force.
 */
export function writtenObject(state: State, key: ResourceKey): unknown {
  const name = rememberedName(key);
  const record = state.get(name);
  const remembered = record === undefined ? undefined : decodeRemembered(name, record);
  if (remembered === undefined) return undefined;
  const parsed = parseDocument(remembered.text, 'yaml');
  return parsed.kind === 'value' ? parsed.value : undefined;
}
