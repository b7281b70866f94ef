import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { SecurityPolicy } from '#resources';
import { keptLine } from '../../kept-line.ts';
import type { PolicyContext } from '../policy-kind.ts';
import type { SectionProblem } from '../section.ts';

interface WrittenValueRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly key: string;
}

type Found = { readonly text: string } | { readonly problem: SectionProblem };

/** keptValue gives the text under a key of a Secret or ConfigMap in the policy's own namespace. Messages never quote it. */
export function keptValue(
  { group, kind, name, key }: WrittenValueRef,
  path: string,
  { ref: { namespace } }: Pick<SecurityPolicy, 'ref'>,
  { authorities, grants, track }: PolicyContext,
): Found {
  const shown = `${kind} ${namespace}/${name}`;
  const broken = (message: string): Found => ({ problem: { reason: 'Invalid', message, path } });
  if (group !== '' || (kind !== 'Secret' && kind !== 'ConfigMap'))
    return broken(`names ${shown}, which is neither a Secret nor a ConfigMap`);
  const object = resourceKey({ group, kind, zone: localZone, namespace, name });
  const data: Readonly<Record<string, string | Uint8Array>> | undefined =
    kind === 'Secret'
      ? track.fetch(authorities.secrets, object)?.spec.data
      : track.fetch(authorities.configMaps, object)?.spec.data;
  if (data === undefined)
    return broken(`names ${shown}, which ${grants.absence(track, { group, kind, namespace, name })}`);
  const value = data[key];
  if (value === undefined) return broken(`names ${shown}, which has nothing under ${key}`);
  return { text: keptLine(value) };
}
