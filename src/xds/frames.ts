import type { XdsResource } from '#lib/xds-resource.ts';
import { type Batch, sameBatch } from './batch.ts';
import { deltaFrame, type Frame, sotwFrame } from './frame.ts';
import type { Held } from './holding.ts';

const nothing: ReadonlyMap<string, Held> = new Map();

interface Shared {
  readonly frame: Frame;
  before: ReadonlyMap<string, Held>;
}

/**
 * Frames makes response messages and lets streams that are told the same at the same time share one, and what they held
 * before. The nonce is the number of the push, server-wide, which is what makes the sharing possible.
 */
export class Frames {
  #pushes = 0;
  readonly #recent = new Map<XdsResource | string, Shared>();

  /** `not` is the nonce that the stream saw last: the protocol asks for a different one. */
  delta(batch: Batch, not: string | undefined): Frame {
    const key = keyOf(batch);
    if (key === undefined) return deltaFrame(batch, this.#nonce());
    const recent = this.#recent.get(key)?.frame;
    if (recent !== undefined && recent.nonce !== not && sameBatch(recent.batch, batch)) return recent;
    const frame = deltaFrame(batch, this.#nonce());
    // Shared frames live for one turn of the event loop: a push to many streams happens within it.
    if (this.#recent.size === 0) setImmediate(() => this.#recent.clear());
    this.#recent.set(key, { frame, before: nothing });
    return frame;
  }

  /** shared is a map that holds the same, and that other streams hold as well where they can. */
  shared(frame: Frame, before: ReadonlyMap<string, Held>): ReadonlyMap<string, Held> {
    if (before.size === 0) return nothing;
    const key = keyOf(frame.batch);
    const recent = key === undefined ? undefined : this.#recent.get(key);
    if (recent?.frame !== frame) return before;
    if (sameEntries(recent.before, before)) return recent.before;
    recent.before = before;
    return before;
  }

  stateOfTheWorld(batch: Batch, all: readonly XdsResource[], version: string): Frame {
    return sotwFrame(batch, this.#nonce(), all, version);
  }

  #nonce(): string {
    return String(++this.#pushes);
  }
}

function keyOf(batch: Batch): XdsResource | string | undefined {
  return batch.sends[0] ?? batch.removed[0];
}

function sameEntries(a: ReadonlyMap<string, Held>, b: ReadonlyMap<string, Held>): boolean {
  if (a.size !== b.size) return false;
  for (const [name, held] of b) if (a.get(name) !== held) return false;
  return true;
}
