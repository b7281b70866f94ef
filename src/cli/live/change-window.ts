import type { ResourceKey } from '#lib/resource-ref.ts';
import type { XdsType } from '#lib/xds-resource.ts';
import { Awaited, type Client, type Push } from '#xds';
import { byteSize, count, countResources } from '../counted.ts';

type ChangeSign = '+' | '~' | '-';

export interface ChangeWindowOptions {
  readonly clients: () => readonly Client[];
  /** Called once, with the objects in the order in which they changed, and the outcome in words. */
  readonly done: (changes: readonly (readonly [ResourceKey, ChangeSign])[], outcome: string) => void;
}

/** Milliseconds to wait after the last acknowledgement, and in all. */
const quiet = 20;
const longest = 1000;

/**
 * ChangeWindow follows a change from the moment it settled until the proxies acknowledged it. It counts only what the change
 * made: a proxy that connects meanwhile gets much else.
 */
export class ChangeWindow {
  readonly #options: ChangeWindowOptions;
  readonly #changes = new Map<ResourceKey, ChangeSign>();
  /** Objects that did not exist before. */
  readonly #added = new Set<ResourceKey>();
  readonly #expected = new Awaited();
  readonly #proxies = new Set<string>();
  readonly #refusing = new Set<string>();
  readonly #began = performance.now();
  #bytes = 0;
  #lastAnswer = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ChangeWindowOptions) {
    this.#options = options;
  }

  /**
   * note says that an object changed. Several changes of one object are reported as their result: one that is removed in the
   * end counts as removed.
   */
  note(key: ResourceKey, sign: ChangeSign): void {
    if (sign === '+' && !this.#changes.has(key)) this.#added.add(key);
    const there = this.#added.has(key) ? '+' : '~';
    this.#changes.set(key, sign === '-' ? '-' : there);
  }

  /** expect says that an xDS resource changed, or that its holders did. */
  expect(type: XdsType, name: string): void {
    this.#expected.add(type, name);
  }

  settled(): void {
    this.#check();
  }

  pushed(push: Push): void {
    if (!this.#expected.isIn(push)) return;
    const { client, bytes, rejected } = push;
    this.#bytes += bytes;
    this.#proxies.add(client);
    if (rejected !== undefined) this.#refusing.add(client);
    this.#lastAnswer = performance.now();
    this.#check();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #check(): void {
    this.#timer ??= setTimeout(() => this.#look(), quiet);
  }

  #look(): void {
    this.#timer = undefined;
    if (this.#expected.isEmpty) {
      this.#finish('nothing to send');
      return;
    }
    const age = performance.now() - this.#began;
    const clients = this.#options.clients().filter(client => client.viewKnown);
    const waiting = clients.filter(client => !client.upToDate).length;
    if (waiting > 0 && age < longest) {
      this.#check();
      return;
    }
    this.#finish(`${this.#what()}, ${this.#outcome(clients.length, waiting)}`);
  }

  #finish(outcome: string): void {
    this.#options.done([...this.#changes], outcome);
  }

  #what(): string {
    return this.#expected.counts.map(([type, size]) => countResources(size, type)).join(', ');
  }

  #outcome(connected: number, waiting: number): string {
    if (connected === 0) return 'no proxy is connected';
    const late = waiting === 0 ? '' : `; ${count(waiting, 'proxy', 'proxies')} did not acknowledge yet`;
    if (this.#proxies.size === 0) return `for no connected proxy${late}`;
    const refused =
      this.#refusing.size === 0
        ? 'acknowledged'
        : `refused by ${count(this.#refusing.size, 'proxy', 'proxies')}`;
    const time = milliseconds(this.#lastAnswer - this.#began);
    return `${byteSize(this.#bytes)} to ${count(this.#proxies.size, 'proxy', 'proxies')}, ${refused} in ${time}${late}`;
  }
}

function milliseconds(time: number): string {
  return time < 10 ? `${time.toFixed(1)} ms` : `${Math.round(time)} ms`;
}
