import yaml from 'js-yaml';
import { createGraph } from '#graph';
import { ConditionTimes, createIntrospection, type Introspection, type ShownProxy } from '#inspect';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { decodeResource } from '#resources';
import type { Refusal } from '#status';
import type { DnsAnswer } from '#translate';
import { buildPipeline } from '../../main/pipeline.ts';

/** Inspectable is a real pipeline with documents put in by hand, its clock turned by hand, and its introspection. */
export interface Inspectable {
  readonly introspection: Introspection;
  readonly proxies: ShownProxy[];
  /** Milliseconds since the epoch. */
  time: number;
  put(text: string): ResourceKey[];
  remove(key: ResourceKey): void;
}

export function inspectable(text: string): Inspectable {
  const graph = createGraph();
  const pipeline = buildPipeline(graph, {
    policy: { allowed: new Set(), socketDirectories: [], refusedSockets: [] },
    dns: graph.source<DnsAnswer>('test/dns'),
    withheld: graph.source<ReadonlyMap<string, string>>('test/withheld'),
    refusals: graph.source<Refusal>('test/refusals'),
  });
  const { inputs, translation, status } = pipeline;
  const written = new Map<ResourceKey, unknown>();
  const proxies: ShownProxy[] = [];
  const times = new ConditionTimes(() => made.time);
  status.statuses.subscribe(changes => {
    for (const { key, after } of changes) times.observe(key, after);
  });
  const made: Inspectable = {
    introspection: createIntrospection({
      graph,
      resources: inputs.of,
      reports: translation.reports,
      gateways: translation.gateways,
      backends: translation.backends,
      statuses: status.statuses,
      findings: status.findings,
      times,
      locate: (key, path) => ({ file: `/shop/${key.split('/').at(-1)}.yaml`, line: path.length + 1 }),
      written: key => written.get(key),
      proxies: () => proxies,
      metrics: () => [],
    }),
    proxies,
    time: Date.parse('2026-01-01T00:00:00Z'),
    put: documents => {
      const keys: ResourceKey[] = [];
      graph.batch(() => {
        for (const document of yaml.loadAll(documents, undefined, { schema: yaml.CORE_SCHEMA })) {
          const { ref, resource, findings } = decodeResource(document);
          if (ref === undefined) throw new Error(`a document without a name: ${JSON.stringify(document)}`);
          const key = resourceKey(ref);
          keys.push(key);
          if (resource !== undefined) written.set(key, document);
          inputs.set(key, resource, findings);
        }
      });
      return keys;
    },
    remove: key => {
      written.delete(key);
      inputs.set(key, undefined, []);
    },
  };
  made.put(text);
  return made;
}
