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
  /** The one that all stand for: theirs lie beside it. */
  readonly lease: LeaseName;
  /** Who we are, and nobody else is: of a process, not of a machine. */
  readonly identity: string;
  /** Who writes removes what those leave that are gone. */
  readonly leadership: Leadership;
  readonly onNotice: (message: string) => void;
  readonly clock?: Clock;
}

/** Told is what a replica says to the others, as texts; what comes last is left out first where a Lease cannot hold all. */
export type Told = readonly string[];

/** ms between renewals of our own Lease. */
const interval = 10_000;
/** Who let so many of our renewals pass without one of his own is gone. */
const mostMissed = 3;
/** What changes together is written once, and no sooner than this (ms) after the write before. */
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
 * Replicas is how those that stand for one Lease tell each other what their proxies have taken: each in an annotation of a Lease
 * of its own, which all watch. So whoever comes to lead knows already what he has to write.
 *
 * - Written is where what is told has changed, at most once a second; and every ten seconds that one lives.
 * - Who is gone is believed until we renewed our own Lease three times and he did not renew his: so long his proxies have to find
 *   another. While the API server is away nobody is gone.
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
   * follow has `onTold` hear what the others say, whenever that changes; undefined: one is gone. It resolves when everything was read
   * that they say by now, or it is known that this cannot be read.
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

  /** tell has the others know what `word` says, from now on; after each `note` anew. */
  tell(word: () => Told): void {
    this.#word = word;
    this.note();
  }

  /** note says that there may be something else to tell. */
  note(): void {
    this.#hasChanged = true;
    this.#look();
  }

  /** close tells nothing further. What was told stays, until others see that we are gone: our proxies are on their way to them. */
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

  /** What a Lease cannot hold is left out, from the end. */
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

  /** Tells whether there was something to renew. */
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

  /** We renewed our own: who has not for too long is gone. */
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

  /** Where that fails it is tried again after the next renewal. */
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
      // It is there still: nobody believes it.
    }
  }
}
