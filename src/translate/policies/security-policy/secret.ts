import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { Secret, SecretObjectReference, SecurityPolicy } from '#resources';
import type { PolicyContext } from '../policy-kind.ts';
import type { SectionProblem } from '../section.ts';

/** Found is a Secret that a policy may refer to. */
type Found = { readonly secret: Secret } | { readonly problem: SectionProblem };

/** secretOf looks up a Secret that a policy names at `path`. */
export function secretOf(
  { group, kind, name, namespace: written }: SecretObjectReference,
  path: string,
  { ref: referrer }: Pick<SecurityPolicy, 'ref'>,
  { authorities, grants, track }: PolicyContext,
): Found {
  const namespace = written ?? referrer.namespace;
  const shown = `${kind} ${namespace}/${name}`;
  const broken = (reason: SectionProblem['reason'], message: string) => ({
    problem: { reason, message, path },
  });
  if (group !== '' || kind !== 'Secret') return broken('Invalid', `names ${shown}, which is no Secret`);
  if (!grants.permits(track, referrer, { group, kind, namespace, name })) {
    return broken('RefNotPermitted', `names ${shown}, which no ReferenceGrant permits`);
  }
  const key = resourceKey({ group, kind, zone: localZone, namespace, name });
  const secret = track.fetch(authorities.secrets, key);
  return secret === undefined ? broken('Invalid', `names ${shown}, which was not found`) : { secret };
}
