import type { TagSource } from '#model';
import type { WrittenTracingAttribute } from '#resources';
import { given } from '../given.ts';

type Written = Omit<WrittenTracingAttribute, 'name'>;

/** tagsOf gives tags of spans, and where their values come from. */
export function tagsOf(attributes: readonly WrittenTracingAttribute[]): Readonly<Record<string, TagSource>> {
  return Object.fromEntries(
    attributes.flatMap(({ name, ...source }) => {
      const read = sourceOf(source);
      return read === undefined ? [] : [[name, read] as const];
    }),
  );
}

const places = { Request: 'request', Route: 'route', Cluster: 'cluster', Host: 'host' } as const;

function sourceOf({ literal, environment, requestHeader, metadata }: Written): TagSource | undefined {
  if (literal !== undefined) return { kind: 'literal', value: literal.value };
  if (metadata !== undefined) {
    const { key, path } = metadata.metadataKey;
    return {
      kind: 'metadata',
      of: places[metadata.kind],
      namespace: key,
      path: path.map(one => one.key),
      ...given({ otherwise: metadata.defaultValue }),
    };
  }
  const [kind, from] =
    environment === undefined
      ? (['header', requestHeader] as const)
      : (['environment', environment] as const);
  return from && { kind, name: from.name, ...given({ otherwise: from.defaultValue }) };
}
