import { Resolver } from 'node:dns/promises';
import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Clock, systemClock, type Unsubscribe } from '#graph';
import { deepEqual } from '#lib/equal.ts';
import { HostsFile } from './hosts-file.ts';
import { lookUp } from './lookup.ts';

/**
 * DnsAnswer is what is known of a name: the addresses of the last answer (IPv4 first, ascending), none before the first, and
 * `error` where the latest lookup failed.
 */
export interface DnsAnswer {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly error?: string;
}

export interface DnsDiscoveryOptions {
  /** Called when an answer differs from the one before. */
  readonly onAnswer: (answer: DnsAnswer) => void;
  /** Called for a name that is not wanted any more, if there was an answer. */
  readonly onForgotten?: (name: string) => void;
  /** Default: the servers of this machine (/etc/resolv.conf). */
  readonly resolver?: Resolver;
  /** Names that stand here are not asked for. Default: /etc/hosts. */
  readonly hostsFile?: string;
  readonly clock?: Clock;
}

/** DnsDiscovery keeps the answers of a set of names fresh. */
export interface DnsDiscovery {
  /** want says which names are needed from now on: lower case, fully qualified, without final dot. No search domains. */
  want(names: ReadonlySet<string>): void;
  stop(): void;
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
export function createDnsDiscovery(options: DnsDiscoveryOptions): DnsDiscovery {
  return new Discovery(options);
}

interface Wanted {
  readonly name: string;
  answer: DnsAnswer | undefined;
  failures: number;
  isUnderWay: boolean;
  cancel: Unsubscribe;
}

class Discovery implements DnsDiscovery {
  readonly #onAnswer: (answer: DnsAnswer) => void;
  readonly #onForgotten: (name: string) => void;
  readonly #resolver: Resolver;
  readonly #clock: Clock;
  readonly #hosts: HostsFile;
  readonly #hostsWatch: FSWatcher | undefined;
  readonly #wanted = new Map<string, Wanted>();
  readonly #waiting = new Set<Wanted>();
  #underWay = 0;

  constructor({
    onAnswer,
    onForgotten,
    resolver,
    hostsFile = '/etc/hosts',
    clock = systemClock,
  }: DnsDiscoveryOptions) {
    this.#onAnswer = onAnswer;
    this.#onForgotten = onForgotten ?? (() => {});
    this.#resolver = resolver ?? new Resolver({ timeout: 2000, tries: 2 });
    this.#clock = clock;
    this.#hosts = new HostsFile(hostsFile);
    this.#hostsWatch = watchFile(hostsFile, () => this.#askForAll());
  }

  want(names: ReadonlySet<string>): void {
    for (const wanted of this.#wanted.values()) if (!names.has(wanted.name)) this.#forget(wanted);
    for (const name of names) {
      if (this.#wanted.has(name)) continue;
      const wanted: Wanted = { name, answer: undefined, failures: 0, isUnderWay: false, cancel: () => {} };
      this.#wanted.set(name, wanted);
      this.#ask(wanted);
    }
  }

  stop(): void {
    this.#hostsWatch?.close();
    for (const { cancel } of this.#wanted.values()) cancel();
    this.#wanted.clear();
    this.#waiting.clear();
    this.#resolver.cancel();
  }

  #forget(wanted: Wanted): void {
    wanted.cancel();
    this.#wanted.delete(wanted.name);
    this.#waiting.delete(wanted);
    if (wanted.answer !== undefined) this.#onForgotten(wanted.name);
  }

  #askForAll(): void {
    for (const wanted of this.#wanted.values()) {
      wanted.cancel();
      this.#ask(wanted);
    }
  }

  #ask(wanted: Wanted): void {
    const addresses = this.#hosts.addressesOf(wanted.name);
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
    const lookup = await lookUp(this.#resolver, wanted.name);
    wanted.isUnderWay = false;
    this.#underWay--;
    // It may have been forgotten meanwhile, or wanted anew.
    if (this.#wanted.get(wanted.name) === wanted) {
      if (lookup.kind === 'failed') this.#failed(wanted, lookup.error);
      else this.#found(wanted, lookup.addresses, lookup.ttl, lookup.complete);
    }
    this.#askWaiting();
  }

  #found(wanted: Wanted, addresses: readonly string[], ttl: number, isComplete = true): void {
    const life = Math.min(Math.max(ttl, ttlRange.min), ttlRange.max);
    this.#askIn(wanted, isComplete ? life : Math.min(life, nextTry(wanted)));
    wanted.failures = isComplete ? 0 : wanted.failures + 1;
    this.#tell(wanted, { name: wanted.name, addresses });
  }

  #failed(wanted: Wanted, error: string): void {
    this.#askIn(wanted, nextTry(wanted));
    wanted.failures++;
    this.#tell(wanted, { name: wanted.name, addresses: wanted.answer?.addresses ?? [], error });
  }

  #askIn(wanted: Wanted, seconds: number): void {
    wanted.cancel();
    wanted.cancel = this.#clock.at(this.#clock.now() + seconds * 1000, () => this.#ask(wanted));
  }

  #tell(wanted: Wanted, answer: DnsAnswer): void {
    if (deepEqual(answer, wanted.answer)) return;
    wanted.answer = answer;
    this.#onAnswer(answer);
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
