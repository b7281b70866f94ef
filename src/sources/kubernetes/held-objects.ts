import { deepEqual } from '#lib/equal.ts';
import { ownText, sharedText } from '#lib/kept-text.ts';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { decodeResource, sameResource } from '#resources';
import type { Entry, EntryChange } from '../source.ts';
import type { ServedKind } from './discover.ts';
import { fieldManager } from './field-manager.ts';
import type { WrittenMetadata, WrittenObject } from './written-object.ts';

/** HeldObject is what is kept of an object beside what became of it: texts, as a parsed tree takes several times as much. */
export interface HeldObject {
  readonly entry: Entry;
  readonly uid: string | undefined;
  readonly version: string | undefined;
  /** As it was written, without status; undefined where it is too long to be kept. */
  readonly written: string | undefined;
  readonly status: string | undefined;
  /** The fields of its status that were set by us (`fieldsV1`). */
  readonly owned: string | undefined;
}

/** An object that is longer (characters) is looked up at the API server by who wants to see it. */
const longestKept = 32 * 1024;
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * HeldObjects are the objects that one reflector tells of, and what changes for who reads them. That the version alone is
 * another, or the status, changes nothing for them.
 */
export class HeldObjects {
  readonly #served: ServedKind;
  readonly #controller: string | undefined;
  readonly #held = new Map<ResourceKey, HeldObject>();
  /** Those that were not told of since a list began. */
  #untold: Set<ResourceKey> | undefined;

  constructor(served: ServedKind, controller: string | undefined) {
    this.#served = served;
    this.#controller = controller;
  }

  get(key: ResourceKey): HeldObject | undefined {
    return this.#held.get(key);
  }

  put(object: WrittenObject): EntryChange | undefined {
    const key = this.#keyOf(object.metadata);
    this.#untold?.delete(key);
    const before = this.#held.get(key);
    const held = this.#hold(object, before);
    this.#held.set(key, held);
    return held.entry === before?.entry ? undefined : { key, entry: held.entry };
  }

  gone({ metadata }: WrittenObject): EntryChange | undefined {
    const key = this.#keyOf(metadata);
    this.#untold?.delete(key);
    return this.#held.delete(key) ? { key, entry: undefined } : undefined;
  }

  /** begin: everything that is there is about to be told. */
  begin(): void {
    this.#untold = new Set(this.#held.keys());
  }

  /** end: what was not told is gone. */
  end(): readonly EntryChange[] {
    const gone = [...(this.#untold ?? [])];
    this.#untold = undefined;
    for (const key of gone) this.#held.delete(key);
    return gone.map(key => ({ key, entry: undefined }));
  }

  #keyOf({ namespace, name }: WrittenMetadata): ResourceKey {
    const { group, kind, scope } = this.#served.kind;
    return resourceKey({
      ...{ group, kind, zone: localZone },
      ...{ namespace: scope === 'Cluster' ? '' : (namespace ?? 'default'), name },
    });
  }

  #hold(object: WrittenObject, before: HeldObject | undefined): HeldObject {
    const { status: _, metadata, ...rest } = object;
    const { managedFields: __, resourceVersion: version, ...told } = metadata;
    const written = JSON.stringify({ ...this.#type(), ...rest, metadata: withoutLastApplied(told) });
    const isShort = written.length <= longestKept;
    const isSame = isShort && before?.written === written;
    return {
      entry: isSame
        ? before.entry
        : this.#decode(
            { ...rest, metadata: withoutLastApplied({ ...told, ...versionOf(version) }) },
            before?.entry,
          ),
      written: isShort ? (isSame ? before.written : written) : undefined,
      ...heldStatus(object),
    };
  }

  #decode(object: Readonly<Record<string, unknown>>, before: Entry | undefined): Entry {
    const { resource, standIn, findings } = decodeResource({ ...object, ...this.#type() });
    const inForce = resource ?? standIn;
    // What begins with what it is spread from would have a hidden class of its own, each one of thousands.
    const entry: Entry = {
      findings,
      ...(inForce === undefined ? {} : { resource: inForce }),
      ...(this.#controller === undefined ? {} : { controller: this.#controller }),
    };
    return before !== undefined && sameEntry(before, entry) ? before : entry;
  }

  /** Items of lists lack it. */
  #type() {
    return { apiVersion: this.#served.apiVersion, kind: this.#served.kind.kind };
  }
}

/** heldStatus is what an object says of its status. */
export function heldStatus({ metadata, status }: WrittenObject): Omit<HeldObject, 'entry' | 'written'> {
  return {
    uid: metadata.uid,
    version: metadata.resourceVersion,
    // In one piece: as it comes it is a hundred that hang together.
    status: status === undefined ? undefined : ownText(JSON.stringify(status)),
    owned: ownedOf(metadata.managedFields),
  };
}

function versionOf(resourceVersion: string | undefined) {
  return resourceVersion === undefined ? {} : { resourceVersion };
}

function sameEntry(a: Entry, b: Entry): boolean {
  if (!deepEqual(a.findings, b.findings)) return false;
  if (a.resource === undefined || b.resource === undefined) return a.resource === b.resource;
  return sameResource(a.resource, b.resource);
}

/** kubectl writes the whole object there once more. */
function withoutLastApplied(metadata: WrittenMetadata): WrittenMetadata {
  if (metadata.annotations?.[lastApplied] === undefined) return metadata;
  const { [lastApplied]: _, ...annotations } = metadata.annotations;
  return { ...metadata, annotations };
}

/** Objects of one kind mostly have the same of it. */
function ownedOf(managed: WrittenMetadata['managedFields']): string | undefined {
  const ours = managed?.find(one => one.manager === fieldManager && one.subresource === 'status');
  return ours?.fieldsV1 === undefined ? undefined : sharedText(JSON.stringify(ours.fieldsV1));
}
