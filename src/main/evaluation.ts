import { allocateUnremembered } from '#allocation';
import { createGraph, type Graph } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { XdsResource, XdsType } from '#lib/xds-resource.ts';
import type { Known, ProxyId } from '#model';
import type { Origin, Source } from '#sources';
import type { Refusal } from '#status';
import type { AddressPolicy } from '#translate';
import { feedInputs } from './feed-inputs.ts';
import { buildPipeline, type Pipeline } from './pipeline.ts';

/** Evaluation is what would become of what a source holds, without anything running. */
export interface Evaluation {
  readonly graph: Graph;
  readonly pipeline: Pipeline;
  /** What Backends may name. */
  readonly policy: AddressPolicy;
  /** What each proxy would be sent. Every proxy is here, also one that would be sent nothing. */
  readonly proxies: ReadonlyMap<ProxyId, readonly XdsResource[]>;
  origin(key: ResourceKey): Origin | undefined;
  written(key: ResourceKey): unknown;
}

/**
 * evaluate reads a source once and runs it through the pipeline. No name is resolved: what the control plane itself would
 * have to look up has no endpoints.
 */
export async function evaluate(source: Source, policy: AddressPolicy): Promise<Evaluation> {
  const graph = createGraph();
  const pipeline = buildUnservedPipeline(graph, policy);
  await source.start(feedInputs(graph, pipeline.inputs));
  await source.stop();
  return {
    graph,
    pipeline,
    policy,
    proxies: resourcesByProxy(pipeline),
    origin: key => source.origin(key),
    written: key => source.written(key),
  };
}

/** buildUnservedPipeline is the pipeline that hears of resources alone: it has no resolver and no proxies. */
export function buildUnservedPipeline(graph: Graph, policy: AddressPolicy): Pipeline {
  const allocated = allocateUnremembered(graph);
  const pipeline = buildPipeline(graph, {
    policy,
    discovered: graph.source<Known>('main/discovered'),
    addresses: allocated.addresses,
    takenAddresses: allocated.takenAddresses,
    withheld: graph.source<ReadonlyMap<string, string>>('main/withheld'),
    refusals: graph.source<Refusal>('main/refusals'),
  });
  allocated.follow(pipeline.translation.mesh.addressWants);
  return pipeline;
}

/** resourcesByProxy is what each proxy would be sent now, in the order of their ids. */
export function resourcesByProxy({ views, members, resources }: Pipeline): Map<ProxyId, XdsResource[]> {
  const byName = new Map<string, XdsResource>();
  for (const collection of Object.values(resources)) {
    for (const [, resource] of collection.entries()) {
      byName.set(`${resource.type}\n${resource.name}`, resource);
    }
  }
  const bySet = new Map<string, XdsResource[]>();
  const find = (type: XdsType, name: string) => byName.get(`${type}\n${name}`) ?? [];
  for (const [, { set, type, name }] of members.entries()) {
    const held = [find(type, name)].flat();
    const known = bySet.get(set);
    if (known === undefined) bySet.set(set, held);
    else known.push(...held);
  }
  const all = [...views.entries()].map(([, view]) => view).sort((a, b) => (a.proxy < b.proxy ? -1 : 1));
  return new Map(
    all.map(({ proxy, sets }) => {
      const held = [...new Set(sets.flatMap(set => bySet.get(set) ?? []))];
      const needed = new Set(held.flatMap(({ assignment }) => assignment ?? []));
      return [proxy, [...held, ...[...needed].flatMap(name => find('endpoints', name))]];
    }),
  );
}
