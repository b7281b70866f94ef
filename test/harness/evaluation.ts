import yaml from 'js-yaml';
import { renderProxy, staticBootstrap } from '#envoy/printing';
import { createGraph, type Graph, type GraphOptions } from '#graph';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { XdsResource } from '#lib/xds-resource.ts';
import { decodeResource } from '#resources';
import type { AddressPolicy } from '#translate';
import { buildPipeline, type Pipeline } from '../../src/main/pipeline.ts';

/** One's own machine: loopback addresses and any unix socket. */
export const ownMachine: AddressPolicy = {
  allowed: new Set(['loopback']),
  socketDirectories: 'any',
  refusedSockets: [],
};

/** Evaluation is a pipeline with documents put in by hand: what a source would do, without a disk. */
export interface Evaluation {
  readonly graph: Graph;
  readonly pipeline: Pipeline;
  /** Puts documents in force under their own keys; gives the keys. */
  put(text: string): ResourceKey[];
  remove(key: ResourceKey): void;
  /** Everything that would be sent and said, in a fixed order. */
  outcome(): Outcome;
  resourcesOf(proxy: string): XdsResource[];
}

export interface Outcome {
  readonly proxies: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
  readonly findings: Readonly<Record<string, unknown>>;
}

export function evaluate(text = '', options: GraphOptions & { policy?: AddressPolicy } = {}): Evaluation {
  const { policy = ownMachine, ...graphOptions } = options;
  const graph = createGraph(graphOptions);
  const pipeline = buildPipeline(graph, {
    policy,
    dns: graph.source('test/dns'),
    withheld: graph.source('test/withheld'),
    refusals: graph.source('test/refusals'),
  });
  const resourcesOf = (proxy: string) => {
    const resources = new Map(
      Object.values(pipeline.resources).flatMap(c =>
        [...c.entries()].map(([, r]: [string, XdsResource]) => [`${r.type} ${r.name}`, r] as const),
      ),
    );
    return [...pipeline.members.entries()]
      .filter(([, m]) => m.view === proxy)
      .flatMap(([, m]) => resources.get(`${m.type} ${m.name}`) ?? []);
  };
  const evaluation: Evaluation = {
    graph,
    pipeline,
    resourcesOf,
    put: documents => {
      const keys: ResourceKey[] = [];
      graph.batch(() => {
        for (const document of yaml.loadAll(documents, undefined, { schema: yaml.CORE_SCHEMA })) {
          if (document === null || document === undefined) continue;
          const { ref, resource, findings } = decodeResource(document);
          const key = ref === undefined ? 'unnamed' : resourceKey(ref);
          keys.push(key);
          pipeline.inputs.set(key, resource, findings);
        }
      });
      return keys;
    },
    remove: key => pipeline.inputs.set(key, undefined, []),
    outcome: () => ({
      proxies: Object.fromEntries(proxyIds(pipeline).map(id => [id, renderProxy(resourcesOf(id))])),
      status: sorted(pipeline.status.statuses.entries()),
      findings: sorted(pipeline.status.findings.entries()),
    }),
  };
  evaluation.put(text);
  return evaluation;
}

export function proxyIds(pipeline: Pipeline): string[] {
  return [...pipeline.translation.gateways.entries()].map(([, g]) => g.id).sort();
}

export function bootstrapsOf(evaluation: Evaluation): unknown[] {
  return proxyIds(evaluation.pipeline).map(id => staticBootstrap(id, evaluation.resourcesOf(id)));
}

function sorted(entries: Iterable<[string, unknown]>): Record<string, unknown> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
