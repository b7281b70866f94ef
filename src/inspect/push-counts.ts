import type { Metric } from './metric.ts';

/** CountedPush is the measurements of a response to a proxy. */
export interface CountedPush {
  readonly type: string;
  readonly bytes: number;
  readonly milliseconds: number;
  readonly rejected?: string;
}

interface Count {
  pushes: number;
  bytes: number;
  seconds: number;
  rejections: number;
}

/** PushCounts counts what was sent to proxies since the start, by type of resource. */
export class PushCounts {
  readonly #counts = new Map<string, Count>();

  add({ type, bytes, milliseconds, rejected }: CountedPush): void {
    const count = this.#counts.get(type) ?? { pushes: 0, bytes: 0, seconds: 0, rejections: 0 };
    this.#counts.set(type, count);
    count.pushes++;
    count.bytes += bytes;
    count.seconds += milliseconds / 1000;
    if (rejected !== undefined) count.rejections++;
  }

  metrics(): readonly Metric[] {
    const counter = (name: string, help: string, read: (count: Count) => number): Metric => ({
      name,
      kind: 'counter',
      help,
      samples: [...this.#counts].map(([type, count]) => ({ labels: { type }, value: read(count) })),
    });
    return [
      counter('fairlead_pushes_total', 'Responses that proxies answered.', c => c.pushes),
      counter('fairlead_push_bytes_total', 'Bytes of those responses.', c => c.bytes),
      counter('fairlead_push_seconds_total', 'Seconds from sending them to the answer.', c => c.seconds),
      counter('fairlead_rejections_total', 'Responses that proxies refused.', c => c.rejections),
    ];
  }
}
