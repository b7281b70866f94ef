import { createIntrospection, type Introspection, type ShownProxy } from '#inspect';
import type { CalledClusters } from '#model';
import { inspectedPipeline, timeConditions } from '../../main/inspected-pipeline.ts';
import { type HandFed, handFed } from '../../main/testing/hand-fed.ts';

/** Inspectable is a pipeline fed by hand, with a clock set by hand, and its introspection. */
export interface Inspectable extends Pick<HandFed, 'put' | 'remove'> {
  readonly introspection: Introspection;
  readonly proxies: ShownProxy[];
  /** The clusters that sidecars called, by view. */
  readonly called: Map<string, CalledClusters>;
  /** Set it to let time pass; milliseconds since the epoch. */
  readonly clock: { now: number };
}

export function inspectable(text: string): Inspectable {
  const policy = { allowed: new Set<never>(), socketDirectories: [], refusedSockets: [] };
  const { graph, pipeline, put, remove, written } = handFed(policy);
  const proxies: ShownProxy[] = [];
  const called = new Map<string, CalledClusters>();
  const clock = { now: Date.parse('2026-01-01T00:00:00Z') };
  const inspected = inspectedPipeline({
    graph,
    pipeline,
    policy,
    times: timeConditions(pipeline.status, () => clock.now),
    locate: (key, path) => ({ file: `/shop/${key.split('/').at(-1)}.yaml`, line: path.length + 1 }),
    written,
    proxies: () => proxies,
    lookedUp: () => undefined,
    called: proxy => called.get(proxy),
  });
  put(text);
  return {
    introspection: createIntrospection({ ...inspected, metrics: () => [] }),
    proxies,
    called,
    clock,
    put,
    remove,
  };
}
