import { SmallMap } from '#lib/small-map.ts';
import { SmallSet } from '#lib/small-set.ts';
import type { XdsResource, XdsType } from '#lib/xds-resource.ts';
import type { Batch } from './frame.ts';
import { Subscription } from './subscription.ts';

/** Resumed is what a reconnecting client says that it holds, before we know whether that is what we have. */
export interface Resumed {
  readonly version: string;
  readonly requires: undefined;
}

/** Held is what a client has acknowledged. */
export type Held = XdsResource | Resumed;

/** Flight is the one response of a type that a stream has not answered yet. */
export interface Flight {
  readonly nonce: string;
  readonly batch: Batch;
  readonly bytes: number;
  /** performance.now() */
  readonly sentAt: number;
}

/** LocalRefusal is about one client's machine (a port in use), not about the resource. */
export interface LocalRefusal {
  readonly version: string;
  readonly message: string;
  /** When it is tried again (performance.now()). */
  readonly until: number;
}

/**
 * Channel is the state of one type on one stream. All that grows in it are sets of names: a client that does not read
 * costs its names, never bytes.
 */
export class Channel {
  readonly type: XdsType;
  readonly subscription = new Subscription();
  /** Acknowledged by the client. */
  readonly held = new SmallMap<string, Held>();
  /** To be looked at when nothing is in flight. Changes to a name coalesce here. */
  readonly pending = new SmallSet<string>();
  /** Must be answered even where the client seems to hold it already. */
  readonly asked = new SmallSet<string>();
  /** Held back until something else is acknowledged; since when (performance.now()). */
  readonly waiting = new SmallMap<string, number>();
  /** Left the view, not yet removed: when they may go (performance.now()), Infinity while something held needs them. */
  readonly leaving = new SmallMap<string, number>();
  /** After a NACK: the groups of names that are tried one after the other. */
  groups: (readonly string[])[] = [];
  /** Refused by this client alone, and not sent to it again for a while. */
  readonly refused = new SmallMap<string, LocalRefusal>();
  /** The subscription as such waits for an answer, be it an empty one. */
  unanswered = false;
  flight: Flight | undefined;
  lastNonce: string | undefined;
  /** The flight that was seen to because no answer came, see unstick. */
  unstuck: string | undefined;
  /** State of the world: the version of the whole type that a reconnecting client holds. */
  resumes: string | undefined;
  /** Names of the flight whose acknowledgement will mean nothing: the client drops them. */
  readonly stale = new SmallSet<string>();

  constructor(type: XdsType) {
    this.type = type;
  }

  /** idle: nothing to send, and nothing that waits for the client. */
  get idle(): boolean {
    return this.flight === undefined && this.pending.size === 0 && this.waiting.size === 0;
  }

  sends(name: string): boolean {
    return this.flight?.batch.sends.some(one => one.name === name) === true;
  }

  /** has: the client holds it, and is not being told that it is gone. */
  has(name: string): boolean {
    return this.held.has(name) && this.flight?.batch.removed.includes(name) !== true;
  }

  /** release lets everything that waits be looked at again. */
  release(): void {
    for (const name of this.waiting.keys()) this.pending.add(name);
  }
}
