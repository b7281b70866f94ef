import { SmallMap } from '#lib/small-map.ts';
import type { XdsResource } from '#lib/xds-resource.ts';
import type { TypeOfView } from '../catalogue/type-of-view.ts';
import type { Subscription } from './subscription.ts';

/** Resumed is what a reconnecting client says that it holds, before we know whether that is what we have. */
export interface Resumed {
  readonly version: string;
  readonly requires: undefined;
}

/** Held is what a client has acknowledged. */
export type Held = XdsResource | Resumed;

/** isResource tells what we sent from what a client says that it holds. */
export function isResource(held: Held): held is XdsResource {
  return held.requires !== undefined;
}

/** HoldingListener is told of what is held by name, as it comes and goes. */
export interface HoldingListener {
  added(held: Held): void;
  dropped(held: Held): void;
}

const nothing = 'nothing';

/**
 * Holding is what a client holds of one type. A client that has been told everything is *in step*: it holds what its view held
 * at a position, and nothing is kept for each name. What differs from that (waiting, refused, lingering, resumed with another
 * version) is kept by name for as long as it differs. For a client that is not in step, everything is kept by name.
 */
export class Holding {
  /** Where a client that is in step stands; what changed after it is still to be noted. */
  position = 0;
  #inStep = false;
  readonly #view: TypeOfView;
  readonly #subscription: Subscription;
  readonly #listener: HoldingListener | undefined;
  readonly #byName = new SmallMap<string, Held | typeof nothing>();

  constructor(view: TypeOfView, subscription: Subscription, listener: HoldingListener | undefined) {
    this.#view = view;
    this.#subscription = subscription;
    this.#listener = listener;
  }

  get inStep(): boolean {
    return this.#inStep;
  }

  /** isNew: it was never told anything, and says that it holds nothing. */
  get isNew(): boolean {
    return !this.#inStep && this.#byName.size === 0;
  }

  get(name: string): Held | undefined {
    const held = this.#byName.get(name);
    if (held !== undefined) return held === nothing ? undefined : held;
    if (!this.#inStep || !this.#subscription.covers(name)) return undefined;
    return this.#view.at(name, this.position);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, held: Held | undefined): void {
    const before = this.#byName.get(name);
    if (before !== undefined && before !== nothing) this.#listener?.dropped(before);
    if (held !== undefined) this.#listener?.added(held);
    if (held === undefined && !this.#inStep) this.#byName.delete(name);
    else this.#byName.set(name, held ?? nothing);
  }

  /** follow drops what is kept for this name: from now on the view tells what the client holds under it. */
  follow(name: string): void {
    const before = this.#byName.get(name);
    if (before !== undefined && before !== nothing) this.#listener?.dropped(before);
    this.#byName.delete(name);
  }

  /** settle goes on keeping a name only where what the client holds is not what the view holds now. */
  settle(name: string): void {
    if (!this.#inStep) return;
    const held = this.#byName.get(name);
    if (held === undefined) return;
    const now = this.#subscription.covers(name) ? this.#view.now(name) : undefined;
    if (held === nothing ? now === undefined : held === now) this.follow(name);
  }

  /** names that are kept one by one. */
  names(): Iterable<string> {
    return this.#byName.keys();
  }

  /** exceptions are what is kept by name, and held. */
  *exceptions(): Iterable<readonly [string, Held]> {
    for (const [name, held] of this.#byName) if (held !== nothing) yield [name, held];
  }

  /** catchUp notes by name what changed since the position, and makes a call for each such name that the client asked for. */
  catchUp(call: (name: string) => void): void {
    this.#view.changesSince(this.position, (name, was) => {
      if (!this.#subscription.covers(name)) return;
      if (this.#inStep && !this.#byName.has(name)) this.set(name, was);
      call(name);
    });
    this.position = this.#view.position;
  }

  /** beginStep puts the client in step: it holds what the view holds now, except under these names. */
  beginStep(names: Iterable<string>): void {
    this.#inStep = true;
    this.position = this.#view.position;
    for (const name of names) if (!this.#byName.has(name)) this.#byName.set(name, nothing);
  }

  /** list keeps everything by name again (see Channel). `names` are all under which the client may hold something. */
  list(names: Iterable<string>): void {
    if (!this.#inStep) return;
    for (const name of names) {
      const held = this.get(name);
      if (held !== undefined && !this.#byName.has(name)) this.set(name, held);
    }
    this.#inStep = false;
    for (const [name, held] of this.#byName) if (held === nothing) this.#byName.delete(name);
  }
}
