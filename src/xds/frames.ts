import type { XdsResource } from '#lib/xds-resource.ts';
import { type Batch, deltaFrame, type Frame, sotwFrame } from './frame.ts';

/**
 * Frames makes response messages and lets streams that are told the same at the same time share one. The nonce is the
 * number of the push, server-wide, which is what makes the sharing possible.
 */
export class Frames {
  #pushes = 0;
  readonly #recent = new Map<XdsResource | string, Frame>();

  /** `not` is the nonce that the stream saw last: the protocol asks for a different one. */
  delta(batch: Batch, not: string | undefined): Frame {
    const key = batch.sends[0] ?? batch.removed[0];
    if (key === undefined) return deltaFrame(batch, this.#nonce());
    const recent = this.#recent.get(key);
    if (recent !== undefined && recent.nonce !== not && sameBatch(recent.batch, batch)) return recent;
    const frame = deltaFrame(batch, this.#nonce());
    // Shared frames live for one turn of the event loop: a push to many streams happens within it.
    if (this.#recent.size === 0) setImmediate(() => this.#recent.clear());
    this.#recent.set(key, frame);
    return frame;
  }

  stateOfTheWorld(batch: Batch, all: readonly XdsResource[], version: string): Frame {
    return sotwFrame(batch, this.#nonce(), all, version);
  }

  #nonce(): string {
    return String(++this.#pushes);
  }
}

function sameBatch(a: Batch, b: Batch): boolean {
  return a.type === b.type && sameItems(a.sends, b.sends) && sameItems(a.removed, b.removed);
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
