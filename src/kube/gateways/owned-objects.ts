import type { Clock } from '#lib/clock.ts';
import type { Fields } from '#lib/fields.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import { type Cluster, fieldManager, isRefusal, Reflector, type WrittenObject } from '#sources/kubernetes';
import { type DesiredObject, type OwnedKind, ownedKinds, ownedPath } from './desired-object.ts';

/** OwnedObject is an object that we made, as it stands in the cluster. */
export interface OwnedObject {
  readonly kind: OwnedKind;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string | undefined;
  /** Uid of the Gateway, or IngressClass, that it was made for. */
  readonly owner: string | undefined;
  /** A hash of our fields: it changes whenever somebody else took one of them. */
  readonly fields: string;
  /**
   * A Service is kept whole; of a Secret its annotations, of a Deployment or DaemonSet the reasons why it has no pods. Of
   * other kinds only metadata is read.
   */
  readonly object: WrittenObject;
}

export interface OwnedObjectsOptions {
  readonly cluster: Cluster;
  /** Default: all. */
  readonly namespaces?: readonly string[];
  /** Secrets may not be read everywhere: they are not followed, and only those that we wrote ourselves are known. */
  readonly withoutSecrets?: boolean;
  /** `name=value`: the label that all of them have. */
  readonly labelSelector: string;
  readonly clock: Clock;
  /** One was made, changed or removed, by us or somebody else. */
  onChange(owner: string): void;
  /** All kinds have been read once, except those that may not be. */
  onComplete(): void;
  onTrouble(kind: string, error: unknown): void;
}

/** OwnedObjects follows the objects made for gateways: one watch per kind (and per namespace, where `namespaces` are given). */
export class OwnedObjects {
  readonly #options: OwnedObjectsOptions;
  readonly #objects = new Map<string, OwnedObject>();
  readonly #byOwner = new Map<string, Set<string>>();
  readonly #reflectors: readonly Reflector[];
  #missing: number;

  constructor(options: OwnedObjectsOptions) {
    this.#options = options;
    const followed = ownedKinds.filter(({ kind }) => kind !== 'Secret' || options.withoutSecrets !== true);
    this.#reflectors = followed.flatMap(one =>
      (options.namespaces ?? [undefined]).map(namespace => this.#follow(one, namespace)),
    );
    this.#missing = this.#reflectors.length;
  }

  start(): void {
    for (const reflector of this.#reflectors) reflector.start();
  }

  stop(): void {
    for (const reflector of this.#reflectors) reflector.stop();
  }

  /** Everything that may be read has been. */
  get isComplete(): boolean {
    return this.#missing === 0;
  }

  get({ kind, metadata: { namespace, name } }: Pick<DesiredObject, 'kind' | 'metadata'>) {
    return this.#objects.get(idOf(kind, namespace, name));
  }

  /** The objects that were made for a Gateway, by its uid. */
  ownedBy(owner: string): OwnedObject[] {
    return [...(this.#byOwner.get(owner) ?? [])].flatMap(id => this.#objects.get(id) ?? []);
  }

  /** put takes in an object as the server just returned it, and returns what is kept of it. */
  put(kind: OwnedKind, object: WrittenObject): OwnedObject {
    const { name, namespace = '', uid, ownerReferences, managedFields = [] } = object.metadata;
    const ours = managedFields.find(({ manager, subresource }) => manager === fieldManager && !subresource);
    const owned: OwnedObject = {
      ...{ kind, namespace, name, uid },
      owner: ownerOf(ownerReferences),
      fields: hashBytes(JSON.stringify(ours?.fieldsV1 ?? {})),
      object: keptOf(kind, object),
    };
    const id = idOf(kind, namespace, name);
    this.#remove(id);
    this.#objects.set(id, owned);
    if (owned.owner !== undefined) {
      const ids = this.#byOwner.get(owned.owner) ?? new Set();
      this.#byOwner.set(owned.owner, ids.add(id));
    }
    return owned;
  }

  /** Returns the owner of the removed object. */
  #remove(id: string): string | undefined {
    const owner = this.#objects.get(id)?.owner;
    this.#objects.delete(id);
    if (owner === undefined) return undefined;
    const ids = this.#byOwner.get(owner);
    ids?.delete(id);
    if (ids?.size === 0) this.#byOwner.delete(owner);
    return owner;
  }

  #follow({ kind, apiVersion, plural }: (typeof ownedKinds)[number], within: string | undefined): Reflector {
    const { cluster, clock, labelSelector, onChange, onComplete, onTrouble } = this.#options;
    let isSettled = false;
    const settle = () => {
      if (isSettled) return;
      isSettled = true;
      this.#missing--;
      if (this.isComplete) onComplete();
    };
    let unseen = new Set<string>();
    const remove = (id: string) => {
      const owner = this.#remove(id);
      if (owner !== undefined) onChange(owner);
    };
    return new Reflector({
      ...{ cluster, clock, labelSelector },
      path: ownedPath({ apiVersion, plural }, within),
      ...(readsWhole(kind) ? {} : { metadataOnly: true }),
      onListing: () => {
        const isHere = (one: OwnedObject) =>
          one.kind === kind && (within === undefined || one.namespace === within);
        unseen = new Set([...this.#objects].flatMap(([id, one]) => (isHere(one) ? [id] : [])));
      },
      onListed: () => {
        for (const id of unseen) remove(id);
        settle();
      },
      onEvents: events => {
        for (const { kind: what, object } of events) {
          const id = idOf(kind, object.metadata.namespace ?? '', object.metadata.name);
          unseen.delete(id);
          if (what === 'gone') remove(id);
          else {
            const { owner } = this.put(kind, object);
            if (owner !== undefined) onChange(owner);
          }
        }
      },
      onTrouble: error => {
        onTrouble(plural, error);
        // A kind that may not be read holds up nothing: of it we know only what we write.
        if (isRefusal(error, 403)) settle();
      },
    });
  }
}

function idOf(kind: string, namespace: string, name: string): string {
  return [kind, namespace, name].join('/');
}

/** The parts that are kept of an object; never a private key. */
function keptOf(kind: OwnedKind, object: WrittenObject): WrittenObject {
  const { name, annotations, generation } = object.metadata;
  if (kind === 'Service') return withoutManagedFields(object);
  if (kind === 'Deployment') return { metadata: { name }, status: { conditions: failuresOf(object) } };
  if (kind === 'DaemonSet') return { metadata: { name, generation }, status: scheduledOf(object) };
  return { metadata: { name, ...(kind === 'Secret' && annotations !== undefined ? { annotations } : {}) } };
}

function readsWhole(kind: OwnedKind): boolean {
  return kind === 'Service' || kind === 'Deployment' || kind === 'DaemonSet';
}

function failuresOf({ status }: WrittenObject): readonly unknown[] {
  const { conditions } = (status ?? {}) as { readonly conditions?: readonly { readonly type: string }[] };
  return conditions?.filter(({ type }) => type === 'ReplicaFailure') ?? [];
}

function scheduledOf({ status }: WrittenObject): Fields {
  const { observedGeneration, desiredNumberScheduled } = (status ?? {}) as Fields;
  return { observedGeneration, desiredNumberScheduled };
}

function withoutManagedFields({ metadata, ...rest }: WrittenObject): WrittenObject {
  const { managedFields: _, ...others } = metadata;
  return { ...rest, metadata: others };
}

function ownerOf(references: unknown): string | undefined {
  if (!Array.isArray(references)) return undefined;
  const owner = references.find(one => (one as { readonly controller?: boolean }).controller === true);
  return (owner as { readonly uid?: string } | undefined)?.uid;
}
