import type { Clock } from '#lib/clock.ts';
import type { XdsResource } from '#lib/xds-resource.ts';
import type { Held } from '../stream/holding.ts';
import { type Batch, sameBatch } from './batch.ts';
import { deltaFrame, type Frame, sotwFrame } from './frame.ts';

const nothing: ReadonlyMap<string, Held> = new Map();

/** How long a frame may find others to share it, and how many bytes of frames at a time. */
const shareable = { ms: 100, bytes: 8 * 1024 * 1024 };

interface Shared {
  readonly frame: Frame;
  before: ReadonlyMap<string, Held>;
}

/**
 * Frames makes response messages. Streams that are told the same at about the same time share one, and the map of what they
 * held before. The nonce is the number of the push, server-wide, which makes the sharing possible.
 */
export class Frames {
  #pushes = 0;
  #bytes = 0;
  readonly #clock: Clock;
  readonly #recent = new Map<XdsResource | string, Shared>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `not` is the nonce that the stream saw last: the protocol asks for a different one. */
  delta(batch: Batch, not: string | undefined): Frame {
    const key = keyOf(batch);
    if (key === undefined) return deltaFrame(batch, this.#nonce());
    const recent = this.#recent.get(key)?.frame;
    if (recent !== undefined && recent.nonce !== not && sameBatch(recent.batch, batch)) return recent;
    const frame = deltaFrame(batch, this.#nonce());
    this.#keep(key, frame);
    return frame;
  }

  /** shared gives a map that is equal to `before`: where possible, the one that other streams of the frame keep already. */
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

  /** A push to many streams happens within some turns of the event loop, and so do the first responses of many. */
  #keep(key: XdsResource | string, frame: Frame): void {
    if (this.#recent.size === 0) this.#clock.at(this.#clock.now() + shareable.ms, () => this.#forget());
    if (this.#bytes + frame.payload.length > shareable.bytes) this.#forget();
    this.#bytes += frame.payload.length;
    this.#recent.set(key, { frame, before: nothing });
  }

  #forget(): void {
    this.#recent.clear();
    this.#bytes = 0;
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
