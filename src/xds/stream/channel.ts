import { SmallMap } from '#lib/small-map.ts';
import { SmallSet } from '#lib/small-set.ts';
import type { XdsResource, XdsType } from '#lib/xds-resource.ts';
import type { TypeOfView } from '../catalogue/type-of-view.ts';
import type { Batch } from '../wire/batch.ts';
import { type Held, Holding, type HoldingListener } from './holding.ts';
import { Leaving } from './leaving.ts';
import { Subscription } from './subscription.ts';

/** Flight is the one response of a type that a stream has not answered yet. */
export interface Flight {
  readonly nonce: string;
  readonly batch: Batch;
  /** What the client holds, until it answers, under the names in the batch; undefined for a client that is not in step. */
  readonly before: ReadonlyMap<string, Held> | undefined;
  /** Names in the batch under which the client will not hold what its view holds, even once it has acknowledged. */
  readonly odd: readonly string[];
  readonly bytes: number;
  /** By the clock. */
  readonly sentAt: number;
}

/** LocalRefusal is about one client's machine (a port in use), not about the resource. */
export interface LocalRefusal {
  readonly version: string;
  readonly message: string;
  /** When it is tried again (by the clock). */
  readonly until: number;
}

/**
 * Channel is the state of one type on one stream. Where the client has been told everything it is empty but for a position
 * (see Holding). Only names pile up in it: a client that does not read costs memory for names, never for resources.
 */
export class Channel {
  readonly type: XdsType;
  readonly subscription: Subscription;
  readonly holding: Holding;
  /** Everything is to be looked at: the client is new, or its view consists of other sets. */
  joining = false;
  /** Names to look at when nothing is in flight. Changes to a name coalesce here. */
  readonly pending = new SmallSet<string>();
  /** Names that must be answered even where the client seems to hold them already. */
  readonly asked = new SmallSet<string>();
  /** Names held back until something else is acknowledged, each with the time since when (by the clock). */
  readonly waiting = new SmallMap<string, number>();
  readonly leaving = new Leaving();
  /** After a NACK: the groups of names that are tried one after the other. */
  groups: (readonly string[])[] = [];
  /** Names that this client alone refused, and that are not sent to it again for a while. */
  readonly refused = new SmallMap<string, LocalRefusal>();
  /** The subscription as such waits for an answer, be it an empty one. */
  unanswered = false;
  flight: Flight | undefined;
  lastNonce: string | undefined;
  /** Nonce of a flight that got no answer and that `unstick` has dealt with. */
  unstuck: string | undefined;
  /** State of the world: the version of the whole type that a reconnecting client holds. */
  resumes: string | undefined;
  /** Names of the flight whose acknowledgement will mean nothing: the client drops them. */
  readonly stale = new SmallSet<string>();
  readonly #view: TypeOfView;

  constructor(view: TypeOfView, listener: HoldingListener | undefined) {
    this.type = view.type;
    this.#view = view;
    this.subscription = new Subscription(view);
    this.holding = new Holding(view, this.subscription, listener);
  }

  /** get is what the client holds under a name now: while a name is in flight, what it held before. */
  get(name: string): Held | undefined {
    const before = this.flight?.before;
    const inFlight =
      before !== undefined && this.flight?.batch.find(name) !== undefined && !this.stale.has(name);
    return inFlight ? before.get(name) : this.holding.get(name);
  }

  /** has: the client holds it, and is not being told that it is gone. */
  has(name: string): boolean {
    return this.get(name) !== undefined && this.flight?.batch.find(name) !== 'removed';
  }

  sends(name: string): boolean {
    return typeof this.flight?.batch.find(name) === 'object';
  }

  /** seesNow is what the view now holds under a name, where the client subscribes to it. */
  seesNow(name: string): XdsResource | undefined {
    return this.subscription.covers(name) ? this.#view.now(name) : undefined;
  }

  /** prospect is about how many names the next response may hold. */
  get prospect(): number {
    return this.joining ? this.#view.count() : this.pending.size;
  }

  /** lags: something changed since the client was told last. */
  get lags(): boolean {
    return this.joining || this.#view.hasChanged(this.holding.position);
  }

  /** idle: nothing to send, and nothing that waits for the client. */
  get idle(): boolean {
    return this.flight === undefined && this.pending.size === 0 && this.waiting.size === 0 && !this.lags;
  }

  /** catchUp makes pending what changed since the client's position. */
  catchUp(): void {
    if (this.#view.hasChanged(this.holding.position)) {
      this.holding.catchUp(name => this.pending.add(name));
    } else {
      this.holding.position = this.#view.position;
    }
  }

  /** join makes pending all that the client asked for or holds; where `inStep`, what settles is no longer kept by name. */
  join(inStep: boolean): void {
    this.joining = false;
    const { subscription, holding, pending } = this;
    if (subscription.wildcard) for (const name of this.#view.names()) pending.add(name);
    for (const name of subscription.names()) pending.add(name);
    for (const name of holding.names()) pending.add(name);
    for (const name of this.asked) pending.add(name);
    if (inStep) holding.beginStep(pending);
    else holding.position = this.#view.position;
  }

  /** list keeps by name all that the client holds and asked for: what it subscribes to, or its view, becomes another. */
  list(): void {
    this.holding.list(this.namesHeld());
    this.subscription.list();
  }

  /** namesHeld are all names under which the client may hold something; under some it holds nothing. */
  *namesHeld(): Iterable<string> {
    yield* this.holding.names();
    if (!this.holding.inStep) return;
    for (const name of this.#view.names()) yield name;
    const changed = new Set<string>();
    this.#view.changesSince(this.holding.position, name => changed.add(name));
    yield* changed;
  }

  /** release makes everything that waits pending again. */
  release(): void {
    for (const name of this.waiting.keys()) this.pending.add(name);
  }
}
