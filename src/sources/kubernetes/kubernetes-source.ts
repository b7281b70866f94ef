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
import { Reflector } from './reflector.ts';
import { Troubles } from './troubles.ts';
import { StatusWriter } from './write-status.ts';

export interface KubernetesSourceOptions {
  readonly cluster: Cluster;
  /** By what `controllerName` a GatewayClass is ours. */
  readonly controller: string;
  /** Namespaces that are read; left out: all. What is in no namespace is read in any case. */
  readonly namespaces?: readonly string[];
  /** Namespaces whose Secrets are read, where not those of all that is read. */
  readonly secretNamespaces?: readonly string[];
  /** Told what cannot be read and why, and when it can be again. */
  readonly onNotice: (message: string) => void;
  /**
   * Who only looks once gets a `Fault` where nobody answers, or a kind may not be read. Who stays waits for the API server,
   * and goes without what he may not read.
   */
  readonly looksOnce?: boolean;
  readonly clock?: Clock;
}

/** So long (ms) does the start wait for a kind that cannot be listed, once others can. */
const patience = 30_000;
/** ms between looks whether a kind is served whose definition has come. */
const again = 250;
const mostLooks = 20;

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/**
 * createKubernetesSource follows the objects of a cluster: of each of our kinds that it serves, as soon as it does.
 *
 * - What a change says is handed on in the turn of the event loop in which it came, all of one message together.
 * - An object that this version of the program cannot use has findings and no resource. None before it stays in force: what
 *   stands in the API server is all there is, so that replicas and restarts agree.
 * - Where the API server is away, what is known of it stays in force, and is taken up where it was.
 * - A kind that may not be read is said to be so, and the others are served.
 * - Status is written where a kind has a place for it that is ours: Kubernetes' own kinds are left alone.
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
  /** Of what may not be read, what the server says. */
  readonly #unread = new Map<ResourceKey, string>();
  readonly #looking = new Map<string, () => void>();
  #definitions: Reflector | undefined;
  #sink: SourceSink | undefined;
  /** What came before everything was there. */
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
    const name = served.kind.plural;
    const followed = new FollowedKind({
      ...{ served, cluster, controller, clock: this.#clock },
      ...(namespaces === undefined ? {} : { namespaces }),
      onChanges: (changes, cameAt) => this.#tell(changes, cameAt),
      onTrouble: (error, namespace) => {
        if (error === undefined) this.#troubles.over(name);
        else this.#troubles.report(name, error);
        if (error === undefined || isRefusal(error, 403)) this.#sayUnread(served.kind, namespace, error);
      },
      onMissing: () => this.#look(served.kind),
      onSettled: () => this.#endWait?.(),
    });
    this.#followed.set(served.kind.id, followed);
    followed.start();
  }

  /** Whoever refers to what may not be read is told so, instead of that it is not there. */
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

  /** Resolves when all is there that can be had. */
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

  /** A kind whose definition is installed later is followed from then on, and one whose definition goes no more. */
  #followDefinitions(): void {
    const byName = new Map(kinds.map(kind => [definitionName(kind), kind]));
    this.#definitions = new Reflector({
      cluster: this.#options.cluster,
      ...{ path: definitions, metadataOnly: true, clock: this.#clock },
      onListing: () => {},
      onListed: () => {},
      onEvents: events => {
        for (const { object } of events) {
          const kind = byName.get(object.metadata.name);
          if (kind !== undefined) this.#look(kind);
        }
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

  /** Looks whether a kind is served, and again for a while: a definition is there a moment before what it defines. */
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
      this.#troubles.over(kind.plural);
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

/** What Kubernetes' own controllers say of its own kinds is theirs. */
function isOurs({ kind, hasStatus }: ServedKind): boolean {
  return hasStatus && (kind.id === 'kubernetes/Ingress' || !kind.id.startsWith('kubernetes/'));
}
