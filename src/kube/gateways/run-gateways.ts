import type { Collection } from '#graph';
import { BackOff } from '#lib/back-off.ts';
import { isFault } from '#lib/fault.ts';
import { KeyedWrites } from '#lib/keyed-writes.ts';
import type { Leadership } from '#lib/leadership.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { steadyClock, systemClock } from '#lib/system-clock.ts';
import type { AssignedAddresses, GatewayWorkload, WorkloadRefusal } from '#model';
import { type Cluster, Troubles } from '#sources/kubernetes';
import { certificateSecret, certifiedUntil } from './certificate.ts';
import { type DesiredObject, partOf } from './desired-object.ts';
import { gatewayMetadata, gatewayObjects, managedBy } from './gateway-objects.ts';
import { OwnedObjectWriter } from './owned-object-writer.ts';
import { type OwnedObject, OwnedObjects } from './owned-objects.ts';
import type { ProxySettings } from './proxy-pod.ts';
import { allOf, podRefusal, refusalOf } from './refusal.ts';
import { serviceAddresses } from './service.ts';

export interface RunGatewaysOptions {
  readonly cluster: Cluster;
  /** Namespaces whose Gateways are run; default: all. */
  readonly namespaces?: readonly string[];
  /** Secrets may not be read everywhere. */
  readonly withoutSecrets?: boolean;
  readonly proxies: ProxySettings;
  /** Which of several replicas writes. Absent: this one does. */
  readonly leadership?: Leadership;
  /**
   * Called whenever it changes where clients find a gateway, or what the cluster refuses of it; undefined: the gateway is
   * gone.
   */
  readonly onAddresses: (gateway: ResourceKey, assigned: AssignedAddresses | undefined) => void;
  readonly onNotice: (message: string) => void;
  /** Why the proxies of a gateway cannot be run as it says; undefined: they can. */
  readonly onProblem?: (gateway: ResourceKey, problem: string | undefined) => void;
}

/** Applies an object, unless an object that it needs was refused; keeps the server's refusal. */
type Guarded = (object: DesiredObject, apply: () => Promise<void>) => Promise<void>;

/** The object as we applied it, and the hash of our fields in the server's answer. */
interface Applied {
  readonly text: string;
  readonly fields: string;
}

/**
 * GatewayRunner keeps the proxies of gateways running in a cluster, as what is wanted changes and as others change what was
 * made:
 *
 * - An object is applied, server-side, when it is first wanted in the life of this process (which writes nothing where
 *   nothing differs), when it is wanted in another form, and when somebody else took a field of ours or removed the object.
 * - An object that was made for a gateway and is no longer wanted is deleted. Objects of a Gateway that is gone are left to
 *   Kubernetes' garbage collector: a Gateway that we know nothing of may be one that we cannot read.
 * - A certificate is made when there is none, when the present one is another certifier's or is due for renewal, and when
 *   somebody changed it. It goes with its Gateway, and is never removed by us.
 * - An object with a name that we want, but which we did not make, is left alone where it conflicts with ours.
 * - A refusal by the server harms nothing else: the gateway's other objects are applied, except proxies that would lack what
 *   they need. The refusal is reported, and the object tried again at growing intervals, separately for each gateway.
 */
export class GatewayRunner {
  readonly #options: RunGatewaysOptions;
  readonly #owned: OwnedObjects;
  readonly #objects: OwnedObjectWriter;
  readonly #writes: KeyedWrites<GatewayWorkload>;
  readonly #byUid = new Map<string, ResourceKey>();
  readonly #applied = new Map<ResourceKey, Map<string, Applied>>();
  readonly #told = new Map<ResourceKey, string>();
  readonly #problems = new Map<ResourceKey, string>();
  /** The refusals of a gateway's objects, as it is wanted now. */
  readonly #refused = new Map<ResourceKey, WorkloadRefusal>();
  readonly #retries = new Map<ResourceKey, BackOff>();
  readonly #renewals = new Map<ResourceKey, () => void>();
  #wanted: Collection<GatewayWorkload> | undefined;
  readonly #ends: (() => void)[] = [];

  constructor(options: RunGatewaysOptions) {
    const { cluster, namespaces, withoutSecrets = false, onNotice, leadership } = options;
    this.#options = options;
    const troubles = new Troubles(cluster.name, onNotice);
    const [[name, value] = []] = Object.entries(managedBy);
    this.#owned = new OwnedObjects({
      ...{ cluster, clock: steadyClock, labelSelector: `${name}=${value}`, withoutSecrets },
      ...(namespaces === undefined ? {} : { namespaces }),
      onChange: owner => this.#note(this.#byUid.get(owner)),
      onComplete: () => this.#noteAll(),
      onTrouble: (kind, error) => (error === undefined ? troubles.over(kind) : troubles.report(kind, error)),
    });
    this.#objects = new OwnedObjectWriter(cluster, this.#owned);
    this.#writes = new KeyedWrites<GatewayWorkload>({
      what: 'a gateway’s proxies',
      write: workload => this.#attempt(workload),
      wanted: key =>
        leadership?.holds === false || !this.#owned.isComplete ? undefined : this.#wanted?.get(key),
      clock: steadyClock,
      onNotice,
    });
  }

  /** follow runs the gateways in `wanted`, from now on. */
  follow(wanted: Collection<GatewayWorkload>): void {
    this.#wanted = wanted;
    for (const [key, { uid }] of wanted.entries()) this.#byUid.set(uid, key);
    this.#ends.push(
      wanted.subscribe(changes => {
        for (const { key, before, after } of changes) {
          if (before !== undefined && before.uid !== after?.uid) this.#forget(key, before.uid);
          if (after !== undefined) this.#byUid.set(after.uid, key);
          this.#note(key);
        }
      }),
    );
    for (const one of [this.#options.leadership, this.#options.proxies.certifier]) {
      if (one !== undefined) this.#ends.push(one.subscribe(() => this.#noteAll()));
    }
    this.#owned.start();
  }

  /** Stops writing. The proxies keep running. */
  async close(): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    this.#owned.stop();
    for (const cancel of this.#renewals.values()) cancel();
    for (const retry of this.#retries.values()) retry.over();
    await this.#writes.close();
  }

  #forget(key: ResourceKey, uid: string): void {
    this.#byUid.delete(uid);
    this.#applied.delete(key);
    this.#forgetRefusal(key);
    this.#problems.delete(key);
    this.#told.delete(key);
    this.#renewals.get(key)?.();
    this.#renewals.delete(key);
    this.#options.onProblem?.(key, undefined);
    this.#options.onAddresses(key, undefined);
  }

  #noteAll(): void {
    for (const [key] of this.#wanted?.entries() ?? []) this.#note(key);
  }

  #note(key: ResourceKey | undefined): void {
    const workload = key === undefined ? undefined : this.#wanted?.get(key);
    if (key === undefined || workload === undefined) return;
    this.#tell(key, workload);
    this.#writes.note(key);
  }

  #tell(key: ResourceKey, workload: GatewayWorkload): void {
    const owned = this.#owned.ownedBy(workload.uid);
    const service = owned.find(({ kind }) => kind === 'Service');
    const runner = owned.find(({ kind }) => kind === 'Deployment' || kind === 'DaemonSet');
    const refused = this.#refused.get(key) ?? podRefusal(runner, workload);
    this.#options.onProblem?.(key, refused?.message ?? this.#problems.get(key));
    const assigned = {
      addresses: service === undefined ? [] : serviceAddresses(service.object),
      ...(refused === undefined ? {} : { refused }),
    };
    const text = JSON.stringify(assigned);
    if (this.#told.get(key) === text) return;
    this.#told.set(key, text);
    this.#options.onAddresses(key, assigned);
  }

  /** Reports a problem once, however often its gateway is applied. */
  readonly #tellProblem = ({ id, gateway }: GatewayWorkload, message: string) => {
    if (this.#problems.get(gateway) === message) return;
    this.#problems.set(gateway, message);
    this.#options.onNotice(`gateway ${id}: ${message}`);
  };

  #noteRefusal({ id, gateway }: GatewayWorkload, refused: WorkloadRefusal | undefined): void {
    if (refused === undefined) {
      this.#forgetRefusal(gateway);
      return;
    }
    if (this.#refused.get(gateway)?.message !== refused.message)
      this.#options.onNotice(`gateway ${id}: ${refused.message}`);
    this.#refused.set(gateway, refused);
    const retry = this.#retries.get(gateway) ?? new BackOff(steadyClock);
    this.#retries.set(gateway, retry);
    retry.later(() => this.#note(gateway));
  }

  #forgetRefusal(gateway: ResourceKey): void {
    this.#refused.delete(gateway);
    this.#retries.get(gateway)?.over();
    this.#retries.delete(gateway);
  }

  async #attempt(workload: GatewayWorkload): Promise<void> {
    const { gateway, uid } = workload;
    this.#problems.delete(gateway);
    try {
      const refused = allOf(await this.#settle(workload));
      if (this.#byUid.get(uid) === gateway) this.#noteRefusal(workload, refused);
    } catch (error) {
      if (!isFault(error))
        this.#problems.set(gateway, error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      if (this.#byUid.get(uid) === gateway) this.#tell(gateway, workload);
    }
  }

  /** Brings a gateway's objects to what is wanted, and returns what was refused. */
  async #settle(workload: GatewayWorkload): Promise<readonly WorkloadRefusal[]> {
    const applied = this.#applied.get(workload.gateway) ?? new Map<string, Applied>();
    this.#applied.set(workload.gateway, applied);
    const refusals: WorkloadRefusal[] = [];
    let lacksPart = false;
    const guarded: Guarded = async (object, apply) => {
      const isOfProxies = partOf(object.kind) === 'proxies';
      if (isOfProxies && lacksPart) return;
      try {
        await apply();
      } catch (error) {
        const refusal = refusalOf(error, object, workload);
        if (refusal === undefined) throw error;
        refusals.push(refusal);
        lacksPart ||= isOfProxies;
      }
    };
    await this.#certify(workload, applied, guarded);
    const desired = gatewayObjects(workload, { ...this.#options.proxies, onProblem: this.#tellProblem });
    for (const object of desired) {
      const { kind, metadata } = object;
      const id = `${kind}/${metadata.name}`;
      const text = JSON.stringify(object);
      const before = applied.get(id);
      const standing = this.#owned.get(object);
      if (before?.text === text && before.fields === standing?.fields) continue;
      await guarded(object, async () => {
        const { fields } = await this.#objects.apply(object, standing?.owner === workload.uid);
        applied.set(id, { text, fields });
      });
    }
    // A running object goes only once its replacement is there.
    if (lacksPart) return refusals;
    const isWanted = (one: OwnedObject) =>
      desired.some(({ kind, metadata }) => kind === one.kind && metadata.name === one.name);
    for (const one of this.#owned.ownedBy(workload.uid)) {
      if (isWanted(one) || one.kind === 'Secret') continue;
      await this.#objects.remove(one);
      applied.delete(`${one.kind}/${one.name}`);
    }
    return refusals;
  }

  async #certify(workload: GatewayWorkload, applied: Map<string, Applied>, guarded: Guarded): Promise<void> {
    const { certifier } = this.#options.proxies;
    if (certifier === undefined) return;
    const { gateway, id } = workload;
    const metadata = gatewayMetadata(workload);
    const standing = this.#owned.get({ kind: 'Secret', metadata });
    const name = `Secret/${metadata.name}`;
    const before = applied.get(name)?.fields;
    const isWhole = before === undefined || before === standing?.fields;
    let renewal = isWhole ? certifiedUntil(standing, workload, certifier) : 0;
    if (renewal <= systemClock.now()) {
      const certificate = await certifier.certify(id);
      const object = certificateSecret(metadata, certificate, certifier);
      await guarded(object, async () => {
        const { fields } = await this.#objects.apply(object, standing?.owner === workload.uid);
        applied.set(name, { text: '', fields });
        renewal = certificate.renewal;
      });
      if (renewal <= systemClock.now()) return;
    }
    this.#renewals.get(gateway)?.();
    this.#renewals.set(
      gateway,
      systemClock.at(renewal, () => this.#note(gateway)),
    );
  }
}
