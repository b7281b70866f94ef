import type { Clock } from '#lib/clock.ts';
import type { Leadership } from '#lib/leadership.ts';
import { steadyClock } from '#lib/system-clock.ts';
import type { Cluster } from '#sources/kubernetes';
import { type Lease, type LeaseName, type LeaseSpec, readLease, writeLease } from './lease.ts';

export interface ElectionOptions {
  readonly cluster: Cluster;
  readonly lease: LeaseName;
  /** Our identity, unique to this process (not to this machine). */
  readonly identity: string;
  readonly onNotice: (message: string) => void;
  /** Milliseconds from any starting point; only intervals count, so that nobody's wall clock matters. */
  readonly clock?: Clock;
  /** The time that is written into the Lease, for people. Default: now. */
  readonly time?: () => Date;
}

/** Others take over a Lease that was not renewed for so long (ms). */
const duration = 10_000;
/**
 * A holder that could not renew for so long (ms) stops leading: earlier than others may take over, by more than a request
 * takes.
 */
const renewWithin = 6_000;
/** Milliseconds between looks. With the values above, a leader that dies silently is replaced within 12 s. */
const interval = 1_500;
/** A longer duration (ms) claimed by another holder is not believed. */
const longestClaim = 60_000;
/** A Lease that was removed is made anew after so long (ms): where everything of ours is being removed, it stays away. */
const madeAnewAfter = 30_000;

/**
 * Election is leadership by a Kubernetes Lease, compatible with client-go's leader election, which everybody's tools know:
 *
 * - A Lease is free if nobody holds it, or if its holder did not renew it while we watched for as long as the holder
 *   claimed. Of several who try to take it, the API server lets one. Two never hold it at once, however their clocks are
 *   set: each measures with its own clock.
 * - The holder renews it; where it cannot write it for too long, `holds` becomes false before anybody else's can become
 *   true.
 * - `close` gives it up, so that another takes it at once.
 * - A candidate makes the Lease where there is none yet. A Lease that is removed while we run stays away for half a minute:
 *   mostly we are being uninstalled, and nothing of ours shall be left.
 */
export class Election implements Leadership {
  readonly #options: ElectionOptions;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  readonly #stopped = new AbortController();
  /** Until when our last write of the Lease is good. */
  #until = Number.NEGATIVE_INFINITY;
  /** The Lease's spec when it last changed, and when we saw that. */
  #seen: { readonly spec: string; readonly at: number } | undefined;
  #wasThere = false;
  #goneSince: number | undefined;
  #told = false;
  #toldHolder: string | undefined;
  #trouble: string | undefined;
  #running: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #cancelEnd: (() => void) | undefined;

  constructor(options: ElectionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? steadyClock;
  }

  get holds(): boolean {
    return this.#until > this.#clock.now();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** close gives up the Lease, where it is ours. Finish all other writes before calling it. */
  async close(): Promise<void> {
    this.#stopped.abort();
    this.#wake?.();
    await this.#running;
    this.#cancelEnd?.();
    if (!this.holds) return;
    this.#until = Number.NEGATIVE_INFINITY;
    const { cluster, lease } = this.#options;
    // Where that fails, the Lease runs out by itself.
    await this.#release(cluster, lease).catch(() => {});
  }

  async #release(cluster: Cluster, lease: LeaseName): Promise<void> {
    const before = await readLease(cluster, lease);
    if (before?.spec.holderIdentity !== this.#options.identity) return;
    const spec = {
      ...before.spec,
      holderIdentity: undefined,
      leaseDurationSeconds: 1,
      renewTime: this.#now(),
    };
    await writeLease(cluster, lease, { before, spec });
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        await this.#try();
        this.#over();
      } catch (error) {
        if (signal.aborted) return;
        this.#complain(error);
      }
      this.#tell();
      await this.#pause(interval * (1 + Math.random() / 5));
    }
  }

  /** Reads the Lease, and takes or renews it where that is allowed. */
  async #try(): Promise<void> {
    const { cluster, lease, identity } = this.#options;
    const { signal } = this.#stopped;
    const before = await readLease(cluster, lease, signal);
    if (!this.#mayWrite(before)) return;
    const holder = before?.spec.holderIdentity || undefined;
    if (before !== undefined && holder !== undefined && holder !== identity) {
      this.#until = Number.NEGATIVE_INFINITY;
      if (!this.#hasRunOut(before.spec)) return this.#tellHolder(holder);
    }
    const sent = this.#clock.now();
    const spec = this.#claim(before, holder);
    if (!(await writeLease(cluster, lease, { before, spec, signal }))) return;
    this.#until = sent + renewWithin;
    this.#cancelEnd?.();
    this.#cancelEnd = this.#clock.at(this.#until, () => this.#tell());
  }

  #mayWrite(before: Lease | undefined): boolean {
    if (before !== undefined) {
      this.#wasThere = true;
      this.#goneSince = undefined;
      return true;
    }
    if (!this.#wasThere) return true;
    const now = this.#clock.now();
    this.#goneSince ??= now;
    return now - this.#goneSince > madeAnewAfter;
  }

  #claim(before: Lease | undefined, holder: string | undefined): LeaseSpec {
    const { identity } = this.#options;
    const { acquireTime, leaseTransitions = 0 } = before?.spec ?? {};
    const now = this.#now();
    const isOurs = holder === identity;
    return {
      ...before?.spec,
      holderIdentity: identity,
      leaseDurationSeconds: duration / 1000,
      acquireTime: isOurs ? (acquireTime ?? now) : now,
      renewTime: now,
      leaseTransitions: before === undefined || isOurs ? leaseTransitions : leaseTransitions + 1,
    };
  }

  /** Tells whether, while we watched, the holder failed to renew the Lease for as long as it claimed. */
  #hasRunOut(spec: LeaseSpec): boolean {
    const now = this.#clock.now();
    const text = JSON.stringify(spec);
    if (this.#seen?.spec !== text) this.#seen = { spec: text, at: now };
    const claimed = (spec.leaseDurationSeconds ?? 0) * 1000;
    return now - this.#seen.at > Math.min(claimed, longestClaim);
  }

  #tell(): void {
    const { holds } = this;
    if (holds === this.#told) return;
    this.#told = holds;
    const { lease, onNotice } = this.#options;
    const which = `the Lease ${lease.namespace}/${lease.name}`;
    if (holds) this.#toldHolder = undefined;
    onNotice(
      holds
        ? `this replica writes to the cluster from now on: it holds ${which}`
        : `this replica writes no more to the cluster: it lost ${which}`,
    );
    for (const listener of this.#listeners) listener();
  }

  #tellHolder(holder: string): void {
    if (this.#toldHolder === holder) return;
    this.#toldHolder = holder;
    const { lease, onNotice } = this.#options;
    onNotice(`${holder} writes to the cluster, as it holds the Lease ${lease.namespace}/${lease.name}`);
  }

  /** Reports each cause once. */
  #complain(error: unknown): void {
    const { lease, onNotice } = this.#options;
    const message = error instanceof Error ? error.message : String(error);
    if (this.#trouble !== message)
      onNotice(`the Lease ${lease.namespace}/${lease.name} cannot be kept, tried again: ${message}`);
    this.#trouble = message;
  }

  #over(): void {
    this.#trouble = undefined;
  }

  #now(): string {
    const { time = () => new Date() } = this.#options;
    return time().toISOString().replace('Z', '000Z');
  }

  async #pause(wait: number): Promise<void> {
    if (this.#stopped.signal.aborted) return;
    await new Promise<void>(resolve => {
      const cancel = this.#clock.at(this.#clock.now() + wait, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
