import type { ResourceKey } from '#lib/resource-ref.ts';
import type { State } from '#state';
import { parseDocument } from './parse-document.ts';
import { decodeRemembered, rememberedName } from './remembered.ts';

/**
 * writtenObject is the object under a key as its author wrote the version that is in force, parsed anew from what the state
 * keeps of it: nothing else of it stays in memory. undefined where no version of it ever was in force.
 */
export function writtenObject(state: State, key: ResourceKey): unknown {
  const name = rememberedName(key);
  const record = state.get(name);
  const remembered = record === undefined ? undefined : decodeRemembered(name, record);
  if (remembered === undefined) return undefined;
  const parsed = parseDocument(remembered.text, 'yaml');
  return parsed.kind === 'value' ? parsed.value : undefined;
}
