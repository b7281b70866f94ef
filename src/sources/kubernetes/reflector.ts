import type { Clock } from '#lib/clock.ts';
import {
  ApiRefusal,
  type Cluster,
  type ClusterRequest,
  isRefusal,
  readJson,
  readLines,
  TooLong,
} from './cluster.ts';
import type { WrittenObject } from './written-object.ts';

/** ReflectedEvent is an object as it is now, or as it was when it was deleted. */
export interface ReflectedEvent {
  readonly kind: 'put' | 'gone';
  readonly object: WrittenObject;
}

export interface ReflectorOptions {
  readonly cluster: Cluster;
  /** Where the objects are listed and watched. */
  readonly path: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  /** Asks for the metadata of objects only. */
  readonly metadataOnly?: true;
  readonly clock: Clock;
  /** A list begins: everything that is there will be reported, whatever was reported before. */
  onListing(): void;
  /** The list is complete: what was not reported since `onListing` is gone. */
  onListed(): void;
  /** Events that came together, in their order; for a watch, also when they came (ms, by the clock). */
  onEvents(events: readonly ReflectedEvent[], cameAt?: number): void;
  /** Why nothing can be read at the moment; undefined: it can again. */
  onTrouble(error: unknown): void;
}

/** Objects in a page of a list. */
const pageSize = 500;
/** A watch is renewed after so many seconds (and up to half as many more), so that the servers of a cluster share the load. */
const watchSeconds = 300;
/** An API server says every minute how far it is (a bookmark): where nothing comes for so long (ms), the connection is dead. */
const watchPatience = 100_000;
/** ms between tries, doubled each time, and spread so that many do not try at once. */
const firstWait = 200;
const longestWait = 5_000;
/** The longest wait where reading is forbidden or the kind is missing: that changes seldom. */
const longestRefused = 30_000;
/** A watch that ends sooner than this (ms) counts as failed. */
const shortest = 1_000;

/**
 * Reflector follows the objects at one path: it lists them in pages, and watches from there on. A watch that ends is resumed
 * where it was; only where the server no longer remembers that version (410) are the objects listed anew. Nothing in it
 * depends on the time of day.
 */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #stopped = new AbortController();
  /** The `resourceVersion` up to which everything is known; undefined: nothing is. */
  #version: string | undefined;
  #pageSize = pageSize;
  #failures = 0;
  #wait = firstWait;
  /** The known version had expired (410), and no watch has lasted since. */
  #hasExpired = false;
  #wake: (() => void) | undefined;

  constructor(options: ReflectorOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#run();
  }

  stop(): void {
    this.#stopped.abort();
    this.#wake?.();
  }

  async #run(): Promise<void> {
    const { onTrouble } = this.#options;
    while (!this.#isStopped) {
      try {
        if (this.#version === undefined) await this.#list();
        else await this.#watch(this.#version);
      } catch (error) {
        if (this.#isStopped) return;
        // After a 404 or 410 the known version is worth nothing: the objects are gone, were created anew, or changed too
        // long ago.
        if (isRefusal(error, 404, 410)) this.#version = undefined;
        // A server that answers 410 is reachable, so the list follows soon, however long it was away; but not over and over.
        if (isRefusal(error, 410) && !this.#hasExpired) {
          this.#hasExpired = true;
          this.#wait = firstWait;
        }
        this.#failures++;
        // An API server refuses for a moment while it gets itself ready, after a new definition for one.
        const isLasting = isRefusal(error, 403, 404) || this.#failures > 2;
        if (isLasting && !isRefusal(error, 410)) onTrouble(error);
        await this.#pause(isRefusal(error, 403, 404) ? longestRefused : longestWait);
      }
    }
  }

  async #list(): Promise<void> {
    const { onListing, onListed, onEvents } = this.#options;
    onListing();
    let after: string | undefined;
    do {
      const { items, metadata } = await this.#page(after);
      if (this.#isStopped) return;
      const objects = Array.isArray(items) ? (items as readonly WrittenObject[]) : [];
      if (objects.length > 0) onEvents(objects.map(object => ({ kind: 'put', object })));
      const { continue: next, resourceVersion } = metadata as ListMetadata;
      after = next === '' ? undefined : next;
      this.#version = after === undefined ? resourceVersion : undefined;
    } while (after !== undefined);
    onListed();
    this.#succeed();
  }

  /** Where a page is too long to be accepted, it and those that follow are half as long. */
  async #page(after: string | undefined): Promise<Readonly<Record<string, unknown>>> {
    const query = { limit: `${this.#pageSize}`, ...(after === undefined ? {} : { continue: after }) };
    try {
      return await readJson(await this.#send({ query }));
    } catch (error) {
      if (!(error instanceof TooLong) || this.#pageSize === 1) throw error;
      this.#pageSize = Math.ceil(this.#pageSize / 2);
      return this.#page(after);
    }
  }

  async #watch(from: string): Promise<void> {
    const { clock } = this.#options;
    const begun = clock.now();
    const timeoutSeconds = `${Math.round(watchSeconds * (1 + Math.random() / 2))}`;
    const query = { watch: 'true', allowWatchBookmarks: 'true', resourceVersion: from, timeoutSeconds };
    const answer = await this.#send({ query, patience: watchPatience });
    this.#succeed();
    const isBrief = () => clock.now() - begun < shortest;
    try {
      await readLines(answer, lines => {
        if (this.#isStopped) return;
        const cameAt = clock.now();
        this.#take(
          lines.map(line => JSON.parse(line)),
          cameAt,
        );
      });
    } finally {
      if (!isBrief()) {
        this.#wait = firstWait;
        this.#hasExpired = false;
      }
    }
    if (isBrief()) await this.#pause();
  }

  #succeed(): void {
    this.#failures = 0;
    this.#options.onTrouble(undefined);
  }

  #take(events: readonly WatchEvent[], cameAt: number): void {
    const told: ReflectedEvent[] = [];
    let refused: ErrorStatus | undefined;
    for (const event of events) {
      if (event.type === 'ERROR') {
        refused = event.object;
        break;
      }
      const { type, object } = event;
      this.#version = object.metadata.resourceVersion;
      if (type !== 'BOOKMARK') told.push({ kind: type === 'DELETED' ? 'gone' : 'put', object });
    }
    if (told.length > 0) this.#options.onEvents(told, cameAt);
    if (refused !== undefined) throw refusalIn(refused);
  }

  #send(request: Omit<ClusterRequest, 'path' | 'signal' | 'accept'>) {
    const { cluster, path, metadataOnly, fieldSelector, labelSelector } = this.#options;
    const form = request.query?.watch === undefined ? 'PartialObjectMetadataList' : 'PartialObjectMetadata';
    return cluster.send({
      ...request,
      path,
      ...(metadataOnly === undefined ? {} : { accept: `application/json;as=${form};g=meta.k8s.io;v=v1` }),
      query: {
        ...request.query,
        ...(fieldSelector === undefined ? {} : { fieldSelector }),
        ...(labelSelector === undefined ? {} : { labelSelector }),
      },
      signal: this.#stopped.signal,
    });
  }

  /** Waits before the next try. */
  async #pause(longest = longestWait): Promise<void> {
    const { clock } = this.#options;
    const wait = this.#wait * (0.5 + Math.random());
    this.#wait = Math.min(2 * this.#wait, longest);
    await new Promise<void>(resolve => {
      const cancel = clock.at(clock.now() + wait, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
      if (this.#isStopped) this.#wake();
    });
  }

  get #isStopped(): boolean {
    return this.#stopped.signal.aborted;
  }
}

interface ListMetadata {
  readonly continue?: string;
  readonly resourceVersion: string;
}

type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: WrittenObject }
  | { readonly type: 'ERROR'; readonly object: ErrorStatus };

interface ErrorStatus {
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
}

function refusalIn({ code = 500, reason = '', message = '' }: ErrorStatus): ApiRefusal {
  return new ApiRefusal(code, reason, message);
}
