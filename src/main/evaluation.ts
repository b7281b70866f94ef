import { allocateUnremembered } from '#allocation';
import { createGraph, type Graph } from '#graph';
import { compareTexts } from '#lib/compare-texts.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { XdsResource } from '#lib/xds-resource.ts';
import type { Known, ProxyId } from '#model';
import type { Origin, Source } from '#sources';
import type { Refusal } from '#status';
import type { AddressPolicy } from '#translate';
import { feedInputs } from './feed-inputs.ts';
import { findResources } from './found-resources.ts';
import { buildPipeline, type Pipeline } from './pipeline.ts';

/** Evaluation is what would come of a source's objects, without anything running. */
export interface Evaluation {
  readonly graph: Graph;
  readonly pipeline: Pipeline;
  /** Which addresses and sockets Backends may name. */
  readonly policy: AddressPolicy;
  readonly sendings: Sendings;
  origin(key: ResourceKey): Origin | undefined;
  written(key: ResourceKey): unknown;
}

/**
 * evaluate reads a source once and runs it through the pipeline. No name is resolved: a backend that the control plane
 * itself would have to look up has no endpoints.
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
    sendings: sendingsOf(pipeline),
    origin: key => source.origin(key),
    written: key => source.written(key),
  };
}

/** buildUnservedPipeline is a pipeline that only gets resources: it has no discovery and no proxies. */
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

/**
 * Sendings are the resources that each proxy would be sent. They are looked up on demand, since a mesh has more than anybody
 * asks for.
 */
export interface Sendings {
  /** All proxies, in order, even those that would be sent nothing. */
  readonly proxies: readonly ProxyId[];
  /** Nothing where there is no such proxy. */
  of(proxy: ProxyId): readonly XdsResource[];
}

/** sendingsOf are the sendings of a pipeline as it is now. */
export function sendingsOf({ views, members, resources }: Pipeline): Sendings {
  const sets = new Map([...views.entries()].map(([, view]) => [view.proxy, view.sets]));
  const look = () => {
    const { bySet, withEndpoints } = findResources(resources);
    return { held: bySet(members), withEndpoints };
  };
  let known: ReturnType<typeof look> | undefined;
  return {
    proxies: [...sets.keys()].sort(compareTexts),
    of: proxy => {
      known ??= look();
      const { held, withEndpoints } = known;
      return withEndpoints((sets.get(proxy) ?? []).flatMap(set => held.get(set) ?? []));
    },
  };
}

/** resourcesByProxy are the resources that each proxy would be sent now, in the order of the proxies' ids. */
export function resourcesByProxy(pipeline: Pipeline): Map<ProxyId, readonly XdsResource[]> {
  const { proxies, of } = sendingsOf(pipeline);
  return new Map(proxies.map(proxy => [proxy, of(proxy)]));
}
