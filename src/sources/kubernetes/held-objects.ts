import { deepEqual } from '#lib/equal.ts';
import { ownText, sharedText } from '#lib/kept-text.ts';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { decodeResource, sameResource } from '#resources';
import type { Entry, EntryChange } from '../source.ts';
import type { ServedKind } from './discover.ts';
import { fieldManager } from './field-manager.ts';
import type { WrittenMetadata, WrittenObject } from './written-object.ts';

/** HeldObject is what is kept of an object besides its entry: texts, since a parsed tree takes several times as much memory. */
export interface HeldObject {
  readonly entry: Entry;
  readonly uid: string | undefined;
  readonly version: string | undefined;
  /** The object as written, without status; undefined where it is too long to be kept. */
  readonly written: string | undefined;
  readonly status: string | undefined;
  /** The fields of its status that were set by us (`fieldsV1`). */
  readonly owned: string | undefined;
}

/** A longer object (in characters) is not kept: whoever wants to see it asks the API server. */
const longestKept = 32 * 1024;
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * HeldObjects are the objects that one reflector reports, and what changes for their readers. An object of which only the
 * version or the status changed counts as unchanged.
 */
export class HeldObjects {
  readonly #served: ServedKind;
  readonly #controller: string | undefined;
  readonly #held = new Map<ResourceKey, HeldObject>();
  /** The objects that have not been reported since a list began. */
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

  /** begin says that everything that is there is about to be reported. */
  begin(): void {
    this.#untold = new Set(this.#held.keys());
  }

  /** end says that the list is complete: what was not reported is gone. */
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
    // An object literal that begins with a spread would get a hidden class of its own, for each of thousands.
    const entry: Entry = {
      findings,
      ...(inForce === undefined ? {} : { resource: inForce }),
      ...(this.#controller === undefined ? {} : { controller: this.#controller }),
    };
    return before !== undefined && sameEntry(before, entry) ? before : entry;
  }

  /** Adds `apiVersion` and `kind`, which the items of lists lack. */
  #type() {
    return { apiVersion: this.#served.apiVersion, kind: this.#served.kind.kind };
  }
}

/** heldStatus is the part of HeldObject that comes from an object's status and metadata. */
export function heldStatus({ metadata, status }: WrittenObject): Omit<HeldObject, 'entry' | 'written'> {
  return {
    uid: metadata.uid,
    version: metadata.resourceVersion,
    // One flat string: JSON.stringify's result hangs together from a hundred pieces.
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

/** kubectl writes the whole object into this annotation once more. */
function withoutLastApplied(metadata: WrittenMetadata): WrittenMetadata {
  if (metadata.annotations?.[lastApplied] === undefined) return metadata;
  const { [lastApplied]: _, ...annotations } = metadata.annotations;
  return { ...metadata, annotations };
}

/** Objects of one kind mostly have the same text here, so they share it. */
function ownedOf(managed: WrittenMetadata['managedFields']): string | undefined {
  const ours = managed?.find(one => one.manager === fieldManager && one.subresource === 'status');
  return ours?.fieldsV1 === undefined ? undefined : sharedText(JSON.stringify(ours.fieldsV1));
}
