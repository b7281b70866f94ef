import { deepEqual } from '#lib/equal.ts';
import { Fault } from '#lib/fault.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { decodeResource, isUniversal } from '#resources';
import { sameStatus } from '../same-status.ts';
import type { Entry, Source, SourceSink, StatusWrite } from '../source.ts';

/** MemorySourceOptions: see `Source.name` and `Entry.controller`. */
export interface MemorySourceOptions {
  readonly name?: string;
  readonly controller?: string;
}

/** MemoryObjects are objects in memory, kept the way an API server keeps them. */
export interface MemoryObjects {
  /**
   * put stores an object in place of the one with the same name, and returns its key. It assigns `uid`, `generation` and
   * `resourceVersion` itself. It throws a `Fault` (`input`) for an object that cannot be used.
   */
  put(object: Readonly<Record<string, unknown>>): ResourceKey;
  remove(key: ResourceKey): void;
  /** statusOf is what was written to the object's status; undefined where nothing was. */
  statusOf(key: ResourceKey): unknown;
  /** source follows the objects; there may be any number of sources. */
  source(options?: MemorySourceOptions): Source;
}

interface Held {
  /** As it was put, without status. */
  readonly object: Readonly<Record<string, unknown>>;
  readonly uid: string;
  readonly generation: number;
  readonly status: unknown;
  readonly entry: Entry;
}

/** createMemoryObjects makes an empty set of objects. */
export function createMemoryObjects(): MemoryObjects {
  const held = new Map<ResourceKey, Held>();
  const followers = new Set<(keys: readonly ResourceKey[]) => void>();
  let version = 0;

  const decode = (object: Readonly<Record<string, unknown>>, uid: string, generation: number) => {
    // Kuma's own form has no place for uid, generation and version.
    if (isUniversal(object)) return decodeResource(object);
    const metadata = { ...asFields(object.metadata), uid, generation, resourceVersion: String(++version) };
    return decodeResource({ ...object, metadata });
  };
  const tell = (key: ResourceKey): void => {
    for (const follower of followers) follower([key]);
  };

  const put: MemoryObjects['put'] = ({ status: _, ...object }) => {
    const { ref } = decodeResource(object);
    const key = ref === undefined ? undefined : resourceKey(ref);
    const before = key === undefined ? undefined : held.get(key);
    if (key !== undefined && before !== undefined && deepEqual(before.object, object)) return key;
    const uid = before?.uid ?? `memory-${version + 1}`;
    const generation = (before?.generation ?? 0) + 1;
    const { resource, findings } = decode(object, uid, generation);
    if (key === undefined || resource === undefined) {
      const reasons = findings.map(({ path, message }) => [path, message].join(' ').trim());
      throw new Fault('input', `the object cannot be used: ${reasons.join('; ')}`);
    }
    held.set(key, { object, uid, generation, status: before?.status, entry: { resource, findings } });
    tell(key);
    return key;
  };

  const writeStatus = async ({ key, uid, status }: StatusWrite): Promise<void> => {
    const before = held.get(key);
    if (before === undefined || before.uid !== uid || sameStatus(before.status, status)) return;
    const { resource, findings } = decode(before.object, before.uid, before.generation);
    if (resource === undefined) return;
    held.set(key, { ...before, status, entry: { resource, findings } });
    tell(key);
  };

  return {
    put,
    remove: key => {
      if (held.delete(key)) tell(key);
    },
    statusOf: key => held.get(key)?.status,
    source: ({ name = 'memory', controller } = {}) => {
      let follow: ((keys: readonly ResourceKey[]) => void) | undefined;
      const entryOf = (key: ResourceKey): Entry | undefined => {
        const entry = held.get(key)?.entry;
        return entry === undefined || controller === undefined ? entry : { ...entry, controller };
      };
      return {
        name,
        start: async (sink: SourceSink) => {
          follow = keys => sink(keys.map(key => ({ key, entry: entryOf(key) })));
          if (held.size > 0) follow([...held.keys()]);
          followers.add(follow);
        },
        stop: async () => {
          if (follow !== undefined) followers.delete(follow);
        },
        origin: key => (held.has(key) ? { file: `${name}:${key}`, locate: () => 1 } : undefined),
        written: key => held.get(key)?.object,
        writeStatus,
      };
    },
  };
}

function asFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
