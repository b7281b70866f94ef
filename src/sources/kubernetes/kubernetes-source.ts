import type { Clock } from '#lib/clock.ts';
import { Fault } from '#lib/fault.ts';
import type { Finding } from '#lib/finding.ts';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { steadyClock } from '#lib/system-clock.ts';
import { unreadKey } from '#lib/unread-key.ts';
import { type AnyKind, kindOf, kinds } from '#resources';
import type { EntryChange, Source, SourceSink, StatusWrite } from '../source.ts';
import { type ApiRefusal, type Cluster, isRefusal } from './cluster.ts';
import { definitionName, discoverKinds, type ServedKind } from './discover.ts';
import { FollowedKind } from './followed-kind.ts';
import type { HeldObject } from './held-objects.ts';
import { OlderDefinitions } from './older-definitions.ts';
import { Reflector } from './reflector.ts';
import { Troubles } from './troubles.ts';
import { StatusWriter } from './write-status.ts';

export interface KubernetesSourceOptions {
  readonly cluster: Cluster;
  /** The `controllerName` that makes a GatewayClass ours. */
  readonly controller: string;
  /** Namespaces that are read; default: all. Objects outside any namespace are read in any case. */
  readonly namespaces?: readonly string[];
  /** Namespaces whose Secrets are read; default: those of all other kinds. */
  readonly secretNamespaces?: readonly string[];
  /** Told what cannot be read and why, and when it can be again. */
  readonly onNotice: (message: string) => void;
  /**
   * True for a command that looks once: it gets a `Fault` where nobody answers, or where a kind may not be read. Otherwise
   * the source waits for the API server, and goes without what it may not read.
   */
  readonly looksOnce?: boolean;
  readonly clock?: Clock;
}

/** For so long (ms) the start waits for a kind that cannot be listed, once others can. */
const patience = 30_000;
/** ms between checks whether a kind is served after its definition has come. */
const again = 250;
const mostLooks = 20;

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/**
 * createKubernetesSource follows the objects of a cluster: those of each of our kinds, as soon as the cluster serves it.
 *
 * - A change is handed on in the turn of the event loop in which it came, all changes of one message together.
 * - An object that this version of the program cannot use has findings and no resource. No earlier version stays in force:
 *   only what stands in the API server counts, so that replicas and restarts agree.
 * - While the API server is away, what is known stays in force; afterwards, following goes on from there.
 * - A kind that may not be read is reported, and the others are served.
 * - Status is written for kinds with a status that is ours to write: Kubernetes' own kinds are left alone.
 * - There is no `origin`: a finding names the object, and there is no file.
 */
export function createKubernetesSource(options: KubernetesSourceOptions): Source {
  return new KubernetesSource(options);
}

class KubernetesSource implements Source {
  readonly name = 'kubernetes';
  readonly #options: KubernetesSourceOptions;
  readonly #clock: Clock;
  readonly #statusWriter: StatusWriter;
  readonly #troubles: Troubles;
  readonly #followed = new Map<string, FollowedKind>();
  /** What the server said about kinds that may not be read. */
  readonly #unread = new Map<ResourceKey, string>();
  readonly #looking = new Map<string, () => void>();
  #definitions: Reflector | undefined;
  #sink: SourceSink | undefined;
  /** Changes that came before everything was read. */
  #early: Map<ResourceKey, EntryChange> | undefined = new Map();
  #isStopped = false;
  #endWait: (() => void) | undefined;

  constructor(options: KubernetesSourceOptions) {
    const { cluster, controller, onNotice, clock = steadyClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#statusWriter = new StatusWriter({ cluster, controller, clock });
    this.#troubles = new Troubles(cluster.name, onNotice);
  }

  async start(sink: SourceSink): Promise<void> {
    this.#sink = sink;
    for (const served of await this.#discover()) this.#follow(served);
    if (this.#options.looksOnce !== true) this.#followDefinitions();
    await this.#allThere();
    const early = [...(this.#early?.values() ?? [])].filter(({ entry }) => entry !== undefined);
    this.#early = undefined;
    if (early.length > 0 && !this.#isStopped) sink(early);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#sink = undefined;
    this.#definitions?.stop();
    for (const cancel of this.#looking.values()) cancel();
    for (const followed of this.#followed.values()) followed.stop();
    this.#endWait?.();
  }

  origin(): undefined {}

  written(key: ResourceKey): unknown {
    const text = this.#find(key)?.held?.written;
    return text === undefined ? undefined : JSON.parse(text);
  }

  async writeStatus(write: StatusWrite): Promise<void> {
    const { followed, held } = this.#find(write.key) ?? {};
    if (followed === undefined || held === undefined || !isOurs(followed.served)) return;
    await this.#statusWriter.write(write, followed.served, held);
  }

  #find(
    key: ResourceKey,
  ): { readonly followed: FollowedKind; readonly held: HeldObject | undefined } | undefined {
    const { group, kind } = parseResourceKey(key);
    const followed = this.#followed.get(kindOf(group, kind)?.id ?? '');
    return followed === undefined ? undefined : { followed, held: followed.get(key) };
  }

  /** Tries until the API server answers. */
  async #discover(): Promise<readonly ServedKind[]> {
    for (;;) {
      try {
        const served = await discoverKinds(this.#options.cluster);
        this.#troubles.over('discovery');
        return served;
      } catch (error) {
        if (this.#options.looksOnce === true) throw this.#fault(error);
        if (this.#isStopped) return [];
        this.#troubles.report('discovery', error);
        await this.#wait(2_000);
      }
    }
  }

  #follow(served: ServedKind): void {
    const { cluster, controller, secretNamespaces } = this.#options;
    const isSecret = served.kind.id === 'kubernetes/Secret';
    const namespaces = (isSecret ? secretNamespaces : undefined) ?? this.#options.namespaces;
    const followed = new FollowedKind({
      ...{ served, cluster, controller, clock: this.#clock },
      ...(namespaces === undefined ? {} : { namespaces }),
      onChanges: (changes, cameAt) => this.#tell(changes, cameAt),
      onTrouble: (error, namespace) => {
        const place = placeOf(served.kind, namespace);
        if (error === undefined) this.#troubles.over(place);
        else this.#troubles.report(place, error);
        if (error === undefined || isRefusal(error, 403)) this.#sayUnread(served.kind, namespace, error);
      },
      onMissing: () => this.#look(served.kind),
      onSettled: () => this.#endWait?.(),
    });
    this.#followed.set(served.kind.id, followed);
    followed.start();
  }

  /**
   * Reports that a kind may not be read, so that whoever refers to such an object is told that, rather than that it does not
   * exist.
   */
  #sayUnread({ group, kind, plural }: AnyKind, namespace: string, error: ApiRefusal | undefined): void {
    const key = unreadKey({ group, kind, namespace });
    if (error?.message === this.#unread.get(key)) return;
    if (error === undefined) {
      this.#unread.delete(key);
      this.#tell([{ key, entry: undefined }]);
      return;
    }
    this.#unread.set(key, error.message);
    const message = `${plural} may not be read: ${error.message}`;
    const finding: Finding = { severity: 'warning', reason: 'Forbidden', message, path: '' };
    this.#tell([{ key, entry: { findings: [finding] } }]);
  }

  /** Resolves once everything that can be read has been. */
  async #allThere(): Promise<void> {
    const end = this.#clock.now() + patience;
    const isPending = () => [...this.#followed.values()].some(one => one.isPending);
    const isAny = () => [...this.#followed.values()].some(one => one.isSynced);
    while (!this.#isStopped && isPending() && !(this.#clock.now() >= end && isAny())) {
      this.#throwWhereOnce();
      await this.#wait(Math.max(end - this.#clock.now(), 1_000));
    }
    this.#throwWhereOnce();
    const missing = [...this.#followed.values()].filter(one => one.isPending);
    if (missing.length > 0 && !this.#isStopped) {
      const names = missing.map(({ served }) => served.kind.plural).join(', ');
      this.#options.onNotice(
        `${names} could not be read in ${patience / 1000} s: the rest is served without them until they can`,
      );
    }
  }

  #throwWhereOnce(): void {
    const first = this.#troubles.first;
    if (this.#options.looksOnce === true && first !== undefined) throw this.#fault(first);
  }

  #fault(error: unknown): Fault {
    const reason = error instanceof Error ? error.message : String(error);
    return new Fault('environment', `the cluster ${this.#options.cluster.name} cannot be read: ${reason}`, {
      cause: error,
    });
  }

  /** Follows a kind whose definition is installed later from then on, and stops following one whose definition goes. */
  #followDefinitions(): void {
    const byName = new Map(kinds.map(kind => [definitionName(kind), kind]));
    const older = new OlderDefinitions(this.#options.onNotice);
    let isListed = false;
    this.#definitions = new Reflector({
      cluster: this.#options.cluster,
      ...{ path: definitions, metadataOnly: true, clock: this.#clock },
      onListing: () => {},
      onListed: () => {
        isListed = true;
        older.report();
      },
      onEvents: events => {
        for (const { kind: what, object } of events) {
          older[what](object.metadata);
          const kind = byName.get(object.metadata.name);
          if (kind !== undefined) this.#look(kind);
        }
        if (isListed) older.report();
      },
      onTrouble: error => {
        if (error === undefined) this.#troubles.over('customresourcedefinitions');
        else
          this.#troubles.report(
            'customresourcedefinitions',
            error,
            'what is installed later is seen after a restart',
          );
      },
    });
    this.#definitions.start();
  }

  /** Checks whether a kind is served, and again for a while: a definition exists a moment before its kind is served. */
  #look(kind: AnyKind, looks = 0): void {
    if (this.#isStopped || (looks === 0 && this.#looking.has(kind.id))) return;
    this.#looking.set(kind.id, () => {});
    discoverKinds(this.#options.cluster, [kind]).then(
      ([served]) => this.#found(kind, served, looks),
      () => this.#lookLater(kind, looks),
    );
  }

  #found(kind: AnyKind, served: ServedKind | undefined, looks: number): void {
    const followed = this.#followed.get(kind.id);
    if (this.#isStopped) return;
    if (followed === undefined && served !== undefined) this.#follow(served);
    if (followed !== undefined && served === undefined) {
      this.#followed.delete(kind.id);
      followed.stop();
      for (const namespace of followed.namespaces) this.#troubles.over(placeOf(kind, namespace));
      this.#tell(followed.withdraw());
    }
    this.#looking.delete(kind.id);
    if (followed === undefined && served === undefined) this.#lookLater(kind, looks);
  }

  #lookLater(kind: AnyKind, looks: number): void {
    this.#looking.delete(kind.id);
    if (this.#isStopped || looks >= mostLooks) return;
    const cancel = this.#clock.at(this.#clock.now() + again * (looks + 1), () => this.#look(kind, looks + 1));
    this.#looking.set(kind.id, cancel);
  }

  #tell(changes: readonly EntryChange[], cameAt?: number): void {
    if (changes.length === 0) return;
    const seen = cameAt === undefined ? undefined : ({ by: 'watch', at: cameAt } as const);
    if (this.#early === undefined) this.#sink?.(changes, seen);
    else for (const change of changes) this.#early.set(change.key, change);
  }

  #wait(most: number): Promise<void> {
    return new Promise(resolve => {
      const cancel = this.#clock.at(this.#clock.now() + most, resolve);
      this.#endWait = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** What is read, in words: `secrets`, or `secrets of shop` where each namespace is read by itself. */
function placeOf({ plural }: AnyKind, namespace: string): string {
  return namespace === '' ? plural : `${plural} of ${namespace}`;
}

/** The status of Kubernetes' own kinds belongs to Kubernetes' controllers; that of Ingress is ours. */
function isOurs({ kind, hasStatus }: ServedKind): boolean {
  return hasStatus && (kind.id === 'kubernetes/Ingress' || !kind.id.startsWith('kubernetes/'));
}
