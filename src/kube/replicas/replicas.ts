import type { Clock } from '#lib/clock.ts';
import { KeyedWrites } from '#lib/keyed-writes.ts';
import type { Leadership } from '#lib/leadership.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { steadyClock } from '#lib/system-clock.ts';
import {
  type Cluster,
  fieldManager,
  isRefusal,
  Reflector,
  Troubles,
  type WrittenObject,
} from '#sources/kubernetes';
import { type LeaseName, leaseListPath, leasePath, readLease } from '../leases/lease.ts';
import {
  longestWord,
  packWord,
  type ReplicaLease,
  readReplicaLease,
  replicaLease,
  replicaLeaseName,
  replicasOf,
  unpackWord,
} from './replica-lease.ts';

export interface ReplicasOptions {
  readonly cluster: Cluster;
  /** The Lease that all replicas compete for: their own Leases are in its namespace. */
  readonly lease: LeaseName;
  /** Our identity, unique to this process (not to this machine). */
  readonly identity: string;
  /** The leader removes the Leases of replicas that are gone. */
  readonly leadership: Leadership;
  readonly onNotice: (message: string) => void;
  readonly clock?: Clock;
}

/** Told is what a replica tells the others, as texts; where a Lease cannot hold them all, the last are left out first. */
export type Told = readonly string[];

/** ms between renewals of our own Lease. */
const interval = 10_000;
/** A replica that let so many of our renewals pass without its own is gone. */
const mostMissed = 3;
/** Changes that come together are written once, and no sooner than this (ms) after the write before. */
const pace = { delay: 100, spacing: 1_000 };

interface Peer {
  lease: ReplicaLease;
  missed: number;
  isTold: boolean;
}

interface Write {
  /** Absent where the Lease is only renewed. */
  readonly word?: string;
}

/**
 * Replicas lets the replicas that compete for one Lease tell each other what their proxies have accepted: each writes it
 * into an annotation of its own Lease, and all watch these Leases. So a replica that becomes leader knows already what it
 * has to write.
 *
 * - A Lease is written when its word changed, at most once a second, and every ten seconds to show that its replica lives.
 * - What a silent replica said is believed until we have renewed our own Lease three times and it has not renewed its own:
 *   meanwhile its proxies can find another replica. While the API server is away, nobody counts as gone.
 * - Nobody's clock is compared with another's.
 */
export class Replicas {
  readonly #options: ReplicasOptions;
  readonly #clock: Clock;
  readonly #own: string;
  readonly #peers = new Map<string, Peer>();
  readonly #writes: KeyedWrites<Write>;
  #reflector: Reflector | undefined;
  #word: () => Told = () => [];
  #onTold: (replica: string, told: Told | undefined) => void = () => {};
  #written: string | undefined;
  #hasChanged = true;
  #isDue = true;
  #owner: string | undefined;
  #isCut = false;
  #cancelBeat: (() => void) | undefined;

  constructor(options: ReplicasOptions) {
    this.#options = options;
    this.#clock = options.clock ?? steadyClock;
    this.#own = replicaLeaseName(options.lease, options.identity);
    this.#writes = new KeyedWrites<Write>({
      ...{ what: 'what the proxies of this replica have taken', clock: this.#clock, ...pace },
      onNotice: options.onNotice,
      wanted: () => this.#wanted(),
      write: write => this.#write(write),
    });
  }

  /**
   * follow calls `onTold` with what another replica says, whenever that changes; undefined: that replica is gone. It
   * resolves when everything has been read that they say by now, or when it turns out that it cannot be read.
   */
  follow(onTold: (replica: string, told: Told | undefined) => void): Promise<void> {
    this.#onTold = onTold;
    const { cluster, lease, onNotice } = this.#options;
    const troubles = new Troubles(cluster.name, onNotice);
    const [[label, value] = []] = Object.entries(replicasOf(lease));
    return new Promise(resolve => {
      let unseen = new Set<string>();
      this.#reflector = new Reflector({
        ...{ cluster, clock: this.#clock, labelSelector: `${label}=${value}` },
        path: leaseListPath(lease.namespace),
        onListing: () => {
          unseen = new Set(this.#peers.keys());
        },
        onListed: () => {
          for (const name of unseen) this.#forget(name);
          resolve();
        },
        onEvents: events => {
          for (const { kind, object } of events) {
            unseen.delete(object.metadata.name);
            if (kind === 'put') this.#hear(object);
            else this.#forget(object.metadata.name);
          }
        },
        onTrouble: error => {
          if (error === undefined) troubles.over('Leases of other replicas');
          else {
            troubles.report(
              'Leases of other replicas',
              error,
              'what their proxies have taken is not known here',
            );
            resolve();
          }
        },
      });
      this.#reflector.start();
    });
  }

  /** tell publishes what `word` returns to the other replicas, now and again after each `note`. */
  tell(word: () => Told): void {
    this.#word = word;
    this.note();
  }

  /** note says that `word` may return something else now. */
  note(): void {
    this.#hasChanged = true;
    this.#look();
  }

  /**
   * close stops publishing. What was published stays until others notice that we are gone: our proxies are on their way to
   * them.
   */
  async close(): Promise<void> {
    this.#reflector?.stop();
    this.#cancelBeat?.();
    await this.#writes.close();
  }

  #look(): void {
    this.#writes.note(this.#own as ResourceKey);
  }

  #wanted(): Write | undefined {
    if (this.#hasChanged) {
      const word = this.#pack(this.#word());
      if (word !== this.#written) return { word };
      this.#hasChanged = false;
    }
    return this.#isDue ? {} : undefined;
  }

  /** Leaves out, from the end, what a Lease cannot hold. */
  #pack(told: Told): string {
    for (let kept = told.length; kept >= 0; kept--) {
      const word = packWord(JSON.stringify(told.slice(0, kept)));
      if (word.length > longestWord) continue;
      const isCut = kept < told.length;
      if (isCut && !this.#isCut)
        this.#options.onNotice(
          'what the proxies of this replica have taken is more than a Lease holds: the replica that writes status does not know all of it',
        );
      this.#isCut = isCut;
      return word;
    }
    throw new Error('nothing is too much to be told');
  }

  async #write({ word }: Write): Promise<void> {
    const time = new Date().toISOString().replace('Z', '000Z');
    if (word === undefined && (await this.#renew(time))) {
      this.#beat();
      return;
    }
    const { cluster, lease, identity } = this.#options;
    this.#owner ??= (await readLease(cluster, lease))?.metadata.uid as string | undefined;
    const told = word ?? this.#written ?? '';
    const duration = (mostMissed * interval) / 1000;
    const object = replicaLease(lease, { identity, word: told, duration, time, owner: this.#owner });
    const answer = await cluster.send({
      method: 'PATCH',
      path: leasePath({ ...lease, name: this.#own }),
      query: { fieldManager, force: 'true' },
      body: { type: 'application/apply-patch+yaml', text: JSON.stringify(object) },
    });
    answer.resume();
    this.#written = told;
    if (this.#isDue) this.#beat();
  }

  /** Tells whether there was a Lease to renew. */
  async #renew(renewTime: string): Promise<boolean> {
    const { cluster, lease } = this.#options;
    try {
      const answer = await cluster.send({
        method: 'PATCH',
        path: leasePath({ ...lease, name: this.#own }),
        query: { fieldManager },
        body: { type: 'application/merge-patch+json', text: JSON.stringify({ spec: { renewTime } }) },
      });
      answer.resume();
      return true;
    } catch (error) {
      if (isRefusal(error, 404)) return false;
      throw error;
    }
  }

  /** After a renewal of our own Lease: a peer that missed too many is gone. */
  #beat(): void {
    this.#isDue = false;
    this.#cancelBeat?.();
    this.#cancelBeat = this.#clock.at(this.#clock.now() + interval, () => {
      this.#isDue = true;
      this.#look();
    });
    for (const peer of this.#peers.values()) {
      peer.missed++;
      if (peer.missed <= mostMissed) continue;
      this.#untell(peer);
      if (this.#options.leadership.holds) void this.#remove(peer.lease);
    }
  }

  #hear(object: WrittenObject): void {
    const lease = readReplicaLease(object);
    const { name, renewed, word } = lease;
    if (name === this.#own) return;
    const before = this.#peers.get(name);
    const lives = before === undefined || before.lease.renewed !== renewed;
    const peer = before ?? { lease, missed: 0, isTold: false };
    const isNew = !peer.isTold || peer.lease.word !== word;
    peer.lease = lease;
    this.#peers.set(name, peer);
    if (!lives) return;
    peer.missed = 0;
    peer.isTold = true;
    if (isNew) this.#onTold(name, this.#read(lease));
  }

  #read({ name, word }: ReplicaLease): Told {
    try {
      const told: unknown = JSON.parse(unpackWord(word));
      return Array.isArray(told) ? told.map(String) : [];
    } catch {
      const { lease, onNotice } = this.#options;
      onNotice(`the Lease ${lease.namespace}/${name} says of another replica’s proxies what cannot be read`);
      return [];
    }
  }

  #forget(name: string): void {
    const peer = this.#peers.get(name);
    if (peer === undefined) return;
    this.#peers.delete(name);
    this.#untell(peer);
  }

  #untell(peer: Peer): void {
    if (!peer.isTold) return;
    peer.isTold = false;
    this.#onTold(peer.lease.name, undefined);
  }

  /** Where the removal fails, it is tried again after the next renewal. */
  async #remove({ name, version }: ReplicaLease): Promise<void> {
    const { cluster, lease } = this.#options;
    const preconditions = version === undefined ? {} : { preconditions: { resourceVersion: version } };
    try {
      const answer = await cluster.send({
        method: 'DELETE',
        path: leasePath({ ...lease, name }),
        body: { type: 'application/json', text: JSON.stringify(preconditions) },
      });
      answer.resume();
    } catch {
      // The Lease is still there, but nobody believes it.
    }
  }
}
