import yaml from 'js-yaml';
import { createGraph, type Graph, type GraphOptions } from '#graph';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { decodeResource } from '#resources';
import type { AddressPolicy } from '#translate';
import { buildUnservedPipeline } from '../evaluation.ts';
import { feedInputs } from '../feed-inputs.ts';
import type { Pipeline } from '../pipeline.ts';

/** HandFed is a pipeline into which documents are put by hand, as a source would, but without a disk. */
export interface HandFed {
  readonly graph: Graph;
  readonly pipeline: Pipeline;
  /** Puts the documents of a text in force under their own keys, all at once; gives the keys. */
  put(text: string): ResourceKey[];
  remove(key: ResourceKey): void;
  /** The object as written, of the version in force. */
  written(key: ResourceKey): unknown;
}

export function handFed(policy: AddressPolicy, options: GraphOptions = {}): HandFed {
  const graph = createGraph(options);
  const pipeline = buildUnservedPipeline(graph, policy);
  const feed = feedInputs(graph, pipeline.inputs);
  const written = new Map<ResourceKey, unknown>();
  return {
    graph,
    pipeline,
    put: text => {
      const changes = documentsIn(text).map(document => {
        const { ref, standIn, findings, ...decoded } = decodeResource(document);
        const resource = decoded.resource ?? standIn;
        const key = ref === undefined ? 'unnamed' : resourceKey(ref);
        if (resource === undefined) return { key, entry: { findings } };
        written.set(key, document);
        return { key, entry: { resource, findings } };
      });
      feed(changes);
      return changes.map(({ key }) => key);
    },
    remove: key => {
      written.delete(key);
      feed([{ key, entry: undefined }]);
    },
    written: key => written.get(key),
  };
}

/** documentsIn gives the documents of a YAML text without the empty ones. */
export function documentsIn(text: string): unknown[] {
  return yaml
    .loadAll(text, undefined, { schema: yaml.CORE_SCHEMA })
    .filter(document => document !== null && document !== undefined);
}
