import type { MessageInitShape } from '@bufbuild/protobuf';
import type { CustomTagSchema } from '#gen/envoy/type/tracing/v3/custom_tag_pb.js';
import type { TagSource } from '#model';

type Tag = MessageInitShape<typeof CustomTagSchema>;

/** traceTags are the tags of spans, in the order of their names. */
export function traceTags(tags: Readonly<Record<string, TagSource>>): Tag[] {
  return Object.entries(tags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tag, source]) => tagOf(tag, source));
}

function tagOf(tag: string, source: TagSource): Tag {
  switch (source.kind) {
    case 'literal':
      return { tag, type: { case: 'literal', value: { value: source.value } } };
    case 'format':
      return { tag, type: { case: 'value', value: source.format } };
    case 'metadata': {
      const value = {
        kind: { kind: { case: source.of, value: {} } },
        metadataKey: {
          key: source.namespace,
          path: source.path.map(key => ({ segment: { case: 'key' as const, value: key } })),
        },
        defaultValue: source.otherwise ?? '',
      };
      return { tag, type: { case: 'metadata', value } };
    }
    case 'environment':
    case 'header': {
      const value = { name: source.name, defaultValue: source.otherwise ?? '' };
      if (source.kind === 'environment') return { tag, type: { case: 'environment', value } };
      return { tag, type: { case: 'requestHeader', value } };
    }
  }
}
