import type { Clock } from '#lib/clock.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { EntryChange } from '../source.ts';
import { type Cluster, isRefusal } from './cluster.ts';
import { apiPath, type ServedKind } from './discover.ts';
import { type HeldObject, HeldObjects } from './held-objects.ts';
import { type ReflectedEvent, Reflector } from './reflector.ts';

export interface FollowedKindOptions {
  readonly served: ServedKind;
  readonly cluster: Cluster;
  readonly controller: string;
  /** Default: all. */
  readonly namespaces?: readonly string[];
  readonly clock: Clock;
  /** `cameAt`: when a watch delivered them; see Reflector. */
  onChanges(changes: readonly EntryChange[], cameAt?: number): void;
  /** Why it cannot be read at the moment, in a namespace or ('') in all; undefined: it can again. */
  onTrouble(error: unknown, namespace: string): void;
  /** The server says that there is no such kind. */
  onMissing(): void;
  /** Everything has been read, or turned out not to be readable. */
  onSettled(): void;
}

/** FollowedKind follows the objects of one kind: with one watch over all namespaces, or with one watch in each of some. */
export class FollowedKind {
  readonly served: ServedKind;
  readonly #options: FollowedKindOptions;
  readonly #places: readonly Place[];

  constructor(options: FollowedKindOptions) {
    this.served = options.served;
    this.#options = options;
    this.#places = placesOf(options).map(place => this.#follow(place));
  }

  start(): void {
    for (const { reflector } of this.#places) reflector.start();
  }

  stop(): void {
    for (const { reflector } of this.#places) reflector.stop();
  }

  get(key: ResourceKey): HeldObject | undefined {
    for (const { objects } of this.#places) {
      const held = objects.get(key);
      if (held !== undefined) return held;
    }
    return undefined;
  }

  /** withdraw forgets everything, and returns the changes that this makes. */
  withdraw(): readonly EntryChange[] {
    return this.#places.flatMap(({ objects }) => {
      objects.begin();
      return objects.end();
    });
  }

  get isSynced(): boolean {
    return this.#places.every(({ state }) => state === 'synced');
  }

  /** For some of it, it is not known yet whether it can be read. */
  get isPending(): boolean {
    return this.#places.some(({ state }) => state === 'pending');
  }

  /** The namespaces that are watched each by itself; '' stands for all, or for none. */
  get namespaces(): readonly string[] {
    return this.#places.map(({ namespace }) => namespace);
  }

  #follow({ path, namespace = '', fieldSelector }: Followed): Place {
    const { served, cluster, controller, clock, onChanges, onTrouble, onMissing, onSettled } = this.#options;
    const objects = new HeldObjects(served, controller);
    const settle = (state: Place['state']) => {
      if (place.state === 'synced') return;
      place.state = state;
      onSettled();
    };
    const reflector = new Reflector({
      ...{ cluster, path, clock },
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
      onListing: () => objects.begin(),
      onListed: () => {
        onChanges(objects.end());
        settle('synced');
      },
      onEvents: (events, cameAt) =>
        onChanges(
          events.flatMap(event => changeOf(objects, event) ?? []),
          cameAt,
        ),
      onTrouble: error => {
        if (isRefusal(error, 404)) onMissing();
        onTrouble(error, namespace);
        if (isRefusal(error, 403, 404)) settle('refused');
      },
    });
    const place: Place = { objects, reflector, namespace, state: 'pending' };
    return place;
  }
}

interface Place {
  readonly objects: HeldObjects;
  readonly reflector: Reflector;
  readonly namespace: string;
  state: 'pending' | 'synced' | 'refused';
}

/** Followed is what one watch asks for. */
interface Followed {
  readonly path: string;
  /** Left out: all namespaces, or a kind outside any namespace. */
  readonly namespace?: string;
  readonly fieldSelector?: string;
}

function changeOf(objects: HeldObjects, { kind, object }: ReflectedEvent): EntryChange | undefined {
  return kind === 'put' ? objects.put(object) : objects.gone(object);
}

function placesOf({ served: { kind, apiVersion }, namespaces }: FollowedKindOptions): readonly Followed[] {
  const base = apiPath(apiVersion);
  const all = {
    path: `${base}/${kind.plural}`,
    ...(kind.id === 'kubernetes/Secret' ? { fieldSelector: secretsThatMatter } : {}),
  };
  if (namespaces === undefined) return [all];
  // A role that is limited to some namespaces allows reading these Namespaces, each by its name.
  if (kind.id === 'kubernetes/Namespace') {
    return namespaces.map(name => ({ ...all, fieldSelector: `metadata.name=${name}` }));
  }
  if (kind.scope === 'Cluster') return [all];
  return namespaces.map(name => ({
    ...all,
    path: `${base}/namespaces/${name}/${kind.plural}`,
    namespace: name,
  }));
}

/** Helm and Kubernetes keep many large objects in Secrets of these types, which nobody refers to. */
const secretsThatMatter = [
  'helm.sh/release.v1',
  'kubernetes.io/service-account-token',
  'bootstrap.kubernetes.io/token',
]
  .map(type => `type!=${type}`)
  .join(',');
