import { Resolver } from 'node:dns/promises';
import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Clock, systemClock, type Unsubscribe } from '#graph';
import { deepEqual } from '#lib/equal.ts';
import type { DnsAnswer, DnsWant, Known } from '#model';
import type { Discovery, OnKnown } from '../discovery.ts';
import { HostsFile } from './hosts-file.ts';
import { lookUp } from './lookup.ts';

export interface DnsDiscoveryOptions {
  readonly onKnown: OnKnown<DnsWant>;
  /** Default: the servers of this machine (/etc/resolv.conf). */
  readonly resolver?: Resolver;
  /** Names that stand here are not asked for. Default: /etc/hosts. */
  readonly hostsFile?: string;
  readonly clock?: Clock;
}

/** Seconds. A shorter life is a mistake or a load balancer's habit; after a longer one nobody would expect to wait. */
const ttlRange = { min: 1, max: 300 } as const;
/** Seconds between failed lookups: doubled each time. */
const backOff = { first: 1, max: 60 } as const;
/** Lookups under way at the same time: a server that is asked for more at once drops some. */
const maxUnderWay = 64;

/**
 * createDnsDiscovery resolves the names that Envoy cannot resolve itself (a backend that mixes `unix` with `fqdn`): A and
 * AAAA, again when their time to live ends (within 1 s to 5 min). A failed lookup keeps the last addresses, says so, and is
 * tried again after 1, 2, 4 … 60 s. A change of the hosts file is noticed.
 */
export function createDnsDiscovery(options: DnsDiscoveryOptions): Discovery<DnsWant> {
  return new DnsDiscovery(options);
}

interface Wanted {
  readonly want: DnsWant;
  /** By how many. */
  count: number;
  known: Known<DnsAnswer>;
  failures: number;
  isUnderWay: boolean;
  cancel: Unsubscribe;
}

class DnsDiscovery implements Discovery<DnsWant> {
  readonly #onKnown: OnKnown<DnsWant>;
  readonly #resolver: Resolver;
  readonly #clock: Clock;
  readonly #hosts: HostsFile;
  readonly #hostsWatch: FSWatcher | undefined;
  readonly #wanted = new Map<string, Wanted>();
  readonly #waiting = new Set<Wanted>();
  #underWay = 0;

  constructor({ onKnown, resolver, hostsFile = '/etc/hosts', clock = systemClock }: DnsDiscoveryOptions) {
    this.#onKnown = onKnown;
    this.#resolver = resolver ?? new Resolver({ timeout: 2000, tries: 2 });
    this.#clock = clock;
    this.#hosts = new HostsFile(hostsFile);
    this.#hostsWatch = watchFile(hostsFile, () => this.#askForAll());
  }

  want(want: DnsWant, remembered?: DnsAnswer): void {
    const known = this.#wanted.get(want.name);
    if (known !== undefined) {
      known.count++;
      return;
    }
    const wanted: Wanted = {
      want,
      count: 1,
      known: remembered === undefined ? {} : { answer: remembered },
      failures: 0,
      isUnderWay: false,
      cancel: () => {},
    };
    this.#wanted.set(want.name, wanted);
    this.#ask(wanted);
  }

  unwant({ name }: DnsWant): void {
    const wanted = this.#wanted.get(name);
    if (wanted === undefined || --wanted.count > 0) return;
    wanted.cancel();
    this.#wanted.delete(name);
    this.#waiting.delete(wanted);
  }

  stop(): void {
    this.#hostsWatch?.close();
    for (const { cancel } of this.#wanted.values()) cancel();
    this.#wanted.clear();
    this.#waiting.clear();
    this.#resolver.cancel();
  }

  #askForAll(): void {
    for (const wanted of this.#wanted.values()) {
      wanted.cancel();
      this.#ask(wanted);
    }
  }

  #ask(wanted: Wanted): void {
    const addresses = this.#hosts.addressesOf(wanted.want.name);
    if (addresses !== undefined) {
      this.#found(wanted, addresses, ttlRange.max);
    } else if (!wanted.isUnderWay) {
      this.#waiting.add(wanted);
      this.#askWaiting();
    }
  }

  #askWaiting(): void {
    for (const wanted of this.#waiting) {
      if (this.#underWay >= maxUnderWay) return;
      this.#waiting.delete(wanted);
      void this.#lookUp(wanted);
    }
  }

  async #lookUp(wanted: Wanted): Promise<void> {
    this.#underWay++;
    wanted.isUnderWay = true;
    const lookup = await lookUp(this.#resolver, wanted.want.name);
    wanted.isUnderWay = false;
    this.#underWay--;
    // It may have been forgotten meanwhile, or wanted anew.
    if (this.#wanted.get(wanted.want.name) === wanted) {
      if (lookup.kind === 'failed') this.#failed(wanted, lookup.error);
      else this.#found(wanted, lookup.addresses, lookup.ttl, lookup.complete);
    }
    this.#askWaiting();
  }

  #found(wanted: Wanted, addresses: readonly string[], ttl: number, isComplete = true): void {
    const life = Math.min(Math.max(ttl, ttlRange.min), ttlRange.max);
    this.#askIn(wanted, isComplete ? life : Math.min(life, nextTry(wanted)));
    wanted.failures = isComplete ? 0 : wanted.failures + 1;
    this.#tell(wanted, { answer: { kind: 'dns', addresses } });
  }

  #failed(wanted: Wanted, error: string): void {
    this.#askIn(wanted, nextTry(wanted));
    wanted.failures++;
    const { answer } = wanted.known;
    this.#tell(wanted, answer === undefined ? { error } : { answer, error });
  }

  #askIn(wanted: Wanted, seconds: number): void {
    wanted.cancel();
    wanted.cancel = this.#clock.at(this.#clock.now() + seconds * 1000, () => this.#ask(wanted));
  }

  #tell(wanted: Wanted, known: Known<DnsAnswer>): void {
    if (deepEqual(known, wanted.known)) return;
    wanted.known = known;
    this.#onKnown(wanted.want, known);
  }
}

/** Seconds. */
function nextTry({ failures }: Wanted): number {
  return Math.min(backOff.first * 2 ** failures, backOff.max);
}

/** The directory is watched, since editors put a new file in the place of the old. */
function watchFile(path: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_, name) => {
      if (name === null || name === basename(path)) changed();
    });
    watcher.on('error', () => {});
    return watcher;
  } catch {
    // It is looked at again with each lookup anyway.
    return undefined;
  }
}
