import type { Collection } from '#graph';
import { isFault } from '#lib/fault.ts';
import { KeyedWrites } from '#lib/keyed-writes.ts';
import type { Leadership } from '#lib/leadership.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { steadyClock, systemClock } from '#lib/system-clock.ts';
import type { AssignedAddresses, GatewayWorkload } from '#model';
import { type Cluster, fieldManager, isRefusal, readJson, TokenBucket, Troubles } from '#sources/kubernetes';
import { certificateSecret, certifiedUntil } from './certificate.ts';
import { type DesiredObject, ownedKinds, ownedPath } from './desired-object.ts';
import { gatewayMetadata, gatewayObjects, managedBy } from './gateway-objects.ts';
import { type OwnedObject, OwnedObjects } from './owned-objects.ts';
import type { ProxySettings } from './proxy-pod.ts';
import { serviceAddresses } from './service.ts';

export interface RunGatewaysOptions {
  readonly cluster: Cluster;
  /** Namespaces whose Gateways are run; left out: all. */
  readonly namespaces?: readonly string[];
  /** Secrets may not be read everywhere. */
  readonly withoutSecrets?: boolean;
  readonly proxies: ProxySettings;
  /** Of several replicas, who writes. Left out: we do. */
  readonly leadership?: Leadership;
  /** Where clients find a gateway, whenever that changes; undefined: it is gone. */
  readonly onAddresses: (gateway: ResourceKey, assigned: AssignedAddresses | undefined) => void;
  readonly onNotice: (message: string) => void;
  /** Why the proxies of a gateway cannot be run as it says; undefined: they can. Told by who writes. */
  readonly onProblem?: (gateway: ResourceKey, problem: string | undefined) => void;
}

/** Requests a second, and at once after a pause. */
const perSecond = 50;
const burst = 200;

/** What was applied, and what the server made of it. */
interface Applied {
  readonly text: string;
  readonly fields: string;
}

/**
 * GatewayRunner keeps the proxies of gateways running in a cluster, as what is wanted changes and as others change what was made:
 *
 * - An object is applied, server-side, when it first is wanted in this life (which writes nothing where nothing differs), when
 *   it is wanted otherwise, and when somebody else took a field of ours or removed it.
 * - What was made for a gateway and is no longer wanted of it is deleted. What a Gateway that is gone leaves is Kubernetes' to
 *   collect: a Gateway that we know nothing of may be one that we cannot read.
 * - A certificate is made when none stands, when the one that stands is another's or is to be replaced, and when somebody took it.
 *   It goes with its Gateway, and is never removed by us.
 * - An object of a name that we want, which we did not make, is left alone where it says otherwise than we.
 */
export class GatewayRunner {
  readonly #options: RunGatewaysOptions;
  readonly #owned: OwnedObjects;
  readonly #writes: KeyedWrites<GatewayWorkload>;
  readonly #bucket = new TokenBucket(steadyClock, perSecond, burst);
  readonly #byUid = new Map<string, ResourceKey>();
  readonly #applied = new Map<ResourceKey, Map<string, Applied>>();
  readonly #told = new Map<ResourceKey, string>();
  readonly #problems = new Map<ResourceKey, string>();
  /** Why the server refused the Service of a gateway, as it is wanted. */
  readonly #refused = new Map<ResourceKey, string>();
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
    this.#writes = new KeyedWrites<GatewayWorkload>({
      what: 'a gateway’s proxies',
      write: workload => this.#attempt(workload),
      wanted: key =>
        leadership?.holds === false || !this.#owned.isComplete ? undefined : this.#wanted?.get(key),
      clock: steadyClock,
      onNotice,
    });
  }

  /** follow runs what is wanted, from now on. */
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
    const leading = this.#options.leadership?.subscribe(() => this.#noteAll());
    if (leading !== undefined) this.#ends.push(leading);
    this.#owned.start();
  }

  /** Begins nothing further. What runs goes on. */
  async close(): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    this.#owned.stop();
    for (const cancel of this.#renewals.values()) cancel();
    await this.#writes.close();
  }

  #forget(key: ResourceKey, uid: string): void {
    this.#byUid.delete(uid);
    this.#applied.delete(key);
    this.#refused.delete(key);
    this.#problems.delete(key);
    this.#told.delete(key);
    this.#renewals.get(key)?.();
    this.#renewals.delete(key);
    this.#options.onAddresses(key, undefined);
  }

  #noteAll(): void {
    for (const [key] of this.#wanted?.entries() ?? []) this.#note(key);
  }

  #note(key: ResourceKey | undefined): void {
    const workload = key === undefined ? undefined : this.#wanted?.get(key);
    if (key === undefined || workload === undefined) return;
    const service = this.#owned.ownedBy(workload.uid).find(({ kind }) => kind === 'Service');
    this.#tell(key, service === undefined ? [] : serviceAddresses(service.object));
    this.#writes.note(key);
  }

  #tell(key: ResourceKey, addresses: readonly string[]): void {
    const refused = this.#refused.get(key);
    const assigned = { addresses, ...(refused === undefined ? {} : { refused }) };
    const text = JSON.stringify(assigned);
    if (this.#told.get(key) === text) return;
    this.#told.set(key, text);
    this.#options.onAddresses(key, assigned);
  }

  /** Says a problem once, however often what it is about is applied. */
  readonly #tellProblem = ({ id, gateway }: GatewayWorkload, message: string) => {
    if (this.#problems.get(gateway) === message) return;
    this.#problems.set(gateway, message);
    this.#options.onNotice(`gateway ${id}: ${message}`);
  };

  #refuse({ gateway }: GatewayWorkload, message: string): void {
    this.#refused.set(gateway, message);
    this.#tell(gateway, []);
  }

  async #attempt(workload: GatewayWorkload): Promise<void> {
    const { gateway } = workload;
    this.#problems.delete(gateway);
    try {
      await this.#settle(workload);
    } catch (error) {
      if (!isFault(error))
        this.#options.onProblem?.(gateway, error instanceof Error ? error.message : `${error}`);
      throw error;
    }
    this.#options.onProblem?.(gateway, this.#problems.get(gateway));
  }

  /** Brings what runs for a gateway to what is wanted. */
  async #settle(workload: GatewayWorkload): Promise<void> {
    const applied = this.#applied.get(workload.gateway) ?? new Map<string, Applied>();
    this.#applied.set(workload.gateway, applied);
    await this.#certify(workload, applied);
    const desired = gatewayObjects(workload, { ...this.#options.proxies, onProblem: this.#tellProblem });
    for (const object of desired) {
      const { kind, metadata } = object;
      const id = `${kind}/${metadata.name}`;
      const text = JSON.stringify(object);
      const before = applied.get(id);
      const standing = this.#owned.get(object);
      if (before?.text === text && before.fields === standing?.fields) continue;
      const { fields } = await this.#apply(object, text, standing?.owner === workload.uid).catch(error => {
        if (kind === 'Service' && isRefusal(error, 422)) this.#refuse(workload, error.message);
        throw error;
      });
      if (kind === 'Service' && this.#refused.delete(workload.gateway)) this.#note(workload.gateway);
      applied.set(id, { text, fields });
    }
    const isWanted = (one: OwnedObject) =>
      desired.some(({ kind, metadata }) => kind === one.kind && metadata.name === one.name);
    for (const one of this.#owned.ownedBy(workload.uid)) {
      if (isWanted(one) || one.kind === 'Secret') continue;
      await this.#remove(one);
      applied.delete(`${one.kind}/${one.name}`);
    }
  }

  async #certify(workload: GatewayWorkload, applied: Map<string, Applied>): Promise<void> {
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
      const { fields } = await this.#apply(object, JSON.stringify(object), standing?.owner === workload.uid);
      applied.set(name, { text: '', fields });
      renewal = certificate.renewal;
    }
    this.#renewals.get(gateway)?.();
    this.#renewals.set(
      gateway,
      systemClock.at(renewal, () => this.#note(gateway)),
    );
  }

  async #apply(object: DesiredObject, text: string, isOurs: boolean): Promise<OwnedObject> {
    const { kind, metadata } = object;
    await this.#bucket.take();
    try {
      const answer = await this.#options.cluster.send({
        method: 'PATCH',
        path: pathOf(kind, metadata.namespace, metadata.name),
        query: { fieldManager, ...(isOurs ? { force: 'true' } : {}) },
        body: { type: 'application/apply-patch+yaml', text },
      });
      return this.#owned.put(kind, (await readJson(answer)) as never);
    } catch (error) {
      if (isOurs || !isRefusal(error, 409)) throw error;
      const shown = `${kind} ${metadata.namespace}/${metadata.name}`;
      throw new Error(
        `${shown} is not ours and says otherwise: remove or rename it, that the gateway can have one of this name`,
      );
    }
  }

  async #remove({ kind, namespace, name, uid }: OwnedObject): Promise<void> {
    await this.#bucket.take();
    try {
      const answer = await this.#options.cluster.send({
        method: 'DELETE',
        path: pathOf(kind, namespace, name),
        body: { type: 'application/json', text: JSON.stringify({ preconditions: { uid } }) },
      });
      answer.resume();
    } catch (error) {
      // Gone, or another one by now.
      if (!isRefusal(error, 404, 409)) throw error;
    }
  }
}

function pathOf(kind: DesiredObject['kind'], namespace: string, name: string): string {
  const found = ownedKinds.find(one => one.kind === kind);
  if (found === undefined) throw new Error(`${kind} is made for no gateway`);
  return ownedPath(found, namespace, name);
}
