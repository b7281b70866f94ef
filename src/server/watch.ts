import type { ServerResponse } from 'node:http';
import type { Introspection, Selection, ServedKind } from '#inspect';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';

/** WatchEvent is one line of a watch: first the objects that are there, then one `synced`, then the changes. */
export type WatchEvent =
  | { readonly type: 'added' | 'modified'; readonly key: ResourceKey; readonly value: unknown }
  | { readonly type: 'deleted'; readonly key: ResourceKey }
  | { readonly type: 'synced' };

/**
 * A reader that is so far behind (bytes) gets nothing more until it has caught up; repeated changes in the meantime are sent
 * once.
 */
const maxBehind = 256 * 1024;

/**
 * watch writes what `show` returns for each selected object, and again whenever that changes, until the reader goes. For
 * each reader it keeps only one hash per object.
 */
export function watch(
  response: ServerResponse,
  introspection: Introspection,
  kind: ServedKind,
  selection: Selection,
  show: (key: ResourceKey) => unknown,
): void {
  const sent = new Map<ResourceKey, string>();
  let due = new Set<ResourceKey>(introspection.keys(kind, selection));
  let synced = false;
  let paused = false;

  const write = (event: WatchEvent) => response.write(`${JSON.stringify(event)}\n`);
  const isSelected = (key: ResourceKey) => introspection.selects(kind, key, selection);
  const tell = (key: ResourceKey) => {
    const before = sent.get(key);
    // An edit may take an object out of the selection: for the reader it is gone.
    const value = isSelected(key) ? show(key) : undefined;
    if (value === undefined) {
      if (sent.delete(key)) write({ type: 'deleted', key });
      return;
    }
    const version = hashBytes(JSON.stringify(value));
    if (before === version) return;
    sent.set(key, version);
    write({ type: before === undefined ? 'added' : 'modified', key, value });
  };
  const flush = () => {
    while (due.size > 0) {
      const [key] = due;
      if (key === undefined) return;
      if (response.writableLength > maxBehind) {
        paused = true;
        return;
      }
      due.delete(key);
      tell(key);
    }
    if (!synced) write({ type: 'synced' });
    synced = true;
  };
  const end = introspection.onChange(kind, keys => {
    for (const key of keys) if (sent.has(key) || isSelected(key)) due.add(key);
    if (!paused) flush();
  });
  response.on('drain', () => {
    paused = false;
    flush();
  });
  response.on('close', () => {
    end();
    due = new Set();
  });
  flush();
}
